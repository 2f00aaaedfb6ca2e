package analyze

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// Fact is something certain about a condition, a group of conditions or a term
// where it stands: the pattern matches the same log events when it is taken
// for decided.
type Fact struct {
	Node grammar.Node
	// Never is set when it is as if it never held: an alternative that can be
	// removed, or a branch that cannot be taken. Otherwise it is as if it
	// always held, and the conditions beside it say all there is.
	Never bool
}

// Facts finds the conditions and terms that decide nothing, in the order of
// the text. Of two that make each other superfluous the later one is found.
// What cannot be decided within the bounds, which hold for each question by
// itself, is left out. A pattern that never matches, or always, has that for
// its only fact, with the pattern itself as its node.
func Facts(p grammar.Pattern, opts Options) []Fact {
	if Satisfiable(p, opts).Answer == No {
		return []Fact{{p, true}}
	}
	f := &factFinder{opts: opts, whole: side{pattern: p}}
	switch p := p.(type) {
	case *grammar.TermsPattern:
		f.terms(p)
	case *grammar.JSONPattern:
		f.constant = map[grammar.Expr]bool{}
		f.operands(p.Expr)
	case *grammar.DelimitedPattern:
		f.constant = map[grammar.Expr]bool{}
		for _, field := range slices.Backward(p.Fields) {
			if field.Expr != nil {
				f.expr(field.Expr, true)
			}
		}
	}
	slices.SortStableFunc(f.found, func(a, b Fact) int { return a.Node.Span().Start - b.Node.Span().Start })
	return f.found
}

type factFinder struct {
	opts     Options
	whole    side
	constant map[grammar.Expr]bool
	found    []Fact
}

// operands looks at what an expression is made of.
func (f *factFinder) operands(e grammar.Expr) {
	switch e := e.(type) {
	case *grammar.And:
		for _, o := range slices.Backward(e.Operands) {
			f.expr(o, true)
		}
	case *grammar.Or:
		for _, o := range slices.Backward(e.Operands) {
			f.expr(o, false)
		}
	}
}

// expr tries an expression that stands beside others: joined by && it may be
// superfluous or impossible, joined by || the other way round. What was found
// superfluous stays away in later questions, or both of two alike would be.
func (f *factFinder) expr(e grammar.Expr, joined bool) {
	for _, value := range []bool{joined, !joined} {
		f.constant[e] = value
		if f.same() {
			f.found = append(f.found, Fact{e, !value})
			return
		}
		delete(f.constant, e)
	}
	f.operands(e)
}

// same reports whether the pattern matches the same with the decisions made.
// Patterns have no negation, so that a condition taken for true can only add
// log events, and one taken for false only take some away.
func (f *factFinder) same() bool {
	q := newInquiry(f.whole, side{pattern: f.whole.pattern, constant: f.constant}, f.opts)
	return q.find(region2{false, true}).answer == No && q.find(region2{true, false}).answer == No
}

// terms tries to leave terms out, one by one.
func (f *factFinder) terms(p *grammar.TermsPattern) {
	without := map[*grammar.Term]bool{}
	for _, t := range slices.Backward(p.Terms) {
		if len(without) == len(p.Terms)-1 {
			return
		}
		without[t] = true
		q := newInquiry(f.whole, side{pattern: p, without: without}, f.opts)
		if q.find(region2{false, true}).answer == No && q.find(region2{true, false}).answer == No {
			f.found = append(f.found, Fact{Node: t})
			continue
		}
		delete(without, t)
	}
}
