package lsp

import (
	"context"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
)

// maxCompletions bounds the list of an answer.
const maxCompletions = 200

// completion is what can stand at a position: in a filter pattern operators,
// keywords and the members that the patterns of the folder name; units where a
// unit belongs.
func (s *server) completion(_ context.Context, d *document, j *judged, p documentParams) any {
	items := []completionItem{}
	if j.file == nil {
		return items
	}
	at := d.text.offset(p.Position)
	if span, ok := unitAt(j.file, at); ok {
		for _, unit := range metric.Units() {
			items = append(items, completionItem{unit, completeEnum, "a unit of metrics", textEdit{d.text.textRange(span), unit}})
		}
		return items
	}
	place, offset, ok := j.at(d, p.Position)
	if !ok {
		return items
	}
	before := place.Text()[:offset]
	if !strings.HasPrefix(strings.TrimLeft(before, " "), "{") || inQuotes(before) {
		return items
	}
	word := before[wordStart(before):]
	replace := d.text.textRange(place.Span(grammar.Span{Start: offset - len(word), End: offset}))
	replace.End = p.Position
	if word == "" {
		replace.Start = p.Position
	}
	add := func(label string, kind int, detail string) {
		if len(items) < maxCompletions && strings.HasPrefix(strings.ToLower(label), strings.ToLower(word)) && label != word {
			items = append(items, completionItem{label, kind, detail, textEdit{replace, label}})
		}
	}
	if strings.HasPrefix(word, "$") || expectsSelector(before[:len(before)-len(word)]) {
		for _, name := range selectors(j.folder) {
			add(name, completeField, "named by a filter pattern in this folder")
		}
		return items
	}
	if last := strings.Fields(before[:len(before)-len(word)]); strings.EqualFold(last[len(last)-1], "NOT") {
		add("EXISTS", completeWord, "the member is not there")
		return items
	}
	for _, k := range [][2]string{
		{"=", "equals a number or a text, in which * stands for any characters"},
		{"!=", "differs from a number or a text"},
		{"<", "a number below"}, {"<=", "a number not above"}, {">", "a number above"}, {">=", "a number not below"},
		{"IS TRUE", "the member is true"}, {"IS FALSE", "the member is false"}, {"IS NULL", "the member is null"},
		{"NOT EXISTS", "the member is not there"},
		{"&&", "both conditions hold"}, {"||", "one of the conditions holds"},
	} {
		add(k[0], completeWord, k[1])
	}
	return items
}

// wordStart is where the word at the end of a text starts.
func wordStart(text string) int {
	return strings.LastIndexFunc(text, func(r rune) bool {
		return strings.ContainsRune(" \t\r\n(){}&|=!<>,", r)
	}) + 1
}

// inQuotes reports whether a text ends inside quotes or a regular expression.
func inQuotes(text string) bool {
	open := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && open != 0:
			i++
		case open != 0 && c == open:
			open = 0
		case open == 0 && (c == '"' || c == '%'):
			open = c
		}
	}
	return open != 0
}

// expectsSelector reports whether a property selector is what comes next.
func expectsSelector(before string) bool {
	before = strings.TrimRight(before, " \t\r\n(")
	return before == "{" || strings.HasSuffix(before, "{") || strings.HasSuffix(before, "&&") || strings.HasSuffix(before, "||")
}

// selectors are the property selectors of the patterns in files.
func selectors(files []*source.File) []string {
	var names []string
	for _, f := range files {
		for _, place := range lint.Places(f) {
			if place.Pattern() == nil {
				continue
			}
			for n := range grammar.All(place.Pattern()) {
				if sel, ok := n.(*grammar.Selector); ok {
					names = append(names, sel.String())
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// unitAt is the unit of a metric transformation at an offset.
func unitAt(f *source.File, at int) (source.Span, bool) {
	for _, r := range f.Resources {
		list := r.Input.Get("metricTransformations")
		if list == nil {
			continue
		}
		for _, t := range list.Items {
			unit := t.Get("unit")
			if unit == nil || unit.Kind != source.String || at < unit.Span.Start || at > unit.Span.End {
				continue
			}
			return unit.Text.Span(0, len(unit.Text.Decoded)), true
		}
	}
	return source.Span{}, false
}
