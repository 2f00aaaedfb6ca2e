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

// Facts implements Analyzer. The rules see all that it could tell.
func (simpleAnalyzer) Facts(grammar.Pattern) []Fact { return nil }

// simpleAnalyzer knows what can be seen by comparing conditions one by one.
type simpleAnalyzer struct{}

// Satisfiable implements Analyzer.
func (simpleAnalyzer) Satisfiable(p grammar.Pattern) Answer {
	switch p := p.(type) {
	case *grammar.MatchAllPattern:
		return Yes
	case *grammar.TermsPattern:
		for _, in := range p.Terms {
			for _, ex := range p.Terms {
				if in.Mode == grammar.Included && ex.Mode == grammar.Excluded && contains(in.Text, ex.Text) {
					return No
				}
			}
		}
	case *grammar.JSONPattern:
		if dead(p.Expr) {
			return No
		}
	case *grammar.DelimitedPattern:
		for _, f := range p.Fields {
			if f.Expr != nil && dead(f.Expr) {
				return No
			}
		}
	}
	return Unsure
}

// dead reports whether an expression surely never holds.
func dead(e grammar.Expr) bool {
	switch e := e.(type) {
	case *grammar.And:
		all := operands(e)
		for i, o := range all {
			if dead(o) {
				return true
			}
			for _, later := range all[i+1:] {
				if excludes(o, later) {
					return true
				}
			}
		}
	case *grammar.Or:
		for _, o := range e.Operands {
			if !dead(o) {
				return false
			}
		}
		return true
	}
	return false
}

// AlwaysMatches implements Analyzer.
func (simpleAnalyzer) AlwaysMatches(p grammar.Pattern) Answer {
	switch p := p.(type) {
	case *grammar.MatchAllPattern:
		return Yes
	case *grammar.DelimitedPattern:
		if len(p.Fields) == 0 {
			return Yes // S6
		}
	}
	return Unsure
}

// Equivalent implements Analyzer.
func (a simpleAnalyzer) Equivalent(p, q grammar.Pattern) Answer {
	if a.Implies(p, q) == Yes && a.Implies(q, p) == Yes {
		return Yes
	}
	return Unsure
}

// Implies implements Analyzer.
func (simpleAnalyzer) Implies(p, q grammar.Pattern) Answer {
	if q.Kind() == grammar.MatchAll || p.String() == q.String() {
		return Yes
	}
	switch p := p.(type) {
	case *grammar.TermsPattern:
		if q, ok := q.(*grammar.TermsPattern); ok && termsImply(p, q) {
			return Yes
		}
	case *grammar.JSONPattern:
		if q, ok := q.(*grammar.JSONPattern); ok && exprImplies(p.Expr, q.Expr) {
			return Yes
		}
	}
	return Unsure
}

// termsImply reports whether messages that hold the terms of p surely hold
// those of q (T1 to T6).
func termsImply(p, q *grammar.TermsPattern) bool {
	if p.Regex != nil || q.Regex != nil {
		return false
	}
	if allOptional(p) {
		// One of p's terms occurs, whichever it is.
		return allOptional(q) && all(p.Terms, func(t *grammar.Term) bool {
			return some(q.Terms, func(o *grammar.Term) bool { return contains(t.Text, o.Text) })
		})
	}
	holds := func(o *grammar.Term) bool {
		return some(p.Terms, func(t *grammar.Term) bool { return t.Mode == grammar.Included && contains(t.Text, o.Text) })
	}
	if allOptional(q) {
		return some(q.Terms, holds)
	}
	return all(q.Terms, func(o *grammar.Term) bool {
		switch o.Mode {
		case grammar.Included:
			return holds(o)
		case grammar.Excluded:
			return some(p.Terms, func(t *grammar.Term) bool { return t.Mode == grammar.Excluded && contains(o.Text, t.Text) })
		}
		return true // has no effect (T6)
	})
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

func exprImplies(p, q grammar.Expr) bool { return newImplier().implies(p, q) }

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
