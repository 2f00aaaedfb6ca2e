package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func wordConnective() *Rule {
	return &Rule{
		Code: "FS015", Name: "word-connective", Severity: request.Warning, Since: firstVersion,
		Summary: "Terms must not be joined by OR or AND.",
		Why: "Terms patterns have no operators: OR is a term itself, so `timeout OR refused` matches only log events that " +
			"contain all three. A question mark before each term means that one of them is enough; no mark is needed if all must occur.",
		Language: PatternExample,
		Before:   `"START RequestId" OR "END RequestId"`,
		After:    `?"START RequestId" ?"END RequestId"`,
		pattern: func(p *patternPass) {
			for _, t := range wordsBetween(p.pattern) {
				help := "Remove it: all terms must occur anyway."
				switch t.Text {
				case "OR":
					help = "Put a question mark before each term of which one is enough, and remove OR."
				case "NOT":
					help = "Put a minus before the term that must not occur."
				}
				p.report(t.At, fmt.Sprintf("%s is searched for like any other term.", t.Text), help)
			}
		},
	}
}

// wordsBetween are the terms OR, AND and NOT between others.
func wordsBetween(p grammar.Pattern) []*grammar.Term {
	terms, ok := p.(*grammar.TermsPattern)
	if !ok {
		return nil
	}
	var words []*grammar.Term
	for i, t := range terms.Terms {
		if i > 0 && i < len(terms.Terms)-1 && !t.Quoted && t.Mode == grammar.Included && (t.Text == "OR" || t.Text == "AND" || t.Text == "NOT") {
			words = append(words, t)
		}
	}
	return words
}
