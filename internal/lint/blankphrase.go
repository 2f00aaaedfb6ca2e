package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func blankPhrase() *Rule {
	return &Rule{
		Code: "FS012", Name: "blank-phrase", Severity: request.Info, Since: firstVersion,
		Summary: "A pattern that matches every log event must be empty.",
		Why: "The guide shows `\" \"` as matching everything, but recordings show that it is a phrase of one space (L6): log events " +
			"without a space, such as compact JSON, are left out.",
		Language: PatternExample,
		Before:   `" "`,
		After:    ``,
		pattern: func(p *patternPass) {
			terms, ok := p.pattern.(*grammar.TermsPattern)
			if !ok || len(terms.Terms) != 1 || terms.Terms[0].Mode != grammar.Included || strings.TrimSpace(terms.Terms[0].Text) != "" || terms.Terms[0].Text == "" {
				return
			}
			p.report(terms.Terms[0].At, "This matches only log events that contain a space.", "Leave the pattern empty to match every log event.")
		},
	}
}
