package engine

import (
	"bytes"

	"github.com/logsieve/logsieve/grammar"
)

// TextPattern is a compiled text value of a filter pattern, with its wildcards
// (J13, J14).
type TextPattern struct {
	// pieces are the literal parts between the wildcards; one piece means
	// that there is no wildcard.
	pieces [][]byte
}

// CompileText compiles a text value.
func CompileText(t *grammar.Text) TextPattern {
	var p TextPattern
	for _, piece := range t.Pieces() {
		p.pieces = append(p.pieces, []byte(piece))
	}
	return p
}

// Match compares as the service does, which does not go back: every piece
// behind a wildcard is taken where it first occurs, and the last one must end
// the text there. So *111.111 does not match 111.111.111 (J13, recorded in
// json/recorded-40).
func (p TextPattern) Match(text []byte) bool {
	first := p.pieces[0]
	if len(p.pieces) == 1 {
		return bytes.Equal(text, first)
	}
	if !bytes.HasPrefix(text, first) {
		return false
	}
	rest := text[len(first):]
	for _, piece := range p.pieces[1 : len(p.pieces)-1] {
		i := bytes.Index(rest, piece)
		if i < 0 {
			return false
		}
		rest = rest[i+len(piece):]
	}
	last := p.pieces[len(p.pieces)-1]
	if len(last) == 0 {
		return true
	}
	i := bytes.Index(rest, last)
	return i >= 0 && i+len(last) == len(rest)
}
