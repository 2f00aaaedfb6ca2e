package oracle

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
)

// value is a decoded JSON value: nil, bool, json.Number, string, object or
// array.
type value any

type object map[string]value

type array []value

// matchJSON decides JSON patterns (J1 to J20).
func matchJSON(p *grammar.JSONPattern, message string) bool {
	message = visible(message)
	if !json.Valid([]byte(message)) { // J2
		return false
	}
	d := json.NewDecoder(strings.NewReader(message))
	d.UseNumber()
	event, ok := decode(d).(object)
	if !ok {
		return false
	}
	return holds(p.Expr, func(e grammar.Expr) bool {
		switch e := e.(type) {
		case *grammar.Test:
			return testHolds(e, event)
		default:
			return comparisonHolds(e.(*grammar.Comparison), event)
		}
	})
}

// visible replaces each byte that is not UTF-8 by a character of its own, far
// from any that means something: encoding/json would make them all alike.
func visible(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			r = 0xF0000 + rune(text[i])
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// decode reads one value, of valid JSON. A map keeps the last of several
// members of the same name (J19).
func decode(d *json.Decoder) value {
	token, _ := d.Token()
	switch token {
	case json.Delim('{'):
		o := object{}
		for d.More() {
			name, _ := d.Token()
			o[name.(string)] = decode(d)
		}
		_, _ = d.Token()
		return o
	case json.Delim('['):
		a := array{}
		for d.More() {
			a = append(a, decode(d))
		}
		_, _ = d.Token()
		return a
	default:
		return token
	}
}

// selected are the values that the steps of a selector lead to (J3 to J5).
func selected(v value, steps []*grammar.Step) []value {
	if len(steps) == 0 {
		return []value{v}
	}
	step, steps := steps[0], steps[1:]
	var found []value
	switch v := v.(type) {
	case object:
		for name, member := range v {
			if step.Kind == grammar.WildcardStep || step.Kind == grammar.NameStep && name == visible(step.Name) {
				found = append(found, selected(member, steps)...)
			}
		}
	case array:
		for i, element := range v {
			if step.Kind == grammar.WildcardStep || step.Kind == grammar.IndexStep && i == step.Index {
				found = append(found, selected(element, steps)...)
			}
		}
	}
	return found
}

// parentExists reports, for a selector with a wildcard, whether what the
// wildcard stands behind is there.
func parentExists(event object, s *grammar.Selector) bool {
	for i, step := range s.Steps {
		if step.Kind == grammar.WildcardStep {
			return len(selected(event, s.Steps[:i])) > 0
		}
	}
	return false
}

func testHolds(t *grammar.Test, event object) bool {
	values := selected(event, t.Selector.Steps)
	if t.Kind == grammar.NotExists { // J10, J5
		return len(values) == 0
	}
	for _, v := range values {
		switch t.Kind {
		case grammar.IsTrue: // J9
			if v == true {
				return true
			}
		case grammar.IsFalse:
			if v == false {
				return true
			}
		case grammar.IsNull:
			if isNull(v, t.Selector.Wildcards() == 0) {
				return true
			}
		}
	}
	return false
}

// isNull decides IS NULL: null, and without a wildcard an array that contains
// null (J10, J5).
func isNull(v value, inside bool) bool {
	if elements, ok := v.(array); ok && inside {
		for _, e := range elements {
			if e == nil {
				return true
			}
		}
	}
	return v == nil
}

func comparisonHolds(c *grammar.Comparison, event object) bool {
	selector := c.Left.(*grammar.Selector)
	values := selected(event, selector.Steps)
	if c.Op == grammar.NotEqual && selector.Wildcards() > 0 { // J5
		for _, v := range values {
			if equal, _ := equals(v, c.Value); equal {
				return false
			}
		}
		return parentExists(event, selector)
	}
	for _, v := range values {
		if c.Op.Ordering() {
			if n, ok := v.(json.Number); ok { // J7
				number, ok := eventNumber(n.String())
				if ok && orders(c.Op, compare(number, parse(c.Value.(*grammar.Number).Raw))) {
					return true
				}
			}
			continue
		}
		if equal, comparable := equals(v, c.Value); comparable && equal == (c.Op == grammar.Equal) {
			return true
		}
	}
	return false
}

// equals compares one value; comparable is false for what satisfies neither =
// nor != (J8, J15).
func equals(v value, with grammar.Value) (equal, comparable bool) {
	var text string
	switch v := v.(type) {
	case string:
		text = v
		if n, ok := with.(*grammar.Number); ok { // J16
			return text == n.Raw, true
		}
	case json.Number:
		text = numberText(v.String())
		if n, ok := with.(*grammar.Number); ok {
			number, ok := eventNumber(v.String())
			return ok && compare(number, parse(n.Raw)) == 0, ok
		}
	default:
		return false, false
	}
	switch with := with.(type) {
	case *grammar.Regex: // J18
		return searches(with, text), true
	default:
		return starMatch(visible(with.(*grammar.Text).Decoded), text), true
	}
}
