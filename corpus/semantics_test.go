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

	"github.com/logsieve/logsieve/internal/playground"
)

var update = flag.Bool("update", false, "rewrite the lists of cases in docs/semantics.md")

const semanticsPage = "../docs/semantics.md"

// longestLink bounds a link to the playground, which some programs cut.
const longestLink = 4000

// shownCases is how many cases of a rule the page lists.
const shownCases = 6

// withoutCase are the rules that no single request can show.
var withoutCase = []string{"R5", "X11"}

var (
	ruleHeading = regexp.MustCompile(`^### ([A-Z][0-9]+) · .* · (.+)$`)
	caseName    = regexp.MustCompile("[`[]([a-z][^]`]+)[]`]")
)

// linksStart starts what follows the last rule of the page: where the names of cases
// lead.
const linksStart = "<!-- The cases in the playground, written by go test ./corpus -update. -->\n"

// casesByRule lists the ids of the corpus by rule, in the order of the files,
// those of better evidence first; and the links that show cases in the playground.
func casesByRule(t *testing.T) (ids map[string][]string, links map[string]string) {
	t.Helper()
	links = map[string]string{}
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
				Request      request
			}
		}
		if json.Unmarshal(data, &suite) != nil {
			return nil // sample logs
		}
		for _, c := range suite.Cases {
			if link := playgroundLink(c.Request); len(link) <= longestLink {
				links[c.ID] = link
			}
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
	return out, links
}

// request is what the playground can show of the request of a case.
type request struct {
	FilterPattern    *string
	LogEventMessages []string
	MetricFilters    []struct{ FilterPattern string }
	LogEvents        []struct{ Message string }
}

// playgroundLink shows a request in the playground, without messages that are
// not one line; "" when there is no filter pattern.
func playgroundLink(r request) string {
	pattern, messages := r.FilterPattern, r.LogEventMessages
	if pattern == nil && len(r.MetricFilters) > 0 {
		pattern = &r.MetricFilters[0].FilterPattern
		for _, e := range r.LogEvents {
			messages = append(messages, e.Message)
		}
	}
	if pattern == nil {
		return ""
	}
	messages = slices.DeleteFunc(messages, func(m string) bool { return m == "" || strings.ContainsAny(m, "\r\n") })
	return playground.Site + "#" + playground.Fragment(*pattern, messages...)
}

// TestSemanticsPage checks that every rule of the page has a case, that every
// rule of a case is on the page, and that the cases it lists are there.
func TestSemanticsPage(t *testing.T) {
	page, err := os.ReadFile(semanticsPage)
	if err != nil {
		t.Fatal(err)
	}
	byRule, links := casesByRule(t)
	text, shownLinks, _ := strings.Cut(string(page), linksStart)
	lines := strings.Split(text, "\n")
	rule, listed, wantLinks := "", map[string]bool{}, ""
	for i, line := range lines {
		if m := ruleHeading.FindStringSubmatch(line); m != nil {
			rule = m[1]
			continue
		}
		if !strings.HasPrefix(line, "Cases: ") {
			continue
		}
		listed[rule] = true
		want := casesLine(byRule[rule], links)
		for _, id := range byRule[rule][:min(shownCases, len(byRule[rule]))] {
			if definition := fmt.Sprintf("[%s]: %s\n", id, links[id]); links[id] != "" && !strings.Contains(wantLinks, "\n"+definition) {
				wantLinks += "\n" + definition
			}
		}
		if *update {
			lines[i] = want
			continue
		}
		if line != want {
			t.Errorf("%s lists\n%s\nbut the corpus has\n%s\n(run with -update)", rule, line, want)
		}
		for _, m := range caseName.FindAllStringSubmatch(line, -1) {
			if !slices.Contains(byRule[rule], m[1]) {
				t.Errorf("%s lists the case %s, which does not name it", rule, m[1])
			}
		}
	}
	wantLinks = strings.ReplaceAll(wantLinks, "\n\n", "\n")
	if *update {
		if err := os.WriteFile(semanticsPage, []byte(strings.Join(lines, "\n")+linksStart+wantLinks), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if shownLinks != wantLinks {
		t.Error("the links of cases to the playground are not those of the corpus (run with -update)")
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

// casesLine lists cases; those with a link are references to it.
func casesLine(ids []string, links map[string]string) string {
	var names []string
	for _, id := range ids[:min(shownCases, len(ids))] {
		if links[id] != "" {
			names = append(names, "["+id+"]")
		} else {
			names = append(names, "`"+id+"`")
		}
	}
	switch {
	case len(ids) == 0:
		return "Cases: none; a single request cannot show it."
	case len(ids) > shownCases:
		return fmt.Sprintf("Cases: %s and %d more", strings.Join(names, ", "), len(ids)-shownCases)
	}
	return "Cases: " + strings.Join(names, ", ")
}
