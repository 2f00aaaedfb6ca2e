package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func alwaysHolds() *Rule {
	return &Rule{
		Code: "FS008", Name: "always-holds", Severity: request.Warning, Since: firstVersion, partial: true,
		Summary: "A condition excludes something.",
		Why: "Alternatives that cover every value ask only whether there is one, which `= *` says plainly. Often && was " +
			"meant, for a range.",
		Language: PatternExample,
		Before:   `{ $.latency > 100 || $.latency < 500 }`,
		After:    `{ $.latency > 100 && $.latency < 500 }`,
		pattern: func(p *patternPass) {
			connectives(p.pattern, nil, func(_ *grammar.Or, all []grammar.Expr) {
				for i, a := range all {
					for _, b := range all[i+1:] {
						if what := covers(a, b); what != "" {
							p.report(grammar.Span{Start: a.Span().Start, End: b.Span().End},
								fmt.Sprintf("%s or %s holds for every %s.", p.source(a.Span()), p.source(b.Span()), what),
								"Join the two with && for a range, or ask with = * whether there is a value.")
							return
						}
					}
				}
			})
		},
	}
}

// covers says of which values each satisfies one of two conditions: "number",
// "text or number", or "" when that is not certain.
func covers(a, b grammar.Expr) string {
	x, ok := a.(*grammar.Comparison)
	y, also := b.(*grammar.Comparison)
	if !ok || !also || !sameOperand(x.Left, y.Left) {
		return ""
	}
	if x.Op.Ordering() && y.Op.Ordering() {
		if x.Op == grammar.Less || x.Op == grammar.LessOrEqual {
			x, y = y, x
		}
		if x.Op != grammar.Greater && x.Op != grammar.GreaterOrEqual || y.Op != grammar.Less && y.Op != grammar.LessOrEqual {
			return ""
		}
		lower, ok := number(x.Value)
		upper, also := number(y.Value)
		touch := x.Op == grammar.GreaterOrEqual || y.Op == grammar.LessOrEqual
		if ok && also && (lower < upper || touch && valueText(x.Value) == valueText(y.Value)) {
			return "number"
		}
		return ""
	}
	if (x.Op == grammar.Equal && y.Op == grammar.NotEqual || x.Op == grammar.NotEqual && y.Op == grammar.Equal) && valueText(x.Value) == valueText(y.Value) {
		return "text or number"
	}
	return ""
}

func notEqualOr() *Rule {
	return &Rule{
		Code: "FS010", Name: "not-equal-or", Severity: request.Warning, Since: firstVersion, partial: true,
		Summary: "Exclusions of several values are joined by &&.",
		Why: "Whatever equals one value differs from the other: `!= A || != B` lets every text and number pass, and excludes " +
			"nothing. With stars it excludes only what matches both.",
		Language: PatternExample,
		Before:   `{ $.status != "OK" || $.status != "RETRY" }`,
		After:    `{ $.status != "OK" && $.status != "RETRY" }`,
		pattern: func(p *patternPass) {
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
		},
	}
}

func twoExclusions(a, b grammar.Expr) bool {
	x, ok := a.(*grammar.Comparison)
	y, also := b.(*grammar.Comparison)
	return ok && also && x.Op == grammar.NotEqual && y.Op == grammar.NotEqual && sameOperand(x.Left, y.Left) &&
		valueText(x.Value) != valueText(y.Value)
}
