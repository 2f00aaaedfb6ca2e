package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

func checkKeywordAsText(p *patternPass) {
	if p.pattern.Kind() != grammar.JSON {
		return
	}
	comparisons(p.pattern, func(c *grammar.Comparison) {
		text, ok := c.Value.(*grammar.Text)
		if !ok || text.Quoted || textBoolean(c.Left) {
			return
		}
		word := strings.ToUpper(text.Decoded)
		if word != "TRUE" && word != "FALSE" {
			return
		}
		at := grammar.Span{Start: c.OpAt.Start, End: text.At.End}
		message := fmt.Sprintf("%s %s compares with text and is never true of a boolean.", c.Op, text.Raw)
		if c.Op == grammar.NotEqual {
			other := map[string]string{"TRUE": "FALSE", "FALSE": "TRUE"}[word]
			p.report(at, message, fmt.Sprintf(`Write IS %s, or "%s" in quotes if the log contains text.`, other, text.Raw))
			return
		}
		p.report(at, message, fmt.Sprintf(`Write IS %s, or "%s" in quotes if the log contains text.`, word, text.Raw),
			slices.Concat(
				p.fix("Write IS "+word, at, spaceBefore(p.body, at.Start)+"IS "+word+spaceBehind(p.body, at.End)),
				p.fix("Put the text in double quotes", text.At, `"`+text.Raw+`"`))...)
	})
}

// spaceBefore and spaceBehind are the blanks that a keyword needs beside other
// words.
func spaceBefore(body string, at int) string {
	if at > 0 && !strings.ContainsRune(" \t\r\n", rune(body[at-1])) {
		return " "
	}
	return ""
}

func spaceBehind(body string, at int) string {
	if at < len(body) && !strings.ContainsRune(" \t\r\n)}", rune(body[at])) {
		return " "
	}
	return ""
}

// textBoolean reports whether a property is known to hold the text "true" or
// "false": CloudTrail writes these so.
func textBoolean(o grammar.Operand) bool {
	s, ok := o.(*grammar.Selector)
	return ok && s.Steps[len(s.Steps)-1].Name == "mfaAuthenticated"
}
