package position_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/position"
)

func TestOf(t *testing.T) {
	text := "aé☃\nb\r\n\xffc"
	for _, tt := range []struct {
		offset int
		want   position.Position
	}{
		{-1, position.Position{Line: 1, Column: 1}},
		{0, position.Position{Line: 1, Column: 1}},
		{1, position.Position{Line: 1, Column: 2}},
		{2, position.Position{Line: 1, Column: 2}}, // inside é
		{3, position.Position{Line: 1, Column: 3}},
		{4, position.Position{Line: 1, Column: 3}}, // inside ☃
		{5, position.Position{Line: 1, Column: 3}},
		{6, position.Position{Line: 1, Column: 4}},
		{7, position.Position{Line: 2, Column: 1}},
		{10, position.Position{Line: 3, Column: 1}},
		{11, position.Position{Line: 3, Column: 2}},
		{99, position.Position{Line: 3, Column: 3}},
	} {
		if got := position.Of(text, tt.offset); got != tt.want {
			t.Errorf("%d: %v, want %v", tt.offset, got, tt.want)
		}
	}
}

func TestLinesAgree(t *testing.T) {
	for _, text := range []string{"", "\n", "a\nbc\n", "é\r\nüx\n\n😀y", "\xff\xe2\x82\nz"} {
		lines := position.NewLines([]byte(text))
		for i := -1; i <= len(text)+1; i++ {
			if d := cmp.Diff(position.Of(text, i), lines.Of(i)); d != "" {
				t.Errorf("%q at %d: %s", text, i, d)
			}
		}
	}
}

// TestLongLines holds places far into a line to what Of says of them, characters
// of several bytes across the places where it is counted anew among them.
func TestLongLines(t *testing.T) {
	for _, part := range []string{"a", "é", "☃", "😀", "\xff\xe2\x82", "aé☃😀\xf0\x9f\n"} {
		text := strings.Repeat(part, 10000) + "\n" + strings.Repeat("x"+part, 2000)
		lines := position.NewLines([]byte(text))
		for _, around := range []int{0, 4096, 8192, 10000 * len(part), len(text)} {
			for i := around - 5; i <= around+5; i++ {
				if got, want := lines.Of(i), position.Of(text, i); got != want {
					t.Errorf("%q at %d: %v, want %v", part, i, got, want)
				}
			}
		}
	}
}

// BenchmarkLines finds many places in one long line.
func BenchmarkLines(b *testing.B) {
	lines := position.NewLines([]byte(strings.Repeat("é", 1<<20)))
	b.ReportAllocs()
	for b.Loop() {
		for i := range 1000 {
			lines.Of(i << 10)
		}
	}
}
