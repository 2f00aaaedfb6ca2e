package request

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBoto3Texts holds every text of botocore's validator (validate.py,
// 1.43.67) and what it lets pass.
func TestBoto3Texts(t *testing.T) {
	const s3 = `"auditLog":{"destination":{"s3Bucket":{"bucketName":"bucket"}}}`
	ingestion := func(processing, destination string) string {
		return `{"appBundleIdentifier":"arn:a","ingestionIdentifier":"arn:b","processingConfiguration":` + processing +
			`,"destinationConfiguration":` + destination + `}`
	}
	for _, test := range []struct{ name, operation, doc, code, message string }{
		{"required", "CreateLogStream", `{"logGroupName":"g"}`, clientCode, `Missing required parameter in input: "logStreamName"`},
		{"required within", "PutLogEvents", `{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1}]}`,
			clientCode, `Missing required parameter in logEvents[0]: "message"`},
		{"unknown", "CreateLogStream", `{"logGroupName":"g","logStreamName":"s","stream":1}`,
			clientCode, `Unknown parameter in input: "stream", must be one of: logGroupName, logStreamName`},
		{"type", "CreateLogStream", `{"logGroupName":"g","logStreamName":1}`,
			clientCode, `Invalid type for parameter logStreamName, value: 1, type: <class 'int'>, valid types: <class 'str'>`},
		{"null", "CreateLogStream", `{"logGroupName":"g","logStreamName":null}`,
			clientCode, `Invalid type for parameter logStreamName, value: None, type: <class 'NoneType'>, valid types: <class 'str'>`},
		{"float for integer", "DescribeLogGroups", `{"limit":1.0}`,
			clientCode, `Invalid type for parameter limit, value: 1.0, type: <class 'float'>, valid types: <class 'int'>`},
		{"list type", "FilterLogEvents", `{"logGroupName":"g","logStreamNames":"s"}`,
			clientCode, `Invalid type for parameter logStreamNames, value: s, type: <class 'str'>, valid types: <class 'list'>, <class 'tuple'>`},
		{"dict type", "CreateLogGroup", `{"logGroupName":"g","tags":["a",{"b":null}]}`,
			clientCode, `Invalid type for parameter tags, value: ['a', {'b': None}], type: <class 'list'>, valid types: <class 'dict'>`},
		{"map value type", "CreateLogGroup", `{"logGroupName":"g","tags":{"k":1}}`,
			clientCode, `Invalid type for parameter tags.k, value: 1, type: <class 'int'>, valid types: <class 'str'>`},
		{"double type", "PutMetricFilter", `{"logGroupName":"g","filterName":"f","filterPattern":"","metricTransformations":[{"metricName":"m","metricNamespace":"n","metricValue":"1","defaultValue":"0"}]}`,
			clientCode, `Invalid type for parameter metricTransformations[0].defaultValue, value: 0, type: <class 'str'>, valid types: <class 'float'>, <class 'decimal.Decimal'>, <class 'int'>`},
		{"numeric minimum", "DescribeLogGroups", `{"limit":0}`, clientCode, `Invalid value for parameter limit, value: 0, valid min value: 1`},
		{"string minimum", "CreateLogStream", `{"logGroupName":"","logStreamName":"s"}`,
			clientCode, `Invalid length for parameter logGroupName, value: 0, valid min length: 1`},
		{"list minimum", "FilterLogEvents", `{"logGroupName":"g","logStreamNames":[]}`,
			clientCode, `Invalid length for parameter logStreamNames, value: 0, valid min length: 1`},
		{"map key", "CreateLogGroup", `{"logGroupName":"g","tags":{"":"v"}}`,
			clientCode, `Invalid length for parameter tags (key: ), value: 0, valid min length: 1`},
		{"empty union", "CreateIngestionDestination", ingestion("{}", "{"+s3+"}"),
			clientCode, `Must set one of the following keys for tagged unionstructure processingConfiguration: auditLog.`},
		{"two in a union", "CreateIngestionDestination",
			ingestion(`{"auditLog":{"schema":"raw","format":"json"}}`,
				`{"auditLog":{"destination":{"s3Bucket":{"bucketName":"bucket"},"firehoseStream":{"streamName":"stream"}}}}`),
			clientCode, `Invalid number of parameters set for tagged union structure destinationConfiguration.auditLog.destination. Can only set one of the following keys: s3Bucket, firehoseStream.`},
		{"several", "CreateLogStream", `{"logGroupName":"","x":1}`, clientCode,
			`Missing required parameter in input: "logStreamName"` + "\n" +
				`Unknown parameter in input: "x", must be one of: logGroupName, logStreamName` + "\n" +
				`Invalid length for parameter logGroupName, value: 0, valid min length: 1`},
		{"alias conflict", "CreateExportTask", `{"logGroupName":"g","from":1,"fromTime":1,"to":2,"destination":"d"}`,
			"AliasConflictParameterError", `Parameter 'from' and its alias 'fromTime' were provided for operation CreateExportTask.  Only one of them may be used.`},
		{"alias", "CreateExportTask", `{"logGroupName":"g","fromTime":1,"to":2,"destination":"d"}`, "", ""},
		{"paginator", "DescribeLogGroups", `{"PaginationConfig":{"MaxItems":"10","PageSize":50,"x":1}}`, "", ""},

		// What botocore lets pass is left to the service.
		{"True is an int", "DescribeLogGroups", `{"limit":true}`, "SerializationException", "TRUE_VALUE can not be converted to an Integer"},
		{"maximum", "DescribeLogGroups", `{"limit":51}`, "InvalidParameterException", service(without("limit", "have value less than or equal to 50"))},
		{"pattern", "CreateLogStream", `{"logGroupName":"g","logStreamName":"a:b"}`, "InvalidParameterException", service(without("logStreamName", streamPattern))},
		{"empty map", "CreateLogGroup", `{"logGroupName":"g","tags":{}}`, "InvalidParameterException", service(without("tags", atLeastOne))},
	} {
		result := validate(t, test.operation, test.doc, Options{Style: StyleBoto3})
		want := test.message
		if test.code == clientCode {
			want = "Parameter validation failed:\n" + want
		}
		if result.Code != test.code || result.Message != want {
			t.Errorf("%s\n got %s: %s\nwant %s: %s", test.name, result.Code, result.Message, test.code, want)
		}
	}
}

func TestPythonText(t *testing.T) {
	for doc, want := range map[string]string{
		`1`: "1", `1.0`: "1.0", `1e3`: "1000.0", `1e16`: "1e+16", `1e-5`: "1e-05", `0.0001`: "0.0001",
		`true`: "True", `false`: "False", `null`: "None",
		`"it's"`: "it's", `["it's"]`: `["it's"]`, `["a\"'"]`: `['a"\'']`, `["a\n\t\\\u0001é\u2028"]`: `['a\n\t\\\x01é\u2028']`,
		`{"a":[1,{"b":2.5}]}`: "{'a': [1, {'b': 2.5}]}", `{}`: "{}",
	} {
		v, err := Decode([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if got := pythonStr(v); got != want {
			t.Errorf("str(%s) = %s, want %s", doc, got, want)
		}
	}
}

func TestJavaText(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0.0", 1: "1.0", -1.5: "-1.5", 0.001: "0.001", 0.0001: "1.0E-4", 1234567: "1234567.0", 1e7: "1.0E7", 1.25e20: "1.25E20", 123456789: "1.23456789E8",
	} {
		if got := javaDouble(f); got != want {
			t.Errorf("javaDouble(%v) = %s, want %s", f, got, want)
		}
	}
	c, err := loadContract(schemaPath(Operation{Service: Logs, Name: "PutMetricFilter"}, Request, Latest))
	if err != nil {
		t.Fatal(err)
	}
	v, err := Decode([]byte(`[{"metricName":"m","metricNamespace":null,"metricValue":"$.a","defaultValue":0,"unit":"None","dimensions":{"k":"$.b","l":"$.c"}}]`))
	if err != nil {
		t.Fatal(err)
	}
	want := "[MetricTransformation(metricName=m, metricNamespace=null, metricValue=$.a, defaultValue=0.0, unit=None, dimensions={k=$.b, l=$.c})]"
	if diff := cmp.Diff(want, printed(c.root.member("metricTransformations").shape, v)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestUnknownMembers: the service ignores them, so they are warnings on the
// wire; each says what was likely meant.
func TestUnknownMembers(t *testing.T) {
	for _, test := range []struct{ operation, doc, member, replacement, remedy string }{
		{"DescribeLogGroups", `{"LogGroupNamePrefix":"g"}`, "LogGroupNamePrefix", "logGroupNamePrefix", "case-sensitive"},
		{"DescribeLogGroups", `{"log_group_name_prefix":"g"}`, "log_group_name_prefix", "logGroupNamePrefix", "Did you mean"},
		{"DescribeDestinations", `{"destinationNamePrefix":"d"}`, "destinationNamePrefix", "DestinationNamePrefix", "case-sensitive"},
		{"DescribeLogGroups", `{"lmit":3}`, "lmit", "limit", "Did you mean"},
		{"DescribeLogGroups", `{"quux":3}`, "quux", "", "Remove it"},
		{"UpdateRealtimeLogConfig", `{"Arn":"a"}`, "Arn", "ARN", "case-sensitive"},
		{"CreateExportTask", `{"logGroupName":"g","from":1,"fromTime":1,"to":2,"destination":"d"}`, "fromTime", "from", "Write from"},
	} {
		result := validate(t, test.operation, test.doc, Options{})
		i := -1
		for j, f := range result.Findings {
			if f.Code == codeUnknown.code {
				i = j
			}
		}
		if i < 0 {
			t.Errorf("%s: %s is not reported", test.operation, test.member)
			continue
		}
		f := result.Findings[i]
		if f.Severity != Warning || f.Path.Boto3() != test.member || f.Replacement != test.replacement || !strings.Contains(f.Remedy, test.remedy) {
			t.Errorf("%s: %+v", test.operation, f)
		}
	}
}

// TestProfiles: the operations page's differences between 2018 and latest.
func TestProfiles(t *testing.T) {
	for _, test := range []struct {
		operation, doc string
		profile        Profile
		valid          bool
	}{
		{"PutResourcePolicy", `{"policyName":"p","policyDocument":"` + strings.Repeat("a", 6000) + `"}`, Profile2018, false},
		{"PutResourcePolicy", `{"policyName":"p"}`, Profile2018, false},
		{"PutRetentionPolicy", `{"logGroupName":"g","retentionInDays":1096}`, Latest, true},
		{"PutRetentionPolicy", `{"logGroupName":"g","retentionInDays":1096}`, Profile2018, false},
		{"PutRetentionPolicy", `{"logGroupName":"g","retentionInDays":1}`, Profile2018, true},
		{"AssociateKmsKey", `{"kmsKeyId":"arn:aws:kms:us-east-1:123456789012:key/a","resourceIdentifier":"arn:aws:logs:us-east-1:123456789012:query-result:*"}`, Profile2018, false},
		{"CreateLogGroup", `{"logGroupName":"g","logGroupClass":"STANDARD"}`, Profile2018, true}, // unknown, so ignored
	} {
		op := Operation{Service: Logs, Name: test.operation}
		result, err := Validate(op, Request, test.profile, []byte(test.doc), Options{})
		if err != nil || result.Valid != test.valid {
			t.Errorf("%s in %s: %v, valid %t, want %t: %+v", test.operation, test.profile, err, result.Valid, test.valid, result.Findings)
		}
	}
}

func TestResponses(t *testing.T) {
	for _, test := range []struct {
		operation, doc string
		valid          bool
	}{
		{"TestMetricFilter", `{"matches":[{"eventNumber":1,"eventMessage":"a","extractedValues":{"$.a":"1"}}]}`, true},
		{"TestMetricFilter", `{"matches":[{"eventNumber":"1","eventMessage":"a"}]}`, false},
		{"TestMetricFilter", `{"matches":[],"ResponseMetadata":{"HTTPStatusCode":200}}`, true},
		{"DeleteLogGroup", `{}`, true},
		{"DescribeLogGroups", `{"logGroups":[{"logGroupName":"","retentionInDays":7}]}`, false},
		{"Paginator.DescribeLogGroups", `{"logGroups":[],"NextToken":"abc"}`, true},
		{"GetRealtimeLogConfig", `{"RealtimeLogConfig":{"ARN":"a","Name":"n","SamplingRate":1,"EndPoints":[{"StreamType":"Kinesis"}]}}`, false},
		{"PutMetricFilter", `{"__type":"InvalidParameterException","message":"m"}`, true},
		{"PutMetricFilter", `{"__type":"com.amazonaws.logs#InvalidParameterException","message":1}`, false},
		{"PutMetricFilter", `{"__type":"ConflictException","message":"m"}`, true}, // a warning
	} {
		op, err := LookupOperation("", test.operation, Latest)
		if err != nil {
			t.Fatal(err)
		}
		result, err := Validate(op, Response, Latest, []byte(test.doc), Options{})
		if err != nil || result.Valid != test.valid || result.Code != "" {
			t.Errorf("%s %s: %v, valid %t, code %q: %+v", test.operation, test.doc, err, result.Valid, result.Code, result.Findings)
		}
	}
}
