package analyze

import (
	"fmt"
	"slices"
	"strings"
)

// memberSet is a choice of members that no selector names, for a node behind
// which wildcards stand.
type memberSet struct {
	mask  uint64   // which of the node's wildFacts some member satisfies
	texts []string // the members' values
	masks []uint64 // what each of them satisfies
	// neutral is the value of further members, which satisfies nothing that
	// mask does not hold; "" when there is none.
	neutral string
	// nullFits is set when null is such a value.
	nullFits bool
}

// shape is a value below a wildcard, by what it satisfies.
type shape struct {
	mask uint64
	text string
}

// maxWildFacts is how many conditions the bits of a mask stand for.
const maxWildFacts = 64

// memberSets returns the sets of members that conditions over wildcards tell
// apart: for every set of conditions that members can satisfy together, the
// members that do.
func (s *search) memberSets(n *jsonNode) []memberSet {
	if n.wild == nil {
		return []memberSet{{neutral: "0", nullFits: true}}
	}
	bit := map[int]uint{}
	for i, id := range n.wildFacts {
		bit[id] = uint(i)
	}
	if len(n.wildFacts) > maxWildFacts {
		s.gaps = true
		return nil
	}
	shapes := s.shapes(n.wild, bit)
	masks := map[uint64]bool{0: true}
	for _, sh := range shapes {
		if !s.budget.Spend(2 * len(masks)) {
			return nil
		}
		for m := range masks {
			masks[m|sh.mask] = true
		}
	}
	var sorted []uint64
	for m := range masks {
		sorted = append(sorted, m)
	}
	slices.Sort(sorted)
	nullMask := s.nullMask(n.wild, bit)
	var out []memberSet
	for _, mask := range sorted {
		if !s.budget.Spend(len(shapes) + 16) {
			return nil
		}
		set := memberSet{mask: mask, nullFits: nullMask&^mask == 0}
		var covered uint64
		for _, sh := range shapes {
			if sh.mask&^mask != 0 {
				continue
			}
			if set.neutral == "" {
				set.neutral = sh.text
			}
			if sh.mask&^covered != 0 {
				covered |= sh.mask
				set.texts = append(set.texts, sh.text)
				set.masks = append(set.masks, sh.mask)
			}
		}
		if covered == mask {
			out = append(out, set)
		}
	}
	return out
}

// nullMask is what null satisfies as a member.
func (p *jsonProblem) nullMask(n *jsonNode, bit map[int]uint) uint64 {
	for _, c := range p.values(n) {
		if c.kind == null {
			return maskOf(n, c, bit)
		}
	}
	return 0
}

func maskOf(n *jsonNode, c cell, bit map[int]uint) (mask uint64) {
	for i, f := range n.facts {
		if c.holds[i] {
			mask |= 1 << bit[f.condition]
		}
	}
	return mask
}

// shapes returns a value for every set of conditions that one value below a
// wildcard can satisfy, those that satisfy least first.
func (p *jsonProblem) shapes(n *jsonNode, bit map[int]uint) []shape {
	found := map[uint64]string{}
	add := func(mask uint64, text string) {
		if old, ok := found[mask]; !ok || len(text) < len(old) {
			found[mask] = text
		}
	}
	for _, c := range p.values(n) {
		if c.kind != missing {
			add(maskOf(n, c, bit), c.text)
		}
	}
	var base uint64 // what any object or array satisfies: it exists
	for _, f := range n.facts {
		if c := p.conditions[f.condition]; c.test && c.negative() {
			base |= 1 << bit[f.condition]
		}
	}
	objects := []shape{{base, ""}}
	for _, name := range n.order {
		objects = p.combine(objects, p.shapes(n.names[name], bit), quote(name)+":", true)
	}
	for _, o := range objects {
		add(o.mask, "{"+strings.TrimPrefix(o.text, ",")+"}")
	}
	arrays := []shape{{base, ""}}
	length := 0
	for _, i := range n.sorted() {
		fill := strings.Repeat(",0", i-length)
		for j := range arrays {
			arrays[j].text += fill
		}
		arrays = p.combine(arrays, p.shapes(n.indexes[i], bit), "", false)
		length = i + 1
		for _, a := range arrays {
			add(a.mask, "["+strings.TrimPrefix(a.text, ",")+"]")
		}
	}
	return sortShapes(found)
}

// combine adds a member of one of some shapes, or none where it may be
// missing, to each.
func (p *jsonProblem) combine(all, shapes []shape, prefix string, optional bool) []shape {
	found := map[uint64]string{}
	for _, a := range all {
		if !p.budget.Spend(4 * (len(shapes) + 1)) {
			break
		}
		if optional {
			keepShorter(found, a.mask, a.text)
		}
		for _, s := range shapes {
			keepShorter(found, a.mask|s.mask, a.text+","+prefix+s.text)
		}
	}
	return sortShapes(found)
}

func keepShorter(found map[uint64]string, mask uint64, text string) {
	if old, ok := found[mask]; !ok || len(text) < len(old) || len(text) == len(old) && text < old {
		found[mask] = text
	}
}

func sortShapes(found map[uint64]string) []shape {
	var out []shape
	for mask, text := range found {
		out = append(out, shape{mask, text})
	}
	slices.SortFunc(out, func(a, b shape) int {
		if a.mask < b.mask {
			return -1
		}
		return 1
	})
	return out
}

// arrays returns the arrays that a node's conditions tell apart: their lengths
// and where null stands.
func (s *search) arrays(n *jsonNode, m memberSet) []*choice {
	named := n.sorted()
	lengths := []int{0}
	longest := 0
	for _, i := range named {
		lengths = append(lengths, i+1)
		longest = i + 1
	}
	nulls := []int{anyNull}
	if s.asksNull(n) {
		nulls = []int{noNull, longest} // longest stands for an element without a name
		nulls = append(nulls, named...)
	}
	lengths = append(lengths, longest+len(m.texts), longest+len(m.texts)+1)
	var out []*choice
	for _, length := range lengths {
		for _, nullAt := range nulls {
			if c := s.fill(n, m, length, nullAt, nullAt == longest && nullAt >= 0); c != nil {
				out = append(out, c)
			}
		}
	}
	return out
}

// fill chooses the elements that no selector names; nil when they do not fit.
func (s *search) fill(n *jsonNode, m memberSet, length, nullAt int, unnamedNull bool) *choice {
	c := &choice{array: true, length: length, nullAt: nullAt, fill: map[int]string{}}
	if nullAt >= length && !unnamedNull {
		return nil
	}
	rest := m.texts
	open := m.mask
	if unnamedNull {
		c.nullAt = anyNull
	}
	for i := range length {
		if _, named := n.indexes[i]; named {
			continue
		}
		switch {
		case unnamedNull && c.nullAt == anyNull:
			if !m.nullFits {
				return nil
			}
			c.nullAt, c.fill[i] = i, "null"
		case len(rest) > 0:
			c.fill[i] = rest[0]
			open &^= m.masks[len(m.masks)-len(rest)]
			rest = rest[1:]
		case m.neutral == "":
			return nil
		default:
			c.fill[i] = m.neutral
		}
		if nullAt == noNull && c.fill[i] == "null" {
			return nil
		}
	}
	if unnamedNull && c.nullAt == anyNull {
		return nil
	}
	// What no element without a name has room for, one with a name must be.
	for i, id := range n.wildFacts {
		if open&(1<<i) != 0 {
			c.need = append(c.need, id)
		}
	}
	if len(c.need) > 0 && len(rest) < len(m.texts) {
		s.gaps = true // another member might have gone into the room there was
	}
	return c
}

// render writes the value that was chosen for a node.
func (s *search) render(n *jsonNode) string {
	c := s.chosen[n]
	if c == nil {
		return ""
	}
	if c.cell != nil {
		return c.cell.text
	}
	var parts []string
	if c.array {
		for i := range c.length {
			text, filled := c.fill[i]
			if !filled {
				if text = s.render(n.indexes[i]); text == "" {
					text = "0"
					if c.nullAt == i {
						text = "null"
					}
				}
			}
			parts = append(parts, text)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	for _, name := range n.order {
		if text := s.render(n.names[name]); text != "" {
			parts = append(parts, quote(name)+":"+text)
		}
	}
	for i, k := 0, 0; i < len(c.members); k++ {
		name := "x"
		if k > 0 {
			name = fmt.Sprintf("x%d", k)
		}
		if _, taken := n.names[name]; !taken {
			parts = append(parts, quote(name)+":"+c.members[i])
			i++
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}
