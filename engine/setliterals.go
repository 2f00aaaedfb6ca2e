package engine

import (
	"bytes"
	"slices"
)

// fewLiterals is up to how many literals are searched for one by one: a search
// for one literal passes over text some twenty times as fast as the automaton.
const fewLiterals = 12

// maxTableSize is how many transitions of a literal automaton are tabulated;
// a larger one follows its failure links instead.
const maxTableSize = 1 << 20

// literals finds which of many literals occur in a text, in time linear in the
// text's length and independent of their number (Aho and Corasick).
type literals struct {
	// The literals are numbered from base, so that several automata share the
	// memory of what was seen.
	base    int
	finders []finder // instead of all below, for few literals

	// The states are in breadth-first order, so that those one byte further
	// than a state are neighbours: from first[state] up to first[state+1],
	// entered with the bytes of labels. State 0 is the start.
	labels []byte
	first  []int32
	fail   []int32 // the longest proper suffix that is a state
	// ends is the literal that a state spells, or -1; shorter is the longest
	// proper suffix that spells one, or 0.
	ends    []int32
	shorter []int32

	// table holds rows of classes entries by state and class: the next state's
	// offset in the table, and endsBit if literals end there. It is nil for a
	// large automaton.
	table   []uint32
	class   [256]uint8
	classes int
	rests   [256]bool // the bytes that no literal starts with
}

const endsBit = 1 << 31

// newLiterals builds the automaton of distinct, non-empty literals, which are
// numbered from base in their order.
func newLiterals(base int, texts [][]byte) *literals {
	l := &literals{base: base}
	if len(texts) <= fewLiterals {
		for _, t := range texts {
			l.finders = append(l.finders, newFinder(t))
		}
		return l
	}
	l.build(texts)
	l.tabulate()
	return l
}

// build makes the states. A state stands for the literals that begin with its
// text: a run of the sorted ones.
func (l *literals) build(texts [][]byte) {
	order := make([]int32, len(texts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return bytes.Compare(texts[a], texts[b]) })
	type run struct{ from, to, depth int32 }
	runs := []run{{0, int32(len(order)), 0}}
	l.labels, l.fail = []byte{0}, []int32{0}
	l.ends, l.shorter = []int32{-1}, []int32{0}
	for state := int32(0); int(state) < len(runs); state++ {
		r := runs[state]
		l.first = append(l.first, int32(len(runs)))
		from := r.from
		if l.ends[state] >= 0 {
			from++
		}
		for from < r.to {
			c := texts[order[from]][r.depth]
			to := from + 1
			for to < r.to && texts[order[to]][r.depth] == c {
				to++
			}
			fail := int32(0)
			if state != 0 {
				fail = l.step(l.fail[state], c)
			}
			end := int32(-1)
			if len(texts[order[from]]) == int(r.depth)+1 {
				end = order[from]
			}
			shorter := fail
			if l.ends[fail] < 0 {
				shorter = l.shorter[fail]
			}
			runs = append(runs, run{from, to, r.depth + 1})
			l.labels = append(l.labels, c)
			l.fail = append(l.fail, fail)
			l.ends = append(l.ends, end)
			l.shorter = append(l.shorter, shorter)
			from = to
		}
	}
	l.first = append(l.first, int32(len(runs)))
}

// step is the state that a byte leads to.
func (l *literals) step(state int32, c byte) int32 {
	for {
		from, to := l.first[state], l.first[state+1]
		if i := bytes.IndexByte(l.labels[from:to], c); i >= 0 {
			return from + int32(i)
		}
		if state == 0 {
			return 0
		}
		state = l.fail[state]
	}
}

func (l *literals) tabulate() {
	l.classes = 1 // class 0 is all bytes that no literal holds
	for _, c := range l.labels[1:] {
		if l.class[c] == 0 {
			if l.classes == 256 {
				return // not in text, which never holds all bytes
			}
			l.class[c] = uint8(l.classes)
			l.classes++
		}
	}
	states := len(l.fail)
	if states > maxTableSize/l.classes {
		return
	}
	l.table = make([]uint32, states*l.classes)
	for c := range l.rests {
		l.rests[c] = bytes.IndexByte(l.labels[1:l.first[1]], byte(c)) < 0
	}
	for state := range states {
		row := l.table[state*l.classes : (state+1)*l.classes]
		if state > 0 {
			// A suffix is shorter, so that its row is done.
			copy(row, l.table[int(l.fail[state])*l.classes:])
		}
		for next := l.first[state]; next < l.first[state+1]; next++ {
			to := uint32(int(next) * l.classes)
			if l.ends[next] >= 0 || l.shorter[next] != 0 {
				to |= endsBit
			}
			row[l.class[l.labels[next]]] = to
		}
	}
}

// marks are a set of small numbers that is emptied in no time.
type marks struct {
	epoch uint32
	at    []uint32
}

func newMarks(n int) marks { return marks{epoch: 1, at: make([]uint32, n)} }

func (m *marks) clear() {
	if m.epoch++; m.epoch == 0 {
		clear(m.at)
		m.epoch = 1
	}
}

func (m *marks) has(i int32) bool { return m.at[i] == m.epoch }

// add reports whether i is new.
func (m *marks) add(i int32) bool {
	if m.at[i] == m.epoch {
		return false
	}
	m.at[i] = m.epoch
	return true
}

// scan marks the literals that occur in text as seen, and appends the numbers
// of those that were not.
func (l *literals) scan(dst []int32, seen *marks, text []byte) []int32 {
	if l.finders != nil {
		for i := range l.finders {
			n := int32(l.base + i)
			if !seen.has(n) && l.finders[i].index(text) >= 0 {
				seen.add(n)
				dst = append(dst, n)
			}
		}
		return dst
	}
	if l.table == nil {
		state := int32(0)
		for _, c := range text {
			state = l.step(state, c)
			if l.ends[state] >= 0 || l.shorter[state] != 0 {
				dst = l.found(dst, seen, state)
			}
		}
		return dst
	}
	at := uint32(0)
	for i := 0; i < len(text); i++ {
		if at == 0 { // pass over what starts no literal without waiting for the table
			for i < len(text) && l.rests[text[i]] {
				i++
			}
			if i == len(text) {
				break
			}
		}
		at = l.table[at+uint32(l.class[text[i]])]
		if at >= endsBit {
			at &^= endsBit
			dst = l.found(dst, seen, int32(at)/int32(l.classes))
		}
	}
	return dst
}

// found adds the literals that end in a state. What ends with one that was
// seen was seen with it, so that a scan adds no literal twice.
func (l *literals) found(dst []int32, seen *marks, state int32) []int32 {
	if l.ends[state] < 0 {
		state = l.shorter[state]
	}
	for ; state != 0; state = l.shorter[state] {
		n := int32(l.base) + l.ends[state]
		if !seen.add(n) {
			break
		}
		dst = append(dst, n)
	}
	return dst
}
