package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// linked is what the rules about links say of files: code and the text that
// each finding is at.
func linked(t *testing.T, files ...*source.File) []string {
	t.Helper()
	var got []string
	for _, g := range Check(files, Options{}) {
		if strings.HasPrefix(g.Code, "FS12") || g.Code == "FS111" {
			for _, f := range files {
				if f.Name == g.File {
					got = append(got, g.Code+" "+string(f.Data[g.Span.Start:g.Span.End]))
				}
			}
		}
	}
	return got
}

// folder reads the Terraform files of one folder.
func folder(texts ...string) []*source.File {
	var inputs []source.Input
	for i, text := range texts {
		inputs = append(inputs, source.Input{Name: "infra/" + string(rune('a'+i)) + ".tf", Data: []byte(text)})
	}
	var files []*source.File
	for _, in := range inputs {
		files = append(files, languages.Read(in, languages.Options{Terraform: terraform.Options{Siblings: func() []source.Input { return inputs }}}))
	}
	return files
}

const (
	shipFunction = `resource "aws_lambda_function" "ship" {
  function_name = "ship"
}
resource "aws_cloudwatch_log_group" "app" {
  name              = "/app/orders"
  retention_in_days = 30
}
resource "aws_cloudwatch_log_group" "other" {
  retention_in_days = 30
}
`
	shipFilter = `resource "aws_cloudwatch_log_subscription_filter" "ship" {
  name            = "ship"
  log_group_name  = aws_cloudwatch_log_group.app.name
  filter_pattern  = "ERROR"
  destination_arn = aws_lambda_function.ship.arn
}
`
)

func permission(lines ...string) string {
	return "resource \"aws_lambda_permission\" \"logs\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

// awsProvider is a constraint on the AWS provider.
func awsProvider(version string) string {
	return "terraform {\n  required_providers {\n    aws = " + version + "\n  }\n}\n"
}

// TestFunctionPermission holds which permissions let the service invoke a
// function, and that nothing is said when one may be elsewhere.
func TestFunctionPermission(t *testing.T) {
	const at = "FS120 aws_lambda_function.ship.arn"
	name, action := "function_name = aws_lambda_function.ship.function_name", `action = "lambda:InvokeFunction"`
	logs := `principal = "logs.amazonaws.com"`
	for _, c := range []struct {
		what string
		more string
		want []string
	}{
		{"none", "", []string{at}},
		{"any source", permission(name, action, logs), nil},
		{"by ARN", permission("function_name = aws_lambda_function.ship.arn", action, logs), nil},
		{"by name", permission(`function_name = "ship"`, action, logs), nil},
		{"of one Region", permission(name, action, `principal = "logs.eu-west-1.amazonaws.com"`), nil},
		{"of an unknown Region", permission(name, action, `principal = "logs.${var.region}.amazonaws.com"`), nil},
		{"another function", permission(`function_name = "shop"`, action, logs), []string{at}},
		{"an unknown function", permission("function_name = each.value", action, logs), nil},
		{"another principal", permission(name, action, `principal = "events.amazonaws.com"`), []string{at}},
		{"a principal that starts alike", permission(name, action, `principal = "logs.example.com"`), []string{at}},
		{"another action", permission(name, `action = "lambda:GetFunction"`, logs), []string{at}},
		{"with the stars", permission(name, action, logs, `source_arn = "${aws_cloudwatch_log_group.app.arn}:*"`), nil},
		{"without the star", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn"), []string{at}},
		{"without the star, written", permission(name, action, logs, `source_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/app/orders"`), []string{at}},
		{"without the star, in part", permission(name, action, logs, `source_arn = "arn:aws:logs:${var.region}:111122223333:log-group:/app/orders"`), []string{at}},
		{"without the star, of an old provider", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn") + awsProvider(`"~> 2.0"`), nil},
		{"without the star, of an old provider in a map", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn") + awsProvider(`{ source = "hashicorp/aws", version = "2.70.0" }`), nil},
		{"without the star, of a provider that may be old", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn") + "provider \"aws\" {\n  version = \">= 2.7, < 5\"\n}\n", nil},
		{"without the star, of a new provider", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn") + awsProvider(`{ source = "hashicorp/aws", version = ">= 3.0, < 6" }`), []string{at}},
		{"without the star, of any provider below a version", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn") + awsProvider(`"< 5"`), nil},
		{"without the star, another provider is old", permission(name, action, logs, "source_arn = aws_cloudwatch_log_group.app.arn") + strings.Replace(awsProvider(`"~> 2.0"`), "aws", "random", 1), []string{at}},
		{"of another group", permission(name, action, logs, `source_arn = "${aws_cloudwatch_log_group.other.arn}:*"`), []string{at}},
		{"of another group, written", permission(name, action, logs, `source_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/app/shop:*"`), []string{at}},
		{"of all groups", permission(name, action, logs, `source_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/app/*"`), nil},
		{"of an unknown source", permission(name, action, logs, "source_arn = var.source"), nil},
		{"two, one of them right", permission(name, action, `principal = "events.amazonaws.com"`) + strings.Replace(permission(name, action, logs), `"logs"`, `"more"`, 1), nil},
		{"a module is given the function", "module \"allow\" {\n  source = \"example/allow/aws\"\n  function = aws_lambda_function.ship.arn\n}\n", nil},
		{"a module about something else", "module \"vpc\" {\n  source = \"example/vpc/aws\"\n}\n", []string{at}},
	} {
		for _, files := range [][]*source.File{folder(shipFunction + shipFilter + c.more), folder(shipFunction, shipFilter, c.more)} {
			if diff := cmp.Diff(c.want, linked(t, files...)); diff != "" {
				t.Errorf("%s, in %d files: %s", c.what, len(files), diff)
			}
		}
		// Without the file that has the permission nobody knows.
		if files := folder(shipFunction+shipFilter, c.more); strings.Contains(c.more, "aws_lambda_permission") {
			if got := linked(t, files[0]); got != nil {
				t.Errorf("%s, the file left out: %v", c.what, got)
			}
		}
	}
}

func TestLinksOfTemplates(t *testing.T) {
	for _, c := range []struct {
		what, text string
		want       []string
	}{
		{"SAM makes the permission of an event", `Transform: AWS::Serverless-2016-10-31
Resources:
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Errors: {Type: CloudWatchLogs, Properties: {LogGroupName: /app, FilterPattern: ERROR}}
`, nil},
		{"SAM makes none for a filter", `Transform: AWS::Serverless-2016-10-31
Resources:
  Ship: {Type: AWS::Serverless::Function, Properties: {Handler: i.h}}
  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: /app, FilterPattern: ERROR, DestinationArn: !GetAtt Ship.Arn}
`, []string{"FS120 !GetAtt Ship.Arn"}},
		{"a macro may make it", `Transform: [AWS::Serverless-2016-10-31, OurMacro, {Name: AWS::Include}]
Resources:
  Ship: {Type: AWS::Serverless::Function, Properties: {Handler: i.h}}
  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: /app, FilterPattern: ERROR, DestinationArn: !GetAtt Ship.Arn}
`, nil},
		{"names and ARNs", `Resources:
  Group: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}
  Events: {Type: AWS::Kinesis::Stream}
  Writer: {Type: AWS::IAM::Role}
  Told: {Type: AWS::SNS::Topic}
  A:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: !Sub "${Group.Arn}", FilterPattern: ERROR, DestinationArn: !Ref Events, RoleArn: !Ref Writer}
  B:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: !Sub "${Group}", FilterPattern: WARN, DestinationArn: !GetAtt Events.Arn, RoleArn: {"Fn::GetAtt": [Writer, Arn]}}
  C:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: Failures, Namespace: App, EvaluationPeriods: 1, ComparisonOperator: GreaterThanThreshold, AlarmActions: [!Ref Told, !GetAtt Told.TopicName, !GetAtt Told.TopicArn]}
`, []string{`FS121 !Sub "${Group.Arn}"`, "FS121 !Ref Events", "FS121 !Ref Writer", "FS121 !GetAtt Told.TopicName"}},
		{"roles by reference", `Resources:
  Ship: {Type: AWS::Lambda::Function}
  May: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !GetAtt Ship.Arn, Principal: logs.amazonaws.com, Action: lambda:InvokeFunction}}
  Events: {Type: AWS::KinesisFirehose::DeliveryStream}
  Writer: {Type: AWS::IAM::Role}
  A:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: /app, FilterPattern: ERROR, DestinationArn: !GetAtt Ship.Arn, RoleArn: !GetAtt Writer.Arn}
  B:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: /app, FilterPattern: WARN, DestinationArn: !GetAtt Events.Arn}
  C:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: /app, FilterPattern: INFO, DestinationArn: !GetAtt Ship.Arn, RoleArn: !If [X, !GetAtt Writer.Arn, !Ref AWS::NoValue]}
`, []string{"FS111 !GetAtt Writer.Arn", "FS111 !GetAtt Events.Arn"}},
		{"roles by reference in account policies", `Resources:
  Ship: {Type: AWS::Lambda::Function}
  Events: {Type: AWS::Kinesis::Stream}
  Writer: {Type: AWS::IAM::Role}
  A:
    Type: AWS::Logs::AccountPolicy
    Properties: {PolicyName: a, PolicyType: SUBSCRIPTION_FILTER_POLICY, SelectionCriteria: 'LogGroupName NOT IN ["x"]', PolicyDocument: !Sub '{"DestinationArn":"${Ship.Arn}","RoleArn":"${Writer.Arn}"}'}
  B:
    Type: AWS::Logs::AccountPolicy
    Properties: {PolicyName: b, PolicyType: SUBSCRIPTION_FILTER_POLICY, SelectionCriteria: 'LogGroupName NOT IN ["x"]', PolicyDocument: !Sub '{"DestinationArn":"${Events.Arn}"}'}
  C:
    Type: AWS::Logs::AccountPolicy
    Properties: {PolicyName: c, PolicyType: SUBSCRIPTION_FILTER_POLICY, SelectionCriteria: 'LogGroupName NOT IN ["x"]', PolicyDocument: !Sub '{"DestinationArn":"${Events.Arn}","RoleArn":"${Writer.Arn}"}'}
  D:
    Type: AWS::Logs::AccountPolicy
    Properties: {PolicyName: d, PolicyType: SUBSCRIPTION_FILTER_POLICY, SelectionCriteria: 'LogGroupName NOT IN ["x"]', PolicyDocument: !Sub '{"DestinationArn":"${Elsewhere}","RoleArn":"${Role}"}'}
`, []string{"FS111 ${Writer.Arn}", "FS111 ${Events.Arn}"}},
		{"the function's log group is a resource", `Resources:
  Ship: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub "ship-${Stage}"}}
  May: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Ship, Principal: logs.amazonaws.com, Action: lambda:InvokeFunction}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/aws/lambda/ship-${Stage}", RetentionInDays: 7}}
  A:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: !Ref Group, FilterPattern: ERROR, DestinationArn: !GetAtt Ship.Arn}
`, []string{"FS122 !GetAtt Ship.Arn"}},
		{"constant dimensions", `Parameters: {P: {Type: String}}
Resources:
  Ship: {Type: AWS::Lambda::Function}
  M:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: /app
      FilterPattern: '{ $.a = 1 }'
      MetricTransformations:
        - {MetricName: E, MetricNamespace: App, MetricValue: "1", Dimensions: [{Key: A, Value: !Ref Ship}, {Key: B, Value: !Sub "${AWS::StackName}-x"}, {Key: C, Value: !Sub "orders-${P}"}]}
        - {MetricName: E, MetricNamespace: App, MetricValue: "1", Dimensions: [{Key: A, Value: !Ref P}, {Key: B, Value: !Sub "$.${P}"}, {Key: C, Value: !Sub "${P}-x"}]}
`, []string{"FS128 !Ref Ship", `FS128 !Sub "${AWS::StackName}-x"`, `FS128 !Sub "orders-${P}"`}},
		{"what is not an ARN, or is one", `Resources:
  M:
    Type: AWS::Logs::MetricFilter
    Properties: {LogGroupName: !Sub "arn:aws:logs:${AWS::Region}:x", FilterPattern: a, MetricTransformations: [{MetricName: E, MetricNamespace: App, MetricValue: "1"}]}
  A:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: Failures, Namespace: App, EvaluationPeriods: 1, ComparisonOperator: GreaterThanThreshold, AlarmActions: [on-call, !Sub "t-${AWS::Region}", !Sub "${AWS::Region}", !Sub "arn:${AWS::Partition}:sns:x", !Ref Topic]}
`, []string{`FS121 !Sub "arn:aws:logs:${AWS::Region}:x"`, "FS121 on-call", `FS121 !Sub "t-${AWS::Region}"`}},
		{"the log group of another function", `Resources:
  Ship: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub "ship-${Stage}"}}
  May: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Ship, Principal: logs.amazonaws.com, Action: lambda:InvokeFunction}}
  A:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: !Sub "/aws/lambda/shop-${Stage}", FilterPattern: ERROR, DestinationArn: !GetAtt Ship.Arn}
`, nil},
	} {
		f := languages.Read(source.Input{Name: "template.yaml", Data: []byte(c.text)}, languages.Options{})
		if diff := cmp.Diff(c.want, linked(t, f)); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}

// TestServerlessLoops holds by which names a function is known to be subscribed
// to its own log group.
func TestServerlessLoops(t *testing.T) {
	const config = `service: shop
provider: {name: aws, stage: STAGE}
functions:
  ship-all:
    handler: a.b
    events: [{cloudwatchLog: 'GROUP'}]
`
	for _, c := range []struct {
		stage, group string
		loops        bool
	}{
		{"prod", "/aws/lambda/shop-prod-ship-all", true},
		{"prod", "/aws/lambda/${self:service}-${sls:stage}-ship-all", true},
		{"${opt:stage, 'dev'}", "/aws/lambda/shop-${self:provider.stage}-ship-all", true},
		{"${opt:stage, 'dev'}", "/aws/lambda/shop-${opt:stage, 'dev'}-ship-all", true},
		{"prod", "/aws/lambda/shop-prod-ship", false},
		{"prod", "/aws/lambda/shop-dev-ship-all", false},
		{"${opt:stage, 'dev'}", "/aws/lambda/shop-${self:custom.stage}-ship-all", false},
		{"prod", "/app/orders", false},
	} {
		text := strings.NewReplacer("STAGE", `"`+c.stage+`"`, "GROUP", strings.ReplaceAll(c.group, "'", "''")).Replace(config)
		f := languages.Read(source.Input{Name: "serverless.yml", Data: []byte(text)}, languages.Options{})
		var want []string
		if c.loops {
			want = []string{"FS122 cloudwatchLog"}
		}
		if diff := cmp.Diff(want, linked(t, f)); diff != "" {
			t.Errorf("%s in %s: %s", c.group, c.stage, diff)
		}
	}
}

// TestAlarmLinks holds what is said of an alarm beside a filter, by the members
// that are put in the place of the usual ones.
func TestAlarmLinks(t *testing.T) {
	const usual = `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"`
	replaced := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(usual) }
	for _, c := range []struct {
		what, transformation, alarm string
		want                        []string
	}{
		{"the same metric", "", usual, nil},
		{"another case", "", replaced(`"Errors"`, `"ERRORS"`), []string{`FS123 "ERRORS"`}},
		{"one letter", "", replaced(`"Errors"`, `"Erors"`), []string{`FS123 "Erors"`}},
		{"another metric", "", replaced(`"Errors"`, `"Latency"`), nil},
		{"the metric is not known", "", replaced(`"Errors"`, `"${Name}"`), nil},
		{"a dimension more", "", usual + `, "Dimensions": [{"Name": "Tenant", "Value": "acme"}]`, []string{`FS124 [{"Name": "Tenant", "Value": "acme"}]`}},
		{"a dimension less", `, "dimensions": {"Tenant": "$.tenant"}`, usual, []string{`FS124 "Errors"`}},
		{"a dimension in another case", `, "dimensions": {"Tenant": "$.tenant"}`, usual + `, "Dimensions": [{"Name": "tenant", "Value": "acme"}]`, []string{`FS124 [{"Name": "tenant", "Value": "acme"}]`}},
		{"the right dimension", `, "dimensions": {"Tenant": "$.tenant"}`, usual + `, "Dimensions": [{"Name": "Tenant", "Value": "acme"}]`, nil},
		{"a dimension that is not known", `, "dimensions": {"Tenant": "$.tenant"}`, usual + `, "Dimensions": [{"Name": "${Name}", "Value": "acme"}]`, nil},
		{"the same unit", `, "unit": "Count"`, usual + `, "Unit": "Count"`, nil},
		{"None is the unit of none", "", usual + `, "Unit": "None"`, nil},
		{"another unit", `, "unit": "Bytes"`, usual + `, "Unit": "Count"`, []string{`FS125 "Count"`}},
		{"a short period", "", replaced(`"Period": 60`, `"Period": 10`), []string{"FS125 10"}},
		{"a sum may be any", "", replaced(`"Threshold": 1`, `"Threshold": 1000`), nil},
		{"a maximum may not", "", replaced(`"Sum"`, `"Maximum"`, `"Threshold": 1`, `"Threshold": 2`), []string{"FS126 2"}},
		{"an average is between", `, "defaultValue": 0`, replaced(`"Sum"`, `"Average"`, `"Threshold": 1`, `"Threshold": 0.5`), nil},
		{"always", `, "defaultValue": 0`, replaced(`"Threshold": 1`, `"Threshold": 0`), []string{"FS126 0"}},
		{"samples are counted for all log events", `, "defaultValue": 0`, replaced(`"Sum"`, `"SampleCount"`), []string{"FS126 1"}},
		{"samples of matches", "", replaced(`"Sum"`, `"SampleCount"`), nil},
		{"silence is what the alarm is for", "", replaced("GreaterThanOrEqualToThreshold", "LessThanThreshold", "notBreaching", "breaching"), nil},
		{"fewer than one, and silence is fine", "", replaced("GreaterThanOrEqualToThreshold", "LessThanThreshold"), []string{"FS126 1"}},
		{"always or silent", "", replaced("notBreaching", "breaching"), []string{"FS126 1"}},
		{"silence fires", "", replaced("notBreaching", "breaching", `"Threshold": 1`, `"Threshold": 5`), []string{`FS127 "breaching"`}},
		{"always or silent, counted", "", replaced("notBreaching", "breaching", `"Sum"`, `"SampleCount"`), []string{"FS126 1"}},
		{"never OK", "", replaced(`, "TreatMissingData": "notBreaching"`, ""), []string{`FS127 "GreaterThanOrEqualToThreshold"`}},
		{"OK below the threshold", "", replaced(`, "TreatMissingData": "notBreaching"`, "", `"Threshold": 1`, `"Threshold": 5`), nil},
		{"a value of the log event", `, "metricValue": "$.size"`, replaced(`"Sum"`, `"Maximum"`, `"Threshold": 1`, `"Threshold": 9`), nil},
	} {
		text := alarmExample(c.transformation, c.alarm)
		if strings.Contains(c.transformation, "metricValue") {
			text = strings.Replace(text, `"metricValue": "1", `, "", 1)
		}
		if diff := cmp.Diff(c.want, linked(t, requestFile(t, "f.json", text))); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
	computed := alarmExample("", `"Metrics": [{"Id": "e", "Expression": "m / 2"}, {"Id": "m", "MetricStat": {"Stat": "Maximum", "Period": 10, "Metric": {"MetricName": "errors", "Namespace": "App"}}}], "Threshold": 9, "ComparisonOperator": "GreaterThanThreshold"`)
	if got := linked(t, requestFile(t, "f.json", computed)); !slices.Equal(got, []string{`FS123 "errors"`}) {
		t.Errorf("of what is computed only the name is judged: %v", got)
	}
}

// TestTopicBeside: who subscribes to a topic may stand in a file beside that is not
// read.
func TestTopicBeside(t *testing.T) {
	const alarm = `resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name           = "f"
  log_group_name = "/app/orders"
  pattern        = "ERROR"
  metric_transformation {
    name      = "F"
    namespace = "Orders"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "f" {
  alarm_name          = "f"
  namespace           = "Orders"
  metric_name         = "F"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.t.arn]
}
`
	const bucket = "resource \"aws_s3_bucket\" \"b\" {}\n"
	for beside, want := range map[string]bool{
		"resource \"aws_sns_topic_subscription\" \"s\" {\n  topic_arn = aws_sns_topic.t.arn\n  protocol  = \"email\"\n  endpoint  = \"a@example.org\"\n}\n": false,
		"module \"more\" {\n  source = \"./more\"\n  topic  = aws_sns_topic.t.arn\n}\n":                                                                     false,
		bucket: true,
	} {
		files := folder(alarm, beside)
		for whose, list := range map[string][]*source.File{"alone": files[:1], "with the file beside": files} {
			said := slices.ContainsFunc(Check(list, Options{}), func(f Finding) bool { return f.Code == "FS131" })
			if said != want {
				t.Errorf("%s, beside %q: FS131 is %v, want %v", whose, beside, said, want)
			}
		}
	}
}
