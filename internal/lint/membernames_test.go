package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestMembersInTheFilesWords holds that missing and unknown members are told by
// the names that the file has, with what the file's tool makes of them.
func TestMembersInTheFilesWords(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"template.yaml", "Resources:\n  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      RetentionInDays: 7\n      LogGroupNam: g\n",
			"LogGroupNam is not a property here; CloudFormation refuses it. Did you mean LogGroupName?"},
		{"template.json", `{"Resources": {"C": {"Type": "AWS::CloudFront::RealtimeLogConfig", "Properties": {"Name": "c", "SamplingRate": 1, "Fields": ["timestamp"], "EndPoints": [{"StreamType": "Kinesis", "KinesisStreamConfig": {"RoleArn": "arn:aws:iam::111122223333:role/r", "StreamArn": "arn:aws:kinesis:us-east-1:111122223333:stream/s", "StreamARN": "x"}}]}}}}`,
			"StreamARN is not a property here; CloudFormation refuses it. Did you mean StreamArn?"},
		{"put-retention-policy.json", `{"logGroupName": "g", "retentionInDays": 7, "retentionInDay": 7}`,
			"retentionInDay is not a member here; AWS CLI and SDKs refuse it, and the service ignores it. Did you mean retentionInDays?"},
		{"main.tf", "resource \"aws_cloudwatch_log_metric_filter\" \"a\" {\n  name = \"a\"\n  log_group_name = \"g\"\n  pattern = \"ERROR\"\n  metric_transformation {\n    name = \"a\"\n    namespace = \"n\"\n  }\n}\n",
			"metric_transformation.value is required. Add value: a string."},
		{"missing.yaml", "Resources:\n  G:\n    Type: AWS::Logs::LogStream\n    Properties: {}\n",
			"LogGroupName is required. Add LogGroupName: a string."},
		{"Pulumi.yaml", "resources:\n  s:\n    type: aws:cloudwatch:LogSubscriptionFilter\n    properties: {logGroup: g, filterPattern: ''}\n",
			"destinationArn is required. Add destinationArn: a string."},
		{"put-retention-policy.json", `{"logGroupName": "g"}`,
			"retentionInDays is required. Add retentionInDays: a 32-bit integer."},
	} {
		f := languages.Read(source.Input{Name: c.name, Data: []byte(c.text)}, languages.Options{})
		got := ""
		for _, found := range Check([]*source.File{f}, Options{}) {
			got += found.Message + " " + found.Help
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
