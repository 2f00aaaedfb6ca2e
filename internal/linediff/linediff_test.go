package linediff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/linediff"
)

func TestDiff(t *testing.T) {
	split := func(text string) []string { return strings.Fields(text) }
	for _, c := range []struct{ want, got, diff string }{
		{"", "", ""},
		{"a b", "a b", ""},
		{"", "a", "+ a"},
		{"a", "", "- a"},
		{"a b c", "a x c", "  a|- b|+ x|  c"},
		{"a b", "b a", "- a|  b|+ a"},
		{"1 2 3 4 5 6", "1 2 3 4 5 7", "@@ -3,4 +3,4 @@|  3|  4|  5|- 6|+ 7"},
		{"-- a", "++ a", "- --|+ ++|  a"},
	} {
		got := strings.Join(linediff.Diff(split(c.want), split(c.got)), "|")
		if diff := cmp.Diff(c.diff, got); diff != "" {
			t.Errorf("%q, %q: %s", c.want, c.got, diff)
		}
	}
	if got := linediff.Diff([]string{"a\nb"}, []string{"a"}); len(got) != 2 || got[0] != "- a␤b" {
		t.Errorf("%q", got)
	}
}

// TestLong holds that long lists are compared line by line as well, in a time
// that does not grow with their product.
func TestLong(t *testing.T) {
	var want, got []string
	for i := range 200_000 {
		want = append(want, fmt.Sprint(i))
		got = append(got, fmt.Sprint(i+1))
	}
	diff := linediff.Diff(want, got)
	if len(diff) != 4+1+4 {
		t.Errorf("%d lines: %q", len(diff), diff[:min(len(diff), 12)])
	}
}
