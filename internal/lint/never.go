package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// conflicts visits the first pair of conditions of each && that exclude each
// other. There is none where each condition is known to decide something.
func (p *patternPass) conflicts(visit func(a, b grammar.Expr)) {
	if p.standIns == nil && len(p.analyzer.Facts(p.pattern)) == 0 && p.analyzer.Undecided(p.pattern) == "" && p.analyzer.Satisfiable(p.pattern) != No {
		return
	}
	connectives(p.pattern, func(_ *grammar.And, all []grammar.Expr) {
		for i, a := range all {
			for _, b := range all[i+1:] {
				if p.excludes(a, b) {
					visit(a, b)
					return
				}
			}
		}
	}, nil)
}

// twoValues reports whether both of two conditions that exclude each other are
// comparisons with =, of values that nobody would think can be the same: what
// only rules out that a star does not go back is for FS007 to say (J13).
func (p *patternPass) twoValues(a, b grammar.Expr) (first, second *grammar.Comparison, ok bool) {
	first, ok = a.(*grammar.Comparison)
	second, also := b.(*grammar.Comparison)
	ok = ok && also && first.Op == grammar.Equal && second.Op == grammar.Equal
	return first, second, ok && p.analyzer.Excludes(goingBack(first), goingBack(second)) == Yes
}

// goingBack is a comparison whose stars stand for any text that makes the whole
// match.
func goingBack(c *grammar.Comparison) grammar.Expr {
	text, ok := c.Value.(*grammar.Text)
	if !ok || !text.HasWildcard() {
		return c
	}
	pieces := text.Pieces()
	for i := range pieces {
		pieces[i] = regexp.QuoteMeta(pieces[i])
	}
	other := *c
	other.Value = &grammar.Regex{Source: "^" + strings.Join(pieces, `(.|\n)*`) + "$"}
	return &other
}

func checkDifferentValues(p *patternPass) {
	p.conflicts(func(a, b grammar.Expr) {
		if first, second, ok := p.twoValues(a, b); ok {
			p.report(grammar.Span{Start: a.Span().Start, End: b.Span().End},
				fmt.Sprintf("%s cannot be both %s and %s.", operandText(first.Left), valueText(first.Value), valueText(second.Value)),
				"Join the two with || to match either.")
		}
	})
}

func checkNeverHolds(p *patternPass) {
	var found []grammar.Span
	p.conflicts(func(a, b grammar.Expr) {
		at := grammar.Span{Start: a.Span().Start, End: b.Span().End}
		found = append(found, at)
		if _, _, ok := p.twoValues(a, b); !ok {
			p.report(at, fmt.Sprintf("%s and %s are never true together.", p.source(a.Span()), p.source(b.Span())),
				"Correct one of the two, or join them with ||.")
		}
	})
	for _, f := range p.analyzer.Facts(p.pattern) {
		if at := f.Node.Span(); f.Never && !overlaps(at, found) {
			found = append(found, at)
			p.report(at, fmt.Sprintf("%s is never true together with the conditions beside it.", p.source(at)), "Remove or correct it.")
		}
	}
	if len(found) == 0 && p.analyzer.Satisfiable(p.pattern) == No {
		p.report(p.pattern.Span(), "No log event can match this pattern.", "Correct the conditions that exclude each other.")
	}
}

func overlaps(at grammar.Span, list []grammar.Span) bool {
	return slices.ContainsFunc(list, func(o grammar.Span) bool { return at.Start < o.End && o.Start < at.End })
}
