package lint

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/project"
)

// keptBy runs lint over files and leaves out what a baseline knows.
func keptBy(t *testing.T, b *project.Baseline, files map[string]string, names ...string) (kept []string, known, stale int) {
	t.Helper()
	r := runnerOf(t, files, nil, Selection{})
	result := r.Run(t.Context(), names)
	found, known, stale := b.Apply(result.Findings, project.Scope{Dir: ".", Files: names, Ran: r.Ran})
	result.Findings = found
	return said(result), known, stale
}

func baselineOf(t *testing.T, files map[string]string, names ...string) *project.Baseline {
	t.Helper()
	b := project.NewBaseline(".", runnerOf(t, files, nil, Selection{}).Run(t.Context(), names).Findings)
	text, err := b.Text()
	if err != nil {
		t.Fatal(err)
	}
	read, err := project.ParseBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, read); diff != "" {
		t.Errorf("read back (-written +read):\n%s", diff)
	}
	return read
}

func TestBaseline(t *testing.T) {
	before := map[string]string{
		"a.tf": filterTF("a", wrong, "AWS/N") + filterTF("b", wrong, "N"),
		"b.tf": filterTF("c", wrong, "N"),
	}
	b := baselineOf(t, before, "a.tf", "b.tf")
	for name, tt := range map[string]struct {
		a            string
		want         []string
		known, stale int
	}{
		"the same":           {before["a.tf"], nil, 4, 0},
		"lines moved":        {"# one\n\n# two\n" + filterTF("new", right, "N") + before["a.tf"], nil, 4, 0},
		"other order":        {filterTF("b", wrong, "N") + filterTF("a", wrong, "AWS/N"), nil, 4, 0},
		"one is mended":      {filterTF("a", right, "AWS/N") + filterTF("b", wrong, "N"), nil, 3, 1},
		"one is new":         {before["a.tf"] + filterTF("d", wrong, "N"), []string{"a.tf:24 FP010"}, 4, 0},
		"two of a kind":      {filterTF("a", `"{ $.a == 1 && $.b == 2 }"`, "AWS/N") + filterTF("b", wrong, "N"), []string{"a.tf:4 FP010"}, 4, 0},
		"another rule there": {filterTF("a", wrong, "AWS/N") + filterTF("b", wrong, "AWS/N"), []string{"a.tf:17 RQ136"}, 4, 0},
		"renamed resource":   {filterTF("a", wrong, "AWS/N") + filterTF("z", wrong, "N"), []string{"a.tf:14 FP010"}, 3, 1},
	} {
		kept, known, stale := keptBy(t, b, map[string]string{"a.tf": tt.a, "b.tf": before["b.tf"]}, "a.tf", "b.tf")
		if diff := cmp.Diff(tt.want, kept); diff != "" || known != tt.known || stale != tt.stale {
			t.Errorf("%s: %d known, %d stale\n%s", name, known, stale, diff)
		}
	}
	if kept, known, stale := keptBy(t, b, before, "b.tf"); len(kept) != 0 || known != 1 || stale != 0 {
		t.Errorf("one file: %v, %d known, %d stale", kept, known, stale)
	}
}

// TestBaselineOfSomeRules: what a run did not judge is not gone.
func TestBaselineOfSomeRules(t *testing.T) {
	files := map[string]string{"a.tf": filterTF("a", wrong, "AWS/N")}
	b := baselineOf(t, files, "a.tf")
	r := runnerOf(t, files, nil, Selection{Select: []string{"RQ"}})
	found, known, stale := b.Apply(r.Run(t.Context(), []string{"a.tf"}).Findings, project.Scope{Dir: ".", Files: []string{"a.tf"}, Ran: r.Ran})
	if len(found) != 0 || known != 1 || stale != 0 {
		t.Errorf("%v, %d known, %d stale", found, known, stale)
	}
}

// TestBaselineCarries: a run over some files and rules leaves what is known of
// others.
func TestBaselineCarries(t *testing.T) {
	entry := func(file, code string, count int) project.BaselineEntry {
		return project.BaselineEntry{File: file, Resource: "r", Code: code, Count: count}
	}
	old := &project.Baseline{Version: 1, Findings: []project.BaselineEntry{
		entry("a.tf", "FP010", 3), entry("a.tf", "RQ136", 1), entry("b.tf", "FP010", 1), entry("gone.tf", "FP010", 1), entry("partly.tf", "FS103", 2),
	}}
	b := &project.Baseline{Version: 1, Findings: []project.BaselineEntry{entry("a.tf", "FP010", 1), entry("partly.tf", "FS103", 1)}}
	judged := project.Scope{Dir: "sub", Files: []string{"sub/a.tf", "sub/partly.tf"}, Ran: func(code, file string) bool { return code == "FP010" }}
	b.Carry(old, judged, func(name string) bool { return name != filepath.Join("sub", "gone.tf") })
	want := []project.BaselineEntry{entry("a.tf", "FP010", 1), entry("a.tf", "RQ136", 1), entry("b.tf", "FP010", 1), entry("partly.tf", "FS103", 2)}
	if diff := cmp.Diff(want, b.Findings); diff != "" {
		t.Error(diff)
	}
}

// TestBaselinePaths: entries are relative to the baseline, wherever lint runs.
func TestBaselinePaths(t *testing.T) {
	dir := t.TempDir()
	finding := Finding{File: filepath.ToSlash(filepath.Join(dir, "infra", "a.tf")), Code: "FP010", Resource: "r"}
	b := project.NewBaseline(filepath.Join(dir, "ci"), []Finding{finding})
	if got := b.Findings[0].File; got != "../infra/a.tf" {
		t.Error(got)
	}
	scope := project.Scope{Dir: filepath.Join(dir, "ci"), Files: []string{finding.File}, Ran: func(string, string) bool { return true }}
	if kept, known, _ := b.Apply([]Finding{finding}, scope); len(kept) != 0 || known != 1 {
		t.Errorf("%v, %d known", kept, known)
	}
}

func TestBaselineMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "no baseline",
		"{":                              "no baseline",
		`{"version": 1, "finding": []}`:  `unknown field "finding"`,
		`{"version": 2, "findings": []}`: "version 2",
		`{"version": 1, "findings": [{"file": "a", "code": "FP010", "count": 0}]}`: "count above 0",
		`{"version": 1, "findings": [{"code": "FP010", "count": 1}]}`:              "needs file",
	} {
		if _, err := project.ParseBaseline([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
