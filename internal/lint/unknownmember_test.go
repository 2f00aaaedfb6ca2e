package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

// TestUnknownMembers holds that an unknown member is told by the name that the
// file has, with what the file's tool makes of it.
func TestUnknownMembers(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"template.yaml", "Resources:\n  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      RetentionInDays: 7\n      LogGroupNam: g\n",
			"LogGroupNam is not a property here; CloudFormation refuses it. Did you mean LogGroupName?"},
		{"template.json", `{"Resources": {"C": {"Type": "AWS::CloudFront::RealtimeLogConfig", "Properties": {"Name": "c", "SamplingRate": 1, "Fields": ["timestamp"], "EndPoints": [{"StreamType": "Kinesis", "KinesisStreamConfig": {"RoleArn": "arn:aws:iam::111122223333:role/r", "StreamArn": "arn:aws:kinesis:us-east-1:111122223333:stream/s", "StreamARN": "x"}}]}}}}`,
			"StreamARN is not a property here; CloudFormation refuses it. Did you mean StreamArn?"},
		{"put-retention-policy.json", `{"logGroupName": "g", "retentionInDays": 7, "retentionInDay": 7}`,
			"retentionInDay is not a member here; AWS CLI and SDKs refuse it, and the service ignores it. Did you mean retentionInDays?"},
	} {
		f := source.Read(source.Input{Name: c.name, Data: []byte(c.text)}, source.Options{})
		got := ""
		for _, found := range Check([]*source.File{f}, Options{}) {
			got += found.Message + " " + found.Help
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
