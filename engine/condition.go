package engine

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// jsonCondition is one condition of a JSON pattern, over a raw value.
type jsonCondition struct {
	node grammar.Expr
	// slot holds the selected value, or the parent of the wildcard.
	slot     int
	wildcard bool
	suffix   []*grammar.Step // behind the wildcard

	// name is the last name that has to be in the event for another outcome
	// than without what is selected; "" if there is none. What is selected is
	// inside of its value, or it is its presence that matters.
	name             string
	inside, presence bool
	search, number   int // among the matcher's

	test  bool // a condition without a value
	kind  grammar.TestKind
	op    grammar.CompareOp
	value valuePattern
}

// valuePattern is the value of an = or != condition.
type valuePattern struct {
	isNumber bool
	number   decimal
	integer  int64 // its value, if isPlain
	isPlain  bool
	literal  []byte // a bare number as text, for texts (J16)
	isRegex  bool
	regex    *regex
	text     TextPattern
}

// compileValue prepares the right side of a comparison; an ordering takes a
// number only (J7).
func compileValue(op grammar.CompareOp, v grammar.Value) (valuePattern, error) {
	number, isNumber := v.(*grammar.Number)
	if isNumber {
		literal := []byte(number.Raw)
		if isFieldNumber(literal) {
			v := valuePattern{isNumber: true, number: parseDecimal(literal), literal: literal}
			v.integer, v.isPlain = plainInteger(literal)
			return v, nil
		}
	}
	if !op.Ordering() {
		switch v := v.(type) {
		case *grammar.Regex:
			re, err := compileRegex(v.Source)
			return valuePattern{isRegex: true, regex: re}, err
		case *grammar.Text:
			return valuePattern{text: CompileText(v)}, nil
		}
	}
	return valuePattern{}, fmt.Errorf("no value to compare with by %s: %v", op, v)
}

// matchText compares with a text, or with the text of a number.
func (v *valuePattern) matchText(text []byte) bool {
	switch {
	case v.isRegex:
		return v.regex.match(text)
	case v.isNumber:
		return bytes.Equal(text, v.literal)
	default:
		return v.text.Match(text)
	}
}

func (m *jsonMatcher) compileCondition(e grammar.Expr) (*jsonCondition, error) {
	c := &jsonCondition{node: e}
	var selector *grammar.Selector
	switch e := e.(type) {
	case *grammar.Comparison:
		selector, _ = e.Left.(*grammar.Selector)
		c.op = e.Op
		var err error
		if c.value, err = compileValue(e.Op, e.Value); err != nil {
			return nil, err
		}
	case *grammar.Test:
		selector = e.Selector
		c.test, c.kind = true, e.Kind
	}
	if selector == nil || len(selector.Steps) == 0 || selector.Wildcards() > grammar.MaxWildcardsPerSelector {
		return nil, fmt.Errorf("no condition over one selector: %v", e)
	}
	steps := selector.Steps
	if i := slices.IndexFunc(steps, func(s *grammar.Step) bool { return s.Kind == grammar.WildcardStep }); i >= 0 {
		c.wildcard, c.suffix = true, steps[i+1:]
		steps = steps[:i]
	}
	c.slot = m.slot(steps)
	c.nameFor(selector.Steps, steps)
	return c, nil
}

// nameFor fills in name and what of it matters. Over a wildcard, != needs what
// stands before the wildcard only.
func (c *jsonCondition) nameFor(steps, parent []*grammar.Step) {
	c.presence = c.test && c.kind == grammar.NotExists
	if c.wildcard && !c.test && c.op == grammar.NotEqual {
		c.presence, steps = true, parent
	}
	for i, s := range steps {
		if s.Kind == grammar.NameStep {
			c.name, c.inside = s.Name, i < len(steps)-1
		}
	}
}

func (c *jsonCondition) holds(s *jsonState) bool {
	v := s.values[c.slot]
	if c.wildcard {
		return c.holdsForSome(s, v)
	}
	switch {
	case c.test && c.kind == grammar.NotExists:
		return v == nil
	case v == nil:
		return false
	case c.test && c.kind == grammar.IsNull:
		return v[0] == 'n' || v[0] == '[' && s.containsNull(v)
	case c.test:
		return c.isBoolean(v)
	case c.op == grammar.NotEqual:
		return c.differs(s, v)
	default:
		return c.satisfied(s, v)
	}
}

// isBoolean decides IS TRUE and IS FALSE (J9).
func (c *jsonCondition) isBoolean(v []byte) bool {
	return c.kind == grammar.IsTrue && v[0] == 't' || c.kind == grammar.IsFalse && v[0] == 'f'
}

// containsNull reports whether an array has null among its elements (J10).
func (s *jsonState) containsNull(array []byte) bool {
	for c := newCursor(array, &s.scratch); ; {
		m, ok := c.next()
		if !ok {
			return false
		}
		if m.value[0] == 'n' {
			return true
		}
	}
}

// satisfied decides = and the ordering operators for one value (J7, J8, J16).
func (c *jsonCondition) satisfied(s *jsonState, v []byte) bool {
	switch first := v[0]; {
	case first == '"':
		return !c.op.Ordering() && c.value.matchText(s.text(v))
	case first == '-' || jsontext.IsDigit(first):
		if !c.value.isNumber {
			return c.value.matchText(s.numberText(v))
		}
		order, ok := c.value.compareNumber(v)
		if c.op == grammar.NotEqual { // equality, which != over a wildcard negates
			return ok && order == 0
		}
		return ok && c.op.Holds(order)
	default:
		return false
	}
}

// compareNumber is -1, 0 or 1 as a number of an event is less than, equal to
// or greater than the value; ok is false if it is beyond the double range.
func (v *valuePattern) compareNumber(text []byte) (order int, ok bool) {
	if v.isPlain {
		if n, ok := plainInteger(text); ok {
			return compareInt(n, v.integer), true
		}
	}
	n, ok := eventNumber(text)
	return n.compare(v.number), ok
}

// differs decides != for one value. Only texts and numbers can differ (J8);
// a number beyond the double range satisfies no number test, this one neither
// (J15).
func (c *jsonCondition) differs(s *jsonState, v []byte) bool {
	switch first := v[0]; {
	case first == '"':
		return !c.value.matchText(s.text(v))
	case first == '-' || jsontext.IsDigit(first):
		if !c.value.isNumber {
			return !c.value.matchText(s.numberText(v))
		}
		order, ok := c.value.compareNumber(v)
		return ok && order != 0
	default:
		return false
	}
}

// text is what a JSON string stands for. The result is overwritten by the
// next call.
func (s *jsonState) text(v []byte) []byte {
	inner := v[1 : len(v)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	s.buffer = appendUnescaped(s.buffer[:0], inner)
	return s.buffer
}

// numberText is the text of a JSON number. The result is overwritten by the
// next call.
func (s *jsonState) numberText(v []byte) []byte {
	if isInteger(v) {
		return v
	}
	s.buffer = appendNumberText(s.buffer[:0], v)
	return s.buffer
}

// holdsForSome decides a condition whose selector has a wildcard (J5): for
// most, some selected value has to satisfy it; != holds when the parent is
// there and no selected value equals; NOT EXISTS when nothing is selected.
func (c *jsonCondition) holdsForSome(s *jsonState, parent []byte) bool {
	negative := !c.test && c.op == grammar.NotEqual || c.test && c.kind == grammar.NotExists
	if parent == nil {
		return c.test && c.kind == grammar.NotExists
	}
	if parent[0] != '{' && parent[0] != '[' {
		return negative
	}
	// Which members are the last of their names (J19) matters only when one
	// of all is selected, which is rare.
	found := false
	for members := newCursor(parent, &s.scratch); !found; {
		m, ok := members.next()
		if !ok {
			return negative
		}
		found = c.selectsIn(s, m)
	}
	if parent[0] == '[' || slices.ContainsFunc(s.distinct(parent), func(m member) bool { return c.selectsIn(s, m) }) {
		return !negative
	}
	return negative
}

// selectsIn decides for a member of what the wildcard stands for.
func (c *jsonCondition) selectsIn(s *jsonState, m member) bool {
	v := s.descend(m.value, c.suffix)
	return v != nil && c.selects(s, v)
}

// selects decides for one of the values that a wildcard selects.
func (c *jsonCondition) selects(s *jsonState, v []byte) bool {
	if !c.test {
		return c.satisfied(s, v)
	}
	switch c.kind {
	case grammar.NotExists:
		return true
	case grammar.IsNull:
		return v[0] == 'n'
	default:
		return c.isBoolean(v)
	}
}

// distinct returns the members of a container; of members with the same name
// only the last (J19). The result is overwritten by the next call.
func (s *jsonState) distinct(container []byte) []member {
	clear(s.members) // for release, which clears the last ones
	s.members = s.members[:0]
	for c := newCursor(container, &s.scratch); ; {
		m, ok := c.next()
		if !ok {
			break
		}
		s.members = append(s.members, m)
	}
	if container[0] != '{' || len(s.members) < 2 {
		return s.members
	}
	slices.SortStableFunc(s.members, func(a, b member) int { return bytes.Compare(a.name, b.name) })
	kept := s.members[:1]
	for _, m := range s.members[1:] {
		if bytes.Equal(m.name, kept[len(kept)-1].name) {
			kept[len(kept)-1] = m
		} else {
			kept = append(kept, m)
		}
	}
	return kept
}

// descend follows steps without wildcards from a value; nil if they lead
// nowhere.
func (s *jsonState) descend(v []byte, steps []*grammar.Step) []byte {
	for _, step := range steps {
		byName := step.Kind == grammar.NameStep
		if byName && v[0] != '{' || !byName && v[0] != '[' {
			return nil
		}
		var found []byte
		c := newCursor(v, &s.scratch)
		for i := 0; ; i++ {
			m, ok := c.next()
			if !ok {
				break
			}
			if byName && string(m.name) == step.Name || !byName && i == step.Index {
				found = m.value
			}
		}
		if found == nil {
			return nil
		}
		v = found
	}
	return v
}
