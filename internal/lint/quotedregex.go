package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func quotedRegex() *Rule {
	return &Rule{
		Code: "FS016", Name: "quoted-regex", Severity: request.Warning, Since: firstVersion,
		Summary: "A regular expression must be enclosed in % signs, without quotes.",
		Why: "In double quotes the % signs are literal, and so is what is between them. The wildcards of SQL are " +
			"not wildcards here.",
		Language: PatternExample,
		Before:   `{ $.message = "%timed? out%" }`,
		After:    `{ $.message = %timed? out% }`,
		pattern: func(p *patternPass) {
			for n := range grammar.All(p.pattern) {
				switch n := n.(type) {
				case *grammar.Text:
					if n.Quoted {
						p.quotedRegex(n.At, n.Decoded)
					}
				case *grammar.Term:
					if n.Quoted && len(p.pattern.(*grammar.TermsPattern).Terms) == 1 {
						p.quotedRegex(n.At, n.Text)
					}
				}
			}
		},
	}
}

func (p *patternPass) quotedRegex(at grammar.Span, text string) {
	inner := strings.TrimPrefix(strings.TrimSuffix(text, "%"), "%")
	if len(inner) != len(text)-2 || inner == "" || strings.Contains(inner, "%") || strings.TrimSpace(inner) != inner {
		return
	}
	regex := "%" + inner + "%"
	var fixes []Fix
	if _, err := grammar.Parse(regex); err == nil {
		fixes = p.fix("Remove the quotes", at, regex)
	}
	p.report(at, "In double quotes the % signs are literal.", fmt.Sprintf("Write %s for a regular expression.", regex), fixes...)
}
