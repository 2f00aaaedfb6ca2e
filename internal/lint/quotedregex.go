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
				p.quotedRegex(n.At, n.Decoded, false)
			}
		case *grammar.Term:
			if n.Quoted && len(p.pattern.(*grammar.TermsPattern).Terms) == 1 {
				p.quotedRegex(n.At, n.Text, n.Mode == grammar.Excluded)
			}
		}
	}
}

func (p *patternPass) quotedRegex(at grammar.Span, text string, excluded bool) {
	inner := strings.TrimPrefix(strings.TrimSuffix(text, "%"), "%")
	if len(inner) != len(text)-2 || inner == "" || strings.Contains(inner, "%") || strings.TrimSpace(inner) != inner {
		return
	}
	regex := "%" + inner + "%"
	help := "A regular expression is enclosed in % signs, without quotes; it has no groups and cannot be excluded with -."
	var fixes []Fix
	if _, err := grammar.Parse(regex); err == nil && !excluded {
		help = fmt.Sprintf("Write %s for a regular expression.", regex)
		fixes = p.fix("Remove the quotes", at, regex)
	}
	p.report(at, "In double quotes the % signs are literal.", help, fixes...)
}
