package engine

import (
	"cmp"
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// mergeSpans sorts spans and joins those that overlap or touch.
func mergeSpans(spans []grammar.Span) []grammar.Span {
	slices.SortFunc(spans, func(a, b grammar.Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	merged := spans[:0]
	for _, s := range spans {
		if n := len(merged); n > 0 && s.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, s.End)
		} else if s.Start < s.End {
			merged = append(merged, s)
		}
	}
	return merged
}
