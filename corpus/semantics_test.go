package corpus

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the lists of cases in docs/semantics.md")

const semanticsPage = "../docs/semantics.md"

// shownCases is how many cases of a rule the page lists.
const shownCases = 6

// withoutCase are the rules that no single request can show.
var withoutCase = []string{"R5", "X11"}

var (
	ruleHeading = regexp.MustCompile(`^### ([A-Z][0-9]+) · .* · (.+)$`)
	caseName    = regexp.MustCompile("`([^`]+)`")
)

// casesByRule lists the ids of the corpus by rule, in the order of the files,
// those of better evidence first.
func casesByRule(t *testing.T) map[string][]string {
	t.Helper()
	grades := []string{"recorded", "documented", "practice", "chosen"}
	byRule := map[string]map[string][]string{}
	err := fs.WalkDir(FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".json") {
			return err
		}
		data, err := fs.ReadFile(FS(), path)
		if err != nil {
			return err
		}
		var suite struct {
			Cases []struct {
				ID, Evidence string
				Rules        []string
			}
		}
		if json.Unmarshal(data, &suite) != nil {
			return nil // sample logs
		}
		for _, c := range suite.Cases {
			for _, r := range c.Rules {
				if byRule[r] == nil {
					byRule[r] = map[string][]string{}
				}
				byRule[r][c.Evidence] = append(byRule[r][c.Evidence], c.ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for r, byGrade := range byRule {
		for _, g := range grades {
			out[r] = append(out[r], byGrade[g]...)
		}
	}
	return out
}

// TestSemanticsPage checks that every rule of the page has a case, that every
// rule of a case is on the page, and that the cases it lists are there.
func TestSemanticsPage(t *testing.T) {
	page, err := os.ReadFile(semanticsPage)
	if err != nil {
		t.Fatal(err)
	}
	byRule := casesByRule(t)
	lines := strings.Split(string(page), "\n")
	rule, listed := "", map[string]bool{}
	for i, line := range lines {
		if m := ruleHeading.FindStringSubmatch(line); m != nil {
			rule = m[1]
			continue
		}
		if !strings.HasPrefix(line, "Cases: ") {
			continue
		}
		listed[rule] = true
		if *update {
			lines[i] = casesLine(byRule[rule])
			continue
		}
		if line != casesLine(byRule[rule]) {
			t.Errorf("%s lists\n%s\nbut the corpus has\n%s\n(run with -update)", rule, line, casesLine(byRule[rule]))
		}
		for _, m := range caseName.FindAllStringSubmatch(line, -1) {
			if !slices.Contains(byRule[rule], m[1]) {
				t.Errorf("%s lists the case %s, which does not name it", rule, m[1])
			}
		}
	}
	if *update {
		if err := os.WriteFile(semanticsPage, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for r := range byRule {
		if !listed[r] && isSemanticsRule(r) {
			t.Errorf("cases name the rule %s, which is not on the page", r)
		}
	}
	for r := range listed {
		if len(byRule[r]) == 0 && !slices.Contains(withoutCase, r) {
			t.Errorf("the rule %s has no case", r)
		}
	}
	if len(listed) < 67 {
		t.Errorf("the page has %d rules only", len(listed))
	}
}

// isSemanticsRule tells the page's rules from those of request validation,
// which have a page of their own.
func isSemanticsRule(rule string) bool {
	return !strings.HasPrefix(rule, "request/") && rule != "Q1"
}

func casesLine(ids []string) string {
	switch {
	case len(ids) == 0:
		return "Cases: none; a single request cannot show it."
	case len(ids) > shownCases:
		return fmt.Sprintf("Cases: %s and %d more", quoted(ids[:shownCases]), len(ids)-shownCases)
	default:
		return "Cases: " + quoted(ids)
	}
}

func quoted(ids []string) string {
	return "`" + strings.Join(ids, "`, `") + "`"
}
