package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func andBindsTighter() *Rule {
	return &Rule{
		Code: "FS014", Name: "and-binds-tighter", Severity: request.Warning, Since: firstVersion,
		Summary: "Alternatives beside && stand in parentheses.",
		Why: "&& binds tighter than || (J1): in `A && B || C` the condition A belongs to B alone. When B and C compare the same " +
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
	p.report(grammar.Span{Start: last.At.Start, End: or.At.End},
		fmt.Sprintf("&& binds tighter than ||: %s does not limit what follows the first ||.", p.source(and.Operands[0].Span())),
		"Put the alternatives in parentheses.")
}

// inParentheses reports whether a part of the pattern stands in parentheses of
// its own.
func (s *site) inParentheses(at grammar.Span) bool {
	before := strings.TrimRight(s.body[:at.Start], " \t\r\n")
	behind := strings.TrimLeft(s.body[at.End:], " \t\r\n")
	return strings.HasSuffix(before, "(") && strings.HasPrefix(behind, ")")
}
