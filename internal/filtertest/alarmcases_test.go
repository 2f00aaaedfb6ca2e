package filtertest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/metric"
)

// TestAlarmCases runs the cases of the evaluator as tests of filters.
func TestAlarmCases(t *testing.T) {
	data, err := os.ReadFile("../../engine/metric/testdata/alarms.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Pattern, Value, Default, Alarm, TreatMissingData, From, To string
		Events, Transitions                                              json.RawMessage
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	operators := map[string]string{
		">=": "GreaterThanOrEqualToThreshold", ">": "GreaterThanThreshold", "<=": "LessThanOrEqualToThreshold", "<": "LessThanThreshold",
	}
	for _, c := range cases {
		a, err := metric.ParseAlarm(c.Alarm)
		if err != nil {
			t.Fatal(err)
		}
		var rest strings.Builder
		for key, value := range map[string]string{"from": c.From, "until": c.To} {
			if value != "" {
				fmt.Fprintf(&rest, "%s: %q, ", key, value)
			}
		}
		transformation := fmt.Sprintf("metricName: M, metricNamespace: N, metricValue: %q", c.Value)
		if c.Default != "" {
			transformation += ", defaultValue: " + c.Default
		}
		text := fmt.Sprintf("tests: [{name: x, filter: {filterPattern: %q, metricTransformations: [{%s}]}, events: %s, %s"+
			"alarms: [{alarm: {Statistic: %s, Period: 60, EvaluationPeriods: %d, DatapointsToAlarm: %d, Threshold: %g, ComparisonOperator: %s, TreatMissingData: %s}, transitions: %s}]}]",
			c.Pattern, transformation, c.Events, rest.String(), a.Statistic, a.Periods, a.Breaching, a.Threshold, operators[a.Operator], c.TreatMissingData, c.Transitions)
		for _, f := range failures(t, text) {
			t.Errorf("%s: %s", c.Name, f)
		}
	}
}
