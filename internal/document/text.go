package document

import (
	"iter"
	"sort"
	"strings"
)

// Text is a string of a request with the way back to the file through its
// escapes. A hole is a part that the file alone does not tell; it takes no
// room in Decoded.
type Text struct {
	Decoded string
	Holes   []Hole // by Offset
	Style   Style

	segments []segment
	made     *strings.Builder // what Decoded is a string of, once there are two parts
}

// Hole is an unknown part of a Text.
type Hole struct {
	Offset int    // in Decoded
	Span   Span   // in the file
	What   string // as the file writes it: ${Env}, !Ref Env
	Ref    string // the address of the resource it names, as in Value.Ref
	// Attribute is what of that resource it names, as in Value.Attribute.
	Attribute string
}

// Style is how the file writes the text, and so what an edit must escape.
type Style uint8

// The styles. Mixed is a text of several parts, or one that no edit can
// express; it is never edited.
const (
	Mixed Style = iota
	Raw         // as it stands: a line of a pattern list
	JSONString
	YAMLPlain
	YAMLSingle
	YAMLDouble
	YAMLLiteral // a | block
	YAMLFolded  // a > block
	HCLQuoted
	HCLHeredoc
	ShellSingle
	ShellDouble
	ProgramSingle // in single quotes, with a backslash before what must not be one
)

// segment maps decoded bytes to file bytes: one to one, or the whole of one to
// the whole of the other (an escape, an expression).
type segment struct {
	decoded int // where it starts in Decoded
	size    int // in Decoded
	at      Span
	unit    bool    // as a whole, though both may be as long
	origin  *origin // nil for what is written in the file itself
	skipped int     // bytes of the origin before those of the segment
}

// Part is a part of a Text and its place in the file: a Unit stands for it as a
// whole, any other part byte for byte.
type Part struct {
	Decoded string
	At      Span
	Unit    bool
}

// Parts are the parts of a text, without its holes, in its order.
func (t *Text) Parts() iter.Seq[Part] {
	return func(yield func(Part) bool) {
		for _, s := range t.segments {
			if !yield(Part{t.Decoded[s.decoded : s.decoded+s.size], s.at, s.unit}) {
				return
			}
		}
	}
}

// NewText returns an empty text to append to.
func NewText(style Style) *Text { return &Text{Style: style} }

// Append adds decoded text that stands at a span of the file: byte for byte
// when the lengths agree, else as one unit (an escape, a folded line break).
func (t *Text) Append(decoded string, at Span) {
	if decoded == "" {
		return
	}
	if n := len(t.segments); n > 0 {
		last := &t.segments[n-1]
		if last.plain() && len(decoded) == at.End-at.Start &&
			last.at.End == at.Start && last.decoded+last.size == len(t.Decoded) {
			last.size += len(decoded)
			last.at.End = at.End
			t.extend(decoded)
			return
		}
	}
	t.segments = append(t.segments, segment{decoded: len(t.Decoded), size: len(decoded), at: at, unit: len(decoded) != at.End-at.Start})
	t.extend(decoded)
}

// AppendPlain adds a part of a file that stands for itself.
func (t *Text) AppendPlain(src []byte, start, end int) {
	if start < end {
		t.Append(string(src[start:end]), Span{Start: start, End: end})
	}
}

// extend adds to Decoded without copying what it has each time. A copy of the
// text may have added to what both were made of; it starts anew.
func (t *Text) extend(decoded string) {
	switch {
	case t.Decoded == "":
		t.Decoded = decoded
		return
	case t.made == nil || t.made.Len() != len(t.Decoded):
		t.made = &strings.Builder{}
		t.made.Grow(2 * (len(t.Decoded) + len(decoded)))
		t.made.WriteString(t.Decoded)
	}
	t.made.WriteString(decoded)
	t.Decoded = t.made.String()
}

// AppendUnit adds decoded text that an expression stands for: any part of it
// maps to the whole expression.
func (t *Text) AppendUnit(decoded string, at Span) {
	if decoded != "" {
		t.segments = append(t.segments, segment{decoded: len(t.Decoded), size: len(decoded), at: at, unit: true})
		t.extend(decoded)
	}
}

// Anchor says where a text stands that has stayed empty.
func (t *Text) Anchor(at int) {
	if len(t.segments) == 0 && len(t.Holes) == 0 {
		t.segments = []segment{{at: Span{Start: at, End: at}}}
	}
}

// AppendHole adds a part that is not known.
func (t *Text) AppendHole(what, ref string, at Span) {
	t.AppendAttribute(what, ref, "", at)
}

// AppendAttribute adds a part that is not known, but of which it is known what
// attribute of what resource it is.
func (t *Text) AppendAttribute(what, ref, attribute string, at Span) {
	t.Holes = append(t.Holes, Hole{Offset: len(t.Decoded), Span: at, What: what, Ref: ref, Attribute: attribute})
}

// AppendText adds another text, its holes included.
func (t *Text) AppendText(o *Text) {
	base := len(t.Decoded)
	for _, s := range o.segments {
		if s.size > 0 {
			s.decoded += base
			t.segments = append(t.segments, s)
		}
	}
	for _, h := range o.Holes {
		h.Offset += base
		t.Holes = append(t.Holes, h)
	}
	t.extend(o.Decoded)
}

// Known reports whether the text has no holes.
func (t *Text) Known() bool { return len(t.Holes) == 0 }

// Span maps a range of Decoded to the file. An empty range is a place. A range
// inside an escape is the escape.
func (t *Text) Span(start, end int) Span {
	if len(t.segments) == 0 {
		if len(t.Holes) > 0 {
			return t.Holes[0].Span
		}
		return Span{}
	}
	if end <= start {
		at := t.place(start)
		return Span{Start: at, End: at}
	}
	first, last := t.segment(start), t.segment(end-1)
	span := Span{Start: first.start(start), End: last.end(end)}
	if span.Start <= span.End {
		return span
	}
	// The parts are not in the order of the file: jsonencode sorts its keys.
	span = Span{Start: last.start(end - 1), End: first.end(start + 1)}
	if span.Start > span.End {
		span = first.at
	}
	return span
}

// place maps one offset, which may be the end of the text.
func (t *Text) place(offset int) int {
	s := t.segment(offset)
	if offset >= s.decoded+s.size {
		return s.at.End
	}
	return s.start(offset)
}

// segment returns the segment that holds the byte at offset, the last one
// for the end of the text.
func (t *Text) segment(offset int) segment {
	i := sort.Search(len(t.segments), func(i int) bool { return t.segments[i].decoded > offset })
	return t.segments[max(i-1, 0)]
}

func (s segment) plain() bool { return !s.unit }

func (s segment) start(offset int) int {
	if s.plain() {
		return s.at.Start + max(offset-s.decoded, 0)
	}
	return s.at.Start
}

func (s segment) end(offset int) int {
	if s.plain() {
		return s.at.Start + min(offset-s.decoded, s.size)
	}
	return s.at.End
}

// Fill returns the text with every hole replaced by a placeholder, which maps
// to the hole's place in the file. It has no holes and cannot be edited.
func (t *Text) Fill(placeholder string) *Text {
	if t.Known() {
		return t
	}
	out := NewText(Mixed)
	done := 0
	for _, h := range t.Holes {
		out.AppendRange(t, done, h.Offset)
		out.AppendUnit(placeholder, h.Span)
		done = h.Offset
	}
	out.AppendRange(t, done, len(t.Decoded))
	return out
}

// AppendRange adds the part of o between two offsets of its Decoded.
func (t *Text) AppendRange(o *Text, start, end int) {
	first := sort.Search(len(o.segments), func(i int) bool { return o.segments[i].decoded+o.segments[i].size > start })
	for _, s := range o.segments[first:] {
		from, to := max(start, s.decoded), min(end, s.decoded+s.size)
		if from >= to {
			break // the segments stand in the order of the text
		}
		cut := s
		if s.plain() {
			cut.at = Span{Start: s.start(from), End: s.end(to)}
		}
		cut.decoded, cut.size, cut.skipped = len(t.Decoded), to-from, s.skipped+from-s.decoded
		t.segments = append(t.segments, cut)
		t.extend(o.Decoded[from:to])
	}
}

// Edit is a replacement in a file.
type Edit struct {
	Span    Span
	NewText string
}

// Edit returns the edit of the file that replaces a range of Decoded by other
// text. It reports false when the style cannot say the text in place, or the
// range does not map to one place.
func (t *Text) Edit(start, end int, text string) (Edit, bool) {
	for _, h := range t.Holes {
		if start < h.Offset && h.Offset < end {
			return Edit{}, false
		}
	}
	for _, s := range t.segments {
		inside := func(offset int) bool { return s.unit && s.decoded < offset && offset < s.decoded+s.size }
		if inside(start) || inside(end) {
			return Edit{}, false
		}
	}
	encoded, ok := t.Style.encode(text)
	if !ok && t.Style != YAMLPlain || t.Style == Mixed || len(t.segments) == 0 {
		return Edit{}, false
	}
	if end > start {
		// A folded line break or a heredoc's indentation between the ends must
		// stay: only an edit within bytes that stand together is made.
		for i := 1; i < len(t.segments); i++ {
			s := t.segments[i]
			if start < s.decoded && s.decoded < end && t.segments[i-1].at.End != s.at.Start {
				return Edit{}, false
			}
		}
	}
	if YAMLPlain <= t.Style && t.Style <= YAMLFolded {
		return t.editYAML(start, end, text)
	}
	return Edit{t.Span(start, end), encoded}, true
}

// encode writes text as the style wants it inside its quotes.
func (s Style) encode(text string) (string, bool) {
	for _, r := range text {
		if r < ' ' || r == 0x7f {
			return "", false
		}
	}
	switch s {
	case Raw, YAMLLiteral, YAMLFolded:
		return text, true
	case JSONString, YAMLDouble:
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text), true
	case YAMLSingle:
		return strings.ReplaceAll(text, "'", "''"), true
	case YAMLPlain:
		// What a plain scalar may hold depends on what stands around it.
		return text, !strings.ContainsAny(text, "#:{}[],&*?|<>=!%@`\"'\\- ")
	case HCLQuoted:
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(text), true
	case HCLHeredoc:
		return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(text), true
	case ProgramSingle:
		return strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text), true
	case ShellSingle:
		return text, !strings.Contains(text, "'")
	case ShellDouble:
		return text, !strings.ContainsAny(text, "\"\\$`!")
	}
	return "", false
}
