package position_test

import (
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
