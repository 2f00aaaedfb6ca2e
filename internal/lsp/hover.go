package lsp

import (
	"context"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/lint"
)

// proofs is what a hover may spend on what is proved of a pattern: somebody
// waits for it.
const proofs = 200_000

// at is the filter pattern at a position, and how much of it stands before.
func (j *judged) at(d *document, p position) (place lint.Place, offset int, ok bool) {
	if j.file == nil {
		return place, 0, false
	}
	at := d.text.offset(p)
	for _, place := range lint.Places(j.file) {
		if offset, ok := place.Offset(at); ok {
			return place, offset, true
		}
	}
	return place, 0, false
}

// hover explains the filter pattern at a position.
func (s *server) hover(ctx context.Context, d *document, j *judged, p documentParams) any {
	place, _, ok := j.at(d, p.Position)
	if !ok || place.Pattern() == nil {
		return nil
	}
	filter, err := engine.Compile(place.Pattern())
	if err != nil {
		return nil
	}
	work := budget.New(ctx, proofs)
	facts := explain.Facts(place.Pattern(), analyze.Options{Work: work})
	var b strings.Builder
	if err := explain.Explain(filter, place.Text(), facts...).WriteText(diag.Text(&b, false)); err != nil {
		return nil
	}
	return hover{
		Contents: markup{markdown, fenced(b.String())},
		Range:    d.text.textRange(place.Span(grammar.Span{Start: 0, End: len(place.Text())})),
	}
}

// fenced is a text as a block of code that it cannot end.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(text, "\n") + "\n" + fence
}
