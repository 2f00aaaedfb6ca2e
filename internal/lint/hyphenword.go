package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

func checkHyphenInWord(p *patternPass) {
	terms, ok := p.pattern.(*grammar.TermsPattern)
	if !ok {
		return
	}
	for _, at := range terms.MarkedWords(p.body) {
		word := p.source(at)
		bare := strings.TrimLeft(word, "-?")
		phrase := word[:len(word)-len(bare)] + `"` + bare + `"`
		effect := "the - excludes what follows it"
		if !strings.Contains(bare, "-") {
			effect = "the ? makes what follows it optional"
		}
		p.report(at, fmt.Sprintf("Inside the word %s %s.", word, effect),
			"Put the word in double quotes: "+phrase+".", p.fix("Write "+phrase, at, phrase)...)
	}
}

func checkDottedValue(p *patternPass) {
	fields, ok := p.pattern.(*grammar.DelimitedPattern)
	if !ok {
		return
	}
	comparisons(p.pattern, func(c *grammar.Comparison) {
		text, ok := c.Value.(*grammar.Text)
		if !ok || text.Quoted || !strings.HasSuffix(text.Raw, "...") || strings.Trim(text.Raw, ".") == "" {
			return
		}
		var fixes []Fix
		bare := strings.TrimRight(text.Raw, ".")
		if !fields.HasEllipsis() {
			fixes = p.fix("Write "+bare+", ...", text.At, bare+", ...")
		}
		p.report(text.At, fmt.Sprintf("%s is compared including its dots: they are not an ellipsis here.", text.Raw),
			"Separate the ellipsis with a comma, or put the value in double quotes if the dots belong to it.", fixes...)
	})
}
