package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/grammar"
)

func checkAlwaysHolds(p *patternPass) {
	connectives(p.pattern, nil, func(_ *grammar.Or, all []grammar.Expr) {
		for i, a := range all {
			for _, b := range all[i+1:] {
				if what := p.covers(a, b); what != "" {
					p.report(grammar.Span{Start: a.Span().Start, End: b.Span().End},
						fmt.Sprintf("%s or %s is true for every %s.", p.source(a.Span()), p.source(b.Span()), what),
						"Join the two with && for a range, or write = * to match any text or number.")
					return
				}
			}
		}
	})
}

// covers says of which values each satisfies one of two conditions: "number",
// "text or number", or "" when that is not certain. They are an ordering and
// one in the other direction, or an = and a !=.
func (p *patternPass) covers(a, b grammar.Expr) string {
	x, ok := a.(*grammar.Comparison)
	y, also := b.(*grammar.Comparison)
	if !ok || !also || !sameOperand(x.Left, y.Left) || !opposite(x.Op, y.Op) {
		return ""
	}
	switch numbers, texts := p.analyzer.EitherHolds(x, y); {
	case numbers != Yes:
		return ""
	case texts == Yes:
		return "text or number"
	case x.Op.Ordering():
		return "number"
	}
	return ""
}

// opposite reports whether two operators look in different directions.
func opposite(a, b grammar.CompareOp) bool {
	upward := func(op grammar.CompareOp) bool { return op == grammar.Greater || op == grammar.GreaterOrEqual }
	if a.Ordering() && b.Ordering() {
		return upward(a) != upward(b)
	}
	return a == grammar.Equal && b == grammar.NotEqual || a == grammar.NotEqual && b == grammar.Equal
}

func checkNotEqualOr(p *patternPass) {
	connectives(p.pattern, nil, func(_ *grammar.Or, all []grammar.Expr) {
		for i, a := range all {
			for _, b := range all[i+1:] {
				if twoExclusions(a, b) {
					p.report(grammar.Span{Start: a.Span().Start, End: b.Span().End},
						"Two exclusions joined by || exclude only what both exclude.",
						"Join them with && to exclude each value.")
					return
				}
			}
		}
	})
}

func twoExclusions(a, b grammar.Expr) bool {
	x, ok := a.(*grammar.Comparison)
	y, also := b.(*grammar.Comparison)
	return ok && also && x.Op == grammar.NotEqual && y.Op == grammar.NotEqual && sameOperand(x.Left, y.Left) &&
		valueText(x.Value) != valueText(y.Value)
}
