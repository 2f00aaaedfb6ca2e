package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

func andBindsTighter() *Rule {
	return &Rule{
		Code: "FS014", Name: "and-binds-tighter", Severity: request.Warning, Since: firstVersion,
		Summary: "Alternatives beside && must be in parentheses.",
		Why: "&& binds tighter than || (J1): in `A && B || C` the condition A belongs to B alone. If B and C compare the same " +
			"property, A was most likely meant for both.",
		Language: PatternExample,
		Before:   `{ $.eventSource = "s3.amazonaws.com" && $.eventName = "PutBucketAcl" || $.eventName = "PutBucketPolicy" }`,
		After:    `{ $.eventSource = "s3.amazonaws.com" && ($.eventName = "PutBucketAcl" || $.eventName = "PutBucketPolicy") }`,
		pattern: func(p *patternPass) {
			connectives(p.pattern, nil, func(or *grammar.Or, _ []grammar.Expr) { checkPrecedence(p, or) })
		},
	}
}

// checkPrecedence looks for A && B || C … where B and C are alternatives for
// one property and A is about another. Parentheses around A && B show that it
// is meant.
func checkPrecedence(p *patternPass, or *grammar.Or) {
	and, ok := or.Operands[0].(*grammar.And)
	if !ok || p.inParentheses(and.At) {
		return
	}
	last, ok := and.Operands[len(and.Operands)-1].(*grammar.Comparison)
	if !ok || last.Op != grammar.Equal {
		return
	}
	for _, o := range or.Operands[1:] {
		c, ok := o.(*grammar.Comparison)
		if !ok || c.Op != grammar.Equal || !sameOperand(c.Left, last.Left) {
			return
		}
	}
	for _, o := range and.Operands[:len(and.Operands)-1] {
		c, ok := o.(*grammar.Comparison)
		if !ok || sameOperand(c.Left, last.Left) {
			return
		}
	}
	at := grammar.Span{Start: last.At.Start, End: or.At.End}
	if p.inParentheses(last.At) {
		at.Start = strings.LastIndexByte(p.body[:last.At.Start], '(')
	}
	p.report(at, fmt.Sprintf("&& binds tighter than ||: %s does not limit what follows the first ||.", p.source(and.Operands[0].Span())),
		"Put the alternatives in parentheses.", p.group(at)...)
}

// group is a fix that puts a part of the pattern in parentheses.
func (p *patternPass) group(at grammar.Span) []Fix {
	open, ok := p.edit(grammar.Span{Start: at.Start, End: at.Start}, "(")
	closing, also := p.edit(grammar.Span{Start: at.End, End: at.End}, ")")
	if !ok || !also {
		return nil
	}
	return []Fix{{Message: "Put the alternatives in parentheses", Edits: []source.Edit{open, closing}}}
}

// inParentheses reports whether a part of the pattern stands in parentheses of
// its own.
func (s *site) inParentheses(at grammar.Span) bool {
	before := strings.TrimRight(s.body[:at.Start], " \t\r\n")
	behind := strings.TrimLeft(s.body[at.End:], " \t\r\n")
	return strings.HasSuffix(before, "(") && strings.HasPrefix(behind, ")")
}
