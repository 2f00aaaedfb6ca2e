package source

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
)

// EncodeJSON writes a value as jsonencode does: keys sorted, <, > and &
// escaped. A string in it maps to where it is written. It is nil when the text
// is longer than MaxText, or spend, which may be nil, does not grant the steps.
func EncodeJSON(v *Value, spend func(steps int) bool) *Text {
	e := &encoder{text: document.NewText(document.Mixed), spend: spend}
	if !e.value(v) {
		return nil
	}
	return e.text
}

type encoder struct {
	text  *Text
	spend func(steps int) bool
}

// value adds a value, false when there is no room for it.
func (e *encoder) value(v *Value) bool {
	if e.spend != nil && !e.spend(1) || e.text.Cost() > MaxText {
		return false
	}
	mark := func(s string) { e.text.AppendUnit(s, v.Span) }
	switch v.Kind {
	case Null:
		mark("null")
	case Bool, Number:
		return e.add(v.AsText())
	case String:
		mark(`"`)
		if !e.escaped(v.Text) {
			return false
		}
		mark(`"`)
	case Unknown:
		// Most such values are strings, and what is around one can be read
		// only as if it was.
		mark(`"`)
		e.text.AppendAttribute(v.What, v.Ref, v.Attribute, v.Span)
		mark(`"`)
	case List:
		mark("[")
		for i, item := range v.Items {
			if i > 0 {
				mark(",")
			}
			if !e.value(item) {
				return false
			}
		}
		mark("]")
	case Map:
		members := slices.SortedFunc(slices.Values(v.Members), func(a, b *Member) int { return strings.Compare(a.Name, b.Name) })
		mark("{")
		for i, m := range members {
			if i > 0 {
				mark(",")
			}
			e.text.AppendUnit(`"`, m.Key)
			if !e.escaped(document.UnitText(m.Name, m.Key)) {
				return false
			}
			e.text.AppendUnit(`"`, m.Key)
			mark(":")
			if !e.value(m.Value) {
				return false
			}
		}
		mark("}")
	}
	return true
}

// escaped adds a text as it stands inside quotes.
func (e *encoder) escaped(t *Text) bool {
	return t.Cost() <= MaxText && e.add(t.EscapeJSON())
}

func (e *encoder) add(t *Text) bool {
	if e.text.Cost()+t.Cost() > MaxText || e.spend != nil && !e.spend(Steps(t)) {
		return false
	}
	e.text.AppendText(t)
	return true
}
