package quota_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/quota"
)

var update = flag.Bool("update", false, "rewrite the table in docs/semantics.md")

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPages holds the numbers in the documentation to the table. Pages that are
// printed by the program have the tests of their own.
func TestPages(t *testing.T) {
	for _, c := range []struct{ page, text string }{
		{"docs/semantics.md", fmt.Sprintf("%d metric filters, %d subscription filters, %d filters with a regular expression;\nCloudWatch disables a filter that reaches %d dimension pairs.",
			quota.MetricFilters, quota.SubscriptionFilters, quota.RegexFilters, quota.DimensionPairs)},
		{"docs/semantics.md", fmt.Sprintf("At most %s filters of a log group may have a regular expression.", quota.Word(quota.RegexFilters))},
		{"docs/serve.md", fmt.Sprintf("%s log events, %s bytes with %d\nfor each, in the order of time, within %d hours. Log events more than %d days old,\nmore than %d hours ahead",
			quota.Grouped(quota.BatchEvents), quota.Grouped(quota.BatchBytes), quota.EventOverhead, quota.BatchSpanHours, quota.EventAgeHours/24, quota.EventAheadHours)},
		{"docs/serve.md", fmt.Sprintf("%d metric and %d subscription filters in a log\n  group, %d of them with regular expressions; %d resource policies, %d tags.",
			quota.MetricFilters, quota.SubscriptionFilters, quota.RegexFilters, quota.ResourcePolicies, quota.Tags)},
		{"docs/serve.md", fmt.Sprintf("An update has at most %d log events and", quota.LiveTailEvents)},
		{"docs/serve.md", fmt.Sprintf("after three hours; %d can be open at once.", quota.LiveTails)},
		{"docs/metrics.md", fmt.Sprintf("CloudWatch disables a filter that produces %d different pairs", quota.DimensionPairs)},
		{"docs/cli.md", fmt.Sprintf("%s by default, the service's limit", quota.Grouped(quota.EventBytes))},
		{"docs/performance.md", fmt.Sprintf("| %s bytes, the service's; at most", quota.Grouped(quota.EventBytes))},
		{"corpus/README.md", fmt.Sprintf("%s filters with a regular", quota.Word(quota.RegexFilters))},
	} {
		if !strings.Contains(page(t, c.page), c.text) {
			t.Errorf("%s does not say: %s", c.page, c.text)
		}
	}
}

// TestTable keeps the table of the page.
func TestTable(t *testing.T) {
	const name, head = "docs/semantics.md", "| quota | limit | evidence of | before | source |\n|---|---|---|---|---|\n"
	before, rest, ok := strings.Cut(page(t, name), head)
	if !ok {
		t.Fatal("the page has no table of quotas")
	}
	have, after, _ := strings.Cut(rest, "\n\n")
	var rows []string
	for _, q := range quota.Table() {
		older := ""
		if q.Before != 0 {
			older = quota.Grouped(q.Before)
		}
		rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s | %s |", q.Name, quota.Grouped(q.Limit), q.Since, older, q.Source))
	}
	want := strings.Join(rows, "\n")
	if *update {
		text := before + head + want + "\n\n" + strings.TrimLeft(after, "\n")
		if err := os.WriteFile(filepath.Join("..", "..", filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, have); d != "" {
		t.Errorf("(-table +page)\n%s", d)
	}
}

func TestTexts(t *testing.T) {
	for _, c := range [][2]string{
		{quota.Grouped(1048576), "1,048,576"}, {quota.Grouped(1000), "1,000"}, {quota.Grouped(999), "999"}, {quota.Grouped(0), "0"},
		{quota.Word(5), "five"}, {quota.Word(10), "ten"}, {quota.Word(100), "100"},
		{quota.Expand("{quota.subscriptionFilters} {quota.subscriptionFilters words} {quota.none}"), fmt.Sprint(quota.SubscriptionFilters, " ", quota.Word(quota.SubscriptionFilters), " {quota.none}")},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

// TestAsOf holds that what the table says was before is what there was.
func TestAsOf(t *testing.T) {
	for _, q := range quota.Table() {
		if q.Name != "subscriptionFilters" {
			continue
		}
		since, err := time.Parse("2006-01", q.Since)
		if err != nil {
			t.Fatal(err)
		}
		for asOf, want := range map[time.Time]int{{}: q.Limit, since: q.Limit, since.Add(-1): q.Before} {
			if got := quota.SubscriptionFiltersAsOf(asOf); got != want {
				t.Errorf("as of %s: %d, want %d", asOf, got, want)
			}
		}
	}
}
