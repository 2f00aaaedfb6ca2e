package metric_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/engine/metric"
)

func TestParseAlarm(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Sum >= 5 for 3 of 5", "Sum >= 5 for 3 of 5"},
		{"sum>=5", "Sum >= 5"},
		{" Average < -0.5 for 2 ", "Average < -0.5 for 2 of 2"},
		{"SampleCount <= 1e3 for 1 of 1", "SampleCount <= 1000"},
		{"Sum > 5 for 0", ""}, {"Sum > 5 for 3 of 2", ""}, {"p99 > 5", ""}, {"Sum = 5", ""}, {"Sum > x", ""},
		{"Sum > 5 of 3", ""}, {"", ""}, {"Sum > 5 for 99999", ""}, {"Sum > 5 for 99999999999999999999", ""}, {"Sum > 1e400", ""},
		{"Sum > 5for 3", ""},
	} {
		a, err := metric.ParseAlarm(tt.text)
		got := ""
		if err == nil {
			got = a.String()
		}
		if got != tt.want {
			t.Errorf("%q: got %q %v, want %q", tt.text, got, err, tt.want)
		}
	}
}

// The rows are those of the two tables of the user guide: X breaches, 0 does
// not, - is missing. The state before is OK, "retain" shows as OK there.
func TestAlarmOnMissingData(t *testing.T) {
	for _, tt := range []struct {
		alarm, data string
		want        [4]metric.AlarmState // missing, ignore, breaching, notBreaching
	}{
		{"Sum > 0 for 3 of 3", "0-X-X", [4]metric.AlarmState{"OK", "OK", "OK", "OK"}},
		{"Sum > 0 for 3 of 3", "----0", [4]metric.AlarmState{"OK", "OK", "OK", "OK"}},
		{"Sum > 0 for 3 of 3", "-----", [4]metric.AlarmState{"INSUFFICIENT_DATA", "OK", "ALARM", "OK"}},
		{"Sum > 0 for 3 of 3", "0XX-X", [4]metric.AlarmState{"ALARM", "ALARM", "ALARM", "ALARM"}},
		{"Sum > 0 for 3 of 3", "--X--", [4]metric.AlarmState{"ALARM", "OK", "ALARM", "OK"}},
		{"Sum > 0 for 2 of 3", "0-X-X", [4]metric.AlarmState{"ALARM", "ALARM", "ALARM", "ALARM"}},
		{"Sum > 0 for 2 of 3", "00X0X", [4]metric.AlarmState{"ALARM", "ALARM", "ALARM", "ALARM"}},
		{"Sum > 0 for 2 of 3", "0-X--", [4]metric.AlarmState{"OK", "OK", "ALARM", "OK"}},
		{"Sum > 0 for 2 of 3", "----0", [4]metric.AlarmState{"OK", "OK", "ALARM", "OK"}},
		{"Sum > 0 for 2 of 3", "---X-", [4]metric.AlarmState{"ALARM", "OK", "ALARM", "OK"}},
	} {
		for i, treat := range []metric.TreatMissing{metric.TreatMissingMissing, metric.TreatMissingIgnore, metric.TreatMissingBreaching, metric.TreatMissingNotBreaching} {
			a, err := metric.ParseAlarm(tt.alarm)
			if err != nil {
				t.Fatal(err)
			}
			a.TreatMissing = treat
			// Enough data that does not breach goes before.
			data := "000000" + tt.data
			points, last := row(data)
			state := metric.StateInsufficientData
			for _, c := range a.Evaluate(points, 0, last, 60000) {
				state = c.State
			}
			if state != tt.want[i] {
				t.Errorf("%s over %s, %s: %s, want %s", tt.alarm, tt.data, treat, state, tt.want[i])
			}
		}
	}
}

func row(data string) (points []metric.Datapoint, last int64) {
	for i, c := range data {
		last = int64(i) * 60000
		switch c {
		case 'X':
			points = append(points, metric.Datapoint{Timestamp: last, Sum: 1, SampleCount: 1})
		case '0':
			points = append(points, metric.Datapoint{Timestamp: last, SampleCount: 1})
		}
	}
	return points, last
}

func TestAlarmTransitions(t *testing.T) {
	points, last := row("00X0XX00000-------------------X")
	a, err := metric.ParseAlarm("Sum >= 1 for 2 of 3")
	if err != nil {
		t.Fatal(err)
	}
	want := []metric.Transition{
		{Timestamp: 0, State: "OK"}, {Timestamp: 4 * 60000, State: "ALARM"}, {Timestamp: 7 * 60000, State: "OK"},
		// The last 0 leaves the range of five periods; one X alone is too young
		// to fire.
		{Timestamp: 15 * 60000, State: "INSUFFICIENT_DATA"},
	}
	if d := cmp.Diff(want, a.Evaluate(points, 0, last, 60000)); d != "" {
		t.Error(d)
	}
	if got := a.Evaluate(nil, 0, last, 60000); got != nil {
		t.Error(got)
	}
}
