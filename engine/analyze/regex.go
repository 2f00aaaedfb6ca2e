package analyze

import (
	"fmt"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/nfa"
)

// regexMachine accepts texts in which a regular expression occurs (R2). Its
// states are sets of instructions, made when they are first reached.
type regexMachine struct {
	*nfa.NFA
	ranges []rune // boundaries of the characters that instructions tell apart
	ids    map[string]int32
	sets   []regexState
	work   *budget.Budget // of the question that is asked, see charge
}

// MaxRegexStates is how many states a regular expression may have, with its
// repetitions written out, for anything to be proved of it.
const MaxRegexStates = 4096

// stateSteps is what it takes to remember a state, whatever is in it.
const stateSteps = 150

type regexState struct {
	set      nfa.Set
	found    bool // whatever follows
	end      bool // if the text ends here
	hopeless bool
	next     []int32 // by class: a state + 1, or 0; nil until a step is taken
}

// compileRegex takes the documented subset (R1), groups besides.
func compileRegex(source string) (*regexMachine, error) {
	n, err := nfa.Compile(source, MaxRegexStates)
	if err != nil {
		return nil, err
	}
	m := &regexMachine{NFA: n, ids: map[string]int32{}}
	seen := map[rune]bool{}
	cut := func(r rune) {
		if !seen[r] && r <= utf8.MaxRune {
			seen[r] = true
		}
	}
	cut(0)
	for i := range n.Prog.Inst {
		in := &n.Prog.Inst[i]
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
	m.state(m.Start())
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
	if st.next == nil {
		st.next = make([]int32, len(m.ranges))
	}
	if to := st.next[c]; to != 0 {
		return to - 1
	}
	set := m.Step(st.set, r)
	if m.work != nil {
		m.work.Spend(len(st.set)/4 + len(set) + len(m.Prog.Inst)/32 + 16)
	}
	to := m.state(set)
	m.sets[s].next[c] = to + 1
	return to
}

func (m *regexMachine) out(s int32) uint8 { return bit(m.sets[s].found || m.sets[s].end) }

func (m *regexMachine) hopeless(s int32) bool { return m.sets[s].hopeless }

func (m *regexMachine) settled(s int32) bool { return m.sets[s].found || m.sets[s].hopeless }

// state numbers a set of instructions. The first is that of the empty text.
func (m *regexMachine) state(set nfa.Set) int32 {
	st := regexState{set: set}
	st.found = m.Matches(set)
	st.hopeless = !st.found && m.Hopeless(set)
	key := set.Key()
	switch {
	case st.found:
		key = "found"
	case st.hopeless:
		key = "hopeless"
	}
	if id, ok := m.ids[key]; ok {
		return id
	}
	if m.work != nil {
		m.work.Spend(stateSteps + len(m.ranges) + len(set))
	}
	id := int32(len(m.sets))
	st.end = st.found || !st.hopeless && m.MatchesAtEnd(set, id == 0)
	m.ids[key] = id
	m.sets = append(m.sets, st)
	return id
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
