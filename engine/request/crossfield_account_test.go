package request

import (
	"fmt"
	"strings"
	"testing"
)

// told is a document that shows where a rule without a function of its own is
// kept. Without an operation the rule needs the account, and is left out.
type told struct {
	why       string // who tells it instead
	operation string
	style     Style
	document  string
	message   string // the service's text, where known
}

// elsewhere are the rules across members that are no function: limits of the
// models and of the overlay, the filter pattern's parser, botocore's checks.
var elsewhere = map[string]told{
	"L10": {why: "model", operation: "DescribeLogStreams", document: `{"logGroupName":"g","limit":51}`, message: "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50"},
	"L11": {why: "model", operation: "PutLogEvents", document: `{"logGroupName":"g","logStreamName":"s","logEvents":[]}`, message: "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1"},
	"L18": {why: "overlay", operation: "PutLogEvents", document: strings.Replace(events(1, "a"), "{", `{"entity":{"keyAttributes":{"Type":"a","Colour":"b"}},`, 1)},
	"L20": {why: "the constraint's text", operation: "DeleteMetricFilter", document: `{"filterName":"f","logGroupName":"` + strings.Repeat("g", 513) + `"}`, message: "Invalid LogGroup or LogStream, both must have length less than or equal to 512."},
	"L21": {why: "model", operation: "CreateLogStream", document: `{"logGroupName":"g","logStreamName":"a*b"}`, message: "1 validation error detected: Value at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"},
	"L27": {why: "running export tasks are the account's"},
	"L29": {why: "botocore", operation: "CreateExportTask", style: StyleBoto3, document: `{"logGroupName":"g","from":1,"fromTime":1,"to":2,"destination":"bucket"}`, message: "*"},
	"L30": {why: "overlay", operation: "PutRetentionPolicy", document: `{"logGroupName":"g","retentionInDays":0}`},
	"L31": {why: "model", operation: "PutMetricFilter", document: `{"logGroupName":"g","filterName":"f","filterPattern":"","metricTransformations":[]}`, message: "1 validation error detected: Value at 'metricTransformations' failed to satisfy constraint: Member must have length greater than or equal to 1"},
	"L37": {why: "parser", operation: "PutMetricFilter", document: fmt.Sprintf(transformationOf, `"{ $.a = %a% && $.b = %b% && $.c = %c% }"`, `"metricValue":"1"`), message: "Your input has exceeded the maximum of 2 regular expressions per filter pattern."},
	"L39": {why: "parser", operation: "FilterLogEvents", document: `{"logGroupName":"g","filterPattern":"[a == 1]"}`, message: "Invalid filter pattern"},
	"L48": {why: "model", operation: "PutResourcePolicy", document: `{"policyName":"p","policyDocument":` + policy(`{"Sid":"`+strings.Repeat("x", 51200)+`"}`) + `}`, message: "*"},
	"L50": {why: "the number of policies is the account's"},
	"L56": {why: "model", operation: "TestMetricFilter", document: `{"filterPattern":"x","logEventMessages":[]}`, message: "1 validation error detected: Value at 'logEventMessages' failed to satisfy constraint: Member must have length greater than or equal to 1"},
	"L58": {why: "model", operation: "DescribeLogGroups", document: `{"nextToken":""}`, message: "1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1"},
	"L60": {why: "the state of a key is the account's"},
	"C01": {why: "overlay", operation: "CreateRealtimeLogConfig", document: strings.Replace(realtime, `"SamplingRate":10`, `"SamplingRate":101`, 1)},
	"C02": {why: "overlay", operation: "CreateRealtimeLogConfig", document: strings.Replace(realtime, `"Kinesis"`, `"Firehose"`, 1)},
	"C10": {why: "what exists is the account's"},
	"C11": {why: "unknown members, with the right spelling", operation: "CreateRealtimeLogConfig", document: strings.Replace(realtime, `"RoleARN"`, `"RoleArn"`, 1)},
	"C12": {why: "model", operation: "CreateRealtimeLogConfig", document: strings.Replace(realtime, `"SamplingRate":10`, `"SamplingRate":55.5`, 1)},
	"A01": {why: "model", operation: "CreateIngestionDestination", document: strings.Replace(ingestion, `"s3Bucket":`, `"firehoseStream":{"streamName":"stream"},"s3Bucket":`, 1)},
	"A04": {why: "model", operation: "CreateIngestionDestination", document: strings.Replace(ingestion, "arn:aws:appfabric:us-east-1:111122223333:appbundle/x", "0F6F4F1E-9C5B-4D0E-8A51-2F6A8D1C7B3E", 1), message: "*"},
	"A05": {why: "model", operation: "CreateIngestionDestination", document: strings.Replace(ingestion, "{", `{"clientToken":"x",`, 1), message: "*"},
	"A06": {why: "model", operation: "CreateIngestionDestination", document: strings.Replace(ingestion, "{", `{"tags":{"a":"b"},`, 1), message: "*"},
	"A08": {why: "model: the identifiers of the path are members, too", operation: "CreateIngestionDestination", document: strings.Replace(ingestion, `"appBundleIdentifier"`, `"bundle"`, 1), message: "*"},
	"A09": {why: "quotas are the account's"},
}

// TestEveryRuleIsKept accounts for each rule across members: it is a function,
// or a document shows that something else tells it, or it needs the account.
func TestEveryRuleIsKept(t *testing.T) {
	functions := map[string]bool{}
	for _, r := range crossFieldRules() {
		functions[r.ID] = true
	}
	count := 0
	for _, numbers := range []struct {
		prefix      string
		first, last int
	}{{"L", 1, 73}, {"L", 80, 81}, {"C", 1, 12}, {"A", 1, 9}} {
		for n := numbers.first; n <= numbers.last; n++ {
			id := fmt.Sprintf("%s%02d", numbers.prefix, n)
			here, there := functions[id], elsewhere[id] != told{}
			if here == there {
				t.Errorf("%s: a function: %v, told elsewhere: %v", id, here, there)
			}
			count++
		}
	}
	if known := len(functions) + len(elsewhere); known != count {
		t.Errorf("%d rules are known, %d are numbered", known, count)
	}
	for id, c := range elsewhere {
		if c.operation == "" {
			continue
		}
		r, err := Validate(Operation{Service: serviceOf(id), Name: c.operation}, Request, Latest, []byte(c.document), Options{Style: c.style})
		if err != nil || r.Valid || r.Code == "" {
			t.Errorf("%s: %.200s: valid %v, code %q, %v", id, c.document, r.Valid, r.Code, err)
		}
		if c.message != "*" && r.Message != c.message {
			t.Errorf("%s: message %q, want %q", id, r.Message, c.message)
		}
	}
}
