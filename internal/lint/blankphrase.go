package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func blankPhrase() *Rule {
	return &Rule{
		Code: "FS012", Name: "blank-phrase", Severity: request.Info, Since: firstVersion,
		Summary: "The pattern that matches every log event is the empty one.",
		Why: "The guide shows `\" \"` as matching everything, but recordings show a phrase of one blank (L6): log events " +
			"without a blank, such as compact JSON, are left out.",
		Language: PatternExample,
		Before:   `" "`,
		After:    ``,
		pattern: func(p *patternPass) {
			terms, ok := p.pattern.(*grammar.TermsPattern)
			if !ok || len(terms.Terms) != 1 || terms.Terms[0].Mode != grammar.Included || strings.TrimSpace(terms.Terms[0].Text) != "" || terms.Terms[0].Text == "" {
				return
			}
			p.report(terms.Terms[0].At, "This matches only log events that hold a blank.", "Leave the pattern empty to match every log event.")
		},
	}
}
