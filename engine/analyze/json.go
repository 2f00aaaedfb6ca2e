package analyze

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
)

// jsonCondition is one condition over a selector. Conditions of both patterns
// that decide alike are one.
type jsonCondition struct {
	test  bool
	kind  grammar.TestKind
	op    grammar.CompareOp
	value jsonValue
	// wildcard is set when the selector has one; the condition then speaks of
	// the members of what the wildcard stands behind.
	wildcard bool
}

// negative reports whether a condition over a wildcard holds when no selected
// value is one of those it speaks of (J5).
func (c *jsonCondition) negative() bool {
	return !c.test && c.op == grammar.NotEqual || c.test && c.kind == grammar.NotExists
}

// jsonValue is the right side of a comparison.
type jsonValue struct {
	number *big.Rat // of a bare number
	text   string   // key of the text question in the node's machines
	raw    string   // of a bare number: its text, for texts (J16)
	words  bool     // of a text: it holds characters that no number's text does
	exact  string   // of a text without wildcards that no words are in
	make   func() (machine, error)
}

// jsonNode is a place in the events: what some selector leads to.
type jsonNode struct {
	parent *jsonNode
	name   string // of a member of an object
	index  int    // of an element of an array, -1 for a member of an object

	facts   []fact
	names   map[string]*jsonNode
	order   []string // of names, as the patterns have them
	indexes map[int]*jsonNode
	inOrder []int     // the indexes, once they are asked for
	wild    *jsonNode // any member
	// wildFacts are the conditions whose wildcard stands behind this node.
	wildFacts []int

	cells []cell // once they are known
	// many is set instead when there are too many to try each.
	many *manyValues
	// below marks the conditions here and below, once asked for; plain is set
	// when no wildcard has to do with any.
	below []bool
	plain bool
}

// fact is a condition at a node: the condition itself, or whether this node's
// value is one of those that a condition over a wildcard speaks of.
type fact struct {
	condition int
	wild      bool
}

// jsonProblem is a question about JSON patterns: their conditions, and the
// tree of all places that selectors lead to.
type jsonProblem struct {
	conditions []*jsonCondition
	known      map[string]int
	root       *jsonNode
	nodes      []*jsonNode    // by condition, once they are asked for
	budget     *budget.Budget // of the question that is asked
	// gaps is set when something possible was not looked at, so that not
	// finding an event proves nothing; failed says why if a value cannot be
	// looked at.
	gaps   bool
	failed error
	hard   bool // see Options
}

func newJSONProblem() *jsonProblem {
	return &jsonProblem{known: map[string]int{}, root: newNode(nil)}
}

func newNode(parent *jsonNode) *jsonNode {
	return &jsonNode{parent: parent, index: -1, names: map[string]*jsonNode{}, indexes: map[int]*jsonNode{}}
}

// formula turns a pattern's expression into a formula over conditions.
func (p *jsonProblem) formula(e grammar.Expr, constant map[grammar.Expr]bool) (*formula, error) {
	return formulaOf(e, constant, p.condition)
}

// condition numbers a condition and puts it into the tree.
func (p *jsonProblem) condition(e grammar.Expr) (int, error) {
	c := &jsonCondition{}
	var selector *grammar.Selector
	var key string
	switch e := e.(type) {
	case *grammar.Comparison:
		selector, _ = e.Left.(*grammar.Selector)
		c.op = e.Op
		var err error
		if c.value, err = newJSONValue(e.Value); err != nil {
			return 0, err
		}
		key = c.op.String() + " " + c.value.key()
	case *grammar.Test:
		selector, c.test, c.kind = e.Selector, true, e.Kind
		key = c.kind.String()
	}
	if selector == nil {
		return 0, fmt.Errorf("no condition over a selector: %T", e)
	}
	for _, s := range selector.Steps {
		switch s.Kind {
		case grammar.WildcardStep:
			c.wildcard = true
			key += " *"
		case grammar.IndexStep:
			key += " " + strconv.Itoa(s.Index)
		default:
			key += " " + strconv.Quote(s.Name)
		}
	}
	if id, ok := p.known[key]; ok {
		return id, nil
	}
	id := len(p.conditions)
	p.known[key] = id
	p.conditions = append(p.conditions, c)
	n := p.root
	for _, s := range selector.Steps {
		switch s.Kind {
		case grammar.WildcardStep:
			n.wildFacts = append(n.wildFacts, id)
			if n.wild == nil {
				n.wild = newNode(n)
			}
			n = n.wild
		case grammar.IndexStep:
			n = n.element(s.Index)
		default:
			n = n.member(s.Name)
		}
	}
	n.facts = append(n.facts, fact{id, c.wildcard})
	return id, nil
}

func (n *jsonNode) member(name string) *jsonNode {
	to, ok := n.names[name]
	if !ok {
		to = newNode(n)
		to.name = name
		n.names[name] = to
		n.order = append(n.order, name)
	}
	return to
}

func (n *jsonNode) element(index int) *jsonNode {
	to, ok := n.indexes[index]
	if !ok {
		to = newNode(n)
		to.index = index
		n.indexes[index] = to
	}
	return to
}

// spread gives the members that have a name or an index what is asked of any
// member. A selector has one wildcard, so that nothing below one has another.
func (n *jsonNode) spread() {
	if n.wild != nil {
		for _, to := range n.names {
			to.take(n.wild)
		}
		for _, to := range n.indexes {
			to.take(n.wild)
		}
	}
	for _, to := range n.names {
		to.spread()
	}
	for _, to := range n.indexes {
		to.spread()
	}
}

func (n *jsonNode) take(from *jsonNode) {
	n.facts = append(n.facts, from.facts...)
	for _, name := range from.order {
		n.member(name).take(from.names[name])
	}
	for i, to := range from.indexes {
		n.element(i).take(to)
	}
}

func newJSONValue(v grammar.Value) (jsonValue, error) {
	switch v := v.(type) {
	case *grammar.Number:
		number, _ := rational(v.Raw)
		return jsonValue{number: number, raw: v.Raw}, nil
	case *grammar.Regex:
		return jsonValue{text: "%" + v.Source, make: func() (machine, error) { return compileRegex(v.Source) }}, nil
	case *grammar.Text:
		pieces := v.Pieces()
		out := jsonValue{text: "=" + joined(pieces), make: func() (machine, error) { return newText(pieces), nil }}
		out.words = strings.ContainsFunc(v.Decoded, func(r rune) bool { return !strings.ContainsRune("0123456789.-E*", r) })
		if len(pieces) == 1 && !out.words {
			out.exact = pieces[0]
		}
		return out, nil
	}
	return jsonValue{}, fmt.Errorf("no value: %T", v)
}

// key is the same for values that compare alike.
func (v jsonValue) key() string {
	if v.number != nil {
		return "number " + v.raw
	}
	return v.text
}

// literal is the text question of a bare number against a string (J16).
func (v jsonValue) literal() (key string, build func() (machine, error)) {
	if v.number == nil {
		return v.text, v.make
	}
	return "=" + v.raw, func() (machine, error) { return newEquality(v.raw), nil }
}
