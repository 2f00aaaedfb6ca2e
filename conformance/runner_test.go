package conformance_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/conformance"
)

var update = flag.Bool("update", false, "rewrite golden files")

// echo answers with what the request tells it to answer.
func echo(_ context.Context, request json.RawMessage) (conformance.Answer, error) {
	var r struct {
		Response json.RawMessage
		Error    *conformance.ServiceError
		Fail     string
		Panic    string
	}
	if err := json.Unmarshal(request, &r); err != nil {
		return conformance.Answer{}, err
	}
	if r.Panic != "" {
		panic(r.Panic)
	}
	if r.Fail != "" {
		return conformance.Answer{}, errors.New(r.Fail)
	}
	return conformance.Answer{Response: r.Response, Error: r.Error}, nil
}

var echoTarget = conformance.Handlers{
	{Service: "logs", Name: "TestMetricFilter"}: echo,
}

func load(t *testing.T) []*conformance.Suite {
	t.Helper()
	suites, err := conformance.LoadPaths(filepath.Join("testdata", "outcomes"))
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

var skips = conformance.SkipList{
	"skip/fails":  "not yet",
	"skip/passes": "thought to fail",
}

func run(t *testing.T, parallel int) *conformance.Report {
	t.Helper()
	r := conformance.Runner{Target: echoTarget, Skip: skips, Parallel: parallel}
	report, err := r.Run(t.Context(), load(t))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// Every case of testdata/outcomes says in its note how it must come out.
func TestRunOutcomes(t *testing.T) {
	for _, res := range run(t, 1).Results {
		if got := string(res.Status); got != res.Case.Note {
			t.Errorf("%s: %s, want %s\n%s", res.Case.ID, got, res.Case.Note, res.Detail)
		}
		if (res.Detail == "") != (res.Status == conformance.Passed) {
			t.Errorf("%s: %s with detail %q", res.Case.ID, res.Status, res.Detail)
		}
	}
}

func TestRunIsDeterministic(t *testing.T) {
	if d := cmp.Diff(run(t, 1), run(t, 8)); d != "" {
		t.Error(d)
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := conformance.Runner{Target: echoTarget}
	if _, err := r.Run(ctx, load(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestReports(t *testing.T) {
	report := run(t, 4)
	for name, write := range map[string]func(*strings.Builder) error{
		"report.txt":   func(b *strings.Builder) error { return report.WriteText(b) },
		"report.json":  func(b *strings.Builder) error { return report.WriteJSON(b) },
		"report.junit": func(b *strings.Builder) error { return report.WriteJUnit(b) },
		"report.tap":   func(b *strings.Builder) error { return report.WriteTAP(b) },
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, name, b.String())
		})
	}
}

// golden compares a text with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), text); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

// What other programs read must hold for every report, not only for the
// golden one.
func TestReportShapes(t *testing.T) {
	report := run(t, 2)
	var b strings.Builder
	if err := report.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var j struct {
		Passed, Failed, Skipped int
		Failures                []struct{ ID, Diff string }
		Grades                  map[conformance.Evidence]conformance.Totals
	}
	if err := json.Unmarshal([]byte(b.String()), &j); err != nil {
		t.Fatal(err)
	}
	if j.Passed+j.Failed+j.Skipped != len(report.Results) || len(j.Failures) != j.Failed {
		t.Errorf("the figures do not add up: %+v", j)
	}
	var sum conformance.Totals
	for _, g := range j.Grades {
		sum.Passed += g.Passed
		sum.Failed += g.Failed
		sum.Skipped += g.Skipped
	}
	if d := cmp.Diff(report.Totals(), sum); d != "" {
		t.Error(d)
	}

	b.Reset()
	if err := report.WriteJUnit(&b); err != nil {
		t.Fatal(err)
	}
	var x struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	if err := xml.Unmarshal([]byte(b.String()), &x); err != nil {
		t.Fatal(err)
	}
	if x.Tests != len(report.Results) || x.Failures != j.Failed || x.Skipped != j.Skipped {
		t.Errorf("junit counts %+v, json %+v", x, j)
	}
}

// An empty run still prints lists, not null.
func TestEmptyReport(t *testing.T) {
	var b strings.Builder
	if err := (&conformance.Report{}).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "null") {
		t.Error(b.String())
	}
}
