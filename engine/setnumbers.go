package engine

import (
	"slices"
	"sort"

	"github.com/logsieve/logsieve/grammar"
)

// numbers finds the comparisons with numbers that a number can satisfy.
type numbers struct {
	equal   []threshold // sorted, distinct
	greater []threshold // of > and >=, likewise
	less    []threshold // of < and <=, likewise
}

type threshold struct {
	number decimal
	owners []int32
}

func (n *numbers) add(op grammar.CompareOp, number decimal, owner int32) {
	list := &n.equal
	switch op {
	case grammar.Greater, grammar.GreaterOrEqual:
		list = &n.greater
	case grammar.Less, grammar.LessOrEqual:
		list = &n.less
	}
	*list = append(*list, threshold{number, []int32{owner}})
}

// sort makes the lists ready for note.
func (n *numbers) sort() {
	for _, list := range []*[]threshold{&n.equal, &n.greater, &n.less} {
		slices.SortStableFunc(*list, func(a, b threshold) int { return a.number.compare(b.number) })
		merged := (*list)[:0]
		for _, t := range *list {
			if last := len(merged) - 1; last >= 0 && merged[last].number.compare(t.number) == 0 {
				merged[last].owners = append(merged[last].owners, t.owners...)
			} else {
				merged = append(merged, t)
			}
		}
		*list = merged
	}
}

func (n *numbers) empty() bool { return len(n.equal)+len(n.greater)+len(n.less) == 0 }

// note passes on the owners of what number can satisfy. Whether the threshold
// itself does is for the condition to say.
func (n *numbers) note(t *triggered, number decimal) {
	if i := sort.Search(len(n.equal), func(i int) bool { return n.equal[i].number.compare(number) >= 0 }); i < len(n.equal) && n.equal[i].number.compare(number) == 0 {
		t.note(n.equal[i].owners)
	}
	for i := range n.greater {
		if n.greater[i].number.compare(number) > 0 {
			break
		}
		t.note(n.greater[i].owners)
	}
	for i := len(n.less) - 1; i >= 0; i-- {
		if n.less[i].number.compare(number) < 0 {
			break
		}
		t.note(n.less[i].owners)
	}
}
