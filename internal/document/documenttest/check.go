// Package documenttest holds what is true of every text of a document.
package documenttest

import (
	"github.com/logsieve/logsieve/internal/document"
)

// Failer is a test, or a property of one.
type Failer interface {
	Helper()
	Error(...any)
	Fatalf(string, ...any)
}

// CheckText holds what is true of every text of a file: its places are in the
// file and in order, and what maps byte for byte to it is the same there.
func CheckText(t Failer, data []byte, text *document.Text) {
	t.Helper()
	in := func(what string, s document.Span) {
		if s.Start < 0 || s.End < s.Start || s.End > len(data) {
			t.Fatalf("%s: span %v is not in the file of %d bytes", what, s, len(data))
		}
	}
	for _, h := range text.Holes {
		in(h.What, h.Span)
		if h.Offset < 0 || h.Offset > len(text.Decoded) {
			t.Fatalf("hole %q at %d of %d", h.What, h.Offset, len(text.Decoded))
		}
	}
	size := 0
	for p := range text.Parts() {
		in(text.Decoded, p.At)
		size += len(p.Decoded)
		if got := string(data[p.At.Start:p.At.End]); !p.Unit && len(p.Decoded) > 1 && got != p.Decoded {
			t.Fatalf("%q maps byte for byte to %q", p.Decoded, got)
		}
	}
	if size != len(text.Decoded) {
		t.Fatalf("%q: %d bytes map to the file", text.Decoded, size)
	}
	for start := 0; start <= len(text.Decoded); start += 1 + len(text.Decoded)/16 {
		for end := start; end <= len(text.Decoded); end += 1 + len(text.Decoded)/16 {
			in(text.Decoded, text.Span(start, end))
		}
	}
}
