package replay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// counting are replays of filter patterns that publish nothing.
func counting(t testing.TB, samples int, location *time.Location, patterns ...string) *replay.Replay {
	t.Helper()
	var filters []*metric.Filter
	for _, p := range patterns {
		f, err := metric.Counting(&metric.PutMetricFilterRequest{FilterPattern: &p})
		if err != nil {
			t.Fatal(err)
		}
		filters = append(filters, f)
	}
	clock, err := replay.NewClock(replay.ClockOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return &replay.Replay{
		Evaluator: metric.NewEvaluator(filters, time.Minute, metric.Source{}), Clock: clock, Workers: 1,
		Tally: replay.NewTally(len(filters), samples, location),
	}
}

func read(t testing.TB, r *replay.Replay, name, text string) {
	t.Helper()
	f, err := logfile.Open(strings.NewReader(text), logfile.Options{Numbers: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := r.Read(t.Context(), name, f); err != nil {
		t.Fatal(err)
	}
}

func TestTally(t *testing.T) {
	const lines = "2026-03-01T23:30:00Z x\n\n2026-03-02T00:10:00Z x y\nno time x\n2026-03-01T10:00:00Z z\n"
	at := func(line int64, text string) replay.Sighting {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return replay.Sighting{Place: replay.Place{File: "log", Line: line}, Timestamp: when.UnixMilli(), Timed: true}
	}
	first, second, early := at(1, "2026-03-01T23:30:00Z"), at(3, "2026-03-02T00:10:00Z"), at(5, "2026-03-01T10:00:00Z")
	untimed := replay.Sighting{Place: replay.Place{File: "log", Line: 4}}
	x := replay.Matches{
		Events: 3, Untimed: 1, First: first, Last: second,
		Samples: []replay.Sample{{Sighting: first, Message: "2026-03-01T23:30:00Z x"}, {Sighting: second, Message: "2026-03-02T00:10:00Z x y"}},
		Days:    []replay.Day{{Date: "2026-03-01", Events: 1}, {Date: "2026-03-02", Events: 1}},
	}
	for _, tt := range []struct {
		name     string
		patterns []string
		within   logfile.Range
		location *time.Location
		want     []replay.Matches
	}{
		{"several", []string{"x", "z", "never", "time"}, logfile.Range{}, nil, []replay.Matches{
			x,
			{Events: 1, First: early, Last: early, Samples: []replay.Sample{{Sighting: early, Message: "2026-03-01T10:00:00Z z"}}, Days: []replay.Day{{Date: "2026-03-01", Events: 1}}},
			{},
			{Events: 1, Untimed: 1, First: untimed, Last: untimed, Samples: []replay.Sample{{Sighting: untimed, Message: "no time x"}}},
		}},
		{"one", []string{"x"}, logfile.Range{}, nil, []replay.Matches{x}},
		{"days of a zone", []string{"x y"}, logfile.Range{}, time.FixedZone("", -3600), []replay.Matches{{
			Events: 1, First: second, Last: second, Samples: []replay.Sample{{Sighting: second, Message: "2026-03-02T00:10:00Z x y"}},
			Days: []replay.Day{{Date: "2026-03-01", Events: 1}},
		}}},
		{"a range", []string{"x -time"}, logfile.Range{Since: time.UnixMilli(second.Timestamp)}, nil, []replay.Matches{{
			Events: 1, First: second, Last: second, Samples: []replay.Sample{{Sighting: second, Message: "2026-03-02T00:10:00Z x y"}},
			Days: []replay.Day{{Date: "2026-03-02", Events: 1}},
		}}},
	} {
		r := counting(t, 2, tt.location, tt.patterns...)
		r.Within = tt.within
		read(t, r, "log", lines)
		if d := cmp.Diff(tt.want, r.Tally.Matches()); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}

// TestTallyMidnight: where clocks are changed at midnight, each log event counts for
// the day that they show, whichever came before it.
func TestTallyMidnight(t *testing.T) {
	for _, tt := range []struct {
		zone, times string
		want        []replay.Day
	}{
		// Put forward from 2026-09-06T00:00 to 01:00.
		{"America/Santiago", "2026-09-06T12:00:00Z 2026-09-06T03:30:00Z 2026-09-06T04:00:00Z 2026-09-06T03:59:59Z", []replay.Day{{Date: "2026-09-05", Events: 2}, {Date: "2026-09-06", Events: 2}}},
		// Put back from 2026-04-05T00:00 to 2026-04-04T23:00.
		{"America/Santiago", "2026-04-05T04:00:00Z 2026-04-05T03:30:00Z 2026-04-05T02:30:00Z", []replay.Day{{Date: "2026-04-04", Events: 2}, {Date: "2026-04-05", Events: 1}}},
		// Put back from 2010-11-07T00:01 to 2010-11-06T23:01.
		{"America/St_Johns", "2010-11-07T02:30:30Z 2010-11-07T02:31:30Z 2010-11-07T02:30:40Z 2010-11-07T04:00:00Z", []replay.Day{{Date: "2010-11-06", Events: 1}, {Date: "2010-11-07", Events: 3}}},
		{"Africa/Cairo", "2026-04-23T22:00:00Z 2026-04-23T21:59:59Z", []replay.Day{{Date: "2026-04-23", Events: 1}, {Date: "2026-04-24", Events: 1}}},
		{"UTC", "1969-12-31T23:59:59Z 1970-01-01T00:00:00Z 1969-12-31T00:00:00Z", []replay.Day{{Date: "1969-12-31", Events: 2}, {Date: "1970-01-01", Events: 1}}},
	} {
		location, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		r := counting(t, 0, location, "")
		read(t, r, "log", strings.ReplaceAll(tt.times, " ", "\n")+"\n")
		if d := cmp.Diff(tt.want, r.Tally.Matches()[0].Days); d != "" {
			t.Errorf("%s: %s: %s", tt.zone, tt.times, d)
		}
	}
}

// TestTallySample: what a sample holds is bounded, and whole characters.
func TestTallySample(t *testing.T) {
	r := counting(t, 1, nil, "")
	read(t, r, "log", strings.Repeat("é", replay.MaxSample)+"\n")
	read(t, r, "log", "x"+strings.Repeat("é", replay.MaxSample)+"\n")
	s := r.Tally.Matches()[0].Samples
	if len(s) != 1 || s[0].Message != strings.Repeat("é", replay.MaxSample/2) || !s[0].Cut {
		t.Errorf("got %+v", s)
	}
}

// TestTallyMerge: however files are split over replays, and in whatever order
// these are merged, the tally is the same.
func TestTallyMerge(t *testing.T) {
	patterns := []string{"a", "b", "?a ?b"}
	rapid.Check(t, func(rt *rapid.T) {
		var files []string
		for range rapid.IntRange(0, 6).Draw(rt, "files") {
			var b strings.Builder
			for range rapid.IntRange(0, 8).Draw(rt, "events") {
				if rapid.Bool().Draw(rt, "timed") {
					fmt.Fprintf(&b, "2026-03-%02dT00:00:00Z ", rapid.IntRange(1, 3).Draw(rt, "day"))
				}
				fmt.Fprintln(&b, rapid.SampledFrom([]string{"a", "b", "a b", "c"}).Draw(rt, "message"))
			}
			files = append(files, b.String())
		}
		whole := counting(t, 2, nil, patterns...)
		parts := make([]*replay.Replay, rapid.IntRange(1, 4).Draw(rt, "parts"))
		for i := range parts {
			parts[i] = whole.Fork()
		}
		for i, text := range files {
			read(t, whole, fmt.Sprint(i), text)
		}
		numbers := make([]int, len(files))
		for i := range numbers {
			numbers[i] = i
		}
		for _, i := range rapid.Permutation(numbers).Draw(rt, "order") {
			read(t, parts[rapid.IntRange(0, len(parts)-1).Draw(rt, "part")], fmt.Sprint(i), files[i])
		}
		merged, sent := whole.Fork(), whole.Fork()
		for _, p := range rapid.Permutation(parts).Draw(rt, "merging") {
			state, err := p.AppendBinary(nil)
			if err != nil {
				rt.Fatal(err)
			}
			if err := merged.Merge(p); err != nil {
				rt.Fatal(err)
			}
			if err := sent.MergeBinary(state); err != nil {
				rt.Fatal(err)
			}
		}
		for _, r := range []*replay.Replay{merged, sent} {
			if d := cmp.Diff(whole.Tally.Matches(), r.Tally.Matches()); d != "" {
				rt.Fatal(d)
			}
			if r.Untimed != whole.Untimed || r.Timed != whole.Timed {
				rt.Fatalf("%d timed and %d not, want %d and %d", r.Timed, r.Untimed, whole.Timed, whole.Untimed)
			}
		}
		counts := whole.Evaluator.Matched()
		for i, m := range merged.Tally.Matches() {
			if m.Events != counts[i] {
				rt.Fatalf("filter %d: %d in the tally, %d matched", i, m.Events, counts[i])
			}
		}
	})
}

// FuzzMergeBinary: a state of another's making is refused or merged.
func FuzzMergeBinary(f *testing.F) {
	r := counting(f, 2, nil, "a", "b")
	read(f, r, "log", "2026-03-01T00:00:00Z a\nb\n2026-03-02T00:00:00Z a b\n")
	state, err := r.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(state)
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		r := counting(t, 2, nil, "a", "b")
		if err := r.MergeBinary(data); err == nil {
			r.Tally.Matches()
		}
	})
}
