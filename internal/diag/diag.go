// Package diag renders errors in filter patterns for people, and keeps what
// others wrote from doing harm where it is shown.
package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/position"
)

// Source is a filter pattern and where it stands.
type Source struct {
	Name string // file name, or "pattern" for a pattern of the command line
	Line int    // line on which the pattern starts in Name, from 1; 0 means 1
	Text string // the pattern
}

// Write renders errs, each as
//
//	name:line:column: error: reason [FP001 invalid-character]
//	    the line of the pattern
//	        ^^^ under the span
//	    CloudWatch Logs: the text the service answers
//	    help: the remedy
//	    did you mean: the whole pattern, mended
//
// What mends one of several errors, of which others are not known to be mended,
// is shown as such.
func Write(w io.Writer, src Source, errs grammar.Errors) error {
	b := &strings.Builder{}
	for i, e := range errs {
		writeError(b, src, e)
		switch {
		case e.Suggestion != "" && i == len(errs)-1:
			note(b, "did you mean", oneLine(e.Suggestion))
		case e.Suggestion == "" && e.Replacement != "":
			note(b, "mends this error, not the others", e.Replacement)
		}
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
	start := position.RuneStart(src.Text, e.Span.Start)
	pos := position.Of(src.Text, start)
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
}

// oneLine is a pattern on one line: between its parts a line break is a space.
func oneLine(pattern string) string {
	if strings.Contains(pattern, "\n") {
		if p, err := grammar.Parse(pattern); err == nil {
			return p.String()
		}
	}
	return pattern
}

// note writes one labelled line, or nothing when there is nothing to say.
func note(b *strings.Builder, label, text string) {
	if len(text) > maxNote {
		text = text[:position.RuneStart(text, maxNote-noteEnd)] + "…" + text[position.RuneStart(text, len(text)-noteEnd):]
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
