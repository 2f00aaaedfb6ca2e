package lsp

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/source"
)

// text is a document with its lines.
type text struct {
	data  []byte
	lines []int // where each starts
	utf8  bool  // characters are bytes, not units of UTF-16
}

func newText(data []byte, utf8 bool) *text {
	t := &text{data: data, lines: []int{0}, utf8: utf8}
	for at := 0; ; {
		i := bytes.IndexByte(data[at:], '\n')
		if i < 0 {
			return t
		}
		at += i + 1
		t.lines = append(t.lines, at)
	}
}

// units is how much a character counts.
func (t *text) units(r rune, size int) int {
	switch {
	case t.utf8:
		return size
	case r > 0xffff:
		return 2
	}
	return 1
}

func (t *text) position(offset int) position {
	offset = min(max(offset, 0), len(t.data))
	line, found := slices.BinarySearch(t.lines, offset)
	if !found {
		line--
	}
	p := position{Line: line}
	for at := t.lines[line]; at < offset; {
		r, size := utf8.DecodeRune(t.data[at:])
		if at+size > offset {
			break
		}
		p.Character += t.units(r, size)
		at += size
	}
	return p
}

// offset is where a position is; what lies beyond the end of a line is its end.
func (t *text) offset(p position) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.lines) {
		return len(t.data)
	}
	at, end := t.lines[p.Line], len(t.data)
	if p.Line+1 < len(t.lines) {
		end = t.lines[p.Line+1] - 1
		if end > at && t.data[end-1] == '\r' {
			end--
		}
	}
	for n := 0; at < end; {
		r, size := utf8.DecodeRune(t.data[at:])
		if n += t.units(r, size); n > p.Character {
			break
		}
		at += size
	}
	return at
}

func (t *text) textRange(s source.Span) textRange {
	return textRange{t.position(s.Start), t.position(s.End)}
}

func (t *text) edits(list []source.Edit) []textEdit {
	var edits []textEdit
	for _, e := range list {
		edits = append(edits, textEdit{t.textRange(e.Span), e.NewText})
	}
	return edits
}

// change makes a change of a client; without a range it is all of the text.
func (t *text) change(at *textRange, replacement string) *text {
	if at == nil {
		return newText([]byte(replacement), t.utf8)
	}
	start, end := t.offset(at.Start), t.offset(at.End)
	end = max(start, end)
	return newText(slices.Concat(t.data[:start], []byte(replacement), t.data[end:]), t.utf8)
}
