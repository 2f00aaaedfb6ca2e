package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/diag"
)

// TestProblemMatcher holds the published problem matcher to the text format:
// it finds the first line of each finding, and no other.
func TestProblemMatcher(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "problem-matcher.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		ProblemMatcher []struct {
			Pattern []struct {
				Regexp                                      string
				File, Line, Column, Severity, Message, Code int
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	p := file.ProblemMatcher[0].Pattern[0]
	report := sample()
	var got, want []string
	for _, m := range regexp.MustCompile("(?m)"+p.Regexp).FindAllStringSubmatch(write(t, report, "text"), -1) {
		got = append(got, fmt.Sprintf("%s %s:%s %s %s %s", m[p.File], m[p.Line], m[p.Column], m[p.Severity], m[p.Message], m[p.Code]))
	}
	for _, f := range report.locate() {
		want = append(want, fmt.Sprintf("%s %d:%d %s %s %s", f.File, f.start.Line, f.start.Column, f.Severity, diag.OneLine(f.Message), f.Code))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-findings +matched):\n%s", diff)
	}
}
