package lint

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

var update = flag.Bool("update", false, "write golden files and the pages of rules")

func TestRulesAreNamed(t *testing.T) {
	codes, names := map[string]bool{}, map[string]bool{}
	code := regexp.MustCompile(`^(FP|FS|MT|RQ|LS)\d{3}$`)
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, r := range Rules() {
		if !code.MatchString(r.Code) || !name.MatchString(r.Name) || codes[r.Code] || names[r.Name] {
			t.Errorf("%s %s: bad or used twice", r.Code, r.Name)
		}
		codes[r.Code], names[r.Name] = true, true
		for _, id := range []string{r.Code, strings.ToLower(r.Code), r.Name} {
			if found := Lookup(id); found == nil || found.Code != r.Code {
				t.Errorf("%s is not found", id)
			}
		}
		if r.Summary == "" || r.Why == "" || r.Since == "" || r.Language == "" {
			t.Errorf("%s: documentation is missing", r.Code)
		}
	}
}

// optionsFor has the rule report.
func optionsFor(r *Rule) Options { return Options{Enabled: map[string]bool{r.Code: true}} }

// TestExamples holds that the example before has the finding of its rule and
// no other one of its kind, and that the example after has none.
func TestExamples(t *testing.T) {
	var golden strings.Builder
	for _, r := range Rules() {
		if r.Before == "" {
			continue
		}
		f := example(t, r, r.Before)
		found := without(Check([]*source.File{f}, optionsFor(r)), r, "FS107")
		if len(found) == 0 {
			t.Errorf("%s: %s: no finding", r.Code, r.Before)
		}
		for _, g := range Check([]*source.File{f}, Options{}) {
			if r.Off && g.Code == r.Code {
				t.Errorf("%s is off, and reported", r.Code)
			}
		}
		for _, g := range found {
			if g.Code != r.Code {
				t.Errorf("%s: %s: finding of another rule: %s %s", r.Code, r.Before, g.Code, g.Message)
			}
			fmt.Fprintf(&golden, "%s %s %s\n  at:      %s\n  says:    %s\n  help:    %s\n", g.Code, g.Rule, g.Severity, shorten(string(f.Data[g.Span.Start:g.Span.End])), g.Message, g.Help)
			for _, fix := range g.Fixes {
				fmt.Fprintf(&golden, "  fix:     %s (safe: %v)\n", fix.Message, fix.Safe)
				if fix.Safe && !r.Fixable {
					t.Errorf("%s: a safe fix of a rule that says it has none", r.Code)
				}
			}
		}
		if fixed := applied(f, found, false); fixed != r.Before {
			fmt.Fprintf(&golden, "  fixed:   %s\n", fixed)
			for range 3 { // one fix may bring another error to light
				g := example(t, r, fixed)
				left := without(Check([]*source.File{g}, optionsFor(r)), r, "FS107")
				again := applied(g, left, false)
				if len(left) > 0 && again == fixed {
					t.Errorf("%s: findings are left after the fix %s: %v", r.Code, fixed, left)
				}
				fixed = again
			}
		}
		if r.After == r.Before {
			continue
		}
		for _, g := range without(Check([]*source.File{example(t, r, r.After)}, optionsFor(r)), r, "FS107") {
			t.Errorf("%s: %s: finding after: %s %s", r.Code, r.After, g.Code, g.Message)
		}
	}
	compare(t, filepath.Join("testdata", "examples.golden"), golden.String())
}

// without drops findings of a rule that other rules' examples may have.
func without(found []Finding, r *Rule, code string) []Finding {
	var kept []Finding
	for _, f := range found {
		if f.Code == r.Code || f.Code != code {
			kept = append(kept, f)
		}
	}
	return kept
}

func shorten(text string) string {
	if len(text) > 120 {
		return text[:120] + "…"
	}
	return text
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update writes it):\n%s", path, diff)
	}
}
