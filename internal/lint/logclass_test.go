package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestLogGroupClass has all that is for the class STANDARD on log groups of both
// classes, which are named, referred to, and given by their ARNs.
func TestLogGroupClass(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"stack.yaml", `Resources:
  Rare:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: rare, LogGroupClass: INFREQUENT_ACCESS, RetentionInDays: 30}
  Usual:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: usual, RetentionInDays: 30}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties: {LogGroupName: !Ref Rare, FilterPattern: ERROR, MetricTransformations: [{MetricName: A, MetricNamespace: B, MetricValue: "1", DefaultValue: 0}]}
  Subscription:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: rare, FilterPattern: ERROR, DestinationArn: "arn:aws:lambda:eu-west-1:111122223333:function:f"}
  Other:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: usual, FilterPattern: ERROR, DestinationArn: "arn:aws:lambda:eu-west-1:111122223333:function:f"}
`, []string{"FS113 Resources.Filter", "FS113 Resources.Subscription"}},
		{"attached.yaml", `Resources:
  Rare:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: rare, LogGroupClass: INFREQUENT_ACCESS, RetentionInDays: 30}
  Usual:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: usual, RetentionInDays: 30}
  Made:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupClass: INFREQUENT_ACCESS, RetentionInDays: 30}
  ByName:
    Type: AWS::Logs::Transformer
    Properties: {LogGroupIdentifier: rare, TransformerConfig: [{ParseJSON: {}}]}
  ByRef:
    Type: AWS::Logs::Transformer
    Properties: {LogGroupIdentifier: !Ref Made, TransformerConfig: [{ParseJSON: {}}]}
  ByArn:
    Type: AWS::Logs::LogAnomalyDetector
    Properties: {LogGroupArnList: [!GetAtt Rare.Arn]}
  ByText:
    Type: AWS::Logs::LogAnomalyDetector
    Properties: {LogGroupArnList: ["arn:aws:logs:eu-west-1:111122223333:log-group:rare"]}
  BySub:
    Type: AWS::Logs::LogAnomalyDetector
    Properties: {LogGroupArnList: [!Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Made}"]}
  Perhaps:
    Type: AWS::Logs::Transformer
    Condition: Usually
    Properties: {LogGroupIdentifier: rare, TransformerConfig: [{ParseJSON: {}}]}
  Other:
    Type: AWS::Logs::Transformer
    Properties: {LogGroupIdentifier: usual, TransformerConfig: [{ParseJSON: {}}]}
  OtherArn:
    Type: AWS::Logs::LogAnomalyDetector
    Properties: {LogGroupArnList: [!Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Prefix}rare"]}
`, []string{"FS113 Resources.ByName", "FS113 Resources.ByRef", "FS113 Resources.ByArn", "FS113 Resources.ByText", "FS113 Resources.BySub"}},
		{"script.sh", `aws logs create-log-group --log-group-name rare --log-group-class INFREQUENT_ACCESS
aws logs put-retention-policy --log-group-name rare --retention-in-days 30
aws logs put-transformer --log-group-identifier rare --transformer-config '[{"parseJSON": {}}]'
aws logs create-log-anomaly-detector --log-group-arn-list arn:aws:logs:eu-west-1:111122223333:log-group:rare
`, []string{"FS113 aws logs put-transformer", "FS113 aws logs create-log-anomaly-detector"}},
		{"main.tf", `resource "aws_cloudwatch_log_group" "rare" {
  name              = "rare"
  log_group_class   = "INFREQUENT_ACCESS"
  retention_in_days = 30
}
resource "aws_cloudwatch_log_subscription_filter" "s" {
  name            = "s"
  log_group_name  = aws_cloudwatch_log_group.rare.name
  filter_pattern  = "ERROR"
  destination_arn = "arn:aws:lambda:eu-west-1:111122223333:function:f"
}
resource "aws_cloudwatch_log_transformer" "t" {
  log_group_arn = aws_cloudwatch_log_group.rare.arn
  transformer_config {
    parse_json {}
  }
}
resource "aws_cloudwatch_log_anomaly_detector" "d" {
  detector_name      = "d"
  log_group_arn_list = [aws_cloudwatch_log_group.rare.arn]
  enabled            = true
}
`, []string{"FS113 aws_cloudwatch_log_subscription_filter.s", "FS113 aws_cloudwatch_log_transformer.t", "FS113 aws_cloudwatch_log_anomaly_detector.d"}},
	} {
		var got []string
		for _, f := range Check([]*source.File{languages.Read(source.Input{Name: c.name, Data: []byte(c.text)}, languages.Options{})}, Options{}) {
			got = append(got, f.Code+" "+f.Resource)
			if f.Service != request.StandardOnly {
				t.Errorf("%s: the service says %q", c.name, f.Service)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
