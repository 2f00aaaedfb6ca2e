package analyze

import "slices"

// tuples numbers tuples of states in the order in which they are first seen. It
// remembers a million of them in little more than their own size.
type tuples struct {
	n      int // states of a tuple
	count  int32
	states []int32 // of all tuples, one after the other
	slots  []int32 // by hash: a tuple's number + 1, or 0; twice as many as tuples, a power of 2
}

func newTuples(n int) *tuples { return &tuples{n: n, slots: make([]int32, 64)} }

// at is a tuple by its number, until another is added.
func (t *tuples) at(id int32) []int32 { return t.states[int(id)*t.n : int(id)*t.n+t.n] }

// add remembers a tuple unless it is known.
func (t *tuples) add(states []int32) (added bool) {
	slot := t.slot(states)
	if t.slots[slot] != 0 {
		return false
	}
	t.states = append(t.states, states...)
	t.count++
	t.slots[slot] = t.count
	if 2*int(t.count) > len(t.slots) {
		t.slots = make([]int32, 2*len(t.slots))
		for id := range t.count {
			t.slots[t.slot(t.at(id))] = id + 1
		}
	}
	return true
}

// slot is where a tuple is, or would be.
func (t *tuples) slot(states []int32) int {
	h := uint64(len(states))
	for _, s := range states {
		h = (h ^ uint64(uint32(s))) * 0x9e3779b97f4a7c15
		h ^= h >> 32
	}
	for at := int(h) & (len(t.slots) - 1); ; at = (at + 1) & (len(t.slots) - 1) {
		if id := t.slots[at]; id == 0 || slices.Equal(t.at(id-1), states) {
			return at
		}
	}
}
