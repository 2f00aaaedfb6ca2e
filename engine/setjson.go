package engine

import (
	"fmt"
	"sync"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// setJSON is the JSON filters of a set. One walk finds what all selectors
// select; the values trigger filters, and only those are evaluated, equal
// conditions once.
type setJSON struct {
	tree       *walkTree
	slots      int
	conditions []*jsonCondition
	filters    []setFilter
	always     []int32 // filters without triggers
	sources    []jsonSource
	bySlot     [][]int32 // sources
	pool       sync.Pool // of *setJSONState
}

// setFilter is a filter and its place in the set.
type setFilter struct {
	index int
	expr  setExpr
}

// jsonSource is where values come from: what a slot holds, or, with a
// wildcard, what the steps behind it select.
type jsonSource struct {
	wildcard bool
	suffix   []*grammar.Step
	index    *triggerIndex
}

// setJSONState is the memory of one match.
type setJSONState struct {
	set   *setJSON
	state *jsonState
	outcomes
	memory indexMemory
}

func (s *setJSON) match(dst []int, message []byte) []int {
	st := s.pool.Get().(*setJSONState)
	start := len(dst)
	if st.state.walk(s.tree, message) {
		st.memory.clear()
		st.decided.clear()
		for _, slot := range st.state.touched {
			if v := st.state.values[slot]; v != nil {
				s.trigger(st, slot, v)
			}
		}
		dst = s.evaluate(dst, st, s.always)
		dst = s.evaluate(dst, st, st.memory.filters)
		if len(dst) > start && !jsontext.ValidObject(message) {
			dst = dst[:start]
		}
	}
	st.state.reset()
	clear(st.state.members)
	s.pool.Put(st)
	return dst
}

func (s *setJSON) evaluate(dst []int, st *setJSONState, filters []int32) []int {
	for _, f := range filters {
		if st.evaluate(&s.filters[f].expr, st) {
			dst = append(dst, s.filters[f].index)
		}
	}
	return dst
}

func (st *setJSONState) decide(condition int32) bool {
	return st.set.conditions[condition].holds(st.state)
}

// trigger notes the filters that the value of a slot triggers.
func (s *setJSON) trigger(st *setJSONState, slot int32, v []byte) {
	for _, i := range s.bySlot[slot] {
		source := &s.sources[i]
		switch {
		case !source.wildcard:
			source.index.noteValue(&st.memory, st.state, v)
		case v[0] == '{' || v[0] == '[':
			// Members with the same name all trigger: more than needed.
			for c := newCursor(v, &st.state.scratch); ; {
				m, ok := c.next()
				if !ok {
					break
				}
				if selected := st.state.descend(m.value, source.suffix); selected != nil {
					source.index.noteValue(&st.memory, st.state, selected)
				}
			}
		}
	}
}

// setJSONBuilder collects the JSON filters of a set.
type setJSONBuilder struct {
	set        *setJSON
	paths      *jsonMatcher
	known      map[string]int32 // conditions by key
	sources    map[string]int   // by key
	choices    [][]triggerSet   // by condition
	sourceSlot []int
	chooser    triggerChooser
}

func newSetJSONBuilder() *setJSONBuilder {
	return &setJSONBuilder{
		set:   &setJSON{},
		paths: &jsonMatcher{root: &pathNode{slot: -1}},
		known: map[string]int32{}, sources: map[string]int{},
		chooser: triggerChooser{uses: map[triggerKey]int{}},
	}
}

func (b *setJSONBuilder) add(index int, p *grammar.JSONPattern) error {
	expr, err := b.paths.compileExpr(p.Expr)
	if err != nil {
		return err
	}
	b.set.filters = append(b.set.filters, setFilter{index, b.share(expr)})
	return nil
}

// share replaces conditions by the first of their equals.
func (b *setJSONBuilder) share(x *jsonExpr) setExpr {
	if x.condition == nil {
		out := setExpr{condition: -1, or: x.or}
		for _, o := range x.operands {
			out.operands = append(out.operands, b.share(o))
		}
		return out
	}
	c := x.condition
	key := c.key()
	at, ok := b.known[key]
	if !ok {
		at = int32(len(b.set.conditions))
		b.known[key] = at
		b.set.conditions = append(b.set.conditions, c)
		b.choices = append(b.choices, b.triggersOf(c))
	}
	b.chooser.count(b.choices[at])
	return setExpr{condition: at}
}

// sourceKey is the same for conditions over the same values.
func (c *jsonCondition) sourceKey() string {
	key := fmt.Sprintf("%d %t", c.slot, c.wildcard)
	for _, s := range c.suffix {
		key += fmt.Sprintf(" %d %d %q", s.Kind, s.Index, s.Name)
	}
	return key
}

// key is the same for conditions that decide alike.
func (c *jsonCondition) key() string {
	key := fmt.Sprintf("%s %t %d %d ", c.sourceKey(), c.test, c.kind, c.op)
	if c.test {
		return key
	}
	return key + c.value.key()
}

// key is the same for values that compare alike.
func (v *valuePattern) key() string {
	switch {
	case v.isRegex:
		return fmt.Sprintf("regex %q", v.regex.source)
	case v.isNumber:
		return fmt.Sprintf("number %q", v.literal)
	default:
		return fmt.Sprintf("text %q", v.text.pieces)
	}
}

// triggersOf returns the choices of triggers for a condition. Where nothing is
// selected NOT EXISTS holds, and over a wildcard !=, too.
func (b *setJSONBuilder) triggersOf(c *jsonCondition) []triggerSet {
	if c.test && c.kind == grammar.NotExists || !c.test && c.wildcard && c.op == grammar.NotEqual {
		return nil
	}
	key := c.sourceKey()
	source, ok := b.sources[key]
	if !ok {
		source = len(b.set.sources)
		b.sources[key] = source
		b.set.sources = append(b.set.sources, jsonSource{wildcard: c.wildcard, suffix: c.suffix})
		b.sourceSlot = append(b.sourceSlot, c.slot)
	}
	if !c.test {
		return valueTriggers(source, c.op, &c.value, true)
	}
	kind := onNull
	switch c.kind {
	case grammar.IsTrue:
		kind = onTrue
	case grammar.IsFalse:
		kind = onFalse
	}
	return []triggerSet{{{source: source, kind: kind}}}
}

// choose returns the choices of triggers for an expression.
func (c *triggerChooser) choose(x *setExpr, ofConditions [][]triggerSet) []triggerSet {
	if x.condition >= 0 {
		return ofConditions[x.condition]
	}
	var out []triggerSet
	var all triggerSet
	for i := range x.operands {
		choices := c.choose(&x.operands[i], ofConditions)
		switch {
		case !x.or:
			out = append(out, choices...)
		case choices == nil:
			return nil
		default:
			all = append(all, c.best(choices)...)
		}
	}
	if x.or {
		return []triggerSet{all}
	}
	return out
}

// finish returns nil if no filter was added.
func (b *setJSONBuilder) finish() *setJSON {
	s := b.set
	if len(s.filters) == 0 {
		return nil
	}
	indexes := newIndexes(len(s.sources))
	for f := range s.filters {
		if !indexes.add(b.chooser.best(b.chooser.choose(&s.filters[f].expr, b.choices)), int32(f)) {
			s.always = append(s.always, int32(f))
		}
	}
	finished, numbered := indexes.finish()
	s.slots = b.paths.slots
	s.bySlot = make([][]int32, s.slots)
	for i, index := range finished {
		if index == nil {
			continue
		}
		s.sources[i].index = index
		slot := b.sourceSlot[i]
		s.bySlot[slot] = append(s.bySlot[slot], int32(i))
	}
	b.paths.root.collect()
	s.tree = newWalkTree(b.paths.root)
	s.pool.New = func() any {
		return &setJSONState{
			set:      s,
			state:    &jsonState{walker: newWalker(s.slots, s.tree)},
			outcomes: newOutcomes(len(s.conditions)),
			memory:   newIndexMemory(len(s.filters), numbered),
		}
	}
	return s
}

// indexes builds the trigger indexes of several sources.
type indexes struct {
	builders []*indexBuilder // by source; nil without triggers
}

func newIndexes(sources int) *indexes { return &indexes{make([]*indexBuilder, sources)} }

// add lets the triggers fire for a filter. It reports whether there are any.
func (x *indexes) add(set triggerSet, filter int32) bool {
	for i := range set {
		b := &x.builders[set[i].source]
		if *b == nil {
			*b = &indexBuilder{}
		}
		(*b).add(&set[i], filter)
	}
	return set != nil
}

// finish returns the indexes by source, and how many literals they number.
func (x *indexes) finish() (finished []*triggerIndex, numbered int) {
	for _, b := range x.builders {
		var index *triggerIndex
		if b != nil {
			var n int
			index, n = b.finish(numbered)
			numbered += n
		}
		finished = append(finished, index)
	}
	return finished, numbered
}
