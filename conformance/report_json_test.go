package conformance_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func written(t testing.TB, r *conformance.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A report that is read says the same as the one that was written.
func TestParseReport(t *testing.T) {
	report := run(t, 2)
	report.Name = `a <name> & "more"`
	text := written(t, report)
	parsed, err := conformance.ParseReport([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(text, written(t, parsed)); d != "" {
		t.Error(d)
	}
	for i, res := range report.Results {
		got := parsed.Results[i]
		if got.Suite != res.Suite || got.Case.ID != res.Case.ID || got.Status != res.Status || got.Detail != res.Detail {
			t.Errorf("%s reads %+v", res.Case.ID, got)
		}
	}
	if d := cmp.Diff(report.BySuite(), parsed.BySuite()); d != "" {
		t.Error(d)
	}
}

func TestParseReportRefuses(t *testing.T) {
	one := `{"name": "x", "passed": 1, "failed": 0, "skipped": 0, "cases": [{"id": "a/b", "suite": "s", "status": "passed", "evidence": "chosen", "rules": []}]}`
	if _, err := conformance.ParseReport([]byte(one)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ old, text, want string }{
		{one, `{"passed": 1`, "line 1, column"},
		{one, `[]`, "cannot unmarshal array"},
		{one, `{"passed": 1, "failed": 0, "skipped": 0, "failures": []}`, `no "cases"`},
		{one, `{"suite": "s", "cases": [{"id": "a/b", "request": {}, "matched": [], "rules": [], "evidence": "chosen"}]}`, "case 1 has no"},
		{`"passed", "evidence"`, `"won", "evidence"`, "case 1 has no"},
		{`"chosen"`, `"hearsay"`, "case 1 has no"},
		{`"suite": "s", `, ``, "case 1 has no"},
		{`"cases": [`, `"cases": [null, `, "case 1 has no"},
		{`"passed": 1`, `"passed": 2`, "add up to 1 passed"},
		{`"cases": [`, `"cases": [{"id": "a/b", "suite": "s", "status": "passed", "evidence": "chosen"}, `, "a/b appears twice"},
	} {
		text := strings.Replace(one, tt.old, tt.text, 1)
		_, err := conformance.ParseReport([]byte(text))
		if !errors.Is(err, conformance.ErrNotReport) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzParseReport(f *testing.F) {
	golden, err := os.ReadFile("testdata/report.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add([]byte(`{"passed": 1, "cases": [{"id": "a/b", "suite": "s", "status": "passed", "evidence": "chosen", "filterPattern": "\ud800"}]}`))
	f.Add([]byte(`{"failed": 1, "failures": [{"id": "a", "diff": "x"}], "cases": [{"id": "a", "suite": "s", "status": "failed", "evidence": "recorded"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		first, err := conformance.ParseReport(data)
		if err != nil {
			return
		}
		text := written(t, first)
		second, err := conformance.ParseReport([]byte(text))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if d := cmp.Diff(text, written(t, second)); d != "" {
			t.Error(d)
		}
	})
}
