package analyze

import (
	"maps"
	"math"
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
	// partial is set when something possible was not looked at.
	partial bool
	cost    int // of a choice, in steps
	// choices is how many may still be made, and forcing that what has only one
	// way left is chosen first.
	choices int
	forcing bool
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

// firstChoices is how many choices are made for a question as a whole, which
// is more than most need.
const firstChoices = 3000

// split returns an event for which the formula over the problem's conditions
// is true. When none is found and complete is set, there is none. A question
// that takes many choices is divided into one for each alternative.
func (p *jsonProblem) split(f *formula) (event string, found, complete bool) {
	first := firstChoices
	if p.hard {
		first = 5
	}
	if event, found, complete = p.solve(f, first, false); found || complete || p.budget.Err() != nil {
		return event, found, complete
	}
	parts := f.conjuncts(true, nil)
	widest := -1
	for i, c := range parts {
		if c.op == or && (widest < 0 || len(c.subs) > len(parts[widest].subs)) {
			widest = i
		}
	}
	if widest < 0 {
		return p.solve(f, math.MaxInt, true)
	}
	alternatives := parts[widest].subs
	parts = slices.Delete(parts, widest, widest+1)
	complete = true
	for _, one := range alternatives {
		if !p.budget.Spend(f.size()) {
			return "", false, false
		}
		question := conjunction(append(slices.Clone(parts), one)...)
		event, found, whole := p.solve(question, first, true)
		if !found && !whole && p.budget.Err() == nil {
			event, found, whole = p.split(question)
		}
		if found {
			return event, true, true
		}
		complete = complete && whole
	}
	return "", false, complete
}

// solve looks for an event with one search of so many choices.
func (p *jsonProblem) solve(f *formula, choices int, forcing bool) (event string, found, complete bool) {
	s := &search{
		choices: choices, forcing: forcing,
		jsonProblem: p, formula: f,
		facts:   make([]truth, len(p.conditions)),
		allowed: make([]bool, len(p.conditions)),
		covered: make([]bool, len(p.conditions)),
		chosen:  map[*jsonNode]*choice{},
		cost:    8 + (len(p.conditions)+f.size())/2,
	}
	if s.containers(p.root, nil) {
		return s.render(p.root), true, true
	}
	return "", false, !s.partial && !p.gaps && p.budget.Err() == nil
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
	if s.forcing {
		agenda = s.forcedFirst(agenda)
	}
	n, agenda := agenda[0], agenda[1:]
	in := s.chosen[n.parent]
	present := in.array && n.index >= 0 && n.index < in.length
	// Where nothing depends on a value any more, one is as good as another.
	idle := !in.array && s.idle(n)
	cells := s.values(n)
	if n.many != nil {
		cells = n.many.fixed
	}
	for i := range cells {
		c := &cells[i]
		if i == 1 && n.many != nil && s.scalars(n, in, present, agenda) {
			return true
		}
		if present == (c.kind == missing) && in.array || !s.fits(in, n, c) {
			continue
		}
		if s.try(n, &choice{cell: c}, func() bool {
			return s.assign(n, c.holds) && s.barren(n, c.kind != missing) && s.place(agenda)
		}) {
			return true
		}
		if idle {
			return false
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

// forcedFirst puts the node first at which a condition has only one verdict
// left that does not make the formula false.
func (s *search) forcedFirst(agenda []*jsonNode) []*jsonNode {
	nodes := s.byCondition()
	at := -1
	s.formula.forced(s.facts, yes, func(fact int) bool {
		at = slices.Index(agenda, nodes[fact])
		return at >= 0
	})
	if at <= 0 || s.chosen[agenda[at].parent].array {
		return agenda
	}
	return slices.Concat(agenda[at:at+1], agenda[:at], agenda[at+1:])
}

// byCondition are the nodes at which the conditions are.
func (p *jsonProblem) byCondition() []*jsonNode {
	if len(p.nodes) < len(p.conditions) {
		p.nodes = make([]*jsonNode, len(p.conditions))
		p.root.each(func(n *jsonNode) {
			for _, f := range n.facts {
				if !f.wild {
					p.nodes[f.condition] = n
				}
			}
		})
	}
	return p.nodes
}

// each visits a node and all below it that have a name or an index.
func (n *jsonNode) each(visit func(*jsonNode)) {
	visit(n)
	for _, to := range n.names {
		to.each(visit)
	}
	for _, to := range n.indexes {
		to.each(visit)
	}
}

// idle reports whether the formula depends on nothing at a node or below it.
func (s *search) idle(n *jsonNode) bool {
	if n.below == nil {
		n.below = make([]bool, len(s.conditions))
		n.plain = n.gather(n.below)
	}
	if !n.plain {
		return false
	}
	_, fact, _ := s.formula.pending(s.facts, n.below)
	return fact < 0
}

// gather marks the conditions at a node and below; plain is false when a
// wildcard has to do with any.
func (n *jsonNode) gather(conditions []bool) (plain bool) {
	plain = n.wild == nil
	for _, f := range n.facts {
		conditions[f.condition] = true
		plain = plain && !f.wild
	}
	for _, to := range n.names {
		plain = to.gather(conditions) && plain
	}
	for _, to := range n.indexes {
		plain = to.gather(conditions) && plain
	}
	return plain
}

// scalars tries texts and numbers at a node that knows too many: a verdict is
// chosen for one condition after the other that the formula depends on.
func (s *search) scalars(n *jsonNode, in *choice, present bool, agenda []*jsonNode) bool {
	if in.array && !present || !s.fits(in, n, &cell{kind: scalar}) {
		return false
	}
	return s.try(n, &choice{}, func() bool {
		want := make([]truth, len(n.facts))
		for i, f := range n.facts {
			if s.conditions[f.condition].test {
				want[i], s.facts[f.condition] = no, no
			}
		}
		return s.barren(n, true) && s.decide(n, want, agenda)
	})
}

func (s *search) decide(n *jsonNode, want []truth, agenda []*jsonNode) bool {
	verdict, id, wanted := s.formula.pending(s.facts, n.many.own)
	if verdict == no {
		return false
	}
	if id < 0 {
		c, complete := s.scalarCell(n, want)
		if c == nil {
			s.partial = s.partial || !complete
			return false
		}
		return s.try(n, &choice{cell: c}, func() bool { return s.assign(n, c.holds) && s.place(agenda) })
	}
	at := slices.IndexFunc(n.facts, func(f fact) bool { return f.condition == id })
	for _, v := range []truth{wanted, negations[wanted]} {
		if !s.may() {
			return false
		}
		want[at], s.facts[id] = v, v
		if s.plausible(n, want, at) && s.decide(n, want, agenda) {
			return true
		}
	}
	want[at], s.facts[id] = open, open
	return false
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

// may reports whether another choice may be made.
func (s *search) may() bool {
	if s.choices--; s.choices < 0 {
		s.partial = true
		return false
	}
	return s.budget.Spend(s.cost)
}

// try makes a choice, and takes it back when it leads nowhere.
func (s *search) try(n *jsonNode, c *choice, then func() bool) bool {
	if !s.may() {
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
	if len(n.inOrder) < len(n.indexes) {
		n.inOrder = slices.Sorted(maps.Keys(n.indexes))
	}
	return n.inOrder
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
