package engine

import (
	"sync"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// jsonMatcher decides JSON patterns. One walk over the event finds what the
// selectors select; conditions look at the raw values then.
type jsonMatcher struct {
	root       *pathNode
	slots      int
	tree       *walkTree
	expr       *jsonExpr
	conditions int
	searches   nameSearches
	tops       *nameSearches // of the members of the event that are selected
	pool       sync.Pool     // of *jsonState
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
	walker
	members []member
	buffer  []byte // decoded texts
	names   nameState
}

func compileJSON(p *grammar.JSONPattern) (matcher, error) {
	m := &jsonMatcher{root: &pathNode{slot: -1}}
	var err error
	if m.expr, err = m.compileExpr(p.Expr); err != nil {
		return nil, err
	}
	m.finish()
	m.prepareNames()
	m.pool.New = func() any {
		return &jsonState{walker: newWalker(m.slots, m.tree), names: nameState{verdicts: make([]verdict, m.conditions)}}
	}
	return m, nil
}

// finish makes the tree to walk along, when all selectors are known.
func (m *jsonMatcher) finish() {
	m.root.collect()
	m.tree = newWalkTree(m.root)
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
	return m.pool.Get().(*jsonState)
}

// release gives back the state without keeping the event alive.
func (m *jsonMatcher) release(s *jsonState) {
	s.reset()
	clear(s.members)
	m.pool.Put(s)
}

func (m *jsonMatcher) match(message []byte) bool {
	if i := jsontext.SkipSpace(message, 0); i == len(message) || message[i] != '{' {
		return false
	}
	s := m.state()
	v := m.byNames(s, message)
	if v == maybe {
		s.settler.names = m.tops
		s.settler.start()
		if v = fails; s.walk(m.tree, message) && m.expr.holds(s) {
			v = holds
		}
	}
	m.release(s)
	return v == holds && jsontext.ValidObject(message)
}

// collect walks over all of the message and fills the state's values.
func (m *jsonMatcher) collect(s *jsonState, message []byte) bool {
	s.settler.awaited = -1
	return s.walk(m.tree, message)
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
