package lint

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
)

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
			fmt.Sprintf(`A phrase matches anywhere in the message: write "%s".`, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(inner)), fixes...)
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func checkInnerStar(p *patternPass) {
	comparisons(p.pattern, func(c *grammar.Comparison) {
		text, ok := c.Value.(*grammar.Text)
		if ok && strings.Contains(strings.Trim(text.Decoded, "*"), "*") {
			p.report(text.At, "A * inside a value stops at the first occurrence of what follows it.",
				"Use a regular expression between % signs where this matters.")
		}
	})
}
