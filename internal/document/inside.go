package document

import (
	"sort"
	"strings"
)

// holeMark stands for a hole while the text around it is read as a document.
const holeMark = "\uE000"

// Inside is a document that stands in a text of another one, such as a template
// in a property: places in it are taken to the file through the escapes of both.
type Inside struct {
	outer  *Text // its holes are marked in filled
	filled *Text
	marks  []int // where in filled
}

// NewInside is the document in a text, nil when the text holds the mark that
// stands for holes.
func NewInside(t *Text) *Inside {
	if strings.Contains(t.Decoded, holeMark) {
		return nil
	}
	in := &Inside{outer: t, filled: t.Fill(holeMark)}
	for i := 0; len(t.Holes) > 0; i += len(holeMark) {
		next := strings.Index(in.filled.Decoded[i:], holeMark)
		if next < 0 {
			break
		}
		i += next
		in.marks = append(in.marks, i)
	}
	return in
}

// Data is the document.
func (in *Inside) Data() []byte { return []byte(in.filled.Decoded) }

// Span is where a part of the document stands in the file.
func (in *Inside) Span(at Span) Span { return in.filled.Span(at.Start, at.End) }

// Text is a text of the document as one of the file. It can be edited if nothing
// around it needs escapes.
func (in *Inside) Text(inner *Text) *Text {
	out := NewText(Mixed)
	if in.outer.Style == Raw {
		out.Style = inner.Style
	}
	hole := 0
	holes := func(to int) {
		for ; hole < len(inner.Holes) && inner.Holes[hole].Offset <= to; hole++ {
			h := inner.Holes[hole]
			out.AppendAttribute(h.What, h.Ref, h.Attribute, in.Span(h.Span))
		}
	}
	for _, s := range inner.segments {
		end := s.decoded + s.size
		for from := s.decoded; from < end; {
			holes(from)
			to := end
			if hole < len(inner.Holes) {
				to = min(to, inner.Holes[hole].Offset)
			}
			if s.plain() {
				in.plain(out, s.start(from), s.end(to))
			} else {
				out.AppendUnit(inner.Decoded[from:to], in.Span(s.at))
			}
			from = to
		}
	}
	holes(len(inner.Decoded))
	if len(inner.segments) > 0 {
		at := inner.segments[0].at.Start
		out.Anchor(in.filled.Span(at, at).Start)
	}
	return out
}

// plain adds a part of the document that stands for itself, marks as the holes
// that they are.
func (in *Inside) plain(out *Text, from, to int) {
	for i := sort.SearchInts(in.marks, from); i < len(in.marks) && in.marks[i] < to; i++ {
		out.AppendRange(in.filled, from, in.marks[i])
		h := in.outer.Holes[i]
		out.AppendAttribute(h.What, h.Ref, h.Attribute, h.Span)
		from = in.marks[i] + len(holeMark)
	}
	if from < to {
		out.AppendRange(in.filled, from, to)
	}
}
