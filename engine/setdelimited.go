package engine

import (
	"fmt"
	"sync"
)

// setDelimited is the space-delimited filters of a set. The event is split
// once, as far as any of them needs; the values trigger filters, and only
// those are evaluated, equal conditions once.
type setDelimited struct {
	limit      int // of values to split into; -1 for all
	conditions []fieldCondition
	filters    []setDelimitedFilter
	always     []int32 // filters without triggers
	sources    []fieldSource
	indexes    []*triggerIndex // by source; nil without triggers
	pool       sync.Pool       // of *setDelimitedState
}

type setDelimitedFilter struct {
	index  int // in the set
	fields int // so many values are needed (S3)
	expr   *setExpr
}

// fieldCondition is a comparison with the value of a source.
type fieldCondition struct {
	source  int
	compare *fieldExpr
}

// fieldSource is which value of an event a field takes.
type fieldSource struct {
	// position counts from 0, and with fromEnd from 1 at the end.
	position int
	fromEnd  bool // behind an ellipsis (S4)
	last     bool // it takes the rest of the message, if there is more (S2)
}

// find returns a source's value; ok is false if there is none.
func (f fieldSource) find(message []byte, values []fieldValue) (text []byte, ok bool) {
	i := f.position
	if f.fromEnd {
		i = len(values) - f.position
	}
	if i < 0 || i >= len(values) {
		return nil, false
	}
	v := values[i]
	if f.last && i+1 < len(values) {
		return message[v.raw:], true
	}
	return message[v.start:v.end], true
}

// setDelimitedState is the memory of one match.
type setDelimitedState struct {
	set     *setDelimited
	message []byte
	values  []fieldValue
	outcomes
	memory indexMemory
}

func (s *setDelimited) match(dst []int, message []byte) []int {
	st := s.pool.Get().(*setDelimitedState)
	st.message = message
	st.values = splitFields(st.values[:0], message, s.limit)
	st.memory.clear()
	st.decided.clear()
	for i, index := range s.indexes {
		if index == nil {
			continue
		}
		if text, ok := s.sources[i].find(message, st.values); ok {
			index.noteField(&st.memory, text)
		}
	}
	dst = s.evaluate(dst, st, s.always)
	dst = s.evaluate(dst, st, st.memory.filters)
	st.message = nil
	s.pool.Put(st)
	return dst
}

func (s *setDelimited) evaluate(dst []int, st *setDelimitedState, filters []int32) []int {
	for _, i := range filters {
		f := &s.filters[i]
		if f.fields <= len(st.values) && (f.expr == nil || st.evaluate(f.expr, st)) {
			dst = append(dst, f.index)
		}
	}
	return dst
}

func (st *setDelimitedState) decide(condition int32) bool {
	c := &st.set.conditions[condition]
	text, ok := st.set.sources[c.source].find(st.message, st.values)
	return ok && c.compare.compare(text)
}

// setDelimitedBuilder collects the space-delimited filters of a set.
type setDelimitedBuilder struct {
	set     *setDelimited
	known   map[string]int32 // conditions by key
	sources map[fieldSource]int
	choices [][]triggerSet // by condition
	chooser triggerChooser
}

func newSetDelimitedBuilder() *setDelimitedBuilder {
	return &setDelimitedBuilder{
		set:   &setDelimited{},
		known: map[string]int32{}, sources: map[fieldSource]int{},
		chooser: triggerChooser{uses: map[triggerKey]int{}},
	}
}

func (b *setDelimitedBuilder) add(index int, m *delimitedMatcher) {
	f := setDelimitedFilter{index: index, fields: len(m.fields)}
	switch {
	case m.ellipsis >= 0:
		b.set.limit = -1
	case b.set.limit >= 0:
		b.set.limit = max(b.set.limit, f.fields+1)
	}
	all := setExpr{condition: -1}
	for i, field := range m.fields {
		if field.expr == nil {
			continue
		}
		source := fieldSource{position: i, last: m.ellipsis < 0 && i == len(m.fields)-1}
		if m.ellipsis >= 0 && i >= m.ellipsis {
			source = fieldSource{position: len(m.fields) - i, fromEnd: true}
		}
		all.operands = append(all.operands, b.share(source, field.expr))
	}
	if len(all.operands) > 0 {
		f.expr = &all
	}
	b.set.filters = append(b.set.filters, f)
}

// share replaces comparisons by the first of their equals.
func (b *setDelimitedBuilder) share(source fieldSource, x *fieldExpr) setExpr {
	if x.value == nil {
		out := setExpr{condition: -1, or: x.or}
		for _, o := range x.operands {
			out.operands = append(out.operands, b.share(source, o))
		}
		return out
	}
	from, ok := b.sources[source]
	if !ok {
		from = len(b.set.sources)
		b.sources[source] = from
		b.set.sources = append(b.set.sources, source)
	}
	key := fmt.Sprintf("%d %d %s", from, x.op, x.value.key())
	at, ok := b.known[key]
	if !ok {
		at = int32(len(b.set.conditions))
		b.known[key] = at
		b.set.conditions = append(b.set.conditions, fieldCondition{from, x})
		b.choices = append(b.choices, valueTriggers(from, x.op, x.value, false))
	}
	b.chooser.count(b.choices[at])
	return setExpr{condition: at}
}

// finish returns nil if no filter was added.
func (b *setDelimitedBuilder) finish() *setDelimited {
	s := b.set
	if len(s.filters) == 0 {
		return nil
	}
	indexes := newIndexes(len(s.sources))
	for i := range s.filters {
		var best triggerSet
		if x := s.filters[i].expr; x != nil {
			best = b.chooser.best(b.chooser.choose(x, b.choices))
		}
		if !indexes.add(best, int32(i)) {
			s.always = append(s.always, int32(i))
		}
	}
	var numbered int
	s.indexes, numbered = indexes.finish()
	s.pool.New = func() any {
		return &setDelimitedState{
			set:      s,
			outcomes: newOutcomes(len(s.conditions)),
			memory:   newIndexMemory(len(s.filters), numbered),
		}
	}
	return s
}
