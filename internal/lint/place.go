package lint

import (
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// Place is where a file holds a filter pattern, for those who show or change
// it.
type Place struct{ site *site }

// Places are the filter patterns of a file, in the order of its resources.
// Field selection criteria are none.
func Places(f *source.File) []Place {
	var list []Place
	c := &checker{patterns: newPatternMemo()}
	for _, r := range f.Resources {
		for _, s := range c.patternSites(f, r) {
			if !s.criteria {
				list = append(list, Place{s})
			}
		}
	}
	return list
}

// Text is the pattern, without what is not known of it.
func (p Place) Text() string { return p.site.body }

// Known reports whether all of the pattern is known.
func (p Place) Known() bool { return p.site.text.Known() }

// Pattern is the pattern, nil when it is not known or not valid.
func (p Place) Pattern() grammar.Pattern { return p.site.pattern }

// Span is where a part of the pattern stands in the file.
func (p Place) Span(at grammar.Span) source.Span { return p.site.span(at) }

// Edit replaces a part of the pattern, if the file's style can say it.
func (p Place) Edit(at grammar.Span, text string) (source.Edit, bool) { return p.site.edit(at, text) }

// Offset is the part of the pattern before an offset in the file; false when
// the offset is not in the pattern.
func (p Place) Offset(at int) (int, bool) {
	whole := p.site.whole()
	if at < whole.Start || at > whole.End {
		return 0, false
	}
	body := p.site.body
	// Texts hold their places in order.
	low, high := 0, len(body)
	for low < high {
		middle := (low + high) / 2
		if p.Span(grammar.Span{Start: middle, End: middle + 1}).End <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, true
}
