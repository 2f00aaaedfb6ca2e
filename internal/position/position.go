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

// Lines finds positions in one text, quickly for many places, also in a line of
// a megabyte.
type Lines struct {
	text   []byte
	starts []int // of the lines
	marks  []int // by stride: how many characters start before
}

// stride is after how many bytes the characters are counted anew: no place costs
// more than that many.
const stride = 4096

// NewLines looks through a text once.
func NewLines(text []byte) *Lines {
	l := &Lines{text: text, starts: []int{0}, marks: []int{0}}
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '\n')
		if i < 0 {
			break
		}
		from += i + 1
		l.starts = append(l.starts, from)
	}
	for count, from := 0, 0; from+stride <= len(text); {
		to := l.runeStart(len(l.marks) * stride)
		count += utf8.RuneCount(text[from:to])
		from = to
		l.marks = append(l.marks, count)
	}
	return l
}

// runeStart is RuneStart for the text.
func (l *Lines) runeStart(offset int) int {
	from := max(offset-utf8.UTFMax, 0)
	return from + RuneStart(string(l.text[from:min(offset+utf8.UTFMax, len(l.text))]), offset-from)
}

// characters counts the characters before an offset at which one starts.
func (l *Lines) characters(offset int) int {
	mark := offset / stride
	return l.marks[mark] + utf8.RuneCount(l.text[l.runeStart(mark*stride):offset])
}

// Of is what the function Of says about the text.
func (l *Lines) Of(offset int) Position {
	offset = l.runeStart(min(max(offset, 0), len(l.text)))
	i := sort.SearchInts(l.starts, offset+1) - 1
	return Position{i + 1, 1 + l.characters(offset) - l.characters(l.starts[i])}
}
