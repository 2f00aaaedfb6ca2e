package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/grammar"
)

func checkIneffectiveOptional(p *patternPass) {
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
}
