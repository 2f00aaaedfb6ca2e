package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine/request"
)

// unitText is a text that an expression stands for.
func unitText(decoded string, at Span) *Text {
	t := NewText(Mixed)
	t.AppendUnit(decoded, at)
	t.Anchor(at.Start)
	return t
}

// cut returns a part of the text. Holes at its ends belong to it.
func (t *Text) cut(start, end int) *Text {
	out := NewText(t.Style)
	for _, h := range t.Holes {
		if start <= h.Offset && h.Offset <= end {
			h.Offset -= start
			out.Holes = append(out.Holes, h)
		}
	}
	out.appendRange(t, start, end)
	out.Anchor(t.Span(start, start).Start)
	return out
}

// trim cuts what is in cutset from the ends, up to the first and last hole.
func (t *Text) trim(left, right bool, in func(rune) bool) *Text {
	start, end := 0, len(t.Decoded)
	first, last := end, start
	if n := len(t.Holes); n > 0 {
		first, last = t.Holes[0].Offset, t.Holes[n-1].Offset
	}
	if left {
		start = first - len(strings.TrimLeftFunc(t.Decoded[:first], in))
	}
	if right {
		last = max(last, start)
		end = last + len(strings.TrimRightFunc(t.Decoded[last:], in))
	}
	if start == 0 && end == len(t.Decoded) {
		return t
	}
	return t.cut(start, end)
}

// cost is what a text takes, to hold against maxText.
func (t *Text) cost() int { return len(t.Decoded) + 16*(len(t.segments)+len(t.Holes)) }

// trimSpace is what the AWS provider does to patterns before it sends them.
func (t *Text) trimSpace() *Text { return t.trim(true, true, unicode.IsSpace) }

// jsonStringText is the text of a JSON string of a document with the way back
// through its escapes.
func jsonStringText(doc []byte, v *request.Value) *Text {
	return jsonTextAt(doc, Span(v.Span()), v.Str())
}

// jsonTextAt is the text of the JSON string that stands at a place of a
// document.
func jsonTextAt(doc []byte, span Span, text string) *Text {
	t := newTextBuilder(JSONString)
	at, end := span.Start+1, span.End-1
	for plain := at; ; {
		for at < end && doc[at] != '\\' {
			r, size := utf8.DecodeRune(doc[at:end])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		t.plain(doc, plain, at)
		if at >= end {
			t.text.Anchor(at)
			return t.done()
		}
		r, size := utf8.DecodeRuneInString(text[min(len(t.buf), len(text)):])
		raw := 1 // a byte that is no UTF-8
		switch {
		case doc[at] == '\\' && at+1 < end && doc[at+1] == 'u' && r > 0xFFFF:
			raw = 12 // a pair of surrogates
		case doc[at] == '\\' && at+1 < end && doc[at+1] == 'u':
			raw = 6
		case doc[at] == '\\':
			raw = 2
		}
		t.unit(text[len(t.buf):len(t.buf)+size], Span{Start: at, End: at + raw})
		at += raw
		plain = at
	}
}

// inside returns a text that stands at a span: the text itself, or one that
// maps to the span as a whole when it comes from elsewhere. The parts of a
// composed text then keep the order of the file.
func (t *Text) inside(at Span) *Text {
	for _, s := range t.segments {
		if s.at.Start < at.Start || s.at.End > at.End {
			return t.relocate(at)
		}
	}
	for _, h := range t.Holes {
		if h.Span.Start < at.Start || h.Span.End > at.End {
			return t.relocate(at)
		}
	}
	return t
}

func (t *Text) relocate(at Span) *Text {
	out := NewText(Mixed)
	done := 0
	for _, h := range t.Holes {
		out.AppendUnit(t.Decoded[done:h.Offset], at)
		out.AppendHole(h.What, h.Ref, at)
		done = h.Offset
	}
	out.AppendUnit(t.Decoded[done:], at)
	out.Anchor(at.Start)
	return out
}

// relocate returns a value of another file as one of this file: all of it
// stands where it is referred to.
func (e *tfEval) relocate(v *Value, at Span) *Value {
	if e.steps++; e.steps > maxSteps {
		return &Value{Kind: Unknown, Span: at}
	}
	out := *v
	out.Span = at
	if v.Text != nil {
		out.Text = v.Text.relocate(at)
	}
	out.Items = nil
	for _, item := range v.Items {
		out.Items = append(out.Items, e.relocate(item, at))
	}
	out.Members = nil
	for _, m := range v.Members {
		out.Members = append(out.Members, &Member{Name: m.Name, Key: at, Value: e.relocate(m.Value, at)})
	}
	return &out
}

// oneLine is an expression as a message can show it.
func oneLine(raw string) string {
	const most = 80
	raw = strings.Join(strings.Fields(raw), " ")
	if len(raw) <= most {
		return raw
	}
	end := most
	for !utf8.RuneStart(raw[end]) {
		end--
	}
	return raw[:end] + "…"
}
