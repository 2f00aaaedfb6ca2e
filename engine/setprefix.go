package engine

import (
	"bytes"
	"slices"
	"sort"
)

// prefixes finds which of many texts another text begins with.
type prefixes struct {
	texts [][]byte // sorted, distinct
	// parent is the longest other text that a text begins with; -1 if none.
	parent []int32
	owners [][]int32
	// longest is the length of the longest text.
	longest int
}

// newPrefixes indexes texts with their owners.
func newPrefixes(owners map[string][]int32) *prefixes {
	if len(owners) == 0 {
		return nil
	}
	p := &prefixes{}
	for t := range owners {
		p.texts = append(p.texts, []byte(t))
		p.longest = max(p.longest, len(t))
	}
	slices.SortFunc(p.texts, bytes.Compare)
	for i, t := range p.texts {
		p.owners = append(p.owners, owners[string(t)])
		parent := int32(i - 1)
		for parent >= 0 && !bytes.HasPrefix(t, p.texts[parent]) {
			parent = p.parent[parent]
		}
		p.parent = append(p.parent, parent)
	}
	return p
}

// last returns the longest text that the given one begins with, or -1; the
// others are its parents. In sorted order everything between a prefix of a
// text and the text begins with that prefix, too.
func (p *prefixes) last(text []byte) int32 {
	i := int32(sort.Search(len(p.texts), func(i int) bool { return bytes.Compare(p.texts[i], text) > 0 })) - 1
	for i >= 0 && !bytes.HasPrefix(text, p.texts[i]) {
		i = p.parent[i]
	}
	return i
}

// appendReversed appends the last n bytes of text, last one first.
func appendReversed(dst, text []byte, n int) []byte {
	for i := len(text) - 1; i >= 0 && n > 0; i, n = i-1, n-1 {
		dst = append(dst, text[i])
	}
	return dst
}
