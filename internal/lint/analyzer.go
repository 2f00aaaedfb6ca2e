package lint

import "github.com/logsieve/logsieve/grammar"

// Answer is what an Analyzer knows. Rules speak only on Yes and No.
type Answer uint8

// The answers.
const (
	Unsure Answer = iota
	Yes
	No
)

// Analyzer decides questions about what patterns match.
type Analyzer interface {
	// Satisfiable is No when no log event can match.
	Satisfiable(p grammar.Pattern) Answer
	// AlwaysMatches is Yes when every log event matches.
	AlwaysMatches(p grammar.Pattern) Answer
	// Implies is Yes when every log event that a matches is matched by b.
	Implies(a, b grammar.Pattern) Answer
	// Equivalent is Yes when a and b match the same log events.
	Equivalent(a, b grammar.Pattern) Answer
	// Facts are what is certain about single conditions of a pattern, in the
	// order of the text. Pairs of conditions that the rules compare
	// themselves need not be among them.
	Facts(p grammar.Pattern) []Fact
}

// Fact is something certain about a condition or group where it stands.
type Fact struct {
	At grammar.Span
	// Never is set when the condition cannot hold together with what must
	// hold beside it; otherwise the pattern matches the same without it.
	Never bool
}

func allOptional(p *grammar.TermsPattern) bool {
	return all(p.Terms, func(t *grammar.Term) bool { return t.Mode == grammar.Optional })
}

// implier compares conditions by their text. Its work is bounded: nested
// alternatives on both sides can be paired in more ways than there is time
// for, and then nothing is certain.
type implier struct {
	left  int // comparisons still to be made
	texts map[grammar.Expr]string
}

const maxComparisons = 20000

func newImplier() *implier { return &implier{maxComparisons, map[grammar.Expr]string{}} }

// implies reports whether q surely holds whenever p does.
func (m *implier) implies(p, q grammar.Expr) bool {
	if m.left--; m.left < 0 {
		return false
	}
	if m.text(p) == m.text(q) {
		return true
	}
	if or, ok := p.(*grammar.Or); ok {
		return all(or.Operands, func(o grammar.Expr) bool { return m.implies(o, q) })
	}
	switch q := q.(type) {
	case *grammar.Or:
		if some(q.Operands, func(o grammar.Expr) bool { return m.implies(p, o) }) {
			return true
		}
	case *grammar.And:
		return all(q.Operands, func(o grammar.Expr) bool { return m.implies(p, o) })
	}
	if and, ok := p.(*grammar.And); ok {
		return some(and.Operands, func(o grammar.Expr) bool { return m.implies(o, q) })
	}
	return false
}

// text is one spelling for conditions that are written alike.
func (m *implier) text(e grammar.Expr) string {
	text, ok := m.texts[e]
	if !ok {
		text = exprText(e)
		m.texts[e] = text
	}
	return text
}

func exprText(e grammar.Expr) string { return grammar.Format(&grammar.JSONPattern{Expr: e}) }

func all[T any](list []T, holds func(T) bool) bool {
	for _, e := range list {
		if !holds(e) {
			return false
		}
	}
	return true
}

func some[T any](list []T, holds func(T) bool) bool {
	for _, e := range list {
		if holds(e) {
			return true
		}
	}
	return false
}
