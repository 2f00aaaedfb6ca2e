package lint

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/source"
)

// suggestedPatterns are patterns of which something is said: the table of broken
// ones, and those of public repositories, refused and accepted.
func suggestedPatterns(t testing.TB) []string {
	t.Helper()
	var out []string
	var broken []struct{ Pattern string }
	data, err := os.ReadFile("../../grammar/testdata/broken.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &broken); err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		out = append(out, b.Pattern)
	}
	asked, err := os.ReadFile("../../grammar/testdata/asked.txt")
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, strings.Split(strings.TrimSpace(string(asked)), "\n")...)
	for _, name := range []string{"refused", "accepted"} {
		data, err := os.ReadFile("../../corpus/patterns/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var row struct{ Pattern string }
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			out = append(out, row.Pattern)
		}
	}
	return out
}

// TestSuggestedPatterns makes every fix that is offered, safe or not: what comes
// of it can be deployed, unless the fix says that other errors are left.
func TestSuggestedPatterns(t *testing.T) {
	offered := 0
	for _, pattern := range suggestedPatterns(t) {
		f := patternFile(pattern)
		found := Check([]*source.File{f}, Options{})
		errors := 0
		for _, g := range found {
			if strings.HasPrefix(g.Code, "FP") {
				errors++
			}
		}
		for _, g := range found {
			for _, fix := range g.Fixes {
				offered++
				text := applied(f, []Finding{{File: g.File, Fixes: []Fix{fix}}}, false)
				if _, err := engine.ParseAndCompile(text); err != nil && errors <= 1 {
					t.Errorf("%s: %s %s: %s: %v", pattern, g.Code, fix.Message, text, err)
				}
			}
		}
		if errors > 1 && !strings.Contains(pattern, "\n") {
			all := patternFile(applied(f, found, false))
			for _, g := range Check([]*source.File{all}, Options{}) {
				if strings.HasPrefix(g.Code, "FP") && suggestsAll(found) {
					t.Errorf("%s: with all fixes it is %s: %s", pattern, all.Data, g.Message)
				}
			}
		}
	}
	if offered < 150 {
		t.Errorf("only %d fixes", offered)
	}
}

// suggestsAll reports whether no fix says that it leaves errors.
func suggestsAll(found []Finding) bool {
	for _, g := range found {
		for _, fix := range g.Fixes {
			if strings.Contains(fix.Message, "not the others") {
				return false
			}
		}
		if len(g.Fixes) == 0 && strings.HasPrefix(g.Code, "FP") {
			return false
		}
	}
	return true
}
