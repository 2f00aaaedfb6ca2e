package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

func checkQuotedRegex(p *patternPass) {
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
