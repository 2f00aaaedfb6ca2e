package policy

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// required is a pattern for the log events that must be noticed, as far as
// another pattern tells them apart: what they always meet counts where the other
// asks for it, and would only make the proof longer elsewhere.
func (q *requirement) required(other grammar.Pattern) grammar.Pattern {
	p, ok := q.Pattern.(*grammar.JSONPattern)
	if !ok || len(q.Always) == 0 {
		return q.Pattern
	}
	names, all := members(other)
	var met []grammar.Expr
	for _, e := range q.Always {
		own, _ := members(&grammar.JSONPattern{Expr: e})
		if all || slices.ContainsFunc(own, func(name string) bool { return slices.Contains(names, name) }) {
			met = append(met, e)
		}
	}
	if len(met) == 0 {
		return p
	}
	return &grammar.JSONPattern{Expr: &grammar.And{Operands: append(met, p.Expr)}}
}

// members are the members of a log event that a pattern looks at; all is set
// when it may look at any.
func members(p grammar.Pattern) (names []string, all bool) {
	for n := range grammar.All(p) {
		s, ok := n.(*grammar.Selector)
		switch {
		case !ok:
		case len(s.Steps) == 0 || s.Steps[0].Kind != grammar.NameStep:
			all = true
		default:
			names = append(names, s.Steps[0].Name)
		}
	}
	return names, all
}

// ofAccount is what a pattern matches of the log events of all accounts, when it
// asks for those of one; nil when it does not.
func ofAccount(p grammar.Pattern) (of grammar.Pattern, account string) {
	json, ok := p.(*grammar.JSONPattern)
	if !ok {
		return nil, ""
	}
	wide := widened(json.Expr, func(c *grammar.Comparison) bool {
		if s, ok := c.Left.(*grammar.Selector); !ok || c.Op != grammar.Equal || s.String() != "$.recipientAccountId" {
			return false
		}
		switch v := c.Value.(type) {
		case *grammar.Number:
			account = v.Raw
			return true
		case *grammar.Text:
			account = v.Decoded
			return !strings.Contains(v.Decoded, "*")
		}
		return false
	})
	if account == "" || wide == nil {
		return nil, ""
	}
	return &grammar.JSONPattern{Expr: wide}, account
}
