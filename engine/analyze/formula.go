package analyze

import "github.com/logsieve/logsieve/grammar"

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
		switch f.subs[0].eval(facts) {
		case yes:
			return no
		case no:
			return yes
		}
		return open
	}
	decisive, result := no, yes
	if f.op == or {
		decisive, result = yes, no
	}
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
