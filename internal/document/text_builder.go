package document

// TextBuilder makes a Text of many parts without copying what it has for each
// of them.
type TextBuilder struct {
	Text *Text
	buf  []byte
}

func NewTextBuilder(style Style) *TextBuilder { return &TextBuilder{Text: NewText(style)} }

// Plain adds a part of a file that stands for itself.
func (b *TextBuilder) Plain(src []byte, start, end int) {
	if start >= end {
		return
	}
	if n := len(b.Text.segments); n > 0 {
		if last := &b.Text.segments[n-1]; last.plain() && last.at.End == start {
			last.size += end - start
			last.at.End = end
			b.buf = append(b.buf, src[start:end]...)
			return
		}
	}
	b.Text.segments = append(b.Text.segments, segment{decoded: len(b.buf), size: end - start, at: Span{Start: start, End: end}})
	b.buf = append(b.buf, src[start:end]...)
}

// Unit adds decoded text that an escape stands for.
func (b *TextBuilder) Unit(decoded string, at Span) {
	if decoded != "" {
		b.Text.segments = append(b.Text.segments, segment{decoded: len(b.buf), size: len(decoded), at: at, unit: true})
		b.buf = append(b.buf, decoded...)
	}
}

func (b *TextBuilder) Hole(what string, at Span) {
	b.Text.Holes = append(b.Text.Holes, Hole{Offset: len(b.buf), Span: at, What: what})
}

// Done returns the text; the builder is not used any more.
func (b *TextBuilder) Done() *Text {
	b.Text.Decoded = string(b.buf)
	return b.Text
}
