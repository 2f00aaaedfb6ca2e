package engine

import "sync"

// setTerms is the terms filters of a set, regular expressions among them. One
// search finds which of all their literals occur in an event; those trigger
// filters, and only these are evaluated, equal expressions once.
type setTerms struct {
	literals *literals // nil if there are none
	filters  []setTermsFilter
	regexes  []*regex
	always   []int32   // filters without triggers: exclusions alone, expressions without a literal
	triggers [][]int32 // filters by literal
	pool     sync.Pool // of *setTermsState
}

// setTermsFilter is a terms filter over numbered literals. Its optional terms
// are among its triggers, if they count, and need no second look.
type setTermsFilter struct {
	index    int // in the set
	included []int32
	excluded []int32
	regex    int32 // in setTerms.regexes; -1 if there is none
}

// setTermsState is the memory of one match.
type setTermsState struct {
	set     *setTerms
	message []byte
	seen    marks // literals
	found   []int32
	triggered
	outcomes // of expressions
}

func (s *setTerms) match(dst []int, message []byte) []int {
	st := s.pool.Get().(*setTermsState)
	st.message = message
	st.triggered.clear()
	st.decided.clear()
	st.seen.clear()
	if s.literals != nil {
		st.found = s.literals.scan(st.found[:0], &st.seen, message)
		for _, n := range st.found {
			st.note(s.triggers[n])
		}
	}
	dst = s.evaluate(dst, st, s.always)
	dst = s.evaluate(dst, st, st.filters)
	st.message = nil
	s.pool.Put(st)
	return dst
}

func (s *setTerms) evaluate(dst []int, st *setTermsState, filters []int32) []int {
	for _, i := range filters {
		if f := &s.filters[i]; f.holds(st) {
			dst = append(dst, f.index)
		}
	}
	return dst
}

func (f *setTermsFilter) holds(st *setTermsState) bool {
	for _, n := range f.included {
		if !st.seen.has(n) {
			return false
		}
	}
	for _, n := range f.excluded {
		if st.seen.has(n) {
			return false
		}
	}
	return f.regex < 0 || st.remembered(f.regex, st)
}

func (st *setTermsState) decide(regex int32) bool {
	return st.set.regexes[regex].match(st.message)
}

// setTermsBuilder collects the terms filters of a set.
type setTermsBuilder struct {
	set      *setTerms
	texts    [][]byte
	numbers  map[string]int32 // of texts
	regexes  map[string]int32 // by source
	uses     []int            // by text: how many filters it could trigger
	optional [][]int32        // by filter: any of these triggers it
}

func newSetTermsBuilder() *setTermsBuilder {
	return &setTermsBuilder{set: &setTerms{}, numbers: map[string]int32{}, regexes: map[string]int32{}}
}

func (b *setTermsBuilder) add(index int, m *termsMatcher) {
	f := setTermsFilter{index: index, included: b.number(m.included), excluded: b.number(m.excluded), regex: -1}
	b.filter(f, b.number(m.optional))
}

func (b *setTermsBuilder) addRegex(index int, re *regex) {
	at, ok := b.regexes[re.source]
	if !ok {
		at = int32(len(b.set.regexes))
		b.regexes[re.source] = at
		b.set.regexes = append(b.set.regexes, re)
	}
	b.filter(setTermsFilter{index: index, regex: at}, b.number(re.needles))
}

func (b *setTermsBuilder) filter(f setTermsFilter, optional []int32) {
	for _, n := range f.included {
		b.uses[n]++
	}
	b.set.filters = append(b.set.filters, f)
	b.optional = append(b.optional, optional)
}

// number returns the numbers of texts.
func (b *setTermsBuilder) number(texts [][]byte) []int32 {
	var out []int32
	for _, t := range texts {
		n, ok := b.numbers[string(t)]
		if !ok {
			n = int32(len(b.texts))
			b.numbers[string(t)] = n
			b.texts = append(b.texts, t)
			b.uses = append(b.uses, 0)
		}
		out = append(out, n)
	}
	return out
}

// finish returns nil if no filter was added.
func (b *setTermsBuilder) finish() *setTerms {
	s := b.set
	if len(s.filters) == 0 {
		return nil
	}
	s.triggers = make([][]int32, len(b.texts))
	for i, f := range s.filters {
		triggers := b.optional[i]
		if len(f.included) > 0 {
			triggers = []int32{b.rarest(f.included)}
		}
		if triggers == nil {
			s.always = append(s.always, int32(i))
		}
		for _, n := range triggers {
			s.triggers[n] = append(s.triggers[n], int32(i))
		}
	}
	if len(b.texts) > 0 {
		s.literals = newLiterals(0, b.texts)
	}
	s.pool.New = func() any {
		return &setTermsState{
			set:       s,
			seen:      newMarks(len(b.texts)),
			triggered: triggered{done: newMarks(len(s.filters))},
			outcomes:  newOutcomes(len(s.regexes)),
		}
	}
	return s
}

// rarest is the literal that the fewest filters ask for, which is common
// otherwise; of those the longest.
func (b *setTermsBuilder) rarest(numbers []int32) int32 {
	best := numbers[0]
	for _, n := range numbers[1:] {
		if b.uses[n] < b.uses[best] || b.uses[n] == b.uses[best] && len(b.texts[n]) > len(b.texts[best]) {
			best = n
		}
	}
	return best
}
