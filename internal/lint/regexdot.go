package lint

import (
	"fmt"
	"regexp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func regexDot() *Rule {
	return &Rule{
		Code: "FS011", Name: "regex-dot", Severity: request.Warning, Since: firstVersion, partial: true,
		Summary: "A literal dot in a regular expression must be escaped.",
		Why: "A dot matches any character: `%10.0.0.1%` also matches 10.0.041 and 10x0.0.1. In an address or a host " +
			"name it is meant literally.",
		Language: PatternExample,
		Before:   `{ $.sourceIPAddress = %10.0.0.1% }`,
		After:    `{ $.sourceIPAddress = %10\.0\.0\.1% }`,
		pattern:  checkRegexDot,
	}
}

// Addresses and names whose dots stand between plain characters. A quantifier
// behind a dot shows that it is meant as any character.
const (
	addressDots = `\b\d{1,3}(?:\.\d{1,3}){2,3}\b`
	domainDots  = `\b[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.(?:com|org|net|io|gov|edu|dev|local|internal)\b`
)

func checkRegexDot(p *patternPass) {
	if !hasRegex(p.pattern) {
		return
	}
	plain := regexp.MustCompile(addressDots + "|" + domainDots)
	for n := range grammar.All(p.pattern) {
		var r *grammar.Regex
		switch n := n.(type) {
		case *grammar.TermsPattern:
			r = n.Regex
		case *grammar.Comparison:
			r, _ = n.Value.(*grammar.Regex)
		}
		if r == nil {
			continue
		}
		for _, at := range plain.FindAllStringIndex(r.Source, -1) {
			p.reportDots(r, at[0], at[1])
		}
	}
}

func (p *patternPass) reportDots(r *grammar.Regex, start, end int) {
	offset := r.At.Start + 1
	fix := Fix{Message: "Escape the dots"} // which narrows what matches
	for i := start; i < end; i++ {
		if r.Source[i] != '.' {
			continue
		}
		if edit, ok := p.edit(grammar.Span{Start: offset + i, End: offset + i + 1}, `\.`); ok {
			fix.Edits = append(fix.Edits, edit)
		}
	}
	var fixes []Fix
	if len(fix.Edits) > 0 {
		fixes = []Fix{fix}
	}
	p.report(grammar.Span{Start: offset + start, End: offset + end},
		fmt.Sprintf("The dots in %s match any character.", r.Source[start:end]), `Write \. for a dot.`, fixes...)
}
