package source

import (
	"slices"
	"strings"
)

// encodeJSON writes a value as jsonencode does: keys sorted, <, > and &
// escaped. A string in it maps to where it is written. nil when a part other
// than a string is not known.
func (e *tfEval) encodeJSON(v *Value, depth int) *Text {
	if e.steps++; e.steps > maxSteps {
		return nil
	}
	t := NewText(Mixed)
	mark := func(s string) { t.AppendUnit(s, v.Span) }
	switch v.Kind {
	case Null:
		mark("null")
	case Bool:
		t.AppendText(v.asText())
	case Number:
		t.AppendText(v.asText())
	case String:
		mark(`"`)
		t.AppendText(v.Text.escapeJSON())
		mark(`"`)
	case Unknown:
		// Most such values are strings, and what is around one can be read
		// only as if it was.
		mark(`"`)
		t.AppendHole(v.What, v.Ref, v.Span)
		mark(`"`)
	case List:
		mark("[")
		for i, item := range v.Items {
			if i > 0 {
				mark(",")
			}
			inner := e.encodeJSON(item, depth+1)
			if inner == nil || t.cost() > maxText {
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
			t.AppendText((&Value{Text: unitText(m.Name, m.Key)}).quoted())
			mark(":")
			inner := e.encodeJSON(m.Value, depth+1)
			if inner == nil || t.cost() > maxText {
				return nil
			}
			t.AppendText(inner)
		}
		mark("}")
	}
	return t
}

func (v *Value) quoted() *Text {
	t := NewText(Mixed)
	at := v.Text.Span(0, len(v.Text.Decoded))
	t.AppendUnit(`"`, at)
	t.AppendText(v.Text.escapeJSON())
	t.AppendUnit(`"`, at)
	return t
}

// escapeJSON is the text inside the quotes of a JSON string.
func (t *Text) escapeJSON() *Text {
	out := NewText(Mixed)
	done, hole := 0, 0
	flush := func(to int) {
		for ; hole < len(t.Holes) && t.Holes[hole].Offset <= to; hole++ {
			h := t.Holes[hole]
			out.appendRange(t, done, h.Offset)
			done = h.Offset
			out.AppendHole(h.What, h.Ref, h.Span)
		}
		out.appendRange(t, done, to)
		done = to
	}
	for i, r := range t.Decoded {
		escaped := ""
		switch r {
		case '"', '\\':
			escaped = `\` + string(r)
		case '\n':
			escaped = `\n`
		case '\r':
			escaped = `\r`
		case '\t':
			escaped = `\t`
		case '<', '>', '&', '\u2028', '\u2029':
			escaped = unicodeEscape(r)
		default:
			if r >= ' ' {
				continue
			}
			escaped = unicodeEscape(r)
		}
		flush(i)
		done = i + len(string(r))
		out.AppendUnit(escaped, t.Span(i, done))
	}
	flush(len(t.Decoded))
	return out
}

func unicodeEscape(r rune) string {
	const hex = "0123456789abcdef"
	return `\u` + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]})
}
