package lint

import (
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

func checkBlankPhrase(p *patternPass) {
	terms, ok := p.pattern.(*grammar.TermsPattern)
	if !ok || len(terms.Terms) != 1 || terms.Terms[0].Mode != grammar.Included || strings.TrimSpace(terms.Terms[0].Text) != "" || terms.Terms[0].Text == "" {
		return
	}
	p.report(terms.Terms[0].At, "This matches only log events that contain a space.", "Leave the pattern empty to match every log event.")
}
