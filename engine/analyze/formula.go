package analyze

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// formula is a boolean expression over numbered facts.
type formula struct {
	op   formulaOp
	fact int        // of a leaf
	subs []*formula // of and, or, not
}

type formulaOp uint8

const (
	leaf formulaOp = iota
	always
	never
	and
	or
	not
)

func (f *formula) negated() *formula { return &formula{op: not, subs: []*formula{f}} }

func conjunction(subs ...*formula) *formula { return &formula{op: and, subs: subs} }

// formulaOf turns an expression of a pattern into a formula over its conditions,
// which number gives their facts. Expressions in constant are taken as true or
// false instead.
func formulaOf(e grammar.Expr, constant map[grammar.Expr]bool, number func(grammar.Expr) (int, error)) (*formula, error) {
	if value, ok := constant[e]; ok {
		if value {
			return &formula{op: always}, nil
		}
		return &formula{op: never}, nil
	}
	var operands []grammar.Expr
	f := &formula{op: and}
	switch e := e.(type) {
	case *grammar.And:
		operands = e.Operands
	case *grammar.Or:
		operands, f.op = e.Operands, or
	default:
		fact, err := number(e)
		return &formula{op: leaf, fact: fact}, err
	}
	for _, o := range operands {
		s, err := formulaOf(o, constant, number)
		if err != nil {
			return nil, err
		}
		f.subs = append(f.subs, s)
	}
	return f, nil
}

// truth is a three-valued verdict.
type truth uint8

const (
	open truth = iota // not decided yet
	yes
	no
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// pending is the formula's verdict and, while it is open, the first open fact
// of some that it depends on, with the verdict that makes the formula true; -1
// when it depends on none of them.
func (f *formula) pending(facts []truth, of []bool) (verdict truth, fact int, wanted truth) {
	switch f.op {
	case leaf:
		if facts[f.fact] == open && f.fact < len(of) && of[f.fact] {
			return open, f.fact, yes
		}
		return facts[f.fact], -1, open
	case not:
		verdict, fact, wanted = f.subs[0].pending(facts, of)
		return negations[verdict], fact, negations[wanted]
	case and, or:
		decisive := no
		if f.op == or {
			decisive = yes
		}
		verdict, fact = negations[decisive], -1
		for _, s := range f.subs {
			v, of, w := s.pending(facts, of)
			if v == decisive {
				return decisive, -1, open
			}
			if v == open {
				verdict = open
				if fact < 0 {
					fact, wanted = of, w
				}
			}
		}
		return verdict, fact, wanted
	}
	return f.eval(facts), -1, open
}

var negations = [...]truth{open: open, yes: no, no: yes}

// conjuncts appends what has to be true together for the formula to have a
// verdict, with negations only of single facts.
func (f *formula) conjuncts(holds bool, to []*formula) []*formula {
	switch {
	case f.op == not:
		return f.subs[0].conjuncts(!holds, to)
	case f.op == and && holds, f.op == or && !holds:
		for _, s := range f.subs {
			to = s.conjuncts(holds, to)
		}
		return to
	case f.op == and || f.op == or:
		alternatives := &formula{op: or}
		for _, s := range f.subs {
			if parts := s.conjuncts(holds, nil); len(parts) == 1 && parts[0].op == or {
				alternatives.subs = append(alternatives.subs, parts[0].subs...)
			} else {
				alternatives.subs = append(alternatives.subs, conjunction(parts...))
			}
		}
		return append(to, alternatives)
	case holds:
		return append(to, f)
	}
	return append(to, f.negated())
}

// forced visits the open facts that have only one verdict left with which the
// formula may have a wanted one, until visit says that it is enough.
func (f *formula) forced(facts []truth, want truth, visit func(fact int) bool) (enough bool) {
	switch f.op {
	case leaf:
		return facts[f.fact] == open && visit(f.fact)
	case not:
		return f.subs[0].forced(facts, negations[want], visit)
	case and, or:
		if (f.op == and) == (want == yes) {
			return slices.ContainsFunc(f.subs, func(s *formula) bool { return s.forced(facts, want, visit) })
		}
		var last *formula
		for _, s := range f.subs {
			switch s.eval(facts) {
			case want:
				return false
			case open:
				if last != nil {
					return false
				}
				last = s
			}
		}
		return last != nil && last.forced(facts, want, visit)
	}
	return false
}

// size is how many steps it takes to evaluate the formula.
func (f *formula) size() int {
	n := 1
	for _, s := range f.subs {
		n += s.size()
	}
	return n
}

// eval is the formula's verdict as far as the facts decide it.
func (f *formula) eval(facts []truth) truth {
	switch f.op {
	case leaf:
		return facts[f.fact]
	case always:
		return yes
	case never:
		return no
	case not:
		return negations[f.subs[0].eval(facts)]
	}
	decisive := no
	if f.op == or {
		decisive = yes
	}
	result := negations[decisive]
	for _, s := range f.subs {
		switch s.eval(facts) {
		case decisive:
			return decisive
		case open:
			result = open
		}
	}
	return result
}
