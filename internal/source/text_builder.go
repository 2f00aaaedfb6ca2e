package source

// textBuilder makes a Text of many parts without copying what it has for each
// of them.
type textBuilder struct {
	text *Text
	buf  []byte
}

func newTextBuilder(style Style) *textBuilder { return &textBuilder{text: NewText(style)} }

// plain adds a part of a file that stands for itself.
func (b *textBuilder) plain(src []byte, start, end int) {
	if start >= end {
		return
	}
	if n := len(b.text.segments); n > 0 {
		if last := &b.text.segments[n-1]; last.plain() && last.at.End == start {
			last.size += end - start
			last.at.End = end
			b.buf = append(b.buf, src[start:end]...)
			return
		}
	}
	b.text.segments = append(b.text.segments, segment{len(b.buf), end - start, Span{Start: start, End: end}, false})
	b.buf = append(b.buf, src[start:end]...)
}

// unit adds decoded text that an escape stands for.
func (b *textBuilder) unit(decoded string, at Span) {
	if decoded != "" {
		b.text.segments = append(b.text.segments, segment{len(b.buf), len(decoded), at, true})
		b.buf = append(b.buf, decoded...)
	}
}

func (b *textBuilder) hole(what string, at Span) {
	b.text.Holes = append(b.text.Holes, Hole{Offset: len(b.buf), Span: at, What: what})
}

// done returns the text; the builder is not used any more.
func (b *textBuilder) done() *Text {
	b.text.Decoded = string(b.buf)
	return b.text
}
