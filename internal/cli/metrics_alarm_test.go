package cli_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/cli"
)

// TestMetricsAlarmCases runs the cases of the evaluator through the command.
func TestMetricsAlarmCases(t *testing.T) {
	data, err := os.ReadFile("../../engine/metric/testdata/alarms.json")
	if err != nil {
		t.Fatal(err)
	}
	type event struct {
		Timestamp int64  `json:"timestamp"`
		Message   string `json:"message"`
	}
	var cases []struct {
		Name, Pattern, Value, Default, Alarm, TreatMissingData, From, To string
		Events                                                           []struct {
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
		var events []event
		for _, e := range c.Events {
			events = append(events, event{e.Timestamp.UnixMilli(), e.Message})
		}
		log, err := json.Marshal(map[string]any{"events": events})
		if err != nil {
			t.Fatal(err)
		}
		args := []string{"metrics", "--pattern", c.Pattern, "--value", c.Value, "--alarm", c.Alarm, "--treat-missing", c.TreatMissingData, "-o", "json"}
		for flag, value := range map[string]string{"--default": c.Default, "--from": c.From, "--to": c.To} {
			if value != "" {
				args = append(args, flag, value)
			}
		}
		code, out, stderr := run(t.Context(), strings.NewReader(string(log)), args...)
		var report struct {
			Alarms []struct{ Transitions []metric.Transition }
		}
		if err := json.Unmarshal([]byte(out), &report); code != cli.ExitOK || err != nil || len(report.Alarms) != 1 {
			t.Errorf("%s: exit code %d, %v, %s%s", c.Name, code, err, out, stderr)
			continue
		}
		want := []metric.Transition{}
		for _, tr := range c.Transitions {
			want = append(want, metric.Transition{Timestamp: tr.Timestamp.UnixMilli(), State: tr.State})
		}
		if d := cmp.Diff(want, report.Alarms[0].Transitions); d != "" {
			t.Errorf("%s: %s", c.Name, d)
		}
	}
}
