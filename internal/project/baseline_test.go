package project_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/project"
)

// found is findings by file, resource and code, each in words: a.tf r FS001.
func found(lines ...string) (list []finding.Finding) {
	for _, line := range lines {
		words := strings.Fields(line)
		list = append(list, finding.Finding{File: words[0], Resource: words[1], Code: words[2], Rule: "name-of-" + words[2]})
	}
	return list
}

func lines(list []finding.Finding) (out []string) {
	for _, f := range list {
		out = append(out, f.File+" "+f.Resource+" "+f.Code)
	}
	return out
}

// TestBaseline holds that a baseline counts findings by rule, file and
// resource, is read as it was written, and drops as many as it counts.
func TestBaseline(t *testing.T) {
	b := project.NewBaseline("d", found("d/b.tf r X", "d/a.tf s X", "d/a.tf r Y", "d/a.tf r X", "d/a.tf r X", "o.tf r X"))
	text, err := b.Text()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "version": 1,
  "findings": [
    {"file":"../o.tf","resource":"r","code":"X","rule":"name-of-X","count":1},
    {"file":"a.tf","resource":"r","code":"X","rule":"name-of-X","count":2},
    {"file":"a.tf","resource":"r","code":"Y","rule":"name-of-Y","count":1},
    {"file":"a.tf","resource":"s","code":"X","rule":"name-of-X","count":1},
    {"file":"b.tf","resource":"r","code":"X","rule":"name-of-X","count":1}
  ]
}
`
	if d := cmp.Diff(want, string(text)); d != "" {
		t.Fatal(d)
	}
	read, err := project.ParseBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b, read); d != "" {
		t.Error(d)
	}
	all := project.Scope{Dir: "d", Files: []string{"d/a.tf", "d/b.tf", "o.tf"}, Ran: func(string, string) bool { return true }}
	kept, known, stale := read.Apply(found("d/a.tf r X", "d/a.tf r X", "d/a.tf r X", "d/a.tf r Z", "d/b.tf r Y", "d/a.tf s X"), all)
	if d := cmp.Diff([]string{"d/a.tf r X", "d/a.tf r Z", "d/b.tf r Y"}, lines(kept)); d != "" {
		t.Error(d)
	}
	if known != 3 || stale != 3 {
		t.Errorf("%d known, %d stale", known, stale)
	}
	// What the run did not look at is not stale: other files, other rules.
	for _, s := range []struct {
		scope project.Scope
		stale int
	}{
		{project.Scope{Dir: "d", Files: []string{"d/b.tf"}, Ran: all.Ran}, 1},
		{project.Scope{Dir: "d", Files: all.Files, Ran: func(code, file string) bool { return code == "Y" && file == "d/a.tf" }}, 1},
		{project.Scope{Dir: "d", Ran: all.Ran}, 0},
		{all, 6},
	} {
		if _, known, stale := read.Apply(nil, s.scope); known != 0 || stale != s.stale {
			t.Errorf("%v: %d stale, want %d", s.scope.Files, stale, s.stale)
		}
	}
	if empty, err := project.NewBaseline("d", nil).Text(); err != nil || string(empty) != "{\n  \"version\": 1,\n  \"findings\": []\n}\n" {
		t.Errorf("%v\n%s", err, empty)
	}
}

// TestCarry holds what stays of an older baseline: what the run did not look
// at, of files that are there.
func TestCarry(t *testing.T) {
	old := project.NewBaseline("d", found("d/a.tf r X", "d/a.tf r X", "d/b.tf r X", "d/b.tf r Y", "d/gone.tf r X"))
	b := project.NewBaseline("d", found("d/a.tf r X", "d/b.tf r Y", "d/c.tf r X"))
	scope := project.Scope{Dir: "d", Files: []string{"d/a.tf", "d/b.tf", "d/c.tf"}, Ran: func(code, file string) bool { return file != "d/b.tf" && file != "d/a.tf" }}
	asked := map[string]bool{}
	b.Carry(old, scope, func(file string) bool { asked[file] = true; return !strings.Contains(file, "gone") })
	var got []string
	for _, e := range b.Findings {
		got = append(got, e.File+" "+e.Code+strings.Repeat(" 1", e.Count))
	}
	if d := cmp.Diff([]string{"a.tf X 1 1", "b.tf X 1", "b.tf Y 1", "c.tf X 1"}, got); d != "" {
		t.Error(d)
	}
	if !asked["d/gone.tf"] {
		t.Errorf("asked for %v", asked)
	}
	// What the run looked at and did not find is gone.
	b = project.NewBaseline("d", nil)
	scope.Ran = func(string, string) bool { return true }
	b.Carry(old, scope, func(string) bool { return false })
	if len(b.Findings) != 0 {
		t.Errorf("%+v", b.Findings)
	}
}

func TestBadBaselines(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                                      "no baseline: unexpected EOF",
		`{"version": 1, "findings": [], "x": 1}`: `no baseline: json: unknown field "x"`,
		`{"version": 2, "findings": []}`:         "the baseline has version 2, but logsieve knows 1; regenerate it with --write-baseline",
		`{"findings": []}`:                       "the baseline has version 0, but logsieve knows 1; regenerate it with --write-baseline",
		`{"version": 1, "findings": [{"code": "X", "count": 1}]}`:                   "no baseline: an entry needs file, code and a count above 0",
		`{"version": 1, "findings": [{"file": "a", "count": 1}]}`:                   "no baseline: an entry needs file, code and a count above 0",
		`{"version": 1, "findings": [{"file": "a", "code": "X"}]}`:                  "no baseline: an entry needs file, code and a count above 0",
		`{"version": 1, "findings": [{"file": "a", "code": "X", "count": 1}]}`:      "",
		`{"version": 1, "findings": [{"file": "a", "code": "X", "count": -1}]}`:     "no baseline: an entry needs file, code and a count above 0",
		`{"version": 1, "findings": [{"file": "a", "code": "X", "count": "many"}]}`: "no baseline: json: ",
	} {
		got := ""
		if _, err := project.ParseBaseline([]byte(text)); err != nil {
			got = err.Error()
		}
		if got != want && (want == "" || !strings.HasPrefix(got, want)) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
