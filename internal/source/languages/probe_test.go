package languages

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestHidesLetters holds which escapes may hide a name: those of YAML and JSON
// that stand for a printable character of ASCII, or join two lines.
func TestHidesLetters(t *testing.T) {
	for text, want := range map[string]bool{
		"a": false, "": false, `\`: false, `a\`: false,
		`\x41`: true, `\x20`: true, `\x7e`: true, `\x1f`: false, `\x80`: false, `\x4`: false,
		`\u0041`: true, `\u0020`: true, `\u0070`: true, `\u0019`: false, `\u0080`: false, `\u0141`: false, `\u1041`: false, `\u004`: false,
		`\U00000041`: true, `\U00000141`: false, `\U0001F600`: false, `\U0000004`: false,
		"a\\\nb": true, "a\\\r\nb": true, `\n`: false, `\"`: false, `\\x41`: false, `\\\x41`: true,
		`\n\u0041`: true, `é\u00e9\u0041`: true, `\u`: false, `\x`: false,
	} {
		if got := hidesLetters([]byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// TestMayHold holds that a file with a name of ours is read, hidden or not.
func TestMayHold(t *testing.T) {
	for text, want := range map[string]bool{
		"Type: AWS::Logs::LogGroup": true, `Type: "AWS\u003a:Logs::LogGroup"`: true, "Type: AWS::S3::Bucket": false, "": false,
		"- cloudwatchLog: g": true, "aws:cloudwatch/logGroup:LogGroup": true, `"filterPattern": ""`: true,
	} {
		if got := mayHold([]byte(text), false); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// TestArgumentPath holds how each tool writes a member of a request.
func TestArgumentPath(t *testing.T) {
	for _, c := range []struct{ kind, names, want string }{
		{"aws_cloudwatch_log_metric_filter", "filterPattern", "pattern"},
		{"aws_cloudwatch_log_metric_filter", "metricTransformations metricValue", "metric_transformation value"},
		{"aws_cloudwatch_log_metric_filter", "metricTransformations", "metric_transformation"},
		{"AWS::Logs::MetricFilter", "filterPattern", "FilterPattern"},
		{"AWS::Logs::MetricFilter", "metricTransformations metricValue", "MetricTransformations MetricValue"},
		{"aws:cloudwatch/logMetricFilter:LogMetricFilter", "filterPattern", "pattern"},
		{"aws:cloudwatch/logMetricFilter:LogMetricFilter", "metricTransformations metricValue", "metricTransformation value"},
		{"aws_cloudwatch_log_group", "retentionInDays", "retention_in_days"}, // of another request
		{"AWS::Logs::LogGroup", "retentionInDays", "RetentionInDays"},
		{"aws_cloudwatch_log_metric_filter", "metricTransformations none", ""},
		{"aws_cloudwatch_log_metric_filter", "filterPattern below", ""},
		{"aws_cloudwatch_log_metric_filter", "none", ""},
		{"aws_cloudwatch_log_metric_filter", "", ""},
		{"aws_s3_bucket", "filterPattern", ""},
		{"AWS::S3::Bucket", "filterPattern", ""},
		{"aws:s3/bucket:Bucket", "filterPattern", ""},
	} {
		if got := strings.Join(ArgumentPath(c.kind, strings.Fields(c.names)...), " "); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.names, c.kind, got, c.want)
		}
	}
}

// TestComplaints holds of which files that cannot be read something is said:
// those that are ours by their name or by what they hold.
func TestComplaints(t *testing.T) {
	const broken = "a: [AWS::Logs::LogGroup\nb: }\n"
	for name, c := range map[string]struct {
		data string
		want bool
	}{
		"x.yaml":                 {broken, false},
		"put-metric-filter.yaml": {broken, true},
		"serverless.yml":         {broken, true},
		"x.template.json":        {`{"Resources": AWS::Logs::LogGroup}`, true},
		"x.json":                 {`{"Resources": AWS::Logs::LogGroup}`, false},
		"version.yaml":           {"AWSTemplateFormatVersion: x\n" + broken, true},
		"resources.yaml":         {"Resources: x\nProperties: y\n" + broken, true},
		"no-properties.yaml":     {"Resources: x\n" + broken, false},
		"no-resources.yaml":      {"Properties: x\n" + broken, false},
	} {
		f := Read(source.Input{Name: name, Data: []byte(c.data)}, Options{})
		if got := len(f.Problems) > 0; got != c.want || !c.want && f.Format != source.None {
			t.Errorf("%s: %d problems, format %v", name, len(f.Problems), f.Format)
		}
	}
}
