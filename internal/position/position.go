// Package position turns byte offsets into lines and columns, which people and
// their tools want. Everywhere else a place is an offset, or a span of them.
package position

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// Position is a place in a text. Line and Column count from 1; a column is a
// character, not a byte.
type Position struct{ Line, Column int }

// Of returns the position of a byte offset in text. Offsets beyond the text are
// taken as its end, an offset inside a character as its start.
func Of(text string, offset int) Position {
	before := text[:RuneStart(text, offset)]
	start := strings.LastIndexByte(before, '\n') + 1
	return Position{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])}
}

// RuneStart returns offset, or where the character starts that it is inside
// of. A byte that is no UTF-8 is a character.
func RuneStart(text string, offset int) int {
	offset = min(max(offset, 0), len(text))
	for back := 1; back < utf8.UTFMax && back <= offset && offset < len(text); back++ {
		if _, size := utf8.DecodeRuneInString(text[offset-back:]); size > back {
			return offset - back
		}
	}
	return offset
}

// Lines finds positions in one text, quickly for many places.
type Lines struct {
	text   []byte
	starts []int
}

// NewLines looks through a text once.
func NewLines(text []byte) *Lines {
	l := &Lines{text: text, starts: []int{0}}
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '\n')
		if i < 0 {
			return l
		}
		from += i + 1
		l.starts = append(l.starts, from)
	}
}

// Of is what the function Of says about the text.
func (l *Lines) Of(offset int) Position {
	offset = min(max(offset, 0), len(l.text))
	i := sort.SearchInts(l.starts, offset+1) - 1
	line := l.text[l.starts[i]:]
	if i+1 < len(l.starts) {
		line = l.text[l.starts[i]:l.starts[i+1]]
	}
	before := line[:RuneStart(string(line), offset-l.starts[i])]
	return Position{i + 1, 1 + utf8.RuneCount(before)}
}
