package source

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
)

// EncodeJSON writes a value as jsonencode does: keys sorted, <, > and &
// escaped. A string in it maps to where it is written. nil when a part other
// than a string is not known, or when it takes more than MaxSteps.
func EncodeJSON(v *Value, steps *int) *Text {
	if *steps++; *steps > MaxSteps {
		return nil
	}
	t := document.NewText(document.Mixed)
	mark := func(s string) { t.AppendUnit(s, v.Span) }
	switch v.Kind {
	case Null:
		mark("null")
	case Bool:
		t.AppendText(v.AsText())
	case Number:
		t.AppendText(v.AsText())
	case String:
		mark(`"`)
		t.AppendText(v.Text.EscapeJSON())
		mark(`"`)
	case Unknown:
		// Most such values are strings, and what is around one can be read
		// only as if it was.
		mark(`"`)
		t.AppendAttribute(v.What, v.Ref, v.Attribute, v.Span)
		mark(`"`)
	case List:
		mark("[")
		for i, item := range v.Items {
			if i > 0 {
				mark(",")
			}
			inner := EncodeJSON(item, steps)
			if inner == nil || t.Cost() > MaxText {
				return nil
			}
			t.AppendText(inner)
		}
		mark("]")
	case Map:
		members := slices.SortedFunc(slices.Values(v.Members), func(a, b *Member) int { return strings.Compare(a.Name, b.Name) })
		mark("{")
		for i, m := range members {
			if i > 0 {
				mark(",")
			}
			t.AppendText((&Value{Text: document.UnitText(m.Name, m.Key)}).quoted())
			mark(":")
			inner := EncodeJSON(m.Value, steps)
			if inner == nil || t.Cost() > MaxText {
				return nil
			}
			t.AppendText(inner)
		}
		mark("}")
	}
	return t
}

func (v *Value) quoted() *Text {
	t := document.NewText(document.Mixed)
	at := v.Text.Span(0, len(v.Text.Decoded))
	t.AppendUnit(`"`, at)
	t.AppendText(v.Text.EscapeJSON())
	t.AppendUnit(`"`, at)
	return t
}
