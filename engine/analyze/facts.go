package analyze

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// Effect is what a condition, a group of conditions or a term contributes
// where it stands.
type Effect uint8

// The effects. What is superfluous or covered can be removed; what is
// impossible makes the group that it stands in impossible, too.
const (
	// Superfluous: it holds whenever what stands beside it does.
	Superfluous Effect = iota
	// Covered: whenever it holds, another alternative does.
	Covered
	// Impossible: it never holds where that would matter.
	Impossible
)

// Fact is something certain about a condition, a group of conditions or a term
// where it stands. The node is the pattern itself when the pattern never
// matches.
type Fact struct {
	Node   grammar.Node
	Effect Effect
}

// Facts finds the conditions and terms that decide nothing, in the order of
// the text. Of two that make each other superfluous the later one is found.
// What cannot be decided within the bounds, which hold for each question by
// itself, is left out, and so is what the values of several fields of a
// space-delimited pattern decide together.
func Facts(p grammar.Pattern, opts Options) []Fact {
	return facts(p, opts, true)
}

// facts searches; short lets it leave out what plainly has none.
func facts(p grammar.Pattern, opts Options, short bool) []Fact {
	if opts.Steps <= 0 {
		opts.Steps = DefaultSteps
	}
	f := &factFinder{constant: map[grammar.Expr]bool{}}
	switch p := p.(type) {
	case *grammar.TermsPattern:
		if short && plainTerms(p) {
			return nil
		}
		f.terms(p, opts)
	case *grammar.JSONPattern:
		if short && plainJSON(p.Expr) {
			return nil
		}
		j, ok := newJSONFacts(p, opts)
		if !ok {
			return nil
		}
		if j.never(p.Expr) {
			return []Fact{{p, Impossible}}
		}
		f.judge = j
		f.operands(p.Expr)
	case *grammar.DelimitedPattern:
		for _, field := range slices.Backward(p.Fields) {
			if field.Expr == nil || short && plainField(field.Expr) {
				continue
			}
			v, ok := newFieldFacts(field.Expr, opts)
			if !ok {
				continue
			}
			if v.never(field.Expr) {
				return []Fact{{p, Impossible}}
			}
			f.judge = v
			f.expr(field.Expr, true)
		}
	}
	slices.SortStableFunc(f.found, func(a, b Fact) int { return a.Node.Span().Start - b.Node.Span().Start })
	return f.found
}

// judge decides about expressions inside of one that was given to it.
type judge interface {
	// same reports whether the whole holds in the same cases with the decisions
	// made, of which the last one took an expression for value. There is no
	// negation, so that a condition taken for true can only add cases, and one
	// taken for false only take some away.
	same(constant map[grammar.Expr]bool, value bool) bool
	// never reports whether an expression and the whole never hold together.
	never(e grammar.Expr) bool
}

type factFinder struct {
	judge    judge
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

// expr tries to do without an expression, which stands beside others: joined
// by && as if it held, joined by || as if it did not. What was found stays
// away in later questions, or both of two alike would be found.
func (f *factFinder) expr(e grammar.Expr, joined bool) {
	f.constant[e] = joined
	if f.judge.same(f.constant, joined) {
		effect := Superfluous
		if !joined {
			effect = Covered
			if f.judge.never(e) {
				effect = Impossible
			}
		}
		f.found = append(f.found, Fact{e, effect})
		return
	}
	delete(f.constant, e)
	f.operands(e)
}

// terms tries to leave terms out, one by one.
func (f *factFinder) terms(p *grammar.TermsPattern, opts Options) {
	whole := side{pattern: p}
	if newInquiry(whole, side{pattern: everything()}, opts).find(region2{true, true}).answer == No {
		f.found = []Fact{{p, Impossible}}
		return
	}
	without := map[*grammar.Term]bool{}
	for _, t := range slices.Backward(p.Terms) {
		if len(without) == len(p.Terms)-1 {
			return
		}
		without[t] = true
		q := newInquiry(whole, side{pattern: p, without: without}, opts)
		if q.find(region2{false, true}).answer == No && q.find(region2{true, false}).answer == No {
			effect := Superfluous
			if t.Mode == grammar.Optional {
				effect = Covered
			}
			f.found = append(f.found, Fact{t, effect})
			continue
		}
		delete(without, t)
	}
}

// jsonFacts judges the expressions of a JSON pattern.
type jsonFacts struct {
	problem *jsonProblem
	expr    grammar.Expr
	whole   *formula
	steps   int
}

func newJSONFacts(p *grammar.JSONPattern, opts Options) (*jsonFacts, bool) {
	problem := newJSONProblem(&budget{})
	whole, err := problem.formula(p.Expr, nil)
	problem.root.spread()
	return &jsonFacts{problem, p.Expr, whole, opts.Steps}, err == nil
}

func (j *jsonFacts) same(constant map[grammar.Expr]bool, value bool) bool {
	decided, err := j.problem.formula(j.expr, constant)
	if err != nil {
		return false
	}
	question := conjunction(j.whole, decided.negated())
	if value {
		question = conjunction(j.whole.negated(), decided)
	}
	return j.problem.find(question, j.steps).answer == No
}

func (j *jsonFacts) never(e grammar.Expr) bool {
	f, err := j.problem.formula(e, nil)
	return err == nil && j.problem.find(conjunction(j.whole, f), j.steps).answer == No
}

// fieldFacts judges the expressions of one field, by what they say to every
// text.
type fieldFacts struct {
	values *valueSet
	test   *fieldTest
	expr   grammar.Expr
	whole  *formula
	worlds []outcome
}

func newFieldFacts(e grammar.Expr, opts Options) (*fieldFacts, bool) {
	v := &fieldFacts{values: newValueSet(), test: &fieldTest{}, expr: e}
	var err error
	if v.whole, err = v.values.expression(v.test, e, nil); err != nil {
		return nil, false
	}
	var complete bool
	v.worlds, complete = outcomes(v.values.machines, false, &budget{left: opts.Steps})
	return v, complete
}

// all reports whether a formula is true for every text.
func (v *fieldFacts) all(f *formula) bool {
	for _, w := range v.worlds {
		outs := func(m int) uint8 { return w.outs[m] }
		regions, power := 1, v.values.power >= 0 && w.outs[v.values.power] == 1
		if power {
			regions = v.values.regions()
		}
		for r := range regions {
			if power && !v.values.possible(region(r), outs) {
				continue
			}
			if f.eval(v.values.facts(v.test, outs, region(r))) != yes {
				return false
			}
		}
	}
	return true
}

func (v *fieldFacts) same(constant map[grammar.Expr]bool, value bool) bool {
	decided, err := v.values.expression(v.test, v.expr, constant)
	if err != nil {
		return false
	}
	if value {
		return v.all(conjunction(v.whole.negated(), decided).negated())
	}
	return v.all(conjunction(v.whole, decided.negated()).negated())
}

func (v *fieldFacts) never(e grammar.Expr) bool {
	f, err := v.values.expression(v.test, e, nil)
	return err == nil && v.all(conjunction(v.whole, f).negated())
}
