package chain

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

const stack = `Resources:
  Group:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /app, RetentionInDays: 7}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterName: errors
      LogGroupName: !Ref Group
      FilterPattern: '{ $.level = "ERROR" }'
      MetricTransformations: [{MetricName: Errors, MetricNamespace: App, MetricValue: "1"}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: errors
      MetricName: Errors
      Namespace: App
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      AlarmActions: ["arn:aws:sns:eu-west-1:111122223333:told"]
`

// TestOf changes a chain that rings, and says what is found then: the verdict,
// the link that is to blame and a part of its reason, or how many log events the
// witness has.
func TestOf(t *testing.T) {
	for _, c := range []struct {
		what    string
		changes []string
		whole   Verdict
		kind    string
		reason  string
		events  int
	}{
		{what: "as it is", whole: Proven, events: 1},
		{what: "several log events", changes: []string{"Threshold: 1", "Threshold: 5"}, whole: Proven, events: 5},
		{what: "more than", changes: []string{"Threshold: 1", "Threshold: 5", "GreaterThanOrEqualToThreshold", "GreaterThanThreshold"}, whole: Proven, events: 6},
		{what: "several periods", changes: []string{"EvaluationPeriods: 1", "EvaluationPeriods: 3"}, whole: Proven, events: 3},
		{what: "some of several periods", changes: []string{"EvaluationPeriods: 1", "EvaluationPeriods: 5\n      DatapointsToAlarm: 2"}, whole: Proven, events: 2},
		{what: "a value of the log event", changes: []string{`MetricValue: "1"`, "MetricValue: $.ms", "Sum", "Maximum", "Threshold: 1", "Threshold: 2500.5"}, whole: Proven, events: 1},
		{what: "a dimension", changes: []string{`MetricValue: "1"`, `MetricValue: "1", Dimensions: [{Key: Tenant, Value: $.tenant}]`, "MetricName: Errors\n", "MetricName: Errors\n      Dimensions: [{Name: Tenant, Value: acme}]\n"}, whole: Proven, events: 1},
		{what: "silence", changes: []string{"GreaterThanOrEqualToThreshold", "LessThanThreshold\n      TreatMissingData: breaching"}, whole: Proven, events: 1},
		{what: "nothing but others", changes: []string{`MetricValue: "1"`, `MetricValue: "1", DefaultValue: 0`, "GreaterThanOrEqualToThreshold", "LessThanThreshold"}, whole: Proven, events: 1},
		{what: "in another case", changes: []string{"      MetricName: Errors\n", "      MetricName: errors\n"}, whole: Broken, kind: "metric", reason: "publishes App/Errors"},
		{what: "one letter, in a namespace that is not known", changes: []string{"      MetricName: Errors\n", "      MetricName: Erors\n", "Namespace: App", "Namespace: !Ref Space"}, whole: Broken, kind: "metric", reason: "publishes ${!Ref Space}/Errors"},
		{what: "in another case, a name that is not known", changes: []string{"MetricName: Errors", "MetricName: !Ref Name", "      Namespace: App", "      Namespace: app"}, whole: Broken, kind: "metric", reason: "publishes App/${!Ref Name}"},
		{what: "by the name of the filter", changes: []string{"      MetricName: Errors\n", "      MetricName: !Ref Filter\n", "FilterName: errors", "FilterName: Errors"}, whole: Proven, events: 1},
		{what: "by the name of a filter that publishes another", changes: []string{"      MetricName: Errors\n", "      MetricName: !Ref Filter\n", "FilterName: errors", "FilterName: Erors"}, whole: Broken, kind: "metric", reason: "publishes App/Errors"},
		{what: "of one Region", changes: []string{"      FilterName: errors\n", "      FilterName: errors\n      FieldSelectionCriteria: '@aws.region = \"eu-north-1\"'\n"}, whole: Proven, events: 1},
		{what: "of no Region", changes: []string{"      FilterName: errors\n", "      FilterName: errors\n      FieldSelectionCriteria: '@aws.region = \"eu-north-1\" AND @aws.region = \"us-east-1\"'\n"}, whole: Broken, kind: "metric filter", reason: "select no log event"},
		{what: "of a Region that is not known", changes: []string{"      FilterName: errors\n", "      FilterName: errors\n      FieldSelectionCriteria: !Ref Region\n"}, whole: Undecided, kind: "metric filter", reason: "criteria are not known"},
		{what: "the account as a dimension", changes: []string{"      FilterName: errors\n", "      FilterName: errors\n      EmitSystemFieldDimensions: ['@aws.account']\n", "MetricName: Errors\n", "MetricName: Errors\n      Dimensions: [{Name: '@aws.account', Value: '999988887777'}]\n"}, whole: Proven, events: 1},
		{what: "of another account than the dimension", changes: []string{"      FilterName: errors\n", "      FilterName: errors\n      EmitSystemFieldDimensions: ['@aws.account']\n      FieldSelectionCriteria: '@aws.account != \"999988887777\"'\n", "MetricName: Errors\n", "MetricName: Errors\n      Dimensions: [{Name: '@aws.account', Value: '999988887777'}]\n"}, whole: Broken, kind: "metric filter", reason: "with the dimensions of the alarm"},
		{what: "of others", changes: []string{"      MetricName: Errors\n", "      MetricName: Latency\n"}, whole: Undecided, kind: "metric", reason: "no filter in the files"},
		{what: "not known", changes: []string{"      MetricName: Errors\n", "      MetricName: !Ref Name\n"}, whole: Undecided, kind: "metric"},
		{what: "a dimension is missing", changes: []string{`MetricValue: "1"`, `MetricValue: "1", Dimensions: [{Key: Tenant, Value: $.tenant}]`}, whole: Broken, kind: "metric filter", reason: "omits the dimension Tenant"},
		{what: "another unit", changes: []string{"Statistic: Sum", "Statistic: Sum\n      Unit: Count"}, whole: Broken, kind: "metric filter", reason: "publishes in None"},
		{what: "never reached", changes: []string{"Statistic: Sum", "Statistic: Maximum", "Threshold: 1", "Threshold: 2"}, whole: Broken, kind: "metric filter", reason: "never >= 2"},
		{what: "never matches", changes: []string{`$.level = "ERROR"`, `$.level = "ERROR" && $.level = "WARN"`}, whole: Broken, kind: "metric filter", reason: "no log event matches"},
		{what: "a pattern that is not known", changes: []string{`'{ $.level = "ERROR" }'`, "!Ref Pattern"}, whole: Undecided, kind: "metric filter", reason: "not known"},
		{what: "a class without filters", changes: []string{"RetentionInDays: 7", "LogGroupClass: INFREQUENT_ACCESS"}, whole: Broken, kind: "log group", reason: "INFREQUENT_ACCESS"},
		{what: "no action", changes: []string{`["arn:aws:sns:eu-west-1:111122223333:told"]`, "[]"}, whole: Broken, kind: "action", reason: "tells nobody"},
		{what: "an action that is a name", changes: []string{`["arn:aws:sns:eu-west-1:111122223333:told"]`, `["arn:aws:sns:eu-west-1:111122223333:told", told]`}, whole: Broken, kind: "action", reason: "not an ARN"},
		{what: "another filter takes away what one adds", changes: []string{`MetricValue: "1"}`, `MetricValue: "1"}, {MetricName: Errors, MetricNamespace: App, MetricValue: "-5"}`}, whole: Undecided, kind: "metric filter", reason: "no log event"},
		{what: "another filter is not known", changes: []string{"  Alarm:\n", "  Other:\n    Type: AWS::Logs::MetricFilter\n    Properties: {LogGroupName: !Ref Group, FilterPattern: !Ref P, MetricTransformations: [{MetricName: Errors, MetricNamespace: App, MetricValue: 1}]}\n  Alarm:\n"}, whole: Undecided, kind: "metric filter", reason: "is not known"},
		{what: "actions that are not known", changes: []string{`["arn:aws:sns:eu-west-1:111122223333:told"]`, "!Ref Actions"}, whole: Undecided, kind: "action"},
		{what: "actions switched off", changes: []string{"Period: 60", "Period: 60\n      ActionsEnabled: false"}, whole: Broken, kind: "action", reason: "not enabled"},
		{what: "a condition", changes: []string{"Type: AWS::CloudWatch::Alarm", "Type: AWS::CloudWatch::Alarm\n    Condition: Live"}, whole: Undecided, kind: "alarm", reason: "condition"},
		{what: "a band", changes: []string{"GreaterThanOrEqualToThreshold", "GreaterThanUpperThreshold"}, whole: Undecided, kind: "alarm", reason: "fixed threshold"},
		{what: "metric math", changes: []string{"      MetricName: Errors\n      Namespace: App\n", "      Metrics: [{Id: e, Expression: m*2}, {Id: m, ReturnData: false, MetricStat: {Metric: {MetricName: Errors, Namespace: App}, Period: 60, Stat: Sum}}]\n"}, whole: Undecided, kind: "alarm", reason: "metric math"},
		{what: "a band of anomalies", changes: []string{"      MetricName: Errors\n      Namespace: App\n", "      ThresholdMetricId: e\n      Metrics: [{Id: e, Expression: 'ANOMALY_DETECTION_BAND(m, 2)'}, {Id: m, MetricStat: {Metric: {MetricName: Errors, Namespace: App}, Period: 60, Stat: Sum}}]\n"}, whole: Undecided, kind: "alarm", reason: "anomaly detection band"},
		{what: "too many", changes: []string{"Threshold: 1", "Threshold: 100000"}, whole: Undecided, kind: "metric filter", reason: "10000"},
	} {
		text := strings.NewReplacer(c.changes...).Replace(stack)
		if text == stack && len(c.changes) > 0 {
			t.Fatalf("%s changes nothing", c.what)
		}
		f := languages.Read(source.Input{Name: "stack.yaml", Data: []byte(text)}, languages.Options{})
		list := Of(estate.New([]*source.File{f}), Options{})
		if len(list) != 1 || list[0].Whole != c.whole {
			t.Errorf("%s: %d alarms, %v", c.what, len(list), list[0].Whole)
			continue
		}
		a, events := list[0], 0
		if a.Witness != nil {
			for _, e := range a.Witness.Events {
				events += e.Count
			}
		}
		if events != c.events {
			t.Errorf("%s: a witness of %d log events, want %d", c.what, events, c.events)
		}
		if c.whole == Proven {
			if len(Findings(list, nil)) > 0 {
				t.Errorf("%s: findings", c.what)
			}
			continue
		}
		if l := a.Cause; l.Kind != c.kind || !strings.Contains(l.Reason, c.reason) {
			t.Errorf("%s: %s: %s", c.what, l.Kind, l.Reason)
		}
		if found := Findings(list, nil); len(found) != 1 || !strings.Contains(found[0].Message, c.reason) {
			t.Errorf("%s: %v", c.what, found)
		}
	}
}

// TestAssumeDeployed holds what is taken as given then, and what is not.
func TestAssumeDeployed(t *testing.T) {
	for _, c := range []struct {
		change [2]string
		want   Verdict
	}{
		{[2]string{"Type: AWS::CloudWatch::Alarm", "Type: AWS::CloudWatch::Alarm\n    Condition: Live"}, Proven},
		{[2]string{"Type: AWS::Logs::MetricFilter", "Type: AWS::Logs::MetricFilter\n    Condition: Live"}, Proven},
		{[2]string{`["arn:aws:sns:eu-west-1:111122223333:told"]`, "!Ref Actions"}, Proven},
		{[2]string{`["arn:aws:sns:eu-west-1:111122223333:told"]`, "[]"}, Broken},
		{[2]string{"Threshold: 1", "Threshold: !Ref T"}, Undecided},
	} {
		text := strings.Replace(stack, c.change[0], c.change[1], 1)
		f := languages.Read(source.Input{Name: "stack.yaml", Data: []byte(text)}, languages.Options{})
		if list := Of(estate.New([]*source.File{f}), Options{AssumeDeployed: true}); list[0].Whole != c.want {
			t.Errorf("%s: %s, want %s", c.change[1], list[0].Whole, c.want)
		}
	}
}

// TestComposite holds that a composite alarm is named, and not judged.
func TestComposite(t *testing.T) {
	for _, more := range []string{
		"  Both: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmName: both, AlarmRule: ALARM(errors), AlarmActions: [!Ref Topic]}}\n",
		"  Both: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmRule: !Sub 'ALARM(${Alarm})'}}\n",
	} {
		f := languages.Read(source.Input{Name: "stack.yaml", Data: []byte(stack + more)}, languages.Options{})
		list := Of(estate.New([]*source.File{f}), Options{})
		if len(list) != 2 || list[0].Whole != Proven || list[1].Whole != Undecided || !strings.Contains(list[1].Cause.Reason, "composite") {
			t.Errorf("%s: %+v", more, list)
		}
	}
}
