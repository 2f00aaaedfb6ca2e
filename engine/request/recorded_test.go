package request

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/constraint"
)

// service joins the texts of violations as the service does.
func service(texts ...string) string {
	plural := "s"
	if len(texts) == 1 {
		plural = ""
	}
	return fmt.Sprintf("%d validation error%s detected: %s", len(texts), plural, strings.Join(texts, "; "))
}

// at is one violation's text.
func at(value, path, constraint string) string {
	return fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: Member must %s", value, path, constraint)
}

// without is one violation's text since it leaves the value out.
func without(path, constraint string) string {
	return fmt.Sprintf("Value at '%s' failed to satisfy constraint: Member must %s", path, constraint)
}

const (
	namePattern   = `satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`
	streamPattern = `satisfy regular expression pattern: [^:*]*`
	atLeastOne    = "have length greater than or equal to 1"
)

var (
	x600      = strings.Repeat("X", 600)
	oneMetric = `{"metricName":"metric1","metricNamespace":"namespace1","metricValue":"1"}`
)

// putMetricFilter is a valid request with one member replaced.
func putMetricFilter(member, value string) string {
	members := [][2]string{
		{"logGroupName", `"g"`}, {"filterName", `"f"`}, {"filterPattern", `""`}, {"metricTransformations", "[" + oneMetric + "]"},
	}
	var out []string
	for _, m := range members {
		if m[0] == member {
			m[1] = value
		}
		out = append(out, fmt.Sprintf("%q:%s", m[0], m[1]))
	}
	return "{" + strings.Join(out, ",") + "}"
}

// recorded are the texts that the service was seen to answer, by the shape of
// a request alone.
var recorded = []struct {
	source, operation, request, code, message string
}{
	{
		"LocalStack snapshot, put_metric_filter", "PutMetricFilter", putMetricFilter("filterName", `"`+x600+`"`),
		"InvalidParameterException", service(at(x600, "filterName", "have length less than or equal to 512")),
	},
	{
		"LocalStack snapshot, delete_metric_filter", "DeleteMetricFilter", `{"logGroupName":"g","filterName":"` + x600 + `"}`,
		"InvalidParameterException", service(at(x600, "filterName", "have length less than or equal to 512")),
	},
	{
		"LocalStack snapshot, put_metric_filter", "PutMetricFilter",
		putMetricFilter("filterPattern", `"`+strings.Repeat("X", 1025)+`"`),
		"InvalidParameterException", service(at(strings.Repeat("X", 1025), "filterPattern", "have length less than or equal to 1024")),
	},
	{
		"LocalStack snapshot, put_metric_filter", "PutMetricFilter",
		putMetricFilter("metricTransformations", "["+oneMetric+","+oneMetric+"]"),
		"InvalidParameterException",
		service(at("[MetricTransformation(metricName=metric1, metricNamespace=namespace1, metricValue=1, defaultValue=null, unit=null, dimensions=null), "+
			"MetricTransformation(metricName=metric1, metricNamespace=namespace1, metricValue=1, defaultValue=null, unit=null, dimensions=null)]",
			"metricTransformations", "have length less than or equal to 1")),
	},
	{
		"LocalStack snapshot, describe_metric_filters", "DescribeMetricFilters", `{"filterNamePrefix":"` + x600 + `"}`,
		"InvalidParameterException", service(at(x600, "filterNamePrefix", "have length less than or equal to 512")),
	},
	{
		"LocalStack snapshot, describe_metric_filters", "DescribeMetricFilters",
		`{"metricName":"` + x600 + `","metricNamespace":"n"}`,
		"InvalidParameterException", service(at(x600, "metricName", "have length less than or equal to 255")),
	},
	{
		"LocalStack snapshot, get_log_events", "GetLogEvents", `{"logGroupName":"g","logStreamName":"s","limit":10001}`,
		"InvalidParameterException", service(at("10001", "limit", "have value less than or equal to 10000")),
	},
	{
		"LocalStack snapshot, filter_log_events", "FilterLogEvents", `{"logGroupName":"g","limit":10001}`,
		"InvalidParameterException", service(at("10001", "limit", "have value less than or equal to 10000")),
	},
	{
		"moto#10104", "DescribeLogStreams", `{"logGroupIdentifier":"arn:aws:logs:us-east-1:123456789012:log-group:g:*"}`,
		"InvalidParameterException",
		`1 validation error detected: Value at 'logGroupIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w#+=/:,.@-]*`,
	},
	{
		"LocalStack snapshot, create_log_group", "CreateLogGroup", `{"logGroupName":"` + x600 + `"}`,
		"InvalidParameterException", longName,
	},
	{
		"LocalStack snapshot, delete_metric_filter", "DeleteMetricFilter", `{"logGroupName":"` + x600 + `","filterName":"f"}`,
		"InvalidParameterException", longName,
	},
	{
		"LocalStack snapshot, put_delivery_destination", "PutDeliveryDestination", `{"name":"d","outputFormat":"foobar"}`,
		"ValidationException", service(at("foobar", "outputFormat", "satisfy enum value set: [w3c, raw, json, plain, parquet]")),
	},
	{
		"fluent-plugin-cloudwatch-logs#223", "DescribeLogGroups", `{"logGroupNamePrefix":""}`,
		"InvalidParameterException", service(at("", "logGroupNamePrefix", namePattern), at("", "logGroupNamePrefix", atLeastOne)),
	},
	{
		"PaperWatch#6", "CreateLogStream", `{"logGroupName":"","logStreamName":"s"}`,
		"InvalidParameterException", service(at("", "logGroupName", namePattern), at("", "logGroupName", atLeastOne)),
	},
	{
		"cloudwatch-logback-appender#34", "CreateLogStream", `{"logGroupName":"g","logStreamName":"x:y"}`,
		"InvalidParameterException", service(at("x:y", "logStreamName", streamPattern)),
	},
	{
		"serverless#4850", "FilterLogEvents", `{"logGroupName":"g","logStreamNames":[]}`,
		"InvalidParameterException", service(at("[]", "logStreamNames", atLeastOne)),
	},
	{
		"winston-cloudwatch#55", "PutLogEvents", `{"logGroupName":"g","logStreamName":"s","logEvents":[]}`,
		"InvalidParameterException", service(at("[]", "logEvents", atLeastOne)),
	},
	{
		"fluent-plugin-cloudwatch-logs#116", "GetLogEvents", `{"logGroupName":"g","logStreamName":"s","nextToken":""}`,
		"InvalidParameterException", service(at("", "nextToken", atLeastOne)),
	},
	{
		"pino-cloudwatch#12", "PutLogEvents",
		`{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1,"message":""},{"timestamp":1,"message":"a"},{"timestamp":1,"message":"a"},{"timestamp":1,"message":""}]}`,
		"InvalidParameterException",
		service(at("", "logEvents.1.member.message", atLeastOne), at("", "logEvents.4.member.message", atLeastOne)),
	},
	{
		"cloudwatch-logs-centralize-logs#5", "PutLogEvents", `{"logGroupName":"g","logStreamName":"s","logEvents":[{"message":"a"}]}`,
		"InvalidParameterException",
		service("Value null at 'logEvents.1.member.timestamp' failed to satisfy constraint: Member must not be null"),
	},
	{
		"moto, describe_log_streams", "DescribeLogStreams", `{"logGroupName":"g","orderBy":"sth"}`,
		"InvalidParameterException", service(at("sth", "orderBy", "satisfy enum value set: [LogStreamName, LastEventTime]")),
	},
	{
		"aws-sdk-js-v3#4080", "StartQuery", `{"logGroupName":"g","startTime":"1","endTime":2,"queryString":"q"}`,
		"SerializationException", "STRING_VALUE can not be converted to a Long.",
	},
}

// TestRecordedTexts holds texts to the time at which they were recorded: most
// were before the value went out of some of them.
func TestRecordedTexts(t *testing.T) {
	for _, test := range recorded {
		opts := Options{AsOf: constraint.ValuesLeftOut.Add(-time.Second)}
		if strings.Contains(test.message, "Value at ") {
			opts.AsOf = time.Time{}
		}
		result := validate(t, test.operation, test.request, opts)
		if result.Valid || result.Code != test.code || result.Message != test.message {
			t.Errorf("%s, %s\n got %s: %s\nwant %s: %s", test.source, test.operation, result.Code, result.Message, test.code, test.message)
		}
	}
}

// framed are texts that follow from the recorded forms, one for each form.
var framed = []struct {
	name, operation, request, code, message string
}{
	{
		"list of scalars", "FilterLogEvents", `{"logGroupName":"g","logStreamNames":["a:b","c","d*"]}`, "InvalidParameterException",
		service("Value at 'logStreamNames' failed to satisfy constraint: Member must satisfy constraint: " +
			"[Member must have length less than or equal to 512, Member must have length greater than or equal to 1, Member must " + streamPattern + "]"),
	},
	{
		"list of enums", "DescribeConfigurationTemplates", `{"deliveryDestinationTypes":["X"]}`, "ValidationException",
		service("Value at 'deliveryDestinationTypes' failed to satisfy constraint: Member must satisfy constraint: " +
			"[Member must satisfy enum value set: [S3, CWL, FH, XRAY]]"),
	},
	{
		"map values", "TagLogGroup", `{"logGroupName":"g","tags":{"k":"a*b"}}`, "InvalidParameterException",
		service("Value at 'tags' failed to satisfy constraint: Map value must satisfy constraint: " +
			`[Member must have length less than or equal to 256, Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$]`),
	},
	{
		"map keys", "TagLogGroup", `{"logGroupName":"g","tags":{"":"v"}}`, "InvalidParameterException",
		service("Value at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, " +
			`Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$]`),
	},
	{
		"empty map", "CreateLogGroup", `{"logGroupName":"g","tags":{}}`, "InvalidParameterException", service(without("tags", atLeastOne)),
	},
	{
		"null is absent", "CreateLogStream", `{"logGroupName":"g","logStreamName":null}`, "InvalidParameterException",
		service("Value null at 'logStreamName' failed to satisfy constraint: Member must not be null"),
	},
	{
		"null element", "PutLogEvents", `{"logGroupName":"g","logStreamName":"s","logEvents":[null]}`, "InvalidParameterException",
		service("Value null at 'logEvents.1.member' failed to satisfy constraint: Member must not be null"),
	},
	{
		"constraints hide the general name text", "CreateLogStream", `{"logGroupName":"` + x600 + `","logStreamName":"a:b"}`,
		"InvalidParameterException", service(without("logStreamName", streamPattern)),
	},
	{
		"characters, not bytes", "CreateLogStream", `{"logGroupName":"g","logStreamName":"` + strings.Repeat("é", 512) + `"}`, "", "",
	},
	{
		"type before constraint", "PutLogEvents", `{"logGroupName":"","logStreamName":"s","logEvents":[{"timestamp":"1","message":2}]}`,
		"SerializationException", "STRING_VALUE can not be converted to a Long.",
	},
	{"number for string", "CreateLogGroup", `{"logGroupName":1}`, "SerializationException", "NUMBER_VALUE can not be converted to a String"},
	{"boolean for string", "CreateLogGroup", `{"logGroupName":true}`, "SerializationException", "TRUE_VALUE can not be converted to a String"},
	{"string for integer", "DescribeLogGroups", `{"limit":"5"}`, "SerializationException", "STRING_VALUE can not be converted to an Integer"},
	{"list for string", "CreateLogGroup", `{"logGroupName":["g"]}`, "SerializationException", "Start of list found where not expected"},
	{"object for string", "CreateLogGroup", `{"logGroupName":{}}`, "SerializationException", "Start of structure or map found where not expected."},
	{"string for list", "FilterLogEvents", `{"logStreamNames":"s"}`, "SerializationException", "Expected list or null"},
	{"string for structure", "PutLogEvents", `{"logGroupName":"g","logStreamName":"s","logEvents":["x"]}`, "SerializationException", "Expected null"},
	{"list for the request", "CreateLogGroup", `[]`, "SerializationException", "Start of list found where not expected"},
	{"no JSON", "CreateLogGroup", `{"logGroupName":`, "SerializationException", ""},
	{"nothing", "CreateLogGroup", ``, "SerializationException", ""},
	{"long beyond 63 bits", "GetLogEvents", `{"logGroupName":"g","logStreamName":"s","startTime":9223372036854775808}`, "SerializationException", ""},
	{"integer beyond 31 bits", "DescribeLogGroups", `{"limit":2147483648}`, "SerializationException", ""},
	{"integer written 1.0", "DescribeLogGroups", `{"limit":5.0}`, "", ""},
	{"fraction is cut", "DescribeLogGroups", `{"limit":50.9}`, "", ""},
	{"negative time", "GetLogEvents", `{"logGroupName":"g","logStreamName":"s","startTime":-1}`, "InvalidParameterException",
		service(without("startTime", "have value greater than or equal to 0"))},
	{"retention days are no text of the service", "PutRetentionPolicy", `{"logGroupName":"g","retentionInDays":2}`, "InvalidParameterException", ""},
}

func TestFramedTexts(t *testing.T) {
	for _, test := range framed {
		result := validate(t, test.operation, test.request, Options{})
		if test.code == "" && result.Message == "" {
			continue // valid as far as the shape goes
		}
		if result.Code != test.code || result.Message != test.message {
			t.Errorf("%s\n got %s: %s\nwant %s: %s", test.name, result.Code, result.Message, test.code, test.message)
		}
	}
}

// TestTenViolations: the framework stops after ten.
func TestTenViolations(t *testing.T) {
	events := strings.Repeat(`{"timestamp":1,"message":""},`, 12)
	result := validate(t, "PutLogEvents", `{"logGroupName":"g","logStreamName":"s","logEvents":[`+strings.TrimSuffix(events, ",")+`]}`, Options{})
	if !strings.HasPrefix(result.Message, "10 validation errors detected: ") || strings.Count(result.Message, "; ") != 9 {
		t.Errorf("message %s", result.Message)
	}
	if len(result.Findings) < 12 {
		t.Errorf("%d findings, want one for each event", len(result.Findings))
	}
}

// TestLongName2018: the generic text for long names is newer than the profile.
func TestLongName2018(t *testing.T) {
	op := Operation{Service: Logs, Name: "CreateLogGroup"}
	result, err := Validate(op, Request, Profile2018, []byte(`{"logGroupName":"`+x600+`"}`), Options{})
	if want := service(at(x600, "logGroupName", "have length less than or equal to 512")); err != nil || result.Message != want {
		t.Errorf("%v, %s", err, result.Message)
	}
}

func validate(t *testing.T, operation, doc string, opts Options) Result {
	t.Helper()
	op, err := LookupOperation("", operation, Latest)
	if err != nil {
		t.Fatal(err)
	}
	result, err := Validate(op, Request, Latest, []byte(doc), opts)
	if err != nil {
		t.Fatal(err)
	}
	if result.Valid != (result.Code == "") {
		t.Errorf("%s: valid %t with code %q", operation, result.Valid, result.Code)
	}
	if !result.Valid && !slices.ContainsFunc(result.Findings, func(f Finding) bool { return f.Severity == Error && f.Reason != "" }) {
		t.Errorf("%s: refused without a reason", operation)
	}
	return result
}
