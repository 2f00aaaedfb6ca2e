package engine

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// setBuilder collects the JSON filters of a set.
type setBuilder struct {
	set   *setJSON
	known map[string]int // conditions by key
}

func newSetBuilder() *setBuilder {
	return &setBuilder{
		set:   &setJSON{paths: &jsonMatcher{root: &pathNode{slot: -1}}},
		known: map[string]int{},
	}
}

func (b *setBuilder) add(index int, p *grammar.JSONPattern) error {
	expr, err := b.set.paths.compileExpr(p.Expr)
	if err != nil {
		return err
	}
	n := len(b.set.filters)
	b.set.filters = append(b.set.filters, setFilter{index, b.share(expr)})
	triggers := expr.triggers()
	if triggers == nil {
		b.set.always = append(b.set.always, n)
	}
	for _, c := range triggers {
		b.trigger(c, n)
	}
	return nil
}

// share replaces conditions by the first of their equals.
func (b *setBuilder) share(x *jsonExpr) *setExpr {
	if x.condition == nil {
		out := &setExpr{condition: -1, or: x.or}
		for _, o := range x.operands {
			out.operands = append(out.operands, b.share(o))
		}
		return out
	}
	key := x.condition.key()
	at, ok := b.known[key]
	if !ok {
		at = len(b.set.conditions)
		b.known[key] = at
		b.set.conditions = append(b.set.conditions, x.condition)
	}
	return &setExpr{condition: at}
}

// key is the same for conditions that decide alike.
func (c *jsonCondition) key() string {
	key := fmt.Sprintf("%d %t %t %d %d", c.slot, c.wildcard, c.test, c.kind, c.op)
	for _, s := range c.suffix {
		key += fmt.Sprintf(" %d %d %q", s.Kind, s.Index, s.Name)
	}
	switch v := &c.value; {
	case c.test:
	case v.isRegex:
		key += fmt.Sprintf(" regex %q", v.regex.source)
	case v.isNumber:
		key += fmt.Sprintf(" number %q", v.literal)
	default:
		key += fmt.Sprintf(" text %q", v.text.pieces)
	}
	return key
}

// triggers returns conditions of which at least one holds whenever the
// expression does, and which hold only where their selector selects a value;
// nil if there are none. Those that a text's beginning decides are preferred.
func (x *jsonExpr) triggers() []*jsonCondition {
	if c := x.condition; c != nil {
		if c.wildcard || c.test && c.kind == grammar.NotExists {
			return nil
		}
		return []*jsonCondition{c}
	}
	var out []*jsonCondition
	for _, o := range x.operands {
		t := o.triggers()
		switch {
		case x.or && t == nil:
			return nil
		case x.or:
			out = append(out, t...)
		case betterTriggers(out, t):
			out = t
		}
	}
	return out
}

// indexed reports whether a condition needs a text that is equal to, or begins
// with, some literal.
func (c *jsonCondition) indexed() bool {
	if c.test || c.op != grammar.Equal || c.value.isNumber || c.value.isRegex {
		return false
	}
	p := c.value.text.pieces
	return len(p) == 1 || len(p[0]) > 0
}

// betterTriggers reports whether b promises fewer evaluations than a.
func betterTriggers(a, b []*jsonCondition) bool {
	if a == nil || b == nil {
		return b != nil
	}
	loose := func(c *jsonCondition) bool { return !c.indexed() }
	if la, lb := slices.ContainsFunc(a, loose), slices.ContainsFunc(b, loose); la != lb {
		return la
	}
	return len(b) < len(a)
}

func (b *setBuilder) trigger(c *jsonCondition, filter int) {
	s := b.set
	i := slices.IndexFunc(s.triggers, func(t slotTriggers) bool { return t.slot == c.slot })
	if i < 0 {
		i = len(s.triggers)
		s.triggers = append(s.triggers, slotTriggers{slot: c.slot, exact: map[string][]int{}})
	}
	t := &s.triggers[i]
	if !c.indexed() {
		t.present = append(t.present, filter)
		return
	}
	first := c.value.text.pieces[0]
	if len(c.value.text.pieces) == 1 {
		t.exact[string(first)] = append(t.exact[string(first)], filter)
		return
	}
	j := slices.IndexFunc(t.prefixes, func(p prefixTriggers) bool { return p.length >= len(first) })
	if j < 0 {
		j = len(t.prefixes)
	}
	if j == len(t.prefixes) || t.prefixes[j].length != len(first) {
		t.prefixes = slices.Insert(t.prefixes, j, prefixTriggers{len(first), map[string][]int{}})
	}
	p := t.prefixes[j].filters
	p[string(first)] = append(p[string(first)], filter)
}

// finish returns nil if no filter was added.
func (b *setBuilder) finish() *setJSON {
	s := b.set
	if len(s.filters) == 0 {
		return nil
	}
	m := s.paths
	m.root.collect()
	m.pool.New = func() any { return &jsonState{values: make([][]byte, m.slots)} }
	s.pool.New = func() any {
		return &setState{memo: make([]outcome, len(s.conditions)), done: make([]bool, len(s.filters))}
	}
	return s
}
