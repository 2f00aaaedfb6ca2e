package analyze

import (
	"fmt"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// regexMachine accepts texts in which a regular expression occurs (R2). Its
// states are sets of instructions, made when they are first reached.
type regexMachine struct {
	prog   *syntax.Prog
	ranges []rune // boundaries of the characters that instructions tell apart
	ids    map[string]int32
	sets   []regexState
	mark   []bool
}

type regexState struct {
	set      []uint32
	found    bool // whatever follows
	end      bool // if the text ends here
	hopeless bool
	next     map[int]int32 // by class
}

// compileRegex takes the documented subset (R1), groups besides.
func compileRegex(source string) (*regexMachine, error) {
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	m := &regexMachine{prog: prog, ids: map[string]int32{}, mark: make([]bool, len(prog.Inst))}
	seen := map[rune]bool{}
	cut := func(r rune) {
		if !seen[r] && r <= utf8.MaxRune {
			seen[r] = true
		}
	}
	cut(0)
	for i := range prog.Inst {
		in := &prog.Inst[i]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1:
			if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
				// The parser writes [eE] so, the only way to it (R1).
				for r, first := in.Rune[0], true; first || r != in.Rune[0]; r, first = unicode.SimpleFold(r), false {
					cut(r)
					cut(r + 1)
				}
				continue
			}
			for j := 0; j < len(in.Rune); j += 2 {
				cut(in.Rune[j])
				cut(in.Rune[min(j+1, len(in.Rune)-1)] + 1)
			}
		case syntax.InstRuneAnyNotNL:
			cut('\n')
			cut('\n' + 1)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^(syntax.EmptyBeginText|syntax.EmptyEndText) != 0 {
				return nil, fmt.Errorf("%s: line or word boundaries", source)
			}
		}
	}
	for r := range seen {
		m.ranges = append(m.ranges, r)
	}
	sortRunes(m.ranges)
	first := m.closure([]uint32{uint32(prog.Start)}, syntax.EmptyBeginText)
	m.state(first, syntax.EmptyBeginText)
	// The same set reached later is another state: the text has begun.
	clear(m.ids)
	return m, nil
}

func (m *regexMachine) cuts(add func(rune)) {
	for _, r := range m.ranges {
		add(r)
	}
}

// class is the index of the range that holds the character.
func (m *regexMachine) class(r rune) int {
	lo, hi := 0, len(m.ranges)
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if m.ranges[mid] <= r {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

func (m *regexMachine) start() int32 { return 0 }

func (m *regexMachine) step(s int32, r rune) int32 {
	st := &m.sets[s]
	if st.found || st.hopeless {
		return s
	}
	c := m.class(r)
	if to, ok := st.next[c]; ok {
		return to
	}
	next := []uint32{uint32(m.prog.Start)}
	for _, pc := range st.set {
		in := &m.prog.Inst[pc]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if in.MatchRune(r) {
				next = append(next, in.Out)
			}
		}
	}
	to := m.state(m.closure(next, 0), 0)
	m.sets[s].next[c] = to
	return to
}

func (m *regexMachine) out(s int32) uint8 { return bit(m.sets[s].found || m.sets[s].end) }

func (m *regexMachine) hopeless(s int32) bool { return m.sets[s].hopeless }

// state numbers a set of instructions.
func (m *regexMachine) state(set []uint32, begin syntax.EmptyOp) int32 {
	st := regexState{set: set, next: map[int]int32{}}
	st.found = m.matches(set)
	if !st.found {
		st.hopeless = m.isHopeless(set)
	}
	key := make([]byte, 0, 4*len(set)+1)
	switch {
	case st.found:
		key = append(key, 'f')
	case st.hopeless:
		key = append(key, 'h')
	default:
		for _, pc := range set {
			key = append(key, byte(pc), byte(pc>>8), byte(pc>>16), byte(pc>>24))
		}
	}
	if id, ok := m.ids[string(key)]; ok {
		return id
	}
	st.end = st.found || !st.hopeless && m.matches(m.closure(append([]uint32(nil), set...), begin|syntax.EmptyEndText))
	id := int32(len(m.sets))
	m.ids[string(key)] = id
	m.sets = append(m.sets, st)
	return id
}

// isHopeless reports whether a set holds nothing but conditions of the text's
// beginning, which is over.
func (m *regexMachine) isHopeless(set []uint32) bool {
	for _, pc := range set {
		switch in := &m.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch, syntax.InstCapture, syntax.InstNop, syntax.InstFail:
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&syntax.EmptyEndText != 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (m *regexMachine) matches(set []uint32) bool {
	for _, pc := range set {
		if m.prog.Inst[pc].Op == syntax.InstMatch {
			return true
		}
	}
	return false
}

// closure follows the instructions that consume nothing, under the conditions
// that hold at this place. A condition of the text's end stays in the set.
func (m *regexMachine) closure(stack []uint32, holds syntax.EmptyOp) []uint32 {
	clear(m.mark)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if m.mark[pc] {
			continue
		}
		m.mark[pc] = true
		switch in := &m.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, in.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^holds == 0 {
				stack = append(stack, in.Out)
			}
		}
	}
	var set []uint32
	for pc, in := range m.mark {
		if in {
			set = append(set, uint32(pc))
		}
	}
	return set
}

// mustRegex is for expressions of this package.
func mustRegex(source string) machine {
	m, err := compileRegex(source)
	if err != nil {
		panic(err) // covered by tests: the sources are constants
	}
	return m
}

// valid reports whether a character can stand in a text.
func valid(r rune) bool {
	return r >= 0 && r <= unicode.MaxRune && utf8.ValidRune(r)
}
