package lint

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func redundantCondition() *Rule {
	return &Rule{
		Code: "FS013", Name: "redundant-condition", Severity: request.Warning, Since: firstVersion,
		Summary: "A condition must change what the pattern matches.",
		Why: "A condition that is repeated, or that another one covers, has no effect. Often a copied line was meant to be " +
			"changed but was not.",
		Language: PatternExample,
		Before:   `{ $.eventName = "CreateTrail" || $.eventName = "CreateTrail" }`,
		After:    `{ $.eventName = "CreateTrail" || $.eventName = "UpdateTrail" }`,
		pattern: func(p *patternPass) {
			facts := p.analyzer.Facts(p.pattern)
			if len(facts) == 0 {
				return
			}
			found := p.saidElsewhere()
			for _, f := range facts {
				at := f.Node.Span()
				if f.Never || overlaps(at, found) {
					continue
				}
				found = append(found, at)
				message := "The pattern matches the same log events without this."
				if beside := p.beside(f.Node); beside != nil {
					message = fmt.Sprintf("This has no effect beside %s.", p.source(beside.Span()))
				}
				p.report(at, message, "Remove or correct it.")
			}
		},
	}
}

// beside is the first condition or group beside another one that alone makes it
// superfluous, nil when there is none.
func (p *patternPass) beside(superfluous grammar.Node) (beside grammar.Expr) {
	look := func(all []grammar.Expr, makes func(a, b grammar.Expr) Answer) {
		at := slices.IndexFunc(all, func(e grammar.Expr) bool { return grammar.Node(e) == superfluous })
		for i, e := range all {
			if at >= 0 && i != at && beside == nil && makes(e, all[at]) == Yes {
				beside = e
			}
		}
	}
	connectives(p.pattern,
		func(_ *grammar.And, all []grammar.Expr) { look(all, p.analyzer.Covers) },
		func(_ *grammar.Or, all []grammar.Expr) {
			look(all, func(a, b grammar.Expr) Answer { return p.analyzer.Covers(b, a) })
		})
	return beside
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
				if twoExclusions(a, b) || p.covers(a, b) != "" {
					spans = append(spans, a.Span(), b.Span())
				}
			}
		}
	})
	return spans
}
