package conformance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/corpus"
)

func date(t *testing.T, text string) (start, end time.Time) {
	t.Helper()
	start, end, err := conformance.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return start, end
}

func TestPeriod(t *testing.T) {
	suites := []*conformance.Suite{{Name: "s", Cases: []*conformance.Case{
		{ID: "s/always"},
		{ID: "s/old", Recorded: "2026-02-05", Until: "2026-07"},
		{ID: "s/new", Recorded: "2026-09-14", Since: "2026-07"},
		{ID: "s/derived", Since: "2026-07"},
		{ID: "s/recorded", Recorded: "2026-09"},
	}}}
	for _, c := range []struct {
		since, until string
		want         []string
	}{
		{"", "", []string{"s/always", "s/new", "s/derived", "s/recorded"}},
		{"", "2026-02-04", []string{"s/always"}},
		{"", "2026-02-05", []string{"s/always", "s/old"}},
		{"", "2026-06", []string{"s/always", "s/old"}},
		{"", "2026-07", []string{"s/always", "s/derived"}},
		{"", "2026", []string{"s/always", "s/new", "s/derived", "s/recorded"}},
		{"2026-09-14", "", []string{"s/new", "s/recorded"}},
		{"2026-09-15", "", []string{"s/recorded"}},
		{"2026", "2026-03", []string{"s/old"}},
	} {
		var p conformance.Period
		if c.since != "" {
			p.Since, _ = date(t, c.since)
		}
		if c.until != "" {
			_, p.Until = date(t, c.until)
		}
		var got []string
		for _, one := range p.Select(suites)[0].Cases {
			got = append(got, one.ID)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("since %q until %q: %s", c.since, c.until, d)
		}
	}
	if len(suites[0].Cases) != 5 {
		t.Error("Select changed the suites that it was given")
	}
}

// TestEngineConformsToOlderServices asks the engine for the texts of each time
// at which answers have changed, before and after.
func TestEngineConformsToOlderServices(t *testing.T) {
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]bool{}
	replaced := 0
	for _, s := range suites {
		for _, c := range s.Cases {
			for _, text := range []string{c.Since, c.Until} {
				if text != "" {
					changes[text] = true
				}
			}
			if c.Until != "" {
				replaced++
			}
		}
	}
	if replaced == 0 || len(changes) == 0 {
		t.Fatal("the corpus has no older answer")
	}
	for change := range changes {
		start, end := date(t, change)
		for _, until := range []time.Time{start, end} {
			period := conformance.Period{Until: until}
			report, err := (&conformance.Runner{Target: conformance.EngineAsOf(period.AsOf())}).Run(t.Context(), period.Select(suites))
			if err != nil {
				t.Fatal(err)
			}
			for _, res := range report.Results {
				if res.Status == conformance.Failed {
					t.Errorf("until %s: %s (%s): %s", until, res.Case.ID, res.Case.Evidence, res.Detail)
				}
			}
			if until == start && !slices.ContainsFunc(report.Results, func(r conformance.Result) bool { return r.Case.Until == change }) {
				t.Errorf("until %s: no answer that was replaced then", until)
			}
		}
	}
}
