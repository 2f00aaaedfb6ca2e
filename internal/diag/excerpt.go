package diag

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
)

// Excerpt is the line of a text that a span starts on, and a line of carets
// that stand under the span when it is printed below. With a width above 0
// only so many bytes before the span are shown, and twice as many from its
// start on: a file may be one line of a megabyte.
func Excerpt(text string, span grammar.Span, width int) (line, carets string) {
	start := runeStart(text, span.Start)
	from := strings.LastIndexByte(text[:start], '\n') + 1
	to := len(text)
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		to = start + i
	}
	prefix, suffix := "", ""
	if width > 0 && start-from > width {
		from, prefix = runeStart(text, start-width), "…"
	}
	if width > 0 && to-start > 2*width {
		to, suffix = runeStart(text, start+2*width), "…"
	}
	end := max(start, min(span.End, to))
	shown := text[from:to]
	if suffix == "" {
		shown = strings.TrimSuffix(shown, "\r")
	}
	line = prefix + OneLine(shown) + suffix
	carets = strings.Map(blank, prefix+text[from:start]) + strings.Repeat("^", max(1, utf8.RuneCountInString(text[start:end])))
	return line, carets
}

// Lines finds lines and columns in one text, quickly for many places.
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

// Locate is what the function Locate says about the text.
func (l *Lines) Locate(offset int) Position {
	offset = min(max(offset, 0), len(l.text))
	i := sort.SearchInts(l.starts, offset+1) - 1
	line := l.text[l.starts[i]:]
	if i+1 < len(l.starts) {
		line = l.text[l.starts[i]:l.starts[i+1]]
	}
	before := line[:runeStart(string(line), offset-l.starts[i])]
	return Position{i + 1, 1 + utf8.RuneCount(before)}
}
