package analyze

import (
	"math"
	"slices"

	"github.com/logsieve/logsieve/engine/budget"
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
// What the values of several fields of a space-delimited pattern decide
// together is left out, and so is what cannot be decided within the bounds,
// which hold for each question by itself; undecided says why then, and is ""
// when all was decided.
func Facts(p grammar.Pattern, opts Options) (facts []Fact, undecided string) {
	f := findFacts(p, opts, true)
	return f.found, f.undecided
}

// findFacts searches; short lets it leave out what plainly has none.
func findFacts(p grammar.Pattern, opts Options, short bool) *factFinder {
	f := &factFinder{constant: map[grammar.Expr]bool{}}
	switch p := p.(type) {
	case *grammar.TermsPattern:
		if !short || !plainTerms(p) {
			f.terms(p, opts)
		}
	case *grammar.JSONPattern:
		if !short || !plainJSON(p.Expr) {
			f.inside(p, p.Expr, newJSONFacts(opts), f.operands)
		}
	case *grammar.DelimitedPattern:
		for _, field := range slices.Backward(p.Fields) {
			if field.Expr == nil || short && plainField(field.Expr) {
				continue
			}
			if f.inside(p, field.Expr, newFieldFacts(opts), func(e grammar.Expr) { f.expr(e, true) }) {
				break
			}
		}
	}
	slices.SortStableFunc(f.found, func(a, b Fact) int { return a.Node.Span().Start - b.Node.Span().Start })
	return f
}

// judge decides about expressions.
type judge interface {
	// formula turns an expression into a formula, in which some expressions
	// are decided already.
	formula(e grammar.Expr, constant map[grammar.Expr]bool) (*formula, error)
	// ask says whether there is something that a formula is true for: Yes, No,
	// or Unknown and why.
	ask(f *formula) finding
}

type factFinder struct {
	judge judge
	whole *formula
	// context is what has to hold, or not, for the expression that is looked
	// at to decide the whole.
	context   []demand
	constant  map[grammar.Expr]bool
	found     []Fact
	undecided string
}

// demand is a verdict that is wanted of an expression.
type demand struct {
	expr  grammar.Expr
	holds bool
}

// inside looks into an expression of a pattern, and reports whether the
// pattern never matches because of it.
func (f *factFinder) inside(p grammar.Pattern, e grammar.Expr, j judge, look func(grammar.Expr)) (never bool) {
	f.judge = j
	whole, err := j.formula(e, nil)
	if err != nil {
		return false
	}
	f.whole = whole
	if f.impossible(whole) {
		f.found = []Fact{{p, Impossible}}
		return true
	}
	look(e)
	return false
}

// impossible reports whether a formula is certainly never true.
func (f *factFinder) impossible(all *formula) bool {
	r := f.judge.ask(all)
	if r.tooLarge && f.undecided == "" {
		f.undecided = r.reason
	}
	return r.answer == No
}

// operands looks at what an expression is made of. An operand decides the
// whole only where the others leave it to it: those that it is joined with by
// && hold there, those that it is joined with by || do not.
func (f *factFinder) operands(e grammar.Expr) {
	var operands []grammar.Expr
	joined := false
	switch e := e.(type) {
	case *grammar.And:
		operands, joined = e.Operands, true
	case *grammar.Or:
		operands = e.Operands
	}
	depth := len(f.context)
	for i, o := range slices.Backward(operands) {
		for j, other := range operands {
			if j != i {
				f.context = append(f.context, demand{other, joined})
			}
		}
		f.expr(o, joined)
		f.context = f.context[:depth]
	}
}

// expr tries to do without an expression, which stands beside others: joined
// by && as if it held, joined by || as if it did not. What was found stays
// away in later questions, or both of two alike would be found.
func (f *factFinder) expr(e grammar.Expr, joined bool) {
	decisive := &formula{op: and}
	for _, d := range append(f.context, demand{e, !joined}) {
		part, err := f.judge.formula(d.expr, f.constant)
		if err != nil {
			return
		}
		if !d.holds {
			part = part.negated()
		}
		decisive.subs = append(decisive.subs, part)
	}
	if f.impossible(decisive) {
		effect := Superfluous
		if !joined {
			effect = Covered
			if own, err := f.judge.formula(e, nil); err == nil && f.impossible(conjunction(f.whole, own)) {
				effect = Impossible
			}
		}
		f.constant[e] = joined
		f.found = append(f.found, Fact{e, effect})
		return
	}
	f.operands(e)
}

// terms tries to leave terms out, one by one.
func (f *factFinder) terms(p *grammar.TermsPattern, opts Options) {
	whole := side{pattern: p}
	none := func(other side, want region2) bool {
		r := newInquiry(whole, other, opts).find(want)
		if r.tooLarge && f.undecided == "" {
			f.undecided = r.reason
		}
		return r.answer == No
	}
	if none(side{pattern: everything()}, region2{true, true}) {
		f.found = []Fact{{p, Impossible}}
		return
	}
	without := map[*grammar.Term]bool{}
	for _, t := range slices.Backward(p.Terms) {
		if len(without) == len(p.Terms)-1 {
			return
		}
		without[t] = true
		rest := side{pattern: p, without: without}
		if none(rest, region2{false, true}) && none(rest, region2{true, false}) {
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
	*jsonProblem
	opts   Options
	spread bool
}

func newJSONFacts(opts Options) *jsonFacts {
	j := &jsonFacts{jsonProblem: newJSONProblem(), opts: opts}
	j.hard = opts.hard
	return j
}

func (j *jsonFacts) ask(f *formula) finding {
	// All conditions are known now.
	if !j.spread {
		j.spread = true
		j.root.spread()
	}
	return j.find(f, j.opts.question())
}

// fieldFacts judges the expressions of one field, by what they say to every
// text.
type fieldFacts struct {
	values *valueSet
	test   *fieldTest
	opts   Options
	worlds []outcome // every combination of answers, once asked for
	many   *textPool // set instead when there are too many
	failed finding   // or when they are not known
}

func newFieldFacts(opts Options) *fieldFacts {
	return &fieldFacts{values: newValueSet(), test: &fieldTest{}, opts: opts}
}

func (v *fieldFacts) formula(e grammar.Expr, constant map[grammar.Expr]bool) (*formula, error) {
	return v.values.expression(v.test, e, constant)
}

func (v *fieldFacts) ask(f *formula) finding {
	b := v.opts.question()
	if v.worlds == nil && v.many == nil && v.failed.reason == "" {
		v.explore(b)
	}
	switch {
	case v.many != nil:
		return v.askMany(f, b)
	case v.failed.reason != "":
		return v.failed
	}
	for _, w := range v.worlds {
		found := false
		v.eachVerdict(w, f, func(holds, _ bool) bool {
			found = holds
			return !found && b.Spend(len(v.test.conditions))
		})
		if found {
			return finding{answer: Yes}
		}
	}
	if b.Err() != nil {
		return unknown(b, nil)
	}
	return finding{answer: No}
}

// eachVerdict visits what a formula says to the texts that give a combination
// of answers, until it is told to stop, and whether they spell numbers. A
// number with an exponent may lie in several regions.
func (v *fieldFacts) eachVerdict(w outcome, f *formula, visit func(holds, number bool) bool) {
	outs := func(m int) uint8 { return w.outs[m] }
	regions, power := 1, v.values.power >= 0 && w.outs[v.values.power] == 1
	if power {
		regions = v.values.regions()
	}
	number := power || v.values.plain >= 0 && w.outs[v.values.plain] == 1
	for r := range regions {
		if power && !v.values.possible(region(r), outs) {
			continue
		}
		if !visit(f.eval(v.values.facts(v.test, outs, region(r))) == yes, number) {
			return
		}
	}
}

// explore finds all combinations of answers, unless they are too many: texts
// are looked for one by one then, which takes that no number is asked for.
func (v *fieldFacts) explore(b *budget.Budget) {
	most, work := math.MaxInt, b
	if v.values.plain < 0 {
		most, work = mostValues, b.Part(triedSteps)
	}
	worlds, complete := outcomes(v.values.machines, false, most, work)
	switch {
	case complete && !(v.opts.hard && v.values.plain < 0):
		v.worlds = worlds
	case v.values.plain < 0 && b.Err() == nil:
		v.many = &textPool{machines: v.values.machines, literals: make([]string, len(v.values.machines))}
		for key, at := range v.values.keys {
			if key[0] == '=' {
				v.many.literals[at] = key[1:]
			}
		}
	default:
		v.failed = unknown(b, nil)
	}
}

// askMany chooses a verdict for one condition after the other that the formula
// depends on, and looks for a text that gives them.
func (v *fieldFacts) askMany(f *formula, b *budget.Budget) finding {
	facts := make([]truth, len(v.test.conditions))
	own := make([]bool, len(facts))
	for i := range own {
		own[i] = true
	}
	cost := 8 + f.size()/16
	answers := make([]truth, len(v.many.machines))
	var decide func() bool
	decide = func() bool {
		verdict, at, wanted := f.pending(facts, own)
		if verdict == no || !b.Spend(cost) {
			return false
		}
		if at < 0 {
			_, found := v.many.find(answers, b)
			return found
		}
		c := v.test.conditions[at]
		before := answers[c.text]
		for _, verdict := range []truth{wanted, negations[wanted]} {
			answer := truthOf((verdict == yes) == (c.op == grammar.Equal))
			if before != open && before != answer {
				continue
			}
			facts[at], answers[c.text] = verdict, answer
			if (v.many.remembered(answers, b) != nil || !v.many.excluded(answers, c.text, b)) && decide() {
				return true
			}
		}
		facts[at], answers[c.text] = open, before
		return false
	}
	switch {
	case decide():
		return finding{answer: Yes}
	case b.Err() != nil:
		return unknown(b, nil)
	}
	return finding{answer: No}
}
