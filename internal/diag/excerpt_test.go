package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
)

func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		start, end   int
		width        int
		line, carets string
	}{
		{"first line", "abc\ndef", 1, 2, 0, "abc", " ^"},
		{"over the end of the line", "abc\ndef", 1, 6, 0, "abc", " ^^"},
		{"a place", "abc\r\ndef", 3, 3, 0, "abc", "   ^"},
		{"wide characters", "é\tüx", 3, 5, 0, "é\tüx", " \t^"},
		{"cut on both sides", strings.Repeat("a", 9) + "bb" + strings.Repeat("c", 9), 9, 11, 3, "…aaabbcccc…", "    ^^"},
		{"cut before and not behind", "aaaaaaab", 7, 8, 3, "…aaab", "    ^"},
		{"span cut", "aaaaaaaaaa", 0, 10, 3, "aaaaaa…", "^^^^^^"},
		{"behind the text", "ab", 9, 12, 0, "ab", "  ^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			line, carets := diag.Excerpt(c.text, grammar.Span{Start: c.start, End: c.end}, c.width)
			if d := cmp.Diff([]string{c.line, c.carets}, []string{line, carets}); d != "" {
				t.Error(d)
			}
		})
	}
}
