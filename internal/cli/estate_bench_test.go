package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/logsieve/logsieve/internal/cli"
)

// BenchmarkEstate runs commands over 5,000 resources in Terraform and in
// CloudFormation: metric filters, alarms on them, subscription filters, functions
// and permissions.
func BenchmarkEstate(b *testing.B) {
	for _, kind := range []string{"main.tf", "template.yaml"} {
		dir := b.TempDir()
		for i, side := range []string{"old", "new"} {
			var text bytes.Buffer
			if kind == "template.yaml" {
				text.WriteString("Resources:\n")
			}
			for j := range 1000 {
				fiveResources(&text, kind, j, i*(j%2))
			}
			if err := os.MkdirAll(filepath.Join(dir, side), 0o777); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, side, kind), text.Bytes(), 0o666); err != nil {
				b.Fatal(err)
			}
		}
		old, new := filepath.Join(dir, "old"), filepath.Join(dir, "new")
		for _, args := range [][]string{{"lint", old}, {"alarms", old}, {"policy", "--pack", "cis-aws-foundations-4.0", old}, {"diff", old, new}} {
			b.Run(args[0]+"/"+kind, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if code := cli.Main(b.Context(), args, cli.Streams{Out: io.Discard, Err: io.Discard}); code > cli.ExitFindings {
						b.Fatal(code)
					}
				}
			})
		}
	}
}

// fiveResources writes a metric filter and its alarm, and a subscription filter,
// its function and its permission.
func fiveResources(w io.Writer, kind string, i, changed int) {
	pattern := fmt.Sprintf(`{ ($.eventName = \"Put%d\") && ($.errorMessage != \"Failed %d\") || ($.code >= %d && $.src IS TRUE) }`, i%7, i, i+changed)
	form := `  F%[1]d:
    Type: AWS::Logs::MetricFilter
    Properties: {FilterName: f%[1]d, LogGroupName: /app/%[2]d, FilterPattern: "%[3]s", MetricTransformations: [{MetricName: M%[1]d, MetricNamespace: App, MetricValue: "1"}]}
  A%[1]d:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmName: a%[1]d, MetricName: M%[1]d, Namespace: App, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold, AlarmActions: ["arn:aws:sns:eu-west-1:111122223333:t"]}
  L%[1]d: {Type: AWS::Lambda::Function, Properties: {FunctionName: ship%[1]d}}
  P%[1]d:
    Type: AWS::Lambda::Permission
    Properties: {Action: "lambda:InvokeFunction", FunctionName: !Ref L%[1]d, Principal: logs.amazonaws.com, SourceArn: "arn:aws:logs:eu-west-1:111122223333:log-group:/app/%[1]d:*"}
  S%[1]d:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: /app/%[1]d, FilterPattern: "%[3]s", DestinationArn: !GetAtt L%[1]d.Arn}
`
	if kind == "main.tf" {
		form = `resource "aws_cloudwatch_log_metric_filter" "f%[1]d" {
  name           = "f%[1]d"
  log_group_name = "/app/%[2]d"
  pattern        = "%[3]s"
  metric_transformation {
    name      = "M%[1]d"
    namespace = "App"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a%[1]d" {
  alarm_name          = "a%[1]d"
  metric_name         = "M%[1]d"
  namespace           = "App"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  alarm_actions       = ["arn:aws:sns:eu-west-1:111122223333:t"]
}
resource "aws_lambda_function" "l%[1]d" {
  function_name = "ship%[1]d"
}
resource "aws_lambda_permission" "p%[1]d" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.l%[1]d.function_name
  principal     = "logs.amazonaws.com"
  source_arn    = "arn:aws:logs:eu-west-1:111122223333:log-group:/app/%[1]d:*"
}
resource "aws_cloudwatch_log_subscription_filter" "s%[1]d" {
  name            = "s%[1]d"
  log_group_name  = "/app/%[1]d"
  filter_pattern  = "%[3]s"
  destination_arn = aws_lambda_function.l%[1]d.arn
}
`
	}
	fmt.Fprintf(w, form, i, i%40, pattern)
}
