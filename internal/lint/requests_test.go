package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// told lists the findings of a file as code and the text at their places.
func told(f *source.File, opts Options) []string {
	var got []string
	for _, g := range Check([]*source.File{f}, opts) {
		got = append(got, g.Code+" "+string(f.Data[g.Span.Start:g.Span.End]))
	}
	return got
}

func TestRequests(t *testing.T) {
	const metric = `"metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]`
	const stream = `"arn:aws:kinesis:eu-west-1:111122223333:stream/s"`
	for _, c := range []struct {
		name   string
		format *source.Format
		line   string
		want   []string
	}{
		{"a missing member is told at the operation", source.CLI,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": ""}}`, []string{`RQ003 "PutMetricFilter"`}},
		{"an unknown member is there", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": {"unknown": ""}, "filterName": "f", "filterPattern": "", ` + metric + `}}`, nil},
		{"unknown transformations", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "metricTransformations": {"unknown": ""}}}`, nil},
		{"unknown parts of a transformation", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f-${x}", "filterPattern": "{ $.a = ${v} }", "metricTransformations": [{"metricName": "m${x}", "metricNamespace": {"unknown": ""}, "metricValue": {"unknown": ""}, "defaultValue": {"unknown": ""}, "dimensions": {"unknown": ""}, "unit": {"unknown": ""}}]}}`, nil},
		{"known parts beside an unknown pattern", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": {"unknown": ""}, "metricTransformations": [{"metricName": "m", "metricNamespace": "AWS/n", "metricValue": "1", "defaultValue": 0, "dimensions": {"A": "$.a"}}]}}`,
			[]string{`RQ136 "AWS/n"`, `RQ132 0`}},
		{"dimensions with a pattern of known kind", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "{ $.a = \"${v}\" }", "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1", "defaultValue": 0, "dimensions": {"A": "$.a"}}]}}`,
			[]string{`RQ132 0`}},
		{"dimensions with terms that have a hole", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "ERROR ${v}", "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1", "dimensions": {"A": "$.a"}}]}}`,
			[]string{`RQ134 {"A": "$.a"}`}},
		{"a role that is not known is a role", source.Terraform,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": ` + stream + `, "roleArn": {"unknown": ""}}}`, nil},
		{"a stream without a role", source.Terraform,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": ` + stream + `}}`, []string{"RQ140 " + stream}},
		{"one of two members that is not known", source.Terraform,
			`{"operation": "PutResourcePolicy", "input": {"policyName": {"unknown": ""}, "policyDocument": {"unknown": ""}}}`, nil},
		{"a list with an unknown element", source.Terraform,
			`{"operation": "CreateRealtimeLogConfig", "input": {"Name": "n", "SamplingRate": 500, "EndPoints": [{"unknown": ""}], "Fields": [{"unknown": ""}, "timestamp"]}}`, []string{"RQ006 500"}},
		{"CloudFormation makes up a filter's name", source.CloudFormation,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterPattern": "", ` + metric + `}}`, nil},
		{"Terraform does not", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterPattern": "", ` + metric + `}}`, []string{`RQ003 "PutMetricFilter"`}},
		{"CloudFormation makes up a log group's name", source.CloudFormation,
			`{"operation": "PutRetentionPolicy", "input": {"retentionInDays": 30}}`, nil},
		{"CloudFormation turns numbers into texts", source.CloudFormation,
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "g", "retentionInDays": "30"}}`, nil},
		{"and still finds them wrong", source.CloudFormation,
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "g", "retentionInDays": "31"}}`, []string{`RQ009 "31"`}},
		{"the AWS CLI does not", source.CLI,
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "g", "retentionInDays": "30"}}`, []string{`RQ002 "30"`}},
		{"Terraform trims patterns", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "\n{ $.a = 1 }\n", ` + metric + `}}`, nil},
		{"and places count from the file's start", source.Terraform,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": " \n{ $.a == 1 }\n", ` + metric + `}}`, []string{`FP010 ==`}},
		{"but not those of subscription filters", source.Terraform,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "{ $.a = 1 }\n", "destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}}`, []string{`FP002 \n`}},
		{"CloudFormation does not", source.CloudFormation,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "{ $.a = 1 }\n", ` + metric + `}}`, []string{`FP002 \n`}},
		{"blanks around terms do no harm", source.CloudFormation,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "ERROR\n", ` + metric + `}}`, nil},
		{"a syntax error is told once", source.CLI,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "{ $.a == \"\u00e9\" }", "destinationArn": ` + stream + `, "roleArn": "arn:aws:iam::111122223333:role/r"}}`, []string{`FP010 ==`}},
		{"escapes", source.CLI,
			`{"operation": "FilterLogEvents", "input": {"logGroupName": "g", "filterPattern": "{ $.a = \"\\\"x\" && $.b = \u0078y z }"}}`, []string{`FP016 \u0078y z`}},
		{"criteria", source.CLI,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "fieldSelectionCriteria": "@aws.account = \"1\" & @aws.region = \"r\"", "destinationArn": ` + stream + `, "roleArn": "arn:aws:iam::111122223333:role/r"}}`, []string{`FP034 &`}},
		{"a pattern in a policy", source.CLI,
			`{"operation": "PutAccountPolicy", "input": {"policyName": "p", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": "{\"DestinationArn\": \"${arn}\", \"FilterPattern\": \"{ $.a == \\\"x\\\" }\"}"}}`, []string{`RQ164 "SUBSCRIPTION_FILTER_POLICY"`, `FP010 ==`}},
		{"what a document says", source.CLI,
			`{"operation": "PutDestinationPolicy", "input": {"destinationName": "d", "accessPolicy": "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": \"*\", \"Resource\": \"*\"}}"}}`, []string{`RQ146 \"*\"`}},
		{"a pattern in a policy that is not a text", source.CLI,
			`{"operation": "PutAccountPolicy", "input": {"policyName": "p", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": "{\"DestinationArn\": \"arn:aws:lambda:eu-west-1:111122223333:function:f\", \"FilterPattern\": 404}", "selectionCriteria": "LogGroupName NOT IN [\"f\"]"}}`, []string{`RQ002 404`}},
		{"what is known of a document", source.Terraform,
			`{"operation": "PutDestinationPolicy", "input": {"destinationName": "d", "accessPolicy": "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": [\"${var.a}\", \"arn:x\"]}, \"Action\": \"*\", \"Resource\": \"${var.b}\", \"Condition\": {\"${var.c}\": {\"${var.d}\": \"x\"}}}}"}}`, []string{`RQ146 \"arn:x\"`}},
		{"holes that are more than texts", source.Terraform,
			`{"operation": "PutResourcePolicy", "input": {"policyName": "p", "policyDocument": "{\"Statement\": ${var.s}}"}}`, nil},
		{"data that may be the same", source.Terraform,
			`{"operation": "PutDataProtectionPolicy", "input": {"logGroupIdentifier": "g", "policyDocument": "{\"Statement\": [{\"DataIdentifier\": [\"${var.a}\"], \"Operation\": {\"Audit\": {\"FindingsDestination\": {}}}}, {\"DataIdentifier\": [\"arn:aws:dataprotection::aws:data-identifier/Address\"], \"Operation\": {\"Deidentify\": {\"MaskConfig\": {}}}}]}"}}`, nil},
		{"a vendor without its role", source.Terraform,
			`{"operation": "PutAccountPolicy", "input": {"policyName": "p", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": "{\"DestinationArn\": \"arn:aws:kinesis:${var.r}:1:stream/s\"}", "selectionCriteria": "LogGroupName NOT IN [\"f\"]"}}`, []string{`RQ140 \"arn:aws:kinesis:${var.r}:1:stream/s\"`}},
		{"a vendor that is not known", source.Terraform,
			`{"operation": "PutAccountPolicy", "input": {"policyName": "p", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": "{\"DestinationArn\": \"arn:aws:${var.v}:r:1:x\", \"Distribution\": \"Random\"}", "selectionCriteria": "LogGroupName NOT IN [\"f\"]"}}`, nil},
		{"a role belongs into the document of a script, too", source.Shell,
			`{"operation": "PutAccountPolicy", "input": {"policyName": "p", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": "{\"DestinationArn\": \"arn:aws:kinesis:r:1:stream/s\"}", "selectionCriteria": "LogGroupName NOT IN [\"f\"]"}}`, []string{`RQ140 \"arn:aws:kinesis:r:1:stream/s\"`}},
		{"the default distribution", source.Terraform,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "distribution": "ByLogStream"}}`, nil},
		{"another one", source.Terraform,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "distribution": "Random"}}`, []string{`RQ141 "Random"`}},
		{"a pattern that is a number", source.CLI,
			`{"operation": "FilterLogEvents", "input": {"logGroupName": "g", "filterPattern": 404}}`, []string{`RQ002 404`}},
		{"which CloudFormation turns into a text", source.CloudFormation,
			`{"operation": "FilterLogEvents", "input": {"logGroupName": "g", "filterPattern": 404}}`, nil},
		{"a name that is none", source.CLI,
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "g", "retentionInDays": 30, "retentionDays": 3}}`, []string{`RQ011 "retentionDays"`}},
		{"an unresolved token hides nothing else", source.CloudFormation,
			`{"operation": "PutMetricFilter", "input": {"logGroupName": "g ${Token[TOKEN.1]}", "filterName": "f", "filterPattern": "{ $.a = ${Token[TOKEN.2]} }", ` + metric + `}}`,
			[]string{"FS110 ${Token[TOKEN.1]}", "FS110 ${Token[TOKEN.2]}"}},
		{"a skeleton", source.CLI,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "", "filterName": "", "filterPattern": "", "destinationArn": "", "applyOnTransformedLogs": true}}`,
			[]string{`FS109 {"logGroupName": "", "filterName": "", "filterPattern": "", "destinationArn": "", "applyOnTransformedLogs": true}`}},
		{"a stream known by its service", source.CloudFormation,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": "arn:${AWS::Partition}:firehose:${AWS::Region}:1:deliverystream/s"}}`,
			[]string{`FS111 "arn:${AWS::Partition}:firehose:${AWS::Region}:1:deliverystream/s"`}},
		{"a destination that may be anything", source.CloudFormation,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:${Service}:kinesis:r"}}`, nil},
		{"a function known by its resource", source.Terraform,
			`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "g", "filterName": "f", "filterPattern": "", "destinationArn": {"unknown": "module.x.aws_lambda_function.f"}, "roleArn": "arn:aws:iam::111122223333:role/r"}}`,
			[]string{`FS111 "arn:aws:iam::111122223333:role/r"`}},
	} {
		f := requestFile(t, "f.json", c.line)
		f.Format = c.format
		if diff := cmp.Diff(c.want, told(f, Options{})); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestRepeatedKeys holds that a key of a template that does not count is told.
func TestRepeatedKeys(t *testing.T) {
	const filter = "    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: g\n      FilterPattern: ERROR\n      MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: '1'}]\n"
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Resources:\n  A:\n" + filter, nil},
		{"Resources:\n  A:\n" + filter + "      FilterPattern: WARN\n", []string{"RQ012 FilterPattern"}},
		{"Resources:\n  A:\n" + filter + "      FilterPattern: WARN\n      FilterPattern: INFO\n", []string{"RQ012 FilterPattern", "RQ012 FilterPattern"}},
		{"Resources:\n  A:\n" + filter + "  A:\n" + filter, []string{"RQ012 A"}},
		{"Resources:\n  A:\n" + filter + "{% if x %}\n      FilterPattern: WARN\n{% endif %}\n", nil},
		{"x: &x {FilterPattern: INFO}\nResources:\n  A:\n" + filter + "      <<: *x\n", nil},
		{`{"Resources": {"A": {"Type": "AWS::Logs::LogStream", "Properties": {"LogGroupName": "a", "LogGroupName": "b"}}}}`, []string{`RQ012 "LogGroupName"`}},
	} {
		f := languages.Read(source.Input{Name: "t.yaml", Data: []byte(c.text)}, languages.Options{})
		if diff := cmp.Diff(c.want, told(f, Options{})); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}
