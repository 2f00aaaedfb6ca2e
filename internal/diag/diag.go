// Package diag renders errors in filter patterns for people. Lines and columns
// exist only here; everywhere else a position is a byte offset.
package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
)

// Source is a filter pattern and where it stands.
type Source struct {
	Name string // file name, or "pattern" for a pattern of the command line
	Line int    // line on which the pattern starts in Name, from 1; 0 means 1
	Text string // the pattern
}

// Position is a place in a text. Line and Column count from 1; a column is a
// character, not a byte.
type Position struct{ Line, Column int }

// Locate returns the position of a byte offset in text. Offsets beyond the
// text are taken as its end, an offset inside a character as its start.
func Locate(text string, offset int) Position {
	before := text[:runeStart(text, offset)]
	start := strings.LastIndexByte(before, '\n') + 1
	return Position{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])}
}

// runeStart returns offset, or where the character starts that it is inside
// of. A byte that is no UTF-8 is a character.
func runeStart(text string, offset int) int {
	offset = min(max(offset, 0), len(text))
	for back := 1; back < utf8.UTFMax && back <= offset && offset < len(text); back++ {
		if _, size := utf8.DecodeRuneInString(text[offset-back:]); size > back {
			return offset - back
		}
	}
	return offset
}

// Write renders errs, each as
//
//	name:line:column: error: reason [FP001 invalid-character]
//	    the line of the pattern
//	        ^^^ under the span
//	    CloudWatch Logs: the text the service answers
//	    help: the remedy
//	    did you mean: the line with the replacement
func Write(w io.Writer, src Source, errs grammar.Errors) error {
	b := &strings.Builder{}
	for _, e := range errs {
		writeError(b, src, e)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const (
	margin = "    "
	// excerptWidth is how much is shown of a text that can be no pattern.
	excerptWidth = 100
	// maxNote and noteEnd bound what is shown of the service's text, which
	// repeats a pattern that is too long.
	maxNote, noteEnd = 2000, 120
)

func writeError(b *strings.Builder, src Source, e *grammar.SyntaxError) {
	start := runeStart(src.Text, e.Span.Start)
	end := min(max(e.Span.End, start), len(src.Text))
	pos := Locate(src.Text, start)
	fmt.Fprintf(b, "%s:%d:%d: error: %s [%s %s]\n",
		Visible(src.Name), pos.Line+max(src.Line, 1)-1, pos.Column, OneLine(e.Reason), e.Code, e.Code.Name())

	width := 0
	if len(src.Text) > utf8.UTFMax*grammar.MaxPatternLength {
		width = excerptWidth
	}
	line, carets := Excerpt(src.Text, e.Span, width)
	fmt.Fprintf(b, "%s%s\n%s%s\n", margin, line, margin, carets)

	note(b, "CloudWatch Logs", e.Service)
	note(b, "help", e.Remedy)
	if e.Replacement != "" {
		lineStart := strings.LastIndexByte(src.Text[:start], '\n') + 1
		rest, _, _ := strings.Cut(src.Text[end:], "\n")
		note(b, "did you mean", strings.TrimSpace(src.Text[lineStart:start]+e.Replacement+rest))
	}
}

// note writes one labelled line, or nothing when there is nothing to say.
func note(b *strings.Builder, label, text string) {
	if len(text) > maxNote {
		text = text[:runeStart(text, maxNote-noteEnd)] + "…" + text[runeStart(text, len(text)-noteEnd):]
	}
	if text != "" {
		fmt.Fprintf(b, "%s%s: %s\n", margin, label, OneLine(text))
	}
}

// blank keeps the caret below its character, tabs included.
func blank(r rune) rune {
	if r == '\t' {
		return r
	}
	return ' '
}
