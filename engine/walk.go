package engine

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// walkTree is the tree of the paths that selectors select, made for walking
// over an event once, from its start to its end.
type walkTree struct {
	root  *walkNode
	nodes int
}

type walkNode struct {
	id   int32
	top  bool  // a member of the event itself
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
	for i := range t.root.names {
		if to := t.root.names[i].to; to != nil {
			to.top = true
		}
	}
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
	b []byte
	// escape is where the first backslash at or behind the walk is: most
	// events have none, and their strings end at the next quote.
	escape int
	values [][]byte // by slot; nil where nothing is selected
	// touched are the slots that received a value, some maybe twice.
	touched []int32
	visited marks  // nodes
	scratch []byte // decoded names
	settler settler
}

func newWalker(slots int, t *walkTree) walker {
	return walker{values: make([][]byte, slots), visited: newMarks(t.nodes), settler: settler{awaited: -1}}
}

// walk fills the values. It is exact for valid JSON; it reports whether the
// message may be valid.
func (w *walker) walk(t *walkTree, message []byte) bool {
	i := jsontext.SkipSpace(message, 0)
	if i == len(message) || message[i] != '{' {
		return false
	}
	w.b = message
	w.escape = nextEscape(message, i)
	w.visited.clear()
	if slot := t.root.slot; slot >= 0 { // for $.*
		w.set(slot, jsontext.TrimSpace(message[i:]))
		if len(t.root.names) == 0 {
			return true
		}
	}
	return w.object(t.root, i) >= 0
}

func (w *walker) set(slot int32, value []byte) {
	w.values[slot] = value
	w.touched = append(w.touched, slot)
}

// reset forgets the event.
func (w *walker) reset() {
	for _, slot := range w.touched {
		w.values[slot] = nil
	}
	w.touched = w.touched[:0]
	w.scratch = w.scratch[:0]
	w.b = nil
}

func nextEscape(b []byte, i int) int {
	if n := bytes.IndexByte(b[i:], '\\'); n >= 0 {
		return i + n
	}
	return len(b)
}

// stringEnd is stringEnd of the walk's event, and faster. The walk never goes
// back.
func (w *walker) stringEnd(i int) (end int, escaped bool) {
	b := w.b
	for at := i + 1; at >= 0 && at <= len(b)-8; at += 8 {
		x := binary.LittleEndian.Uint64(b[at:]) ^ '"'*eachByte
		if marks := zeros(x); marks != 0 {
			if end = at + bits.TrailingZeros64(marks)/8 + 1; end <= w.escape {
				return end, false
			}
			break
		}
	}
	if end, escaped = stringEnd(b, i); end > w.escape {
		w.escape = nextEscape(b, end)
	}
	return end, escaped
}

// valueEnd is valueEnd of the walk's event.
func (w *walker) valueEnd(i int) int {
	if i >= len(w.b) {
		return -1
	}
	switch w.b[i] {
	case '"':
		end, _ := w.stringEnd(i)
		return end
	case '{', '[':
		return w.containerEnd(i)
	default:
		return valueEnd(w.b, i)
	}
}

// containerEnd is containerEnd of the walk's event.
func (w *walker) containerEnd(i int) int {
	b := w.b
	depth := 0
next:
	for i >= 0 && i < len(b) {
		if b[i] != '"' {
			switch b[i] | 0x20 { // makes a brace of a bracket
			case '{':
				depth++
			case '}':
				if depth--; depth == 0 {
					return i + 1
				}
			}
			i++
			continue
		}
		// As stringEnd begins, without the call.
		for at := i + 1; at <= len(b)-8; at += 8 {
			x := binary.LittleEndian.Uint64(b[at:]) ^ '"'*eachByte
			if marks := zeros(x); marks != 0 {
				if end := at + bits.TrailingZeros64(marks)/8 + 1; end <= w.escape {
					i = end
					continue next
				}
				break
			}
		}
		i, _ = w.stringEnd(i)
	}
	return -1
}

// object walks over the object at i and returns where it ends, or -1.
func (w *walker) object(n *walkNode, i int) int {
	if len(n.names) == 0 {
		return w.containerEnd(i)
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
		end, escaped := w.stringEnd(i)
		if end < 0 {
			return -1
		}
		name := b[i+1 : end-1]
		if escaped {
			start := len(w.scratch)
			w.scratch = appendUnescaped(w.scratch, name)
			name = w.scratch[start:]
		}
		i = jsontext.SkipSpace(b, end)
		if i >= len(b) || b[i] != ':' {
			return -1
		}
		if i = jsontext.SkipSpace(b, i+1); i >= len(b) {
			return -1
		}
		to := n.named(name)
		if to == nil {
			if i = w.valueEnd(i); i < 0 {
				return -1
			}
			continue
		}
		if !w.visited.add(to.id) {
			// The last of several equal names counts (J19): forget what an
			// earlier one selected.
			for _, slot := range to.below {
				w.values[slot] = nil
			}
		} else if to.top {
			w.settler.awaited--
		}
		if i = w.value(to, i); i < 0 {
			return -1
		}
		if to.top && w.settler.awaited == 0 && w.settler.settled(b[i:]) {
			return len(b)
		}
	}
}

// array walks over the array at i and returns where it ends, or -1.
func (w *walker) array(n *walkNode, i int) int {
	if len(n.indexes) == 0 {
		return w.containerEnd(i)
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
			i = w.valueEnd(i)
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
		end = w.valueEnd(i)
	}
	if end >= 0 && n.slot >= 0 {
		w.set(n.slot, w.b[i:end])
	}
	return end
}
