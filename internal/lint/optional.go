package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func ineffectiveOptional() *Rule {
	return &Rule{
		Code: "FS005", Name: "ineffective-optional", Severity: request.Warning, Since: firstVersion,
		Summary: "Optional terms cannot be combined with other terms.",
		Why: "Beside a required or excluded term, optional terms have no effect (T6): `?ERROR ?WARN -debug` matches " +
			"everything without debug. For a choice together with another condition, use a regular expression or one filter for each.",
		Language: PatternExample,
		Before:   `?ERROR timeout`,
		After:    `ERROR timeout`,
		pattern: func(p *patternPass) {
			terms, ok := p.pattern.(*grammar.TermsPattern)
			if !ok || allOptional(terms) || len(wordsBetween(p.pattern)) > 0 {
				return // of words such as OR another rule tells
			}
			var other *grammar.Term
			for _, t := range terms.Terms {
				if t.Mode != grammar.Optional && other == nil {
					other = t
				}
			}
			for _, t := range terms.Terms {
				if t.Mode == grammar.Optional {
					p.report(t.At, fmt.Sprintf("?%s has no effect beside %s.", t.Raw, p.source(other.At)),
						"Make every term optional, or remove the question mark; for a choice together with another condition, use one filter for each.")
				}
			}
		},
	}
}
