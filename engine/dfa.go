package engine

import (
	"math"
	"regexp/syntax"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/nfa"
	"github.com/logsieve/logsieve/internal/plan"
)

// maxDFAStates is how many states the table of one regular expression may
// have. An expression that needs more runs by counting, which is slower and
// needs no table.
const maxDFAStates = plan.MaxStates

// maxDFAProgram is how many instructions an expression may have to be given a
// table.
const maxDFAProgram = 2 * maxDFAStates

// maxDFASteps is how many instructions may be looked at to build a table, some
// tens of milliseconds: each state has as many as are possible at once, and
// takes them for each column.
const maxDFASteps = 4 << 20

// dfa decides whether an expression occurs in a text by one table look-up per
// character. Expressions of filter patterns have no groups and no case
// folding, and their literals are ASCII, so that all other characters behave
// alike and share one column.
type dfa struct {
	classes [utf8.RuneSelf]uint8 // the column of an ASCII character
	other   uint8                // the column of any other character
	columns int
	// next holds rows, one a state: the row's offset after a character of
	// each column.
	next  []uint32
	start uint32
	// Rows from final on are left by no text: in row final the expression has
	// been found, in the one behind it never will be.
	final uint32
	atEnd []bool // by state: whether the expression is found if the text ends here
}

// compileDFA builds the table; ok is false when the expression needs more
// states or steps than allowed, or what a table over characters cannot tell.
func compileDFA(source string) (d *dfa, ok bool) {
	n, err := nfa.Compile(source, maxDFAProgram)
	if err != nil || len(n.Prog.Inst) > maxDFAProgram {
		return nil, false
	}
	b := &dfaBuilder{NFA: n, ids: map[string]uint32{}, d: &dfa{}}
	if !b.classify() {
		return nil, false
	}
	return b.d, b.build()
}

type dfaBuilder struct {
	*nfa.NFA
	d *dfa
	// samples has one character of each column.
	samples []rune
	ids     map[string]uint32
	sets    []nfa.Set
	steps   int // of maxDFASteps
}

// The states that no text leaves, until they get their rows.
const (
	found = math.MaxUint32 - iota
	hopeless
)

// classify gives characters that no instruction tells apart the same column.
func (b *dfaBuilder) classify() bool {
	boundary := [utf8.RuneSelf + 1]bool{}
	cut := func(r rune) bool {
		if r > utf8.RuneSelf && r <= utf8.MaxRune {
			return false // tells characters beyond ASCII apart
		}
		if r <= utf8.RuneSelf {
			boundary[r] = true
		}
		return true
	}
	for i := range b.Prog.Inst {
		in := &b.Prog.Inst[i]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1:
			if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
				return false
			}
			for j := 0; j < len(in.Rune); j += 2 {
				lo, hi := in.Rune[j], in.Rune[min(j+1, len(in.Rune)-1)]
				if !cut(lo) || !cut(hi+1) {
					return false
				}
			}
		case syntax.InstRuneAnyNotNL:
			cut('\n')
			cut('\n' + 1)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^(syntax.EmptyBeginText|syntax.EmptyEndText) != 0 {
				return false
			}
		}
	}
	for c := range rune(utf8.RuneSelf) {
		if c == 0 || boundary[c] {
			b.samples = append(b.samples, c)
		}
		b.d.classes[c] = uint8(len(b.samples) - 1)
	}
	b.samples = append(b.samples, utf8.RuneError)
	b.d.other = uint8(len(b.samples) - 1)
	b.d.columns = len(b.samples)
	return true
}

// build explores the states from the beginning of the text.
func (b *dfaBuilder) build() bool {
	start, _ := b.state(b.Start())
	// The same set reached later is another state: the text has begun.
	clear(b.ids)
	for i := 0; i < len(b.sets); i++ {
		if b.steps += len(b.samples) * (len(b.sets[i]) + len(b.Prog.Inst)/64); b.steps > maxDFASteps {
			return false
		}
		for _, r := range b.samples {
			to, ok := b.state(b.Step(b.sets[i], r))
			if !ok {
				return false
			}
			b.d.next = append(b.d.next, to)
		}
	}
	columns := uint32(b.d.columns)
	b.d.final = uint32(len(b.sets)) * columns
	row := func(state uint32) uint32 {
		switch state {
		case found:
			return b.d.final
		case hopeless:
			return b.d.final + columns
		default:
			return state * columns
		}
	}
	for i, to := range b.d.next {
		b.d.next[i] = row(to)
	}
	b.d.start = row(start)
	return true
}

// state numbers a set of instructions. The first is that of the empty text.
func (b *dfaBuilder) state(set nfa.Set) (uint32, bool) {
	switch {
	case b.Matches(set):
		return found, true
	case b.Hopeless(set):
		return hopeless, true
	}
	key := set.Key()
	if id, ok := b.ids[key]; ok {
		return id, true
	}
	if len(b.sets) == maxDFAStates {
		return 0, false
	}
	id := uint32(len(b.sets))
	b.ids[key] = id
	b.sets = append(b.sets, set)
	b.d.atEnd = append(b.d.atEnd, b.MatchesAtEnd(set, id == 0))
	return id, true
}

func (d *dfa) match(text []byte) bool {
	row := d.start
	for i := 0; i < len(text) && row < d.final; {
		if c := text[i]; c < utf8.RuneSelf {
			row = d.next[row+uint32(d.classes[c])]
			i++
			continue
		}
		_, n := utf8.DecodeRune(text[i:])
		i += n
		row = d.next[row+uint32(d.other)]
	}
	if row >= d.final {
		return row == d.final
	}
	return d.atEnd[row/uint32(d.columns)]
}
