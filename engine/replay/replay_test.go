package replay_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
)

func evaluator(t *testing.T, pattern string) *metric.Evaluator {
	t.Helper()
	f, err := metric.Compile(&metric.PutMetricFilterRequest{
		FilterPattern:         &pattern,
		MetricTransformations: []metric.MetricTransformation{{MetricNamespace: "N", MetricName: "M", MetricValue: "1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return metric.NewEvaluator([]*metric.Filter{f}, time.Minute, metric.Source{})
}

// datapoints is what one filter published: start of the period and sum.
func datapoints(e *metric.Evaluator) (points []string) {
	for _, m := range e.Result().Metrics {
		for _, d := range m.Datapoints {
			points = append(points, fmt.Sprintf("%s %g", time.UnixMilli(d.Timestamp).UTC().Format(time.RFC3339), d.Sum))
		}
	}
	return points
}

// Each format of files tells times in its own way, and a second evaluator
// changes nothing about the first.
func TestRead(t *testing.T) {
	want := []string{"2026-03-01T10:00:00Z 2", "2026-03-01T10:01:00Z 1"}
	for name, text := range map[string]string{
		"lines":       "2026-03-01T10:00:00Z x\n2026-03-01T10:00:59Z x\n2026-03-01T10:01:00Z x\ny\nlong line " + strings.Repeat("x", 100) + "\nx\n",
		"export":      "2026-03-01T10:00:00.000Z x\n2026-03-01T10:00:59.999Z x\nmore\n2026-03-01T10:01:00.000Z x\n" + strings.Repeat("x", 130),
		"event lines": `{"timestamp":1772359200000,"message":"x"}` + "\n" + `{"timestamp":1772359259999,"message":"x"}` + "\n" + `{"timestamp":1772359260000,"message":"x"}` + "\n" + strings.Repeat("x", 130) + "\nx\n",
		"event list":  `{"events":[{"timestamp":1772359200000,"message":"x"},{"timestamp":1772359259999,"message":"x"},{"timestamp":1772359260000,"message":"x"},"` + strings.Repeat("x", 130) + `","x"]}`,
	} {
		for _, compare := range []bool{false, true} {
			clock, err := replay.NewClock(replay.ClockOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var long, differ []string
			r := &replay.Replay{Evaluator: evaluator(t, "x"), Clock: clock, Workers: 1, TooLong: func(at replay.Place, err *logfile.TooLongError) {
				long = append(long, fmt.Sprintf("%s: %v", at, err))
			}}
			if compare {
				r.Other = evaluator(t, "x -more")
				r.Differs = func(at replay.Place, message []byte, otherMatched bool) {
					differ = append(differ, fmt.Sprintf("%s: %q %v", at, message, otherMatched))
				}
			}
			f, err := logfile.Open(strings.NewReader(text), logfile.Options{MaxLine: 100, Numbers: compare})
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Read(t.Context(), name, f); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			f.Close()
			if d := cmp.Diff(want, datapoints(r.Evaluator)); d != "" {
				t.Errorf("%s, compared %v: %s", name, compare, d)
			}
			untimed := int64(1)
			if name == "export" {
				untimed = 0
			}
			if r.Timed != 3 || r.Untimed != untimed || untimed > 0 && r.FirstUntimed.File != name {
				t.Errorf("%s: %d with a time, %d without, the first in %v", name, r.Timed, r.Untimed, r.FirstUntimed)
			}
			if len(long) != 1 || !strings.Contains(long[0], "longer than 100 bytes") {
				t.Errorf("%s: too long: %q", name, long)
			}
			if compare && name == "export" {
				if d := cmp.Diff([]string{`export:2: "x\nmore" false`}, differ); d != "" {
					t.Error(d)
				}
			} else if differ != nil {
				t.Errorf("%s: %q", name, differ)
			}
		}
	}
}

func TestClock(t *testing.T) {
	fields, err := engine.ParseAndCompile("[at, level, ...]")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name      string
		opts      replay.ClockOptions
		message   string
		told      time.Time
		want      int64 // -1 for none
		inMessage bool
	}{
		{"told", replay.ClockOptions{}, "2020-01-01T00:00:00Z x", at, at.UnixMilli(), false},
		{"at the start", replay.ClockOptions{}, "1970-01-01T00:00:01Z x", time.Time{}, 1000, false},
		{"a zone of its own", replay.ClockOptions{Location: time.FixedZone("", 3600)}, "1970-01-01T01:00:01 x", time.Time{}, 1000, false},
		{"a usual property", replay.ClockOptions{}, `{"@timestamp":"1970-01-01T00:00:01Z"}`, time.Time{}, 1000, false},
		{"a format goes before what is told", replay.ClockOptions{Format: "epoch"}, "2 x", at, 2000, true},
		{"a property", replay.ClockOptions{Field: "$.a.b", Format: "epoch-ms"}, `{"a":{"b":7}}`, at, 7, false},
		{"a field", replay.ClockOptions{Field: "$at", Fields: fields}, "1970-01-01T00:00:03Z INFO", at, 3000, true},
		{"a field of another filter", replay.ClockOptions{Field: "$.a", Fields: fields}, `{"a":"1970-01-01T00:00:03Z"}`, at, 3000, false},
		{"no time", replay.ClockOptions{}, "x", time.Time{}, -1, false},
		{"no property", replay.ClockOptions{Field: "$.a"}, `{"b":1}`, at, -1, false},
		{"by number from the epoch", replay.ClockOptions{Interval: 1000.0 / 3}, "x", at, 1333, false},
		{"by number", replay.ClockOptions{Interval: 1000, Start: at}, "x", time.Time{}, at.UnixMilli() + 4000, false},
	} {
		k, err := replay.NewClock(tt.opts)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		ms, ok := k.Time([]byte(tt.message), 4, tt.told)
		if !ok {
			ms = -1
		}
		if ms != tt.want || k.InMessage() != tt.inMessage {
			t.Errorf("%s: got %d, in the message: %v; want %d", tt.name, ms, k.InMessage(), tt.want)
		}
	}
	var reference *engine.ReferenceError
	for _, field := range []string{"$.", "$at", "at"} {
		if _, err := replay.NewClock(replay.ClockOptions{Field: field}); !errors.As(err, &reference) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := replay.NewClock(replay.ClockOptions{Format: "%!"}); err == nil || errors.As(err, &reference) {
		t.Errorf("a wrong format: %v", err)
	}
}
