package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/quota"
)

const pages = "../../docs/rules"

// TestPages keeps the pages of the rules in step with their data. -update
// writes them.
func TestPages(t *testing.T) {
	want := map[string]bool{"README.md": true}
	compare(t, filepath.Join(pages, "README.md"), index(Rules()))
	for _, r := range Rules() {
		want[r.Name+".md"] = true
		compare(t, filepath.Join(pages, r.Name+".md"), strings.TrimRight(r.Page(), "\n")+"\n")
	}
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !want[e.Name()] {
			t.Errorf("%s is the page of no rule", e.Name())
		}
	}
}

// TestPagesNameQuotas holds what the pages say in words to the numbers that the
// rules count by.
func TestPagesNameQuotas(t *testing.T) {
	for name, number := range map[string]string{
		"too-many-regex-filters": quota.Word(quota.RegexFilters), "too-many-metric-filters": strconv.Itoa(quota.MetricFilters),
		"too-many-subscription-filters": quota.Word(quota.SubscriptionFilters), "pattern-too-long": strconv.Itoa(grammar.MaxPatternLength),
	} {
		if summary := Lookup(name).Summary; !strings.Contains(summary, " "+number+" ") {
			t.Errorf("%s: %s does not say %s", name, summary, number)
		}
	}
}

// index is the list of rules in Markdown, with links to their pages.
func index(rules []*Rule) string {
	var b strings.Builder
	b.WriteString("# Rules of lint\n\n" +
		"A rule has a code and a name; neither changes, and no code is reused. `FP` rules are about the syntax of filter\n" +
		"patterns, `FS` about the meaning of filters, `MT` about metric transformations, `RQ` about the requests that files make,\n`LS` about the files and ignores themselves.\n\n" +
		"| code | name | severity | requires |\n|---|---|---|---|\n")
	for _, r := range rules {
		severity := r.Severity.String()
		if r.Off {
			severity += ", off"
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.Code, r.Name, r.Name, severity, strings.ReplaceAll(r.Summary, "|", `\|`))
	}
	return b.String()
}
