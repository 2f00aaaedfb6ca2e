package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func hyphenInWord() *Rule {
	return &Rule{
		Code: "FS018", Name: "mark-inside-word", Severity: request.Warning, Since: firstVersion,
		Summary: "A word that contains a hyphen or a question mark must be in double quotes.",
		Why: "A hyphen excludes what follows it, even in the middle of a word (T4): `request-id-123` asks for request without " +
			"id and 123, so it never matches its own text. A ? in a word makes what follows it optional (T5).",
		Language: PatternExample,
		Before:   `request-id-123`,
		After:    `"request-id-123"`,
		pattern: func(p *patternPass) {
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
		},
	}
}

func dottedValue() *Rule {
	return &Rule{
		Code: "FS019", Name: "ellipsis-in-value", Severity: request.Warning, Since: firstVersion,
		Summary: "An ellipsis must be a field of its own.",
		Why: "Three dots at the end of a value belong to the value: `[state = closed...]` compares with the text `closed...`, " +
			"and does not stand for further values (S4).",
		Language: PatternExample,
		Before:   `[time, state = closed...]`,
		After:    `[time, state = closed, ...]`,
		pattern: func(p *patternPass) {
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
		},
	}
}
