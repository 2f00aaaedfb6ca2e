package metric_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/metric"
)

// TestAlarmCases runs the cases of testdata/alarms.json, which the commands
// metrics and test run, too: filter, log events, alarm, and its changes of state
// by the minute.
func TestAlarmCases(t *testing.T) {
	data, err := os.ReadFile("testdata/alarms.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Pattern, Value, Alarm string
		Default                     *float64 `json:",string"`
		TreatMissingData            metric.TreatMissing
		From, To                    time.Time
		Events                      []struct {
			Timestamp time.Time
			Message   string
		}
		Transitions []struct {
			Timestamp time.Time
			State     metric.AlarmState
		}
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		f, err := metric.Compile(&metric.PutMetricFilterRequest{
			FilterPattern:         &c.Pattern,
			MetricTransformations: []metric.MetricTransformation{{MetricName: "m", MetricNamespace: "n", MetricValue: c.Value, DefaultValue: c.Default}},
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := metric.ParseAlarm(c.Alarm)
		if err != nil {
			t.Fatal(err)
		}
		a.TreatMissing = c.TreatMissingData
		e := metric.NewEvaluator([]*metric.Filter{f}, time.Minute, metric.Source{})
		first, last := c.Events[0].Timestamp, c.Events[0].Timestamp
		for _, event := range c.Events {
			e.Evaluate([]byte(event.Message))
			e.Publish(event.Timestamp.UnixMilli())
			if event.Timestamp.Before(first) {
				first = event.Timestamp
			}
			if event.Timestamp.After(last) {
				last = event.Timestamp
			}
		}
		if !c.From.IsZero() {
			first = c.From
		}
		if !c.To.IsZero() {
			last = c.To
		}
		var points []metric.Datapoint
		if m := e.Result().Metrics; len(m) > 0 {
			points = m[0].Datapoints
		}
		var want []metric.Transition
		for _, tr := range c.Transitions {
			want = append(want, metric.Transition{Timestamp: tr.Timestamp.UnixMilli(), State: tr.State})
		}
		got := a.Evaluate(points, metric.PeriodStart(first.UnixMilli(), 60000), metric.PeriodStart(last.UnixMilli(), 60000), 60000)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", c.Name, d)
		}
	}
}
