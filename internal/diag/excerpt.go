package diag

import (
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/position"
)

// Excerpt is the line of a text that a span starts on, and a line of carets
// that stand under the span when it is printed below. With a width above 0
// only so many bytes before the span are shown, and twice as many from its
// start on: a file may be one line of a megabyte.
func Excerpt(text string, span grammar.Span, width int) (line, carets string) {
	start := position.RuneStart(text, span.Start)
	// Of a long line no more is looked at than is shown.
	first, last := 0, len(text)
	if width > 0 {
		first, last = max(0, start-width-1), min(last, start+2*width+1)
	}
	from := first
	if i := strings.LastIndexByte(text[first:start], '\n'); i >= 0 {
		from = first + i + 1
	}
	to := last
	if i := strings.IndexByte(text[start:last], '\n'); i >= 0 {
		to = start + i
	}
	prefix, suffix := "", ""
	if width > 0 && start-from > width {
		from, prefix = position.RuneStart(text, start-width), "…"
	}
	if width > 0 && to-start > 2*width {
		to, suffix = position.RuneStart(text, start+2*width), "…"
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
