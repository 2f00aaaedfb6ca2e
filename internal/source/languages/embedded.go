package languages

import (
	"path"
	"slices"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// maxEmbedded bounds documents in documents.
const maxEmbedded = 4

// readEmbedded reads the documents that stand in texts of a file, each by the
// name that it has there.
func readEmbedded(f *source.Reader, opts Options, depth int) {
	if len(f.Embedded) == 0 || depth == maxEmbedded {
		return
	}
	for _, e := range f.Embedded {
		in := document.NewInside(e.Text)
		if in == nil || !f.Spend(source.Steps(e.Text), e.At) {
			continue
		}
		input := source.Input{Name: path.Join(path.Dir(f.Name), e.Name), Data: in.Data()}
		inner := read(input, Options{Load: opts.Load, Terraform: terraform.Options{Alone: true}})
		if inner == nil {
			continue
		}
		inner.Shown = f.Shown || e.Shown
		readEmbedded(inner, opts, depth+1)
		f.TakeIn(e, in, inner)
		if !inner.Shown && e.Text.Known() && len(inner.Resources) > 0 {
			for _, p := range inner.Problems {
				f.Mistake(&document.Problem{Span: in.Span(p.Span), Reason: p.Reason, Remedy: p.Remedy})
			}
		}
	}
	f.Embedded = nil
	slices.SortStableFunc(f.Resources, func(a, b *source.Resource) int { return a.Body.Start - b.Body.Start })
	slices.SortStableFunc(f.Comments, func(a, b source.Comment) int { return a.Span.Start - b.Span.Start })
	slices.SortStableFunc(f.Problems, func(a, b *source.Problem) int { return a.Span.Start - b.Span.Start })
	f.NumberAddresses()
}
