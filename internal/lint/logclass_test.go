package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestLogGroupClass has both kinds of filters on both classes, in two formats.
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
`, []string{"FS113 aws_cloudwatch_log_subscription_filter.s"}},
	} {
		var got []string
		for _, f := range Check([]*source.File{languages.Read(source.Input{Name: c.name, Data: []byte(c.text)}, languages.Options{})}, Options{}) {
			got = append(got, f.Code+" "+f.Resource)
			if f.Service != standardOnly {
				t.Errorf("%s: the service says %q", c.name, f.Service)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
