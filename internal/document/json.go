package document

import (
	"bytes"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine/request"
)

// The JSON reader makes the nodes of a document and no values: most of a file
// is never looked at, and what is looked at is decoded then. Tests hold it to
// what request.Decode takes.

// maxJSONDepth is the depth beyond which request.Decode gives up.
const maxJSONDepth = 512

// jsonReader reads one document, src from pos on. It says no more than that
// something is wrong; request.Decode says what.
type jsonReader struct {
	*nodeSlab
	src   []byte
	text  string // of the file, of which names are parts
	pos   int
	depth int
}

// readJSON reads the document that stands between two offsets of a file; the
// error is that of request.Decode.
func (f *Reader) readJSON(start, end int) (*Node, error) {
	r := &jsonReader{nodeSlab: f.memory(end - start), src: f.Data[:end], text: f.DataText(), pos: start}
	r.space()
	root := r.value()
	if r.space(); root != nil && r.pos == end {
		return root, nil
	}
	_, err := request.Decode(f.Data[start:end])
	return nil, err
}

// DecodeJSON is the value of a scalar.
func (f *Reader) DecodeJSON(n *Node) *request.Value {
	v, err := request.Decode(f.Data[n.Span.Start:n.Span.End])
	if err != nil {
		return nil // the reader took it
	}
	return v
}

// jsonText is what a string stands for, "" for any other scalar.
func (f *Reader) jsonText(n *Node) string {
	raw := f.Data[n.Span.Start:n.Span.End]
	switch {
	case raw[0] != '"':
		return ""
	case bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw):
		return f.DataText()[n.Span.Start+1 : n.Span.End-1]
	}
	return f.DecodeJSON(n).Str()
}

func (r *jsonReader) space() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return
		}
	}
}

// next is the next byte, 0 at the end.
func (r *jsonReader) next() byte {
	if r.pos < len(r.src) {
		return r.src[r.pos]
	}
	return 0
}

// value reads a value; nil when there is none.
func (r *jsonReader) value() *Node {
	if r.depth > maxJSONDepth {
		return nil
	}
	start := r.pos
	ok := false
	n := r.newNode(Scalar, start, start)
	n.Style = JSONString
	switch c := r.next(); {
	case c == '{':
		ok = r.object(n)
	case c == '[':
		ok = r.array(n)
	case c == '"':
		_, ok = r.str(false)
	case c == '-' || '0' <= c && c <= '9':
		ok = r.number()
	default:
		ok = r.word("true") || r.word("false") || r.word("null")
	}
	if !ok {
		return nil
	}
	n.Span.End = r.pos
	n.Whole = n.Span
	return n
}

func (r *jsonReader) word(text string) bool {
	if end := r.pos + len(text); end <= len(r.src) && r.text[r.pos:end] == text {
		r.pos = end
		return true
	}
	return false
}

func (r *jsonReader) object(n *Node) bool {
	n.Kind = Mapping
	r.depth++
	r.pos++
	mark := r.mark()
	for r.space(); r.next() != '}'; r.space() {
		if r.marked(mark) > 0 && !r.comma() {
			return false
		}
		at := Span{Start: r.pos}
		name, ok := "", false
		if r.next() == '"' {
			name, ok = r.str(true)
		}
		at.End = r.pos
		if r.space(); !ok || r.next() != ':' {
			return false
		}
		r.pos++
		r.space()
		value := r.value()
		if value == nil {
			return false
		}
		r.push(Member{name, at, value})
	}
	r.pos++
	r.depth--
	n.Members = r.take(mark)
	return true
}

func (r *jsonReader) array(n *Node) bool {
	n.Kind = Sequence
	r.depth++
	r.pos++
	for r.space(); r.next() != ']'; r.space() {
		if len(n.Items) > 0 && !r.comma() {
			return false
		}
		item := r.value()
		if item == nil {
			return false
		}
		n.Items = append(n.Items, item)
	}
	r.pos++
	r.depth--
	return true
}

// comma moves behind a comma and blanks.
func (r *jsonReader) comma() bool {
	if r.next() != ',' {
		return false
	}
	r.pos++
	r.space()
	return true
}

func (r *jsonReader) number() bool {
	if r.next() == '-' {
		r.pos++
	}
	if r.next() == '0' {
		r.pos++
	} else if !r.digits() {
		return false
	}
	if r.next() == '.' {
		if r.pos++; !r.digits() {
			return false
		}
	}
	if c := r.next(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.next(); c == '+' || c == '-' {
			r.pos++
		}
		return r.digits()
	}
	return true
}

func (r *jsonReader) digits() bool {
	start := r.pos
	for c := r.next(); '0' <= c && c <= '9'; c = r.next() {
		r.pos++
	}
	return r.pos > start
}

// str reads a string and, of a name, what it stands for.
func (r *jsonReader) str(name bool) (text string, ok bool) {
	start := r.pos
	plain := true
	for r.pos++; r.pos < len(r.src); r.pos++ {
		switch c := r.src[r.pos]; {
		case c == '"':
			r.pos++
			text := r.text[start+1 : r.pos-1]
			if plain && (!name || utf8.ValidString(text)) {
				return text, true
			}
			if !name {
				return "", true
			}
			v, err := request.Decode(r.src[start:r.pos])
			return v.Str(), err == nil
		case c == '\\':
			plain = false
			if !r.escape() {
				return "", false
			}
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

// escape moves to the last character of an escape.
func (r *jsonReader) escape() bool {
	r.pos++
	switch r.next() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			r.pos++
			if c := r.next(); !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f') {
				return false
			}
		}
		return true
	}
	return false
}
