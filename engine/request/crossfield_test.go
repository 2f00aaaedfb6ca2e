package request

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// ruleCase breaks one rule in one document and keeps it in another.
type ruleCase struct {
	rule      string
	operation string
	profile   Profile // "" is Latest
	bad, good string
	warning   bool   // the bad document is valid all the same
	message   string // the service's text for the bad one, where known
	code      string // "" is the service's usual code
	path      string // of the finding, as the service writes it
}

const (
	transformationOf = `{"logGroupName":"g","filterName":"f","filterPattern":%s,"metricTransformations":[{"metricName":"m","metricNamespace":"n",%s}]}`
	realtime         = `{"Name":"n","EndPoints":[{"StreamType":"Kinesis","KinesisStreamConfig":{"RoleARN":"arn:aws:iam::111122223333:role/r","StreamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s"}}],"Fields":["timestamp","c-ip"],"SamplingRate":10}`
	ingestion        = `{"appBundleIdentifier":"arn:aws:appfabric:us-east-1:111122223333:appbundle/x","ingestionIdentifier":"arn:aws:appfabric:us-east-1:111122223333:ingestion/x","processingConfiguration":{"auditLog":{"schema":"ocsf","format":"json"}},"destinationConfiguration":{"auditLog":{"destination":{"s3Bucket":{"bucketName":"my-bucket"}}}}}`
)

func events(pairs ...any) string {
	var list []string
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, fmt.Sprintf(`{"timestamp":%d,"message":%q}`, pairs[i], pairs[i+1]))
	}
	return `{"logGroupName":"g","logStreamName":"s","logEvents":[` + strings.Join(list, ",") + `]}`
}

func subscription(members string) string {
	return `{"logGroupName":"g","filterName":"f","filterPattern":"",` + members + `}`
}

func policy(statement string) string { return fmt.Sprintf("%q", `{"Statement":[`+statement+`]}`) }

var ruleCases = []ruleCase{
	{rule: "L01", operation: "DescribeMetricFilters", bad: `{"metricName":"m"}`, good: `{"metricName":"m","metricNamespace":"n"}`, message: "Describe Metric Filters request must contain either logGroupName or metricName and metricNamespace", path: "metricName"},
	{rule: "L01", operation: "DescribeMetricFilters", bad: `{"metricNamespace":"n","logGroupName":"g"}`, good: `{"metricNamespace":"n","metricName":"m","filterNamePrefix":"p"}`, message: "Describe Metric Filters request must contain either logGroupName or metricName and metricNamespace", path: "metricNamespace"},
	{rule: "L01", operation: "DescribeMetricFilters", bad: `{"metricNamespace":"n","metricName":"m","logGroupName":"g"}`, good: `{"logGroupName":"g","filterNamePrefix":"p"}`, message: "Describe Metric Filters request must contain either logGroupName or metricName and metricNamespace", path: "metricName"},
	{rule: "L02", operation: "DescribeMetricFilters", warning: true, bad: `{"filterNamePrefix":"p"}`, good: `{"filterNamePrefix":"p","logGroupName":"g"}`, path: "filterNamePrefix"},
	{rule: "L03", operation: "DescribeLogStreams", bad: `{"logGroupName":"g","orderBy":"LastEventTime","logStreamNamePrefix":"p"}`, good: `{"logGroupName":"g","orderBy":"LogStreamName","logStreamNamePrefix":"p"}`, message: "Cannot order by LastEventTime with a logStreamNamePrefix.", path: "logStreamNamePrefix"},
	{rule: "L04", operation: "GetLogEvents", bad: `{"logGroupName":"g","logGroupIdentifier":"g","logStreamName":"s"}`, good: `{"logGroupIdentifier":"g","logStreamName":"s"}`, message: "LogGroup name and LogGroup ARN are mutually exclusive parameters.", code: "ValidationException", path: "logGroupIdentifier"},
	{rule: "L04", operation: "FilterLogEvents", bad: `{}`, good: `{"logGroupName":"g"}`},
	{rule: "L05", operation: "FilterLogEvents", bad: `{"logGroupName":"g","logStreamNames":["a"],"logStreamNamePrefix":"a"}`, good: `{"logGroupName":"g","logStreamNames":["a"]}`, path: "logStreamNamePrefix"},
	{rule: "L05", operation: "FilterLogEvents", profile: Profile2018, warning: true, bad: `{"logGroupName":"g","logStreamNames":["ab"],"logStreamNamePrefix":"a"}`, good: `{"logGroupName":"g","logStreamNames":["a"]}`, path: "logStreamNamePrefix"},
	{rule: "L06", operation: "FilterLogEvents", bad: `{"logGroupName":"g","startFromHead":false,"startTime":1704067199999}`, good: `{"logGroupName":"g","startFromHead":false,"startTime":1704067200000}`, path: "startFromHead"},
	{rule: "L06", operation: "FilterLogEvents", warning: true, bad: `{"logGroupName":"g","startFromHead":false}`, good: `{"logGroupName":"g","startFromHead":true}`, path: "startFromHead"},
	{rule: "L07", operation: "FilterLogEvents", warning: true, bad: `{"logGroupName":"g","interleaved":true}`, good: `{"logGroupName":"g"}`, path: "interleaved"},
	{rule: "L08", operation: "GetLogEvents", warning: true, bad: `{"logGroupName":"g","logStreamName":"s","startTime":2,"endTime":1}`, good: `{"logGroupName":"g","logStreamName":"s","startTime":1,"endTime":1}`, path: "startTime"},
	{rule: "L09", operation: "GetLogEvents", warning: true, bad: `{"logGroupName":"g","logStreamName":"s","nextToken":"f/1"}`, good: `{"logGroupName":"g","logStreamName":"s","nextToken":"f/1","startFromHead":true}`, path: "nextToken"},
	{rule: "L12", operation: "PutLogEvents", bad: events(1, strings.Repeat("x", 1048524), 1, "y"), good: events(1, strings.Repeat("x", 1048523), 1, "y"), message: "Upload too large: 1048577 bytes exceeds limit of 1048576", path: "logEvents"},
	{rule: "L13", operation: "PutLogEvents", bad: events(1, strings.Repeat("x", 1048551)), good: events(1, strings.Repeat("x", 1048550)), message: "Log event too large: 1048577 bytes exceeds limit of 1048576", path: "logEvents.1.member.message"},
	{rule: "L13", operation: "PutLogEvents", bad: events(1, "a", 1, strings.Repeat("x", 1048551)), good: events(1, "a", 1, strings.Repeat("x", 1048523)), message: "Log event too large: 1048577 bytes exceeds limit of 1048576", path: "logEvents.2.member.message"},
	{rule: "L13", operation: "PutLogEvents", profile: Profile2018, bad: events(1, strings.Repeat("x", 262119)), good: events(1, strings.Repeat("x", 262118)), message: "Log event too large: 262145 bytes exceeds limit of 262144", path: "logEvents.1.member.message"},
	{rule: "L14", operation: "PutLogEvents", bad: events(2, "a", 1, "b"), good: events(1, "a", 1, "b"), message: "Log events in a single PutLogEvents request must be in chronological order.", path: "logEvents.2.member.timestamp"},
	{rule: "L15", operation: "PutLogEvents", bad: events(0, "a", 86400001, "b"), good: events(0, "a", 86400000, "b"), message: "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.", path: "logEvents.2.member.timestamp"},
	{rule: "L17", operation: "PutLogEvents", warning: true, bad: strings.Replace(events(1, "a"), "{", `{"sequenceToken":"t",`, 1), good: events(1, "a"), path: "sequenceToken"},
	{rule: "L19", operation: "CreateLogGroup", bad: `{"logGroupName":"AWS/x"}`, good: `{"logGroupName":"/aws/x"}`, message: "Log groups starting with AWS/ are reserved for AWS.", path: "logGroupName"},
	{rule: "L22", operation: "CreateLogGroup", warning: true, bad: `{"logGroupName":"g","logGroupClass":"DELIVERY"}`, good: `{"logGroupName":"g","logGroupClass":"STANDARD"}`, path: "logGroupClass"},
	{rule: "L23", operation: "CreateLogGroup", bad: `{"logGroupName":"g","tags":{"aws:x":"y"}}`, good: `{"logGroupName":"g","tags":{"x":"y"}}`},
	{rule: "L24", operation: "AssociateKmsKey", bad: `{"kmsKeyId":"arn:aws:kms:us-east-1:111122223333:key/x"}`, good: `{"logGroupName":"g","kmsKeyId":"arn:aws:kms:us-east-1:111122223333:key/x"}`},
	{rule: "L25", operation: "AssociateKmsKey", bad: `{"logGroupName":"g","kmsKeyId":"alias/x"}`, good: `{"logGroupName":"g","kmsKeyId":"arn:aws:kms:us-east-1:111122223333:alias/x"}`, path: "kmsKeyId"},
	{rule: "L25", operation: "DisassociateKmsKey", bad: `{"resourceIdentifier":"my-group"}`, good: `{"resourceIdentifier":"arn:aws:logs:us-east-1:111122223333:query-result:*"}`, path: "resourceIdentifier"},
	{rule: "L25", operation: "DisassociateKmsKey", warning: true, bad: `{"resourceIdentifier":"arn:aws:logs:us-east-1:111122223333:destination:d"}`, good: `{"resourceIdentifier":"arn:aws:logs:us-east-1:111122223333:log-group:/aws/x"}`, path: "resourceIdentifier"},
	{rule: "L26", operation: "CreateExportTask", bad: `{"logGroupName":"g","from":2,"to":1,"destination":"bucket"}`, good: `{"logGroupName":"g","from":1,"to":1,"destination":"bucket"}`, path: "from"},
	{rule: "L28", operation: "CreateExportTask", warning: true, bad: `{"logGroupName":"g","from":1,"to":2,"destination":"Bucket"}`, good: `{"logGroupName":"g","from":1,"to":2,"destination":"bucket"}`, path: "destination"},
	{rule: "L32", operation: "PutMetricFilter", bad: fmt.Sprintf(transformationOf, `"[a, b]"`, `"metricValue":"1","defaultValue":0,"dimensions":{"A":"$a"}`), good: fmt.Sprintf(transformationOf, `"[a, b]"`, `"metricValue":"1","dimensions":{"A":"$a"}`), message: "Invalid metric transformation: dimensions and default value are mutually exclusive properties", path: "metricTransformations.1.member.defaultValue"},
	{rule: "L33", operation: "PutMetricFilter", bad: fmt.Sprintf(transformationOf, `"[a, b, c, d]"`, `"metricValue":"1","dimensions":{"A":"$a","B":"$b","C":"$c","D":"$d"}`), good: fmt.Sprintf(transformationOf, `"[a, b, c]"`, `"metricValue":"1","dimensions":{"A":"$a","B":"$b","C":"$c"}`), message: "Number of dimensions exceeds the maximum number of dimensions supported per metric filter", path: "metricTransformations.1.member.dimensions"},
	{rule: "L34", operation: "PutMetricFilter", bad: fmt.Sprintf(transformationOf, `"ERROR"`, `"metricValue":"1","dimensions":{"A":"$a"}`), good: fmt.Sprintf(transformationOf, `"{ $.a = 1 }"`, `"metricValue":"1","dimensions":{"A":"$.a"}`), message: "The specified filter pattern does not support dimensions", path: "metricTransformations.1.member.dimensions"},
	{rule: "L35", operation: "PutMetricFilter", bad: fmt.Sprintf(transformationOf, `"[a, b]"`, `"metricValue":"length"`), good: fmt.Sprintf(transformationOf, `"[a, b]"`, `"metricValue":"$b"`), message: "Invalid metric transformation: metric value length must be a valid number", path: "metricTransformations.1.member.metricValue"},
	{rule: "L35", operation: "PutMetricFilter", bad: fmt.Sprintf(transformationOf, `"{ $.a = 1 }"`, `"metricValue":"1","dimensions":{"A":"a"}`), good: fmt.Sprintf(transformationOf, `"{ $.a = 1 }"`, `"metricValue":"-1.5","dimensions":{"A":"$.b.c"}`), message: "Invalid metric transformation: dimension value must be valid selector"},
	{rule: "L36", operation: "PutMetricFilter", bad: strings.Replace(fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), `"n"`, `"AWS/Logs"`, 1), good: strings.Replace(fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), `"n"`, `"aws/Logs"`, 1), message: "Metric namespaces starting with AWS/ are reserved for AWS.", path: "metricTransformations.1.member.metricNamespace"},
	{rule: "L80", operation: "FilterLogEvents", warning: true, bad: `{"logGroupName":"g","startTime":1535571453}`, good: `{"logGroupName":"g","startTime":1535571453000}`, path: "startTime"},
	{rule: "L80", operation: "CreateExportTask", warning: true, bad: `{"logGroupName":"g","from":1535571453,"to":1535571454000,"destination":"b"}`, good: `{"logGroupName":"g","from":0,"to":1535571454000,"destination":"b"}`, path: "from"},
	{rule: "L80", operation: "StartQuery", warning: true, bad: `{"logGroupName":"g","startTime":1535571453000,"endTime":1535571454,"queryString":"fields @message"}`, good: `{"logGroupName":"g","startTime":1535571453,"endTime":1535571454,"queryString":"fields @message"}`, path: "startTime"},
	{rule: "L80", operation: "PutLogEvents", warning: true, bad: `{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1535571453,"message":"m"}]}`, good: `{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1535571453000,"message":"m"}]}`, path: "logEvents.1.member.timestamp"},
	{rule: "L81", operation: "FilterLogEvents", warning: true, bad: `{"logGroupName":"g","filterPattern":"request-id-123 -debug"}`, good: `{"logGroupName":"g","filterPattern":"\"request-id-123\" -debug"}`, path: "filterPattern"},
	{rule: "L38", operation: "PutMetricFilter", warning: true, bad: fmt.Sprintf(transformationOf, `"x "`, `"metricValue":"1"`), good: fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), path: "filterPattern"},
	{rule: "L40", operation: "PutSubscriptionFilter", bad: subscription(`"destinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s"`), good: subscription(`"destinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws:iam::111122223333:role/r"`), message: "destinationArn for vendor kinesis cannot be used without roleArn", path: "destinationArn"},
	{rule: "L40", operation: "PutSubscriptionFilter", bad: subscription(`"destinationArn":"arn:aws:firehose:us-east-1:111122223333:deliverystream/s"`), good: subscription(`"destinationArn":"arn:aws:logs:us-east-1:111122223333:destination:d"`), message: "destinationArn for vendor firehose cannot be used without roleArn", path: "destinationArn"},
	{rule: "L40", operation: "PutSubscriptionFilter", bad: subscription(`"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x","roleArn":"arn:aws:iam::111122223333:role/r"`), good: subscription(`"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), message: "destinationArn for vendor lambda cannot be used with roleArn", path: "roleArn"},
	{rule: "L40", operation: "PutSubscriptionFilter", bad: subscription(`"destinationArn":"arn:aws:cloudformation:us-east-1:111122223333:stack/x"`), good: subscription(`"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), message: "PutSubscriptionFilter operation cannot work with destinationArn for vendor cloudformation", path: "destinationArn"},
	{rule: "L40", operation: "PutSubscriptionFilter", bad: subscription(`"destinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws:s3:::bucket"`), good: subscription(`"destinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws-cn:iam::111122223333:role/service-role/r"`), path: "roleArn"},
	{rule: "L41", operation: "PutSubscriptionFilter", warning: true, bad: subscription(`"distribution":"Random","destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), good: subscription(`"distribution":"Random","destinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws:iam::111122223333:role/r"`), path: "distribution"},
	{rule: "L42", operation: "PutMetricFilter", bad: strings.Replace(fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), "{", `{"emitSystemFieldDimensions":["@aws.user"],`, 1), good: strings.Replace(fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), "{", `{"emitSystemFieldDimensions":["@aws.account"],`, 1), message: "The provided system fields are invalid. The supported system fields are - [@aws.region, @aws.account, @source.log]", path: "emitSystemFieldDimensions.1.member"},
	{rule: "L42", operation: "PutSubscriptionFilter", bad: subscription(`"emitSystemFields":["@aws.account","@aws.zone"],"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), good: subscription(`"emitSystemFields":["@source.log","@aws.account","@source.log"],"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), message: "The provided system fields are invalid. The supported system fields are - [@aws.region, @aws.account, @source.log]", path: "emitSystemFields.2.member"},
	{rule: "L43", operation: "PutMetricFilter", bad: strings.Replace(fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), "{", `{"fieldSelectionCriteria":"@aws.account LIKE 1",`, 1), good: strings.Replace(fmt.Sprintf(transformationOf, `"x"`, `"metricValue":"1"`), "{", `{"fieldSelectionCriteria":"@aws.account = \"1\"",`, 1), message: "The provided field selection criteria is invalid", path: "fieldSelectionCriteria"},
	{rule: "L43", operation: "PutSubscriptionFilter", bad: subscription(`"fieldSelectionCriteria":"@aws.region not in ['us-east-1']","destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), good: subscription(`"fieldSelectionCriteria":"@aws.region not in ('us-east-1')","destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), message: "The provided field selection criteria is invalid", path: "fieldSelectionCriteria"},
	{rule: "L44", operation: "PutSubscriptionFilter", warning: true, bad: strings.Replace(subscription(`"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), `"g"`, `"/aws/lambda/x"`, 1), good: subscription(`"destinationArn":"arn:aws:lambda:us-east-1:111122223333:function:x"`), path: "destinationArn"},
	{rule: "L45", operation: "PutDestination", bad: `{"destinationName":"d","targetArn":"arn:aws:sqs:us-east-1:111122223333:q","roleArn":"arn:aws:iam::111122223333:role/r"}`, good: `{"destinationName":"d","targetArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws:iam::111122223333:role/r"}`, path: "targetArn"},
	{rule: "L45", operation: "PutDestination", warning: true, bad: `{"destinationName":"d","targetArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws:iam::111122223333:role/r","tags":{"a":"b"}}`, good: `{"destinationName":"d","targetArn":"arn:aws:firehose:us-east-1:111122223333:deliverystream/s","roleArn":"arn:aws:iam::111122223333:role/r"}`, path: "tags"},
	{rule: "L52", operation: "DescribeLogGroups", bad: `{"logGroupNamePrefix":"a","logGroupNamePattern":"bbb"}`, good: `{"logGroupNamePrefix":"a"}`, message: "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.", path: "logGroupNamePattern"},
	{rule: "L53", operation: "DescribeLogGroups", bad: `{"logGroupIdentifiers":["g"],"limit":5}`, good: `{"logGroupIdentifiers":["g"],"includeLinkedAccounts":true}`, path: "limit"},
	{rule: "L53", operation: "DescribeLogGroups", bad: `{"accountIdentifiers":["111122223333"]}`, good: `{"accountIdentifiers":["111122223333"],"includeLinkedAccounts":true}`, path: "accountIdentifiers"},
	{rule: "L55", operation: "DescribeExportTasks", warning: true, bad: `{"taskId":"t","statusCode":"FAILED"}`, good: `{"taskId":"t"}`, path: "statusCode"},
	{rule: "L61", operation: "StartLiveTail", bad: `{"logGroupIdentifiers":["a"],"logStreamNames":["s"],"logStreamNamePrefixes":["p"]}`, good: `{"logGroupIdentifiers":["a"],"logStreamNames":["s"]}`, message: "Only one of logStreamNames or logStreamNamePrefixes can be provided.", path: "logStreamNamePrefixes"},
	{rule: "L61", operation: "StartLiveTail", bad: `{"logGroupIdentifiers":["a","b"],"logStreamNamePrefixes":["p"]}`, good: `{"logGroupIdentifiers":["a","b"]}`, message: "logStreamNames and logStreamNamePrefixes can only be used with a single log group.", path: "logStreamNamePrefixes"},
	{rule: "L57", operation: "ListTagsLogGroup", warning: true, bad: `{"logGroupName":"g"}`},
	{rule: "C03", operation: "CreateRealtimeLogConfig", warning: true, bad: strings.Replace(realtime, `"EndPoints":[`, `"EndPoints":[{"StreamType":"Kinesis","KinesisStreamConfig":{"RoleARN":"arn:aws:iam::111122223333:role/r","StreamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s"}},`, 1), good: realtime},
	{rule: "C04", operation: "CreateRealtimeLogConfig", bad: `{"Name":"n","EndPoints":[{"StreamType":"Kinesis"}],"Fields":["timestamp"],"SamplingRate":1}`, good: realtime},
	{rule: "C05", operation: "CreateRealtimeLogConfig", warning: true, bad: strings.Replace(realtime, `"c-ip"`, `"timstamp"`, 1), good: realtime},
	{rule: "C06", operation: "CreateRealtimeLogConfig", warning: true, bad: strings.Replace(realtime, `"timestamp","c-ip"`, `"c-ip","timestamp"`, 1), good: realtime},
	{rule: "C07", operation: "UpdateRealtimeLogConfig", bad: strings.Replace(realtime, `"Name":"n",`, "", 1), good: realtime},
	{rule: "C08", operation: "UpdateRealtimeLogConfig", warning: true, bad: strings.Replace(realtime, `,"SamplingRate":10`, "", 1), good: realtime},
	{rule: "C09", operation: "CreateRealtimeLogConfig", bad: strings.Replace(realtime, "arn:aws:kinesis", "arn:aws:firehose", 1), good: realtime},
	{rule: "A02", operation: "CreateIngestionDestination", bad: strings.NewReplacer(`"json"`, `"parquet"`, `{"s3Bucket":{"bucketName":"my-bucket"}}`, `{"firehoseStream":{"streamName":"stream"}}`).Replace(ingestion), good: ingestion},
	{rule: "A02", operation: "CreateIngestionDestination", warning: true, bad: strings.NewReplacer(`"json"`, `"parquet"`, `"ocsf"`, `"raw"`).Replace(ingestion), good: strings.Replace(ingestion, `"json"`, `"parquet"`, 1)},
	{rule: "A03", operation: "CreateIngestionDestination", warning: true, bad: strings.Replace(ingestion, "my-bucket", "My_Bucket", 1), good: ingestion},
	{rule: "A07", operation: "CreateIngestionDestination", warning: true, bad: strings.Replace(ingestion, "{", `{"tags":[{"key":"a","value":"1"},{"key":"a","value":"2"}],`, 1), good: ingestion},
}

func serviceOf(rule string) string {
	return map[byte]string{'L': Logs, 'C': CloudFront, 'A': AppFabric}[rule[0]]
}

func findingsOf(r Result, rule string) (found []Finding) {
	for _, f := range r.Findings {
		if f.Rule == rule {
			found = append(found, f)
		}
	}
	return found
}

func TestCrossFieldRules(t *testing.T) {
	covered := map[string]bool{}
	for i, c := range slices.Concat(ruleCases, documentCases()) {
		t.Run(fmt.Sprintf("%s-%d", c.rule, i), func(t *testing.T) {
			covered[c.rule] = true
			profile := c.profile
			if profile == "" {
				profile = Latest
			}
			op := Operation{Service: serviceOf(c.rule), Name: c.operation}
			bad, err := Validate(op, Request, profile, []byte(c.bad), Options{})
			if err != nil {
				t.Fatal(err)
			}
			found := findingsOf(bad, c.rule)
			if len(found) == 0 || bad.Valid != c.warning {
				t.Fatalf("%.200s: valid %v with %+v", c.bad, bad.Valid, bad.Findings)
			}
			f := found[0]
			if c.path != "" && f.Path.Service() != c.path {
				t.Errorf("told at %s, want %s", f.Path.Service(), c.path)
			}
			if f.Reason == "" || f.Remedy == "" || f.Source == "" || f.Code != (&rule{ID: c.rule}).code() || f.Name == "" {
				t.Errorf("the finding says too little: %+v", f)
			}
			if bad.Message != c.message {
				t.Errorf("message %q, want %q", bad.Message, c.message)
			}
			if c.code != "" && bad.Code != c.code || !c.warning && bad.Code == "" {
				t.Errorf("code %q, want %q", bad.Code, c.code)
			}
			if c.good == "" {
				return
			}
			good, err := Validate(op, Request, profile, []byte(c.good), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(findingsOf(good, c.rule)) > 0 || !good.Valid {
				t.Errorf("%.200s: valid %v with %+v", c.good, good.Valid, good.Findings)
			}
		})
	}
	apart := map[string]bool{"L16": true, "L59": true} // below
	for _, r := range crossFieldRules() {
		if !covered[r.ID] && !apart[r.ID] {
			t.Errorf("no case for %s %s", r.ID, r.Name)
		}
		if r.Doc == "" || r.Source == "" || r.Name == "" {
			t.Errorf("%s says too little of itself", r.ID)
		}
	}
}

func TestRulesAboutTime(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	op := Operation{Service: Logs, Name: "PutLogEvents"}
	old, fresh := now.Add(-15*24*time.Hour).UnixMilli(), now.UnixMilli()
	r, err := Validate(op, Request, Latest, []byte(events(old, "a", fresh, "b")), Options{Now: now})
	if err != nil || !r.Valid || len(findingsOf(r, "L16")) != 1 {
		t.Errorf("an old event is dropped, and does not count for the span: %+v %v", r, err)
	}
	if r, _ = Validate(op, Request, Latest, []byte(events(old, "a", fresh, "b")), Options{}); r.Valid {
		t.Errorf("without the time the batch spans too much: %+v", r)
	}
	// Recorded: what has expired is dropped too (a group with a retention of
	// one day; 37.5 hours between the first and the last that are not older
	// than 14 days).
	expired := now.Add(-36 * time.Hour).UnixMilli()
	for days, valid := range map[int]bool{0: false, 1: true, 7: false, 30: false} {
		retention := func(string) time.Duration { return time.Duration(days) * 24 * time.Hour }
		r, err := Validate(op, Request, Latest, []byte(events(expired, "a", fresh, "b")), Options{Now: now, Retention: retention})
		if err != nil || r.Valid != valid {
			t.Errorf("a retention of %d days: %+v %v", days, r, err)
		}
	}
}

func TestPaginatorArguments(t *testing.T) {
	const size, limit = "PaginationConfig.PageSize", "limit"
	for _, c := range []struct {
		operation, document, path, code, message string
		valid                                    bool
	}{
		{"DescribeLogGroups", `{"limit":5,"PaginationConfig":{"PageSize":5}}`, limit, "", "", true},
		{"DescribeLogGroups", `{"PaginationConfig":{"PageSize":50}}`, "", "", "", true},
		{"DescribeLogGroups", `{"PaginationConfig":{"PageSize":51}}`, size, "InvalidParameterException", "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50", false},
		{"DescribeLogGroups", `{"PaginationConfig":{"PageSize":"51"}}`, size, "InvalidParameterException", "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50", false},
		{"DescribeLogStreams", `{"logGroupName":"g","PaginationConfig":{"PageSize":0}}`, size, "ParamValidationError", "Parameter validation failed:\nInvalid value for parameter limit, value: 0, valid min value: 1", false},
		{"FilterLogEvents", `{"logGroupName":"g","PaginationConfig":{"PageSize":10000}}`, "", "", "", true},
		{"FilterLogEvents", `{"logGroupName":"g","PaginationConfig":{"PageSize":10001}}`, size, "InvalidParameterException", "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000", false},
	} {
		r, err := Validate(Operation{Service: Logs, Name: c.operation, Paginator: true}, Request, Latest, []byte(c.document), Options{})
		if err != nil {
			t.Fatal(err)
		}
		path := ""
		for _, f := range findingsOf(r, "L59") {
			path = f.Path.Service()
		}
		if path != c.path || r.Valid != c.valid || r.Code != c.code || r.Message != c.message {
			t.Errorf("%s: told at %q, %v, %s %q", c.document, path, r.Valid, r.Code, r.Message)
		}
	}
}

// TestPageSizeAsOf holds that a page size is refused with the text that limit is
// refused with, of the same time.
func TestPageSizeAsOf(t *testing.T) {
	before := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	const shows, hides = "Value '51' at 'limit'", "Value at 'limit'"
	for _, c := range []struct {
		profile Profile
		asOf    time.Time
		want    string
	}{{Latest, time.Time{}, hides}, {Latest, before, shows}, {Profile2018, time.Time{}, shows}} {
		for _, op := range []string{"DescribeLogGroups", "DescribeSubscriptionFilters"} {
			text := func(paginator bool, document string) string {
				r, err := Validate(Operation{Service: Logs, Name: op, Paginator: paginator}, Request, c.profile, []byte(document), Options{AsOf: c.asOf})
				if err != nil {
					t.Fatal(err)
				}
				return r.Message
			}
			page := text(true, `{"logGroupName":"g","PaginationConfig":{"PageSize":51}}`)
			if limit := text(false, `{"logGroupName":"g","limit":51}`); page != limit || !strings.Contains(page, c.want) {
				t.Errorf("%s, profile %s, as of %v: %q, but %q of limit; want %q", op, c.profile, c.asOf, page, limit, c.want)
			}
		}
	}
}

// TestRuleAtTheRootHidesNothing has a document that misses two members, one by
// the schema and one by a rule of the same id.
func TestRuleAtTheRootHidesNothing(t *testing.T) {
	r, err := Validate(Operation{Service: Logs, Name: "PutResourcePolicy"}, Request, Latest, []byte(`{}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, f := range r.Findings {
		codes[f.Code+f.Path.Pointer()] = true
	}
	if !codes["RQ003/policyDocument"] || !codes["RQ147"] {
		t.Errorf("findings: %v", codes)
	}
}

// TestAbsentValuesAreSaidOnce holds that what the model says of a value that is
// absent or of another type is not said again by rules about the value.
func TestAbsentValuesAreSaidOnce(t *testing.T) {
	for _, c := range []struct {
		transformation string
		want           []string
	}{
		{`"defaultValue":0`, []string{"RQ003"}},
		{`"metricValue":null`, []string{"RQ003"}},
		{`"metricValue":1`, []string{"RQ002"}},
		{`"metricValue":""`, []string{"RQ135"}},
		{`"metricValue":"$.a","dimensions":{"A":1}`, []string{"RQ002"}},
		{`"metricValue":"$.a","dimensions":{"A":null}`, []string{"RQ003"}},
		{`"dimensions":{"A":"a"}`, []string{"RQ003", "RQ135"}}, // two mistakes
	} {
		result, err := Validate(Operation{Service: Logs, Name: "PutMetricFilter"}, Request, Latest,
			fmt.Appendf(nil, transformationOf, `"{ $.a = 1 }"`, c.transformation), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range result.Findings {
			got = append(got, f.Code)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.transformation, diff)
		}
	}
}
