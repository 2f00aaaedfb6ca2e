package docs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/docs"
)

func TestRule(t *testing.T) {
	for _, id := range docs.RuleIDs() {
		if page := docs.Rule(strings.ToLower(id)); !strings.HasPrefix(page, "### "+id+" · ") || strings.Contains(page, "\n## ") || strings.Count(page, "\n### ") != 0 {
			t.Errorf("%s: %s", id, page)
		}
	}
	if ids := docs.RuleIDs(); len(ids) < 50 || !slices.Contains(ids, "T6") {
		t.Errorf("%q", ids)
	}
	for _, id := range []string{"", "Q99", "T"} {
		if page := docs.Rule(id); page != "" {
			t.Errorf("%q: %s", id, page)
		}
	}
}
