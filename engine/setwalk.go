package engine

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// walkTree is the tree of the paths that a set's selectors select, made for
// walking over an event once, from its start to its end.
type walkTree struct {
	root  *walkNode
	nodes int
}

type walkNode struct {
	id   int32
	slot int32 // -1 if no condition looks at the value
	// names are the children by name, as a hash table with linear probing if
	// there are many of them; see manyNames.
	names   []walkName
	hashed  bool
	indexes []indexed
	// below are the slots of the node and all nodes under it.
	below []int
}

type walkName struct {
	name []byte // nil in an empty place of a hash table
	to   *walkNode
}

type indexed struct {
	index int
	to    *walkNode
}

// manyNames is from how many names on hashing beats comparing.
const manyNames = 7

func newWalkTree(root *pathNode) *walkTree {
	t := &walkTree{}
	t.root = t.node(root)
	return t
}

func (t *walkTree) node(p *pathNode) *walkNode {
	n := &walkNode{id: int32(t.nodes), slot: int32(p.slot), below: p.below}
	t.nodes++
	for _, e := range p.indexes {
		n.indexes = append(n.indexes, indexed{e.index, t.node(e.to)})
	}
	if len(p.names) < manyNames {
		for _, e := range p.names {
			n.names = append(n.names, walkName{e.name, t.node(e.to)})
		}
		return n
	}
	n.hashed = true
	n.names = make([]walkName, 1<<bits.Len(uint(2*len(p.names))))
	for _, e := range p.names {
		i := n.place(e.name)
		for n.names[i].to != nil {
			i = (i + 1) & (len(n.names) - 1)
		}
		n.names[i] = walkName{e.name, t.node(e.to)}
	}
	return n
}

// place is where the search for a name starts.
func (n *walkNode) place(name []byte) int {
	const prime = 0x9E3779B97F4A7C15
	h := uint64(len(name))
	for ; len(name) >= 8; name = name[8:] {
		h = (h ^ binary.LittleEndian.Uint64(name)) * prime
		h ^= h >> 32
	}
	for _, c := range name {
		h = h<<8 ^ h>>56 ^ uint64(c)
	}
	return int((h*prime)>>32) & (len(n.names) - 1)
}

// named is the child with a name, or nil.
func (n *walkNode) named(name []byte) *walkNode {
	if !n.hashed {
		for i := range n.names {
			if bytes.Equal(n.names[i].name, name) {
				return n.names[i].to
			}
		}
		return nil
	}
	for i := n.place(name); n.names[i].to != nil; i = (i + 1) & (len(n.names) - 1) {
		if bytes.Equal(n.names[i].name, name) {
			return n.names[i].to
		}
	}
	return nil
}

func (n *walkNode) at(index int) *walkNode {
	for i := range n.indexes {
		if n.indexes[i].index == index {
			return n.indexes[i].to
		}
	}
	return nil
}

// walker is one walk over an event.
type walker struct {
	b     []byte
	state *jsonState
	// touched are the slots that received a value, some maybe twice.
	touched []int32
	visited marks // nodes
}

// walk fills the state's values. It is exact for valid JSON; it reports
// whether the message may be valid.
func (w *walker) walk(t *walkTree, message []byte) bool {
	i := skipSpace(message, 0)
	if i == len(message) || message[i] != '{' {
		return false
	}
	w.b = message
	w.visited.clear()
	end := w.object(t.root, i)
	if end < 0 {
		return false
	}
	if slot := t.root.slot; slot >= 0 { // for $.*
		w.set(slot, message[i:end])
	}
	return true
}

func (w *walker) set(slot int32, value []byte) {
	w.state.values[slot] = value
	w.touched = append(w.touched, slot)
}

// reset forgets the values.
func (w *walker) reset() {
	for _, slot := range w.touched {
		w.state.values[slot] = nil
	}
	w.touched = w.touched[:0]
	w.b = nil
}

// object walks over the object at i and returns where it ends, or -1.
func (w *walker) object(n *walkNode, i int) int {
	if len(n.names) == 0 {
		return containerEnd(w.b, i)
	}
	b := w.b
	for i++; ; {
		for i < len(b) && b[i] <= ' ' {
			i++
		}
		if i >= len(b) {
			return -1
		}
		switch b[i] {
		case ',':
			i++
			continue
		case '}':
			return i + 1
		case '"':
		default:
			return -1
		}
		end, escaped := stringEnd(b, i)
		if end < 0 {
			return -1
		}
		name := b[i+1 : end-1]
		if escaped {
			start := len(w.state.scratch)
			w.state.scratch = appendUnescaped(w.state.scratch, name)
			name = w.state.scratch[start:]
		}
		i = skipSpace(b, end)
		if i >= len(b) || b[i] != ':' {
			return -1
		}
		if i = skipSpace(b, i+1); i >= len(b) {
			return -1
		}
		to := n.named(name)
		if to == nil {
			i = valueEnd(b, i)
		} else {
			if !w.visited.add(to.id) {
				// The last of several equal names counts (J19): forget what an
				// earlier one selected.
				for _, slot := range to.below {
					w.state.values[slot] = nil
				}
			}
			i = w.value(to, i)
		}
		if i < 0 {
			return -1
		}
	}
}

// array walks over the array at i and returns where it ends, or -1.
func (w *walker) array(n *walkNode, i int) int {
	if len(n.indexes) == 0 {
		return containerEnd(w.b, i)
	}
	b := w.b
	i++
	for index := 0; ; {
		for i < len(b) && b[i] <= ' ' {
			i++
		}
		if i >= len(b) {
			return -1
		}
		switch b[i] {
		case ',':
			i++
			continue
		case ']':
			return i + 1
		}
		if to := n.at(index); to != nil {
			i = w.value(to, i)
		} else {
			i = valueEnd(b, i)
		}
		if i < 0 {
			return -1
		}
		index++
	}
}

// value takes the value at i and walks into it. It returns where it ends, or
// -1.
func (w *walker) value(n *walkNode, i int) int {
	var end int
	switch w.b[i] {
	case '{':
		end = w.object(n, i)
	case '[':
		end = w.array(n, i)
	default:
		end = valueEnd(w.b, i)
	}
	if end >= 0 && n.slot >= 0 {
		w.set(n.slot, w.b[i:end])
	}
	return end
}
