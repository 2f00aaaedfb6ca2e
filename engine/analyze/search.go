package analyze

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// search looks for an event that makes a formula over conditions true: it
// chooses a value for one place after the other and gives a branch up as soon
// as the conditions decided so far make the formula false.
type search struct {
	*jsonProblem
	formula *formula
	facts   []truth // by condition
	// allowed says of a condition over a wildcard whether some member may be
	// one of those it speaks of.
	allowed []bool
	covered []bool // of those, which an element or member with a name is
	needs   []int
	chosen  map[*jsonNode]*choice
	spent   bool // the budget ran out
}

// choice is what stands at a node.
type choice struct {
	cell    *cell // nil for an object or an array
	array   bool
	length  int            // of an array
	nullAt  int            // index of an element that is null; noNull, anyNull
	members []string       // values of members that no selector names
	fill    map[int]string // of an array: elements that no selector names
	need    []int          // of an array: conditions that an element with a name must satisfy
}

const (
	noNull  = -1 // no element may be null
	anyNull = -2 // nobody asks
)

// solve returns an event for which the formula over the problem's conditions
// is true. found false means that there is none, unless the problem has gaps.
func (p *jsonProblem) solve(f *formula) (event string, found bool) {
	s := &search{
		jsonProblem: p, formula: f,
		facts:   make([]truth, len(p.conditions)),
		allowed: make([]bool, len(p.conditions)),
		covered: make([]bool, len(p.conditions)),
		chosen:  map[*jsonNode]*choice{},
	}
	if s.containers(p.root, nil) {
		return s.render(p.root), true
	}
	if s.spent {
		p.gaps = true
	}
	return "", false
}

// place chooses the value of the first node of the agenda, and then the rest.
func (s *search) place(agenda []*jsonNode) bool {
	switch s.formula.eval(s.facts) {
	case no:
		return false
	case yes:
		// What is left may be missing, but for elements of arrays.
		if !slices.ContainsFunc(agenda, func(n *jsonNode) bool { return s.chosen[n.parent].array }) &&
			!slices.ContainsFunc(s.needs, func(id int) bool { return !s.covered[id] }) {
			return true
		}
	}
	if len(agenda) == 0 {
		return false
	}
	n, agenda := agenda[0], agenda[1:]
	in := s.chosen[n.parent]
	present := in.array && n.index >= 0 && n.index < in.length
	cells := s.values(n)
	for i := range cells {
		c := &cells[i]
		if present == (c.kind == missing) && in.array || !s.fits(in, n, c) {
			continue
		}
		if s.try(n, &choice{cell: c}, func() bool {
			return s.assign(n, c.holds) && s.barren(n, c.kind != missing) && s.place(agenda)
		}) {
			return true
		}
	}
	if in.array && (!present || in.nullAt == n.index) {
		return false
	}
	if len(n.names)+len(n.indexes) == 0 && n.wild == nil {
		// A container without members is a cell; only an array that holds null
		// says more, and null itself does as well where nothing is below.
		return false
	}
	return s.containers(n, agenda)
}

// fits reports whether an element may be null where its array says so.
func (s *search) fits(in *choice, n *jsonNode, c *cell) bool {
	if !in.array || n.index < 0 {
		return true
	}
	if in.nullAt == n.index {
		return c.kind == null
	}
	return in.nullAt != noNull || c.kind != null
}

// try makes a choice, and takes it back when it leads nowhere.
func (s *search) try(n *jsonNode, c *choice, then func() bool) bool {
	if !s.budget.spend(choiceSteps) {
		s.spent = true
		return false
	}
	facts, covered, needs := slices.Clone(s.facts), slices.Clone(s.covered), len(s.needs)
	s.chosen[n] = c
	s.needs = append(s.needs, c.need...)
	if then() {
		return true
	}
	delete(s.chosen, n)
	copy(s.facts, facts)
	copy(s.covered, covered)
	s.needs = s.needs[:needs]
	return false
}

// assign notes what holds at a node.
func (s *search) assign(n *jsonNode, holds []bool) bool {
	for i, f := range n.facts {
		if !s.note(f, holds[i]) {
			return false
		}
	}
	return true
}

func (s *search) note(f fact, holds bool) bool {
	if f.wild {
		s.covered[f.condition] = s.covered[f.condition] || holds
		return !holds || s.allowed[f.condition]
	}
	s.facts[f.condition] = truthOf(holds)
	return true
}

// barren notes that nothing is below a node, which itself is there or not.
func (s *search) barren(n *jsonNode, exists bool) bool {
	for _, id := range n.wildFacts {
		c := s.conditions[id]
		s.facts[id] = truthOf(c.negative() && (exists || c.test))
	}
	for _, name := range n.order {
		if !s.absent(n.names[name]) {
			return false
		}
	}
	for _, i := range n.sorted() {
		if !s.absent(n.indexes[i]) {
			return false
		}
	}
	return true
}

// absent notes that a node is missing, and all below it.
func (s *search) absent(n *jsonNode) bool {
	for _, f := range n.facts {
		c := s.conditions[f.condition]
		if !s.note(f, !f.wild && c.test && c.kind == grammar.NotExists) {
			return false
		}
	}
	return s.barren(n, false)
}

// sorted are the indexes that selectors name.
func (n *jsonNode) sorted() []int {
	var out []int
	for i := range n.indexes {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// containers tries the objects and arrays that a node can hold.
func (s *search) containers(n *jsonNode, agenda []*jsonNode) bool {
	for _, members := range s.memberSets(n) {
		if s.try(n, &choice{members: members.texts}, func() bool { return s.object(n, members, agenda) }) {
			return true
		}
		if n.parent == nil || len(n.indexes) == 0 && !s.asksNull(n) {
			continue // an event is an object, and one is as good as an array
		}
		for _, a := range s.arrays(n, members) {
			if s.try(n, a, func() bool { return s.array(n, a, members, agenda) }) {
				return true
			}
		}
	}
	return false
}

func (s *search) object(n *jsonNode, m memberSet, agenda []*jsonNode) bool {
	if !s.open(n, m, false) {
		return false
	}
	var next []*jsonNode
	for _, name := range n.order {
		next = append(next, n.names[name])
	}
	for _, i := range n.sorted() {
		if !s.absent(n.indexes[i]) {
			return false
		}
	}
	return s.place(append(next, agenda...))
}

func (s *search) array(n *jsonNode, a *choice, m memberSet, agenda []*jsonNode) bool {
	if !s.open(n, m, a.nullAt >= 0) {
		return false
	}
	var next []*jsonNode
	for _, i := range n.sorted() {
		if i < a.length {
			next = append(next, n.indexes[i])
		} else if !s.absent(n.indexes[i]) {
			return false
		}
	}
	for _, name := range n.order {
		if !s.absent(n.names[name]) {
			return false
		}
	}
	return s.place(append(next, agenda...))
}

// open notes what holds at a node because it is an object or an array, and
// which conditions some member is to be one of those they speak of.
func (s *search) open(n *jsonNode, m memberSet, holdsNull bool) bool {
	for _, f := range n.facts {
		c := s.conditions[f.condition]
		holds := f.wild && c.test && c.kind == grammar.NotExists ||
			!f.wild && holdsNull && c.test && c.kind == grammar.IsNull
		if !s.note(f, holds) {
			return false
		}
	}
	for i, id := range n.wildFacts {
		some := m.mask&(1<<i) != 0
		s.allowed[id] = some
		s.facts[id] = truthOf(some != s.conditions[id].negative())
	}
	return true
}

// asksNull reports whether a condition asks whether the node holds null.
func (s *search) asksNull(n *jsonNode) bool {
	return slices.ContainsFunc(n.facts, func(f fact) bool {
		c := s.conditions[f.condition]
		return !f.wild && c.test && c.kind == grammar.IsNull
	})
}
