package analyze

import (
	"math"

	"github.com/logsieve/logsieve/grammar"
)

// Excludes says whether two conditions or groups of them never hold together,
// in one log event or, over fields of a space-delimited pattern, for one value.
func Excludes(a, b grammar.Expr, opts Options) Result {
	return neverTrue(a, b, opts, func(a, b *formula) *formula { return conjunction(a, b) })
}

// Covers says whether b holds whenever a does, so that a adds nothing beside b
// where they are joined by ||, and b nothing beside a where by &&.
func Covers(a, b grammar.Expr, opts Options) Result {
	return neverTrue(a, b, opts, func(a, b *formula) *formula { return conjunction(a, b.negated()) })
}

// neverTrue asks whether a formula made of two expressions is never true.
func neverTrue(a, b grammar.Expr, opts Options, question func(a, b *formula) *formula) Result {
	var j judge = newJSONFacts(opts)
	if overField(a) {
		j = newFieldFacts(opts)
	}
	x, err := j.formula(a, nil)
	if err != nil {
		return Result{Reason: reasonExotic}
	}
	y, err := j.formula(b, nil)
	if err != nil {
		return Result{Reason: reasonExotic}
	}
	return j.ask(question(x, y)).existence(No, Yes)
}

// overField reports whether an expression looks at a field of a space-delimited
// pattern.
func overField(e grammar.Expr) bool {
	for n := range grammar.All(e) {
		if _, ok := n.(*grammar.FieldName); ok {
			return true
		}
	}
	return false
}

// EitherHolds says whether one of two comparisons over one value holds for
// every number, and for every text that is none. Numbers too large for a double
// do not count: no comparison of numbers holds for them (J15).
func EitherHolds(a, b *grammar.Comparison, opts Options) (numbers, texts Answer) {
	numbers, texts = Unknown, Unknown
	if overField(a) {
		f := newFieldFacts(opts)
		return f.either(a, b)
	}
	p := newJSONProblem()
	p.budget = opts.question()
	either, err := p.formula(&grammar.Or{Operands: []grammar.Expr{a, b}}, nil)
	selector, ok := a.Left.(*grammar.Selector)
	if err != nil || !ok {
		return Unknown, Unknown
	}
	n := p.root.at(selector)
	numbers, texts = Yes, Yes
	facts := make([]truth, len(p.conditions))
	look := func(c cell, answer *Answer) {
		for i, f := range n.facts {
			facts[f.condition] = truthOf(c.holds[i])
		}
		if either.eval(facts) != yes {
			*answer = No
		}
	}
	if !p.strings(n, math.MaxInt, p.budget, func(text string, matches func(jsonValue) bool) {
		look(p.stringCell(n, text, matches), &texts)
	}) && texts == Yes {
		texts = Unknown
	}
	if !p.numbers(n, math.MaxInt, p.budget, func(text string, matches func(jsonValue) bool) {
		if eventNumber(text) != nil {
			look(p.numberCell(n, text, matches), &numbers)
		}
	}) && numbers == Yes || p.gaps {
		numbers = Unknown
	}
	return numbers, texts
}

// at is the node that a selector leads to.
func (n *jsonNode) at(s *grammar.Selector) *jsonNode {
	for _, step := range s.Steps {
		switch step.Kind {
		case grammar.WildcardStep:
			n = n.wild
		case grammar.IndexStep:
			n = n.element(step.Index)
		default:
			n = n.member(step.Name)
		}
	}
	return n
}

// either is EitherHolds for a field.
func (v *fieldFacts) either(a, b *grammar.Comparison) (numbers, texts Answer) {
	either, err := v.formula(&grammar.Or{Operands: []grammar.Expr{a, b}}, nil)
	if err != nil {
		return Unknown, Unknown
	}
	if v.explore(v.opts.question()); v.many != nil || v.failed.reason != "" {
		return Unknown, Unknown
	}
	numbers, texts = Yes, Yes
	for _, w := range v.worlds {
		v.eachVerdict(w, either, func(holds, number bool) bool {
			switch {
			case holds:
			case number:
				numbers = No
			default:
				texts = No
			}
			return true
		})
	}
	return numbers, texts
}
