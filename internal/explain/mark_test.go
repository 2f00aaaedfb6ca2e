package explain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/grammar"
)

func TestMarked(t *testing.T) {
	span := func(start, end int) grammar.Span { return grammar.Span{Start: start, End: end} }
	long := strings.Repeat("a", 100) + "NEEDLE" + strings.Repeat("é", 100)
	for _, tt := range []struct {
		name, text string
		marks      []mark
		want       []string
	}{
		{"none", "text", nil, []string{"text"}},
		{"side by side", "ab cde", []mark{{"2", span(3, 6)}, {"1", span(0, 2)}},
			[]string{"ab cde", "1^ 2^^"}},
		{"touching and overlapping", "abcdef", []mark{{"1", span(0, 3)}, {"2", span(3, 4)}, {"3", span(1, 5)}},
			[]string{"abcdef", "1^^", " 3^^^", "   2"}},
		{"label longer than the place", "a b", []mark{{"10", span(0, 1)}, {"11", span(2, 3)}},
			[]string{"a b", "10", "  11"}},
		{"characters, not bytes", "é\té\n", []mark{{"1", span(3, 5)}},
			[]string{"é␉é␤", "  1"}},
		{"empty place", "ab", []mark{{"1", span(2, 2)}}, []string{"ab", "  1"}},
		{"long line", long, []mark{{"1", span(100, 106)}},
			[]string{strings.Repeat("a", 40) + "…" + strings.Repeat("a", 24) + "NEEDLE" + strings.Repeat("é", 8) + "…",
				strings.Repeat(" ", 65) + "1^^^^^"}},
		{"long line, no mark", long, nil, []string{strings.Repeat("a", 40) + "…"}},
		{"long mark", long, []mark{{"1", span(0, len(long))}},
			[]string{strings.Repeat("a", 64) + "…" + strings.Repeat("é", 8), "1" + strings.Repeat("^", 72)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, marked(tt.text, tt.marks)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}
