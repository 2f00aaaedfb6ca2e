package estate

import (
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestMixed holds that a filter of a Region that is not known is not surely seen
// by an alarm, and that one of another Region surely is not.
func TestMixed(t *testing.T) {
	transformation := &source.Value{Kind: source.Map, Members: []*source.Member{{Name: "metricName", Value: text("m")}, {Name: "metricNamespace", Value: text("n")}}}
	published := &source.Value{Kind: source.List, Items: []*source.Value{transformation}}
	for _, c := range []struct {
		what   string
		region string
		mixed  bool
		seen   int
		sure   bool
	}{
		{"the same Region", "eu-west-1", false, 1, true},
		{"another one", "us-east-1", false, 0, true},
		{"not known", "", false, 1, true},
		{"not known, of several", "", true, 0, false},
	} {
		f := resource(PutMetricFilter, "f", "filterName", text("f"), "logGroupName", text("g"), "metricTransformations", published)
		f.Region, f.Mixed = c.region, c.mixed
		a := resource(PutMetricAlarm, "a", "AlarmName", text("a"), "MetricName", text("m"), "Namespace", text("n"))
		a.Region = "eu-west-1"
		e := New([]*source.File{{Input: source.Input{Name: "d/a.json"}, Format: source.Live, Resources: []*source.Resource{f, a}}})
		list, sure := e.Publishers(e.Alarms[0].Watches()[0])
		if len(list) != c.seen || sure != c.sure {
			t.Errorf("%s: %d publishers, sure %t", c.what, len(list), sure)
		}
	}
}

// TestComposite holds which composite alarms may tell somebody for an alarm.
func TestComposite(t *testing.T) {
	actions := &source.Value{Kind: source.List, Items: []*source.Value{text("arn:aws:sns:eu-west-1:111122223333:t")}}
	for _, c := range []struct {
		what    string
		rule    *source.Value
		actions *source.Value
		want    bool
	}{
		{"by its name", text(`ALARM("errors") OR ALARM("other")`), actions, true},
		{"without quotes", text(`NOT ALARM( errors )`), actions, true},
		{"by its ARN", text(`ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors)`), actions, true},
		{"another one", text(`ALARM("errors-2")`), actions, false},
		{"by reference", text(`ALARM("`, "$aws_cloudwatch_metric_alarm.errors.alarm_name→aws_cloudwatch_metric_alarm.errors", `")`), actions, true},
		{"another one by reference", text(`ALARM("`, "$x→aws_cloudwatch_metric_alarm.other", `")`), actions, false},
		{"a rule that is not known", unknown("var.rule", ""), actions, true},
		{"that tells nobody", text(`ALARM("errors")`), nil, false},
	} {
		f := terraform("main.tf", resource(PutMetricAlarm, "aws_cloudwatch_metric_alarm.errors", "AlarmName", text("errors")))
		f.Links = []*source.Resource{resource(source.PutCompositeAlarm, "c", "AlarmRule", c.rule, "AlarmActions", c.actions)}
		e := New([]*source.File{f})
		if _, ok := e.Composite(e.Alarms[0]); ok != c.want {
			t.Errorf("%s: %t", c.what, ok)
		}
	}
}
