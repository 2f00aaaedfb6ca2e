package engine

import (
	"bytes"
	"sync"

	"github.com/logsieve/logsieve/grammar"
)

// jsonMatcher decides JSON patterns. One walk over the event finds what the
// selectors select; conditions look at the raw values then.
type jsonMatcher struct {
	root       *pathNode
	slots      int
	expr       *jsonExpr
	conditions int
	searches   nameSearches
	pool       sync.Pool // of *jsonState
}

// pathNode is a node of the tree of all selected paths.
type pathNode struct {
	// slot receives the raw value at this path; -1 if no condition looks at it.
	slot    int
	names   []nameEdge
	byName  map[string]*pathNode // the names' nodes, if there are many, as in a set
	indexes []indexEdge
	// below are the slots of this node and all nodes under it.
	below []int
}

type nameEdge struct {
	name []byte
	to   *pathNode
}

type indexEdge struct {
	index int
	to    *pathNode
}

// jsonExpr is an operator over operands, or a condition.
type jsonExpr struct {
	condition *jsonCondition
	or        bool
	operands  []*jsonExpr
	// refutable and provable tell whether searches for names can show that the
	// expression fails, or that it holds.
	refutable, provable bool
}

// jsonState is the memory of one match.
type jsonState struct {
	values  [][]byte // by slot; nil where nothing is selected
	scratch []byte   // decoded names and texts
	members []member
	buffer  []byte
	names   nameState
}

func compileJSON(p *grammar.JSONPattern) (matcher, error) {
	m := &jsonMatcher{root: &pathNode{slot: -1}}
	var err error
	if m.expr, err = m.compileExpr(p.Expr); err != nil {
		return nil, err
	}
	m.root.collect()
	m.prepareNames()
	m.pool.New = func() any {
		return &jsonState{values: make([][]byte, m.slots), names: nameState{verdicts: make([]verdict, m.conditions)}}
	}
	return m, nil
}

// collect fills in below.
func (n *pathNode) collect() []int {
	if n.slot >= 0 {
		n.below = append(n.below, n.slot)
	}
	for _, e := range n.names {
		n.below = append(n.below, e.to.collect()...)
	}
	for _, e := range n.indexes {
		n.below = append(n.below, e.to.collect()...)
	}
	return n.below
}

func (m *jsonMatcher) compileExpr(e grammar.Expr) (*jsonExpr, error) {
	switch e := e.(type) {
	case *grammar.And:
		return m.compileOperands(e.Operands, false)
	case *grammar.Or:
		return m.compileOperands(e.Operands, true)
	default:
		c, err := m.compileCondition(e)
		return &jsonExpr{condition: c}, err
	}
}

func (m *jsonMatcher) compileOperands(operands []grammar.Expr, or bool) (*jsonExpr, error) {
	x := &jsonExpr{or: or}
	for _, o := range operands {
		c, err := m.compileExpr(o)
		if err != nil {
			return nil, err
		}
		x.operands = append(x.operands, c)
	}
	return x, nil
}

// slot makes the walk collect the value at a path without wildcards.
func (m *jsonMatcher) slot(steps []*grammar.Step) int {
	n := m.root
	for _, s := range steps {
		n = n.child(s)
	}
	if n.slot < 0 {
		n.slot = m.slots
		m.slots++
	}
	return n.slot
}

func (n *pathNode) child(s *grammar.Step) *pathNode {
	to := &pathNode{slot: -1}
	if s.Kind == grammar.IndexStep {
		for _, e := range n.indexes {
			if e.index == s.Index {
				return e.to
			}
		}
		n.indexes = append(n.indexes, indexEdge{s.Index, to})
		return to
	}
	if len(n.names) >= manyNames {
		return n.manyNamed(s.Name)
	}
	for _, e := range n.names {
		if string(e.name) == s.Name {
			return e.to
		}
	}
	n.names = append(n.names, nameEdge{[]byte(s.Name), to})
	return to
}

// manyNamed is child for a node with many names.
func (n *pathNode) manyNamed(name string) *pathNode {
	if n.byName == nil {
		n.byName = map[string]*pathNode{}
		for _, e := range n.names {
			n.byName[string(e.name)] = e.to
		}
	}
	to := n.byName[name]
	if to == nil {
		to = &pathNode{slot: -1}
		n.byName[name] = to
		n.names = append(n.names, nameEdge{[]byte(name), to})
	}
	return to
}

func (m *jsonMatcher) state() *jsonState {
	s := m.pool.Get().(*jsonState)
	clear(s.values)
	s.scratch = s.scratch[:0]
	return s
}

// release gives back the state without keeping the event alive.
func (m *jsonMatcher) release(s *jsonState) {
	clear(s.values)
	clear(s.members)
	m.pool.Put(s)
}

func (m *jsonMatcher) match(message []byte) bool {
	if i := skipSpace(message, 0); i == len(message) || message[i] != '{' {
		return false
	}
	s := m.state()
	v := m.byNames(s, message)
	ok := (v == holds || v == maybe && m.collect(s, message) && m.expr.holds(s)) && validObject(message)
	m.release(s)
	return ok
}

// collect walks the message and fills the state's values.
func (m *jsonMatcher) collect(s *jsonState, message []byte) bool {
	i := skipSpace(message, 0)
	if i == len(message) || message[i] != '{' {
		return false
	}
	message = message[i:]
	if m.root.slot >= 0 {
		s.values[m.root.slot] = trimSpace(message) // for $.*
	}
	return m.root.walk(s, message)
}

// walk visits the selected members of the container that b starts with, and
// reports whether it came to its end.
func (n *pathNode) walk(s *jsonState, b []byte) bool {
	c := newCursor(b, &s.scratch)
	if c.object && len(n.names) == 0 || !c.object && len(n.indexes) == 0 {
		return true
	}
	for index := 0; ; index++ {
		m, ok := c.next()
		if !ok {
			return !c.broken
		}
		to := n.member(c.object, m.name, index)
		if to == nil {
			continue
		}
		if c.object {
			// The last of several equal names counts (J19): forget what an
			// earlier one selected.
			for _, slot := range to.below {
				s.values[slot] = nil
			}
		}
		if to.slot >= 0 {
			s.values[to.slot] = m.value
		}
		if first := m.value[0]; (first == '{' || first == '[') && !to.walk(s, m.value) {
			return false
		}
	}
}

func (n *pathNode) member(object bool, name []byte, index int) *pathNode {
	if object {
		for i := range n.names {
			if bytes.Equal(n.names[i].name, name) {
				return n.names[i].to
			}
		}
		return nil
	}
	for i := range n.indexes {
		if n.indexes[i].index == index {
			return n.indexes[i].to
		}
	}
	return nil
}

func (x *jsonExpr) holds(s *jsonState) bool {
	if x.condition != nil {
		return x.condition.holds(s)
	}
	for _, o := range x.operands {
		if o.holds(s) == x.or {
			return x.or
		}
	}
	return !x.or
}

func (m *jsonMatcher) extract([]byte) ExtractedValues { return ExtractedValues{} }

// highlight returns the places of the values that the conditions which make
// the event match look at, or of the container of a wildcard.
func (m *jsonMatcher) highlight(message []byte) []grammar.Span {
	s := m.state()
	defer m.release(s)
	if !m.collect(s, message) {
		return nil
	}
	var spans []grammar.Span
	m.expr.eachThatHolds(s, func(c *jsonCondition) {
		v := s.values[c.slot]
		if v == nil {
			return
		}
		start := cap(message) - cap(v)
		spans = append(spans, grammar.Span{Start: start, End: start + len(v)})
	})
	return spans
}

// eachThatHolds visits the conditions that make an expression hold, in order.
func (x *jsonExpr) eachThatHolds(s *jsonState, visit func(*jsonCondition)) {
	if !x.holds(s) {
		return
	}
	if x.condition != nil {
		visit(x.condition)
	}
	for _, o := range x.operands {
		o.eachThatHolds(s, visit)
	}
}
