package engine

import (
	"bytes"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// A trigger is something about a value that can make a condition hold, and
// that an index finds at once for all conditions: a filter need not be looked
// at unless one of its triggers fires.
type trigger struct {
	source int // where the value comes from
	kind   triggerKind
	text   string            // of the text triggers, and the number as written
	op     grammar.CompareOp // of onNumber
	number decimal           // of onNumber
}

type triggerKind uint8

const (
	onNothing  triggerKind = iota
	onExact                // the text
	onNumber               // a number that compares so
	onPrefix               // the text begins so
	onSuffix               // the text ends so
	onContains             // the text holds that
	onTrue
	onFalse
	onNull
	onScalar // any text or number
)

// triggerKey is the same for triggers that fire together.
type triggerKey struct {
	source int
	kind   triggerKind
	op     grammar.CompareOp
	text   string
}

func (t *trigger) key() triggerKey { return triggerKey{t.source, t.kind, t.op, t.text} }

// triggerSet is triggers of which at least one fires whenever some expression
// holds; nil if there are none.
type triggerSet []trigger

// valueTriggers returns the choices of triggers for a comparison. For JSON a
// bare number is compared with texts as a text (J16); a field that is equal to
// it as a text is so as a number (S9).
func valueTriggers(source int, op grammar.CompareOp, v *valuePattern, json bool) []triggerSet {
	on := func(kind triggerKind, text []byte) trigger {
		return trigger{source: source, kind: kind, text: string(text)}
	}
	scalar := []triggerSet{{{source: source, kind: onScalar}}}
	switch {
	case op == grammar.NotEqual:
		return scalar
	case v.isNumber:
		set := triggerSet{{source: source, kind: onNumber, text: string(v.literal), op: op, number: v.number}}
		if json && op == grammar.Equal {
			set = append(set, on(onExact, v.literal))
		}
		return []triggerSet{set}
	case v.isRegex:
		if v.regex.needles == nil {
			return scalar
		}
		var set triggerSet
		for _, n := range v.regex.needles {
			if len(n) == 0 {
				return scalar
			}
			set = append(set, on(onContains, n))
		}
		return []triggerSet{set}
	}
	pieces := v.text.pieces
	if len(pieces) == 1 {
		return []triggerSet{{on(onExact, pieces[0])}}
	}
	var choices []triggerSet
	for i, p := range pieces {
		switch {
		case len(p) == 0:
		case i == 0:
			choices = append(choices, triggerSet{on(onPrefix, p)})
		case i == len(pieces)-1:
			choices = append(choices, triggerSet{on(onSuffix, p)})
		default:
			choices = append(choices, triggerSet{on(onContains, p)})
		}
	}
	if choices == nil {
		return scalar
	}
	return choices
}

// triggerChooser chooses the triggers of filters that fire least often, as far
// as can be told from the filters alone: what many filters ask for is common.
type triggerChooser struct {
	uses map[triggerKey]int
}

func (c *triggerChooser) count(choices []triggerSet) {
	for _, set := range choices {
		for i := range set {
			c.uses[set[i].key()]++
		}
	}
}

// cost estimates how often the triggers fire.
func (c *triggerChooser) cost(set triggerSet) int {
	cost := 0
	for i := range set {
		cost += set[i].weight() * c.uses[set[i].key()]
	}
	return cost
}

func (t *trigger) weight() int {
	switch t.kind {
	case onExact:
		return 4
	case onPrefix, onSuffix, onContains:
		return 4 + 256>>min(len(t.text), 8)
	case onTrue, onFalse, onNull:
		return 500
	case onNumber:
		if t.op == grammar.Equal {
			return 4
		}
		return 2000
	default:
		return 5000
	}
}

func (c *triggerChooser) best(choices []triggerSet) triggerSet {
	var best triggerSet
	least := 0
	for _, set := range choices {
		if cost := c.cost(set); best == nil || cost < least {
			best, least = set, cost
		}
	}
	return best
}

// triggered collects the filters whose triggers fired.
type triggered struct {
	filters []int32
	done    marks // by filter
}

func (t *triggered) note(filters []int32) {
	for _, f := range filters {
		if t.done.add(f) {
			t.filters = append(t.filters, f)
		}
	}
}

func (t *triggered) clear() {
	t.filters = t.filters[:0]
	t.done.clear()
}

// triggerIndex finds the filters that a value of one source triggers.
type triggerIndex struct {
	scalar, isTrue, isFalse, isNull []int32

	exact        map[string][]int32
	longestExact int
	prefixes     *prefixes
	suffixes     *prefixes // of reversed texts
	contains     *literals
	containing   [][]int32 // by literal
	numbers      numbers
	texts        bool // some trigger looks at texts
}

// indexBuilder collects the triggers of one source.
type indexBuilder struct {
	index                      triggerIndex
	prefixes, suffixes, within map[string][]int32 // nil without triggers
	order                      []string           // of within
}

// own adds an owner of a text to a map that is made on first use: most sources
// of a large set have triggers of one kind.
func own(owners *map[string][]int32, text string, filter int32) {
	if *owners == nil {
		*owners = map[string][]int32{}
	}
	(*owners)[text] = append((*owners)[text], filter)
}

func (b *indexBuilder) add(t *trigger, filter int32) {
	x := &b.index
	switch t.kind {
	case onExact:
		own(&x.exact, t.text, filter)
		x.longestExact = max(x.longestExact, len(t.text))
	case onPrefix:
		own(&b.prefixes, t.text, filter)
	case onSuffix:
		own(&b.suffixes, string(appendReversed(nil, []byte(t.text), len(t.text))), filter)
	case onContains:
		if b.within[t.text] == nil {
			b.order = append(b.order, t.text)
		}
		own(&b.within, t.text, filter)
	case onNumber:
		x.numbers.add(t.op, t.number, filter)
	case onTrue:
		x.isTrue = append(x.isTrue, filter)
	case onFalse:
		x.isFalse = append(x.isFalse, filter)
	case onNull:
		x.isNull = append(x.isNull, filter)
	default:
		x.scalar = append(x.scalar, filter)
	}
}

// finish numbers the literals of the index from base, and returns the index
// and the number of literals.
func (b *indexBuilder) finish(base int) (*triggerIndex, int) {
	x := &b.index
	x.prefixes, x.suffixes = newPrefixes(b.prefixes), newPrefixes(b.suffixes)
	x.numbers.sort()
	var texts [][]byte
	for _, t := range b.order {
		texts = append(texts, []byte(t))
		x.containing = append(x.containing, b.within[t])
	}
	if texts != nil {
		x.contains = newLiterals(base, texts)
	}
	x.texts = len(x.exact) > 0 || x.prefixes != nil || x.suffixes != nil || texts != nil
	return x, len(texts)
}

// indexMemory is what looking up takes.
type indexMemory struct {
	triggered
	seen     marks // literals
	found    []int32
	reversed []byte
}

func newIndexMemory(filters, literals int) indexMemory {
	return indexMemory{triggered: triggered{done: newMarks(filters)}, seen: newMarks(literals)}
}

func (m *indexMemory) clear() {
	m.triggered.clear()
	m.seen.clear()
}

// noteText notes the filters that a text triggers.
func (x *triggerIndex) noteText(m *indexMemory, text []byte) {
	if len(text) <= x.longestExact {
		m.note(x.exact[string(text)])
	}
	if p := x.prefixes; p != nil {
		for i := p.last(text); i >= 0; i = p.parent[i] {
			m.note(p.owners[i])
		}
	}
	if s := x.suffixes; s != nil {
		m.reversed = appendReversed(m.reversed[:0], text, s.longest)
		for i := s.last(m.reversed); i >= 0; i = s.parent[i] {
			m.note(s.owners[i])
		}
	}
	if c := x.contains; c != nil {
		m.found = c.scan(m.found[:0], &m.seen, text)
		for _, n := range m.found {
			m.note(x.containing[int(n)-c.base])
		}
	}
}

// noteValue notes the filters that a raw JSON value triggers.
func (x *triggerIndex) noteValue(m *indexMemory, s *jsonState, v []byte) {
	switch c := v[0]; {
	case c == '"':
		m.note(x.scalar)
		if x.texts {
			x.noteText(m, s.text(v))
		}
	case c == '-' || jsontext.IsDigit(c):
		m.note(x.scalar)
		if x.texts {
			x.noteText(m, s.numberText(v))
		}
		if !x.numbers.empty() {
			if n, ok := eventNumber(v); ok {
				x.numbers.note(&m.triggered, n)
			}
		}
	case c == 't':
		m.note(x.isTrue)
	case c == 'f':
		m.note(x.isFalse)
	case c == 'n':
		m.note(x.isNull)
	case c == '[' && len(x.isNull) > 0 && bytes.Contains(v, []byte("null")):
		m.note(x.isNull) // maybe: IS NULL looks into arrays (J10)
	}
}

// noteField notes the filters that a field of a space-delimited event
// triggers.
func (x *triggerIndex) noteField(m *indexMemory, text []byte) {
	m.note(x.scalar)
	if x.texts {
		x.noteText(m, text)
	}
	if !x.numbers.empty() && isFieldNumber(text) {
		x.numbers.note(&m.triggered, parseDecimal(text))
	}
}
