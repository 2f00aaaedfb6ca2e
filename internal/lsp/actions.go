package lsp

import (
	"context"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
)

// codeActions are the fixes of the findings in a range, all safe ones at once,
// and the canonical form of filter patterns.
func (s *server) codeActions(_ context.Context, d *document, j *judged, p documentParams) any {
	actions := []codeAction{}
	add := func(a codeAction, edits []source.Edit) {
		wanted := len(p.Context.Only) == 0 && !strings.HasPrefix(a.Kind, "source.")
		for _, kind := range p.Context.Only {
			wanted = wanted || a.Kind == kind || strings.HasPrefix(a.Kind, kind+".")
		}
		if wanted && len(edits) > 0 {
			a.Edit = workspaceEdit{map[string][]textEdit{d.uri: d.text.edits(edits)}}
			actions = append(actions, a)
		}
	}
	from, to := d.text.offset(p.Range.Start), d.text.offset(p.Range.End)
	within := func(at source.Span) bool { return at.Start <= to && from <= at.End }
	var safe []source.Edit
	for i, f := range j.findings {
		for _, fix := range f.Fixes {
			if within(f.Span) {
				add(codeAction{Title: fix.Message, Kind: quickFix, Diagnostics: j.diagnostics[i : i+1], IsPreferred: fix.Safe}, fix.Edits)
			}
		}
		if len(f.Fixes) > 0 && f.Fixes[0].Safe && !overlap(safe, f.Fixes[0].Edits) {
			safe = append(safe, f.Fixes[0].Edits...)
		}
	}
	slices.SortStableFunc(safe, func(a, b source.Edit) int { return a.Span.Start - b.Span.Start })
	add(codeAction{Title: "Make all safe fixes of logsieve", Kind: fixAll}, safe)
	var formatted []source.Edit
	if j.file != nil {
		for _, place := range lint.Places(j.file) {
			edit, ok := canonical(place)
			if !ok || overlap(formatted, []source.Edit{edit}) {
				continue
			}
			formatted = append(formatted, edit)
			if within(edit.Span) {
				add(codeAction{Title: "Write the filter pattern in its canonical form", Kind: rewrite}, []source.Edit{edit})
			}
		}
	}
	add(codeAction{Title: "Write all filter patterns in their canonical form", Kind: formatAll}, formatted)
	return actions
}

// canonical is the edit that formats a pattern, if there is something to do.
func canonical(p lint.Place) (source.Edit, bool) {
	if p.Pattern() == nil || !p.Known() {
		return source.Edit{}, false
	}
	text := grammar.Format(p.Pattern())
	if text == p.Text() || len(text) > grammar.MaxPatternLength {
		return source.Edit{}, false
	}
	return p.Edit(grammar.Span{Start: 0, End: len(p.Text())}, text)
}

// overlap reports whether edits touch others.
func overlap(list, more []source.Edit) bool {
	return slices.ContainsFunc(list, func(a source.Edit) bool {
		return slices.ContainsFunc(more, func(b source.Edit) bool { return a.Span.Start <= b.Span.End && b.Span.Start <= a.Span.End })
	})
}
