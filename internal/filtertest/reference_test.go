package filtertest_test

import (
	"testing"

	"github.com/logsieve/logsieve/internal/filtertest"
)

// TestReferences: filters and alarms are found in every format that lint
// reads.
func TestReferences(t *testing.T) {
	for _, tt := range []struct{ filter, alarm string }{
		{"infra/alarms.tf#aws_cloudwatch_log_metric_filter.root_login", "infra/alarms.tf#aws_cloudwatch_metric_alarm.root"},
		{"infra/template.yaml#Resources.RootLogin", "infra/template.yaml#Resources.Alarm"},
		{"infra/live.json#metricFilters.root", "infra/live.json#MetricAlarms.root"},
		{"'infra/list.patterns#line 2'", ""},
	} {
		t.Run(tt.filter, func(t *testing.T) {
			text := "tests:\n  - name: x\n    filter: " + tt.filter + "\n    events:\n" +
				"      - {message: {userIdentity: {type: Root}, eventType: x}, verdict: match}\n" +
				"      - {message: {userIdentity: {type: Other}, eventType: x}, verdict: no match}\n"
			if tt.alarm != "" {
				text += "    alarms: [{alarm: " + tt.alarm + ", state: ALARM}]\n"
			}
			f, problems := parse(text)
			if len(problems) > 0 {
				t.Fatal(problems[0])
			}
			for _, failure := range runFiles(t, filtertest.Options{}, f).Results[0].Failures {
				t.Error(failure.Message, failure.Why)
			}
		})
	}
}
