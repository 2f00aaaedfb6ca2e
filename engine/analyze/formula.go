package analyze

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
