package lint

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func literalStar() *Rule {
	return &Rule{
		Code: "FS003", Name: "literal-star", Severity: request.Warning, Since: firstVersion, partial: true,
		Summary: "In a quoted phrase, * is a literal asterisk, not a wildcard.",
		Why: "Terms patterns have no wildcards (T9): `\"*ERROR*\"` looks for seven characters, asterisks included. A term " +
			"already matches anywhere in the message, even inside a word.",
		Language: PatternExample,
		Before:   `"*ERROR*"`,
		After:    `"ERROR"`,
		pattern:  checkLiteralStar,
	}
}

func checkLiteralStar(p *patternPass) {
	terms, ok := p.pattern.(*grammar.TermsPattern)
	if !ok {
		return
	}
	for _, t := range terms.Terms {
		if !t.Quoted || !strings.Contains(t.Text, "*") || strings.Contains(t.Text, "**") || strings.Contains(t.Text, "/*") || strings.Contains(t.Text, "*/") {
			continue
		}
		inner := strings.Trim(t.Text, "*")
		front, back := strings.HasPrefix(t.Text, "*"), strings.HasSuffix(t.Text, "*")
		first, _ := utf8.DecodeRuneInString(inner)
		last, _ := utf8.DecodeLastRuneInString(inner)
		if inner == "" || strings.Contains(inner, "*") || !(front && wordRune(first) || back && wordRune(last)) {
			continue
		}
		var fixes []Fix
		if t.Raw == `"`+t.Text+`"` { // without escapes
			at := grammar.Span{Start: t.At.End - len(t.Raw), End: t.At.End}
			fixes = p.fix("Remove the asterisks", at, `"`+inner+`"`)
		}
		p.report(t.At, "In a phrase, * is a literal asterisk.",
			fmt.Sprintf(`A phrase matches anywhere in the message: write "%s".`, inner), fixes...)
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func innerStar() *Rule {
	return &Rule{
		Code: "FS004", Name: "inner-star", Severity: request.Info, Off: true, Since: firstVersion, partial: true,
		Summary: "A * should be at the start or the end of a value.",
		Why: "Recordings show that a * inside a value is a wildcard, too, but older documentation calls it literal, and it " +
			"stops at the first occurrence of what follows (J13): `\"*111.111\"` does not match `111.111.111`. A regular " +
			"expression leaves no doubt.",
		Language: PatternExample,
		Before:   `{ $.path = "/api/*/users" }`,
		After:    `{ $.path = %^/api/.*/users$% }`,
		pattern: func(p *patternPass) {
			comparisons(p.pattern, func(c *grammar.Comparison) {
				text, ok := c.Value.(*grammar.Text)
				if ok && strings.Contains(strings.Trim(text.Decoded, "*"), "*") {
					p.report(text.At, "A * inside a value stops at the first occurrence of what follows it.",
						"Use a regular expression between % signs where this matters.")
				}
			})
		},
	}
}
