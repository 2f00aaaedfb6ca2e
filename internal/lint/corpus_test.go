package lint

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestAcceptedPatterns lists what is said about patterns that are in use. Each
// line of the golden file was read: it must be something to tell the author.
func TestAcceptedPatterns(t *testing.T) {
	file, err := os.Open("../../corpus/patterns/accepted.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var golden strings.Builder
	patterns := 0
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var p struct{ Pattern string }
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		patterns++
		for _, f := range Check([]*source.File{patternFile(p.Pattern)}, Options{}) {
			if strings.HasPrefix(f.Code, "FP") {
				t.Errorf("%s: %s %s", p.Pattern, f.Code, f.Message)
			}
			fmt.Fprintf(&golden, "%s %s %s\n  %s\n  %s\n", f.Code, f.Rule, f.Severity, p.Pattern, f.Message)
		}
	}
	if patterns < 200 {
		t.Errorf("%d patterns", patterns)
	}
	compare(t, filepath.Join("testdata", "accepted.golden"), golden.String())
}

// TestBenchmarkPatterns holds that nothing is said about the patterns of the
// monitoring controls of the CIS AWS Foundations Benchmark, in several
// spellings.
func TestBenchmarkPatterns(t *testing.T) {
	data, err := os.ReadFile("testdata/cis.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		pattern := strings.TrimSpace(line)
		for _, spelling := range []string{
			pattern,
			strings.ReplaceAll(pattern, " = ", "="),
			strings.NewReplacer("(", "", ")", "").Replace(pattern),
			strings.ReplaceAll(pattern, ") || (", ")||\n\t("),
		} {
			if spelling != pattern && strings.Contains(pattern, "&&") && strings.Contains(pattern, "||") && !strings.Contains(spelling, "(") {
				continue // without parentheses it means something else
			}
			for _, f := range Check([]*source.File{patternFile(spelling)}, Options{}) {
				t.Errorf("%s\n%s %s", spelling, f.Code, f.Message)
			}
		}
	}
}

// TestRefusedPatterns holds that something is said about each pattern that the
// service was reported to refuse.
func TestRefusedPatterns(t *testing.T) {
	file, err := os.Open("../../corpus/patterns/refused.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var p struct{ Pattern string }
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if len(Check([]*source.File{patternFile(p.Pattern)}, Options{})) == 0 {
			t.Errorf("nothing is said about %s", p.Pattern)
		}
	}
}
