package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine/request"
)

// UnitText is a text that an expression stands for.
func UnitText(decoded string, at Span) *Text {
	t := NewText(Mixed)
	t.AppendUnit(decoded, at)
	t.Anchor(at.Start)
	return t
}

// Cut returns a part of the text. Holes at its ends belong to it.
func (t *Text) Cut(start, end int) *Text {
	out := NewText(t.Style)
	for _, h := range t.Holes {
		if start <= h.Offset && h.Offset <= end {
			h.Offset -= start
			out.Holes = append(out.Holes, h)
		}
	}
	out.AppendRange(t, start, end)
	out.Anchor(t.Span(start, start).Start)
	return out
}

// Trim cuts what is in cutset from the ends, up to the first and last hole.
func (t *Text) Trim(left, right bool, in func(rune) bool) *Text {
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
	return t.Cut(start, end)
}

// Cost is what a text takes, to hold against maxText.
func (t *Text) Cost() int { return len(t.Decoded) + 16*(len(t.segments)+len(t.Holes)) }

// TrimSpace is what the AWS provider does to patterns before it sends them.
func (t *Text) TrimSpace() *Text { return t.Trim(true, true, unicode.IsSpace) }

// JSONText is the text of a JSON string of a document with the way back
// through its escapes.
func JSONText(doc []byte, v *request.Value) *Text {
	return jsonTextAt(doc, Span(v.Span()), v.Str())
}

// jsonTextAt is the text of the JSON string that stands at a place of a
// document.
func jsonTextAt(doc []byte, span Span, text string) *Text {
	t := NewText(JSONString)
	at, end := span.Start+1, span.End-1
	for plain := at; ; {
		for at < end && doc[at] != '\\' {
			r, size := utf8.DecodeRune(doc[at:end])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		t.AppendPlain(doc, plain, at)
		if at >= end {
			t.Anchor(at)
			return t
		}
		r, size := utf8.DecodeRuneInString(text[min(len(t.Decoded), len(text)):])
		raw := 1 // a byte that is no UTF-8
		switch {
		case doc[at] == '\\' && at+1 < end && doc[at+1] == 'u' && r > 0xFFFF:
			raw = 12 // a pair of surrogates
		case doc[at] == '\\' && at+1 < end && doc[at+1] == 'u':
			raw = 6
		case doc[at] == '\\':
			raw = 2
		}
		t.AppendUnit(text[len(t.Decoded):len(t.Decoded)+size], Span{Start: at, End: at + raw})
		at += raw
		plain = at
	}
}

// Inside returns a text that stands at a span: the text itself, or one that
// maps to the span as a whole when it comes from elsewhere. The parts of a
// composed text then keep the order of the file.
func (t *Text) Inside(at Span) *Text {
	for _, s := range t.segments {
		if s.at.Start < at.Start || s.at.End > at.End {
			return t.Relocate(at)
		}
	}
	for _, h := range t.Holes {
		if h.Span.Start < at.Start || h.Span.End > at.End {
			return t.Relocate(at)
		}
	}
	return t
}

// Relocate is a text of which all stands for a span. What is known of other
// files it comes from stays known.
func (t *Text) Relocate(at Span) *Text { return t.relocate(at, nil) }

func (t *Text) relocate(at Span, from *File) *Text {
	out := NewText(Mixed)
	done := 0
	part := func(to int) {
		if from == nil && !t.hasOrigin() {
			out.AppendUnit(t.Decoded[done:to], at)
			done = to
			return
		}
		first := len(out.segments)
		out.AppendRange(t, done, to)
		for i := range out.segments[first:] {
			s := &out.segments[first+i]
			if s.origin == nil && from != nil {
				s.origin, s.skipped = &origin{from, s.at, s.unit}, 0
			}
			s.at, s.unit = at, true
		}
		done = to
	}
	for _, h := range t.Holes {
		part(h.Offset)
		out.AppendAttribute(h.What, h.Ref, h.Attribute, at)
	}
	part(len(t.Decoded))
	out.Anchor(at.Start)
	return out
}

// OneLine is an expression as a message can show it.
func OneLine(raw string) string {
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

// EscapeJSON is the text inside the quotes of a JSON string.
func (t *Text) EscapeJSON() *Text {
	return t.Rewrite(func(rest string) (size int, by string) {
		r, size := utf8.DecodeRuneInString(rest)
		switch r {
		case '"', '\\':
			return size, `\` + string(r)
		case '\n':
			return size, `\n`
		case '\r':
			return size, `\r`
		case '\t':
			return size, `\t`
		case '<', '>', '&', '\u2028', '\u2029':
			return size, unicodeEscape(r)
		}
		if r < ' ' {
			return size, unicodeEscape(r)
		}
		return 0, ""
	})
}

func unicodeEscape(r rune) string {
	const hex = "0123456789abcdef"
	return `\u` + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]})
}

// Rewrite replaces parts of a text: at tells how many bytes at the start of
// what is left, and by what. A text that was changed cannot be edited any more.
func (t *Text) Rewrite(at func(rest string) (size int, by string)) *Text {
	out := NewText(Mixed)
	done, hole := 0, 0
	flush := func(to int) {
		for ; hole < len(t.Holes) && t.Holes[hole].Offset <= to; hole++ {
			h := t.Holes[hole]
			out.AppendRange(t, done, h.Offset)
			done = h.Offset
			out.AppendAttribute(h.What, h.Ref, h.Attribute, h.Span)
		}
		out.AppendRange(t, done, to)
		done = to
	}
	same := true
	for i := 0; i < len(t.Decoded); {
		size, by := at(t.Decoded[i:])
		if size == 0 {
			i++
			continue
		}
		same = false
		flush(i)
		done = i + size
		out.AppendUnit(by, t.Span(i, done))
		i = done
	}
	if same {
		return t
	}
	flush(len(t.Decoded))
	return out
}
