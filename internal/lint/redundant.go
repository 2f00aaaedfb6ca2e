package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func redundantCondition() *Rule {
	return &Rule{
		Code: "FS013", Name: "redundant-condition", Severity: request.Warning, Since: firstVersion,
		Summary: "A condition changes what the pattern matches.",
		Why: "A condition that stands there twice, or that another one covers, has no effect. Often a copied line was to be " +
			"changed and was not.",
		Language: PatternExample,
		Before:   `{ $.eventName = "CreateTrail" || $.eventName = "CreateTrail" }`,
		After:    `{ $.eventName = "CreateTrail" || $.eventName = "UpdateTrail" }`,
		pattern: func(p *patternPass) {
			m := newImplier()
			var found []grammar.Span
			connectives(p.pattern,
				func(_ *grammar.And, all []grammar.Expr) { found = append(found, p.redundant(all, m.implies)...) },
				func(_ *grammar.Or, all []grammar.Expr) {
					found = append(found, p.redundant(all, func(a, b grammar.Expr) bool { return m.implies(b, a) })...)
				})
			found = append(found, p.saidElsewhere()...)
			for _, f := range p.analyzer.Facts(p.pattern) {
				if !f.Never && !overlaps(f.At, found) {
					found = append(found, f.At)
					p.report(f.At, "The pattern matches the same without this.", "Remove it, or correct it.")
				}
			}
		},
	}
}

// redundant reports each condition that another makes superfluous; of two that
// are alike the later one.
func (p *patternPass) redundant(all []grammar.Expr, makes func(a, superfluous grammar.Expr) bool) []grammar.Span {
	var found []grammar.Span
	for i, b := range all {
		for j, a := range all {
			if i == j || !makes(a, b) || j > i && makes(b, a) {
				continue
			}
			found = append(found, b.Span())
			p.report(b.Span(), fmt.Sprintf("This has no effect beside %s.", p.source(a.Span())), "Remove it, or correct it.")
			break
		}
	}
	return found
}

// saidElsewhere are conditions and terms without effect of which another rule
// says why: optional terms beside others, words that are meant as connectives,
// exclusions joined by ||, conditions that together always hold.
func (p *patternPass) saidElsewhere() []grammar.Span {
	var spans []grammar.Span
	if terms, ok := p.pattern.(*grammar.TermsPattern); ok && !allOptional(terms) {
		for _, t := range terms.Terms {
			if t.Mode == grammar.Optional {
				spans = append(spans, t.Span())
			}
		}
	}
	for _, t := range wordsBetween(p.pattern) {
		spans = append(spans, t.Span())
	}
	connectives(p.pattern, nil, func(_ *grammar.Or, all []grammar.Expr) {
		for i, a := range all {
			for _, b := range all[i+1:] {
				if twoExclusions(a, b) || covers(a, b) != "" {
					spans = append(spans, a.Span(), b.Span())
				}
			}
		}
	})
	return spans
}
