package request

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds nesting, so that a document of brackets cannot exhaust the
// stack. The deepest shape of the API models is far below it.
const maxDepth = 512

// Decode reads one JSON document and keeps the place of every value. The
// error is a *JSONError.
func Decode(doc []byte) (*Value, error) {
	d := decoder{doc: doc}
	d.space()
	v, err := d.value(0)
	if err != nil {
		return nil, err
	}
	d.space()
	if d.pos < len(doc) {
		return nil, d.fail("unexpected text after the JSON value")
	}
	return v, nil
}

// decoder is a cursor over the document. encoding/json is not used because it
// reports neither the places of values nor the order of members.
type decoder struct {
	doc     []byte
	pos     int
	free    []Value
	members []Member // of the objects that are being read
	items   []*Value // of the arrays
}

// made is a value in memory that a few values share: most documents are small,
// and have some.
func (d *decoder) made(v Value) *Value {
	if len(d.free) == 0 {
		d.free = make([]Value, min(1+(len(d.doc)-d.pos)/16, 32))
	}
	d.free[0] = v
	out := &d.free[0]
	d.free = d.free[1:]
	return out
}

// copied is a list in memory of its own, nil when it is empty.
func copied[T any](list []T) []T { return append([]T(nil), list...) }

func (d *decoder) fail(reason string) error { return &JSONError{Offset: d.pos, Reason: reason} }

func (d *decoder) space() {
	for d.pos < len(d.doc) {
		switch d.doc[d.pos] {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return
		}
	}
}

// peek is the next byte, 0 at the end; a zero byte in the document is no
// JSON either way.
func (d *decoder) peek() byte {
	if d.pos < len(d.doc) {
		return d.doc[d.pos]
	}
	return 0
}

func (d *decoder) value(depth int) (*Value, error) {
	if depth > maxDepth {
		return nil, d.fail("the document is nested too deeply")
	}
	start := d.pos
	switch c := d.peek(); {
	case c == '{':
		return d.object(depth)
	case c == '[':
		return d.array(depth)
	case c == '"':
		v, err := d.str()
		if err != nil {
			return nil, err
		}
		return d.made(v), nil
	case c == '-' || '0' <= c && c <= '9':
		return d.number()
	case d.word("null"):
		return d.made(Value{kind: Null, span: Span{start, d.pos}}), nil
	case d.word("true"):
		return d.made(Value{kind: Bool, flag: true, span: Span{start, d.pos}}), nil
	case d.word("false"):
		return d.made(Value{kind: Bool, span: Span{start, d.pos}}), nil
	case d.pos >= len(d.doc):
		return nil, d.fail("the document ends where a value is expected")
	}
	return nil, d.fail("expected a JSON value")
}

func (d *decoder) word(w string) bool {
	if !strings.HasPrefix(string(d.doc[d.pos:min(len(d.doc), d.pos+len(w))]), w) {
		return false
	}
	d.pos += len(w)
	return true
}

func (d *decoder) object(depth int) (*Value, error) {
	v := d.made(Value{kind: Object, span: Span{Start: d.pos}})
	first := len(d.members)
	d.pos++
	for d.space(); d.peek() != '}'; d.space() {
		if len(d.members) > first {
			if d.peek() != ',' {
				return nil, d.fail("expected , or } in an object")
			}
			d.pos++
			d.space()
		}
		if d.peek() != '"' {
			return nil, d.fail("expected a member name in double quotes")
		}
		name, err := d.str()
		if err != nil {
			return nil, err
		}
		d.space()
		if d.peek() != ':' {
			return nil, d.fail("expected : after a member name")
		}
		d.pos++
		d.space()
		m, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d.members = append(d.members, Member{Name: name.text, NameSpan: name.span, Value: m})
	}
	d.pos++
	v.members = copied(d.members[first:])
	d.members = d.members[:first]
	v.span.End = d.pos
	return v, nil
}

func (d *decoder) array(depth int) (*Value, error) {
	v := d.made(Value{kind: Array, span: Span{Start: d.pos}})
	first := len(d.items)
	d.pos++
	for d.space(); d.peek() != ']'; d.space() {
		if len(d.items) > first {
			if d.peek() != ',' {
				return nil, d.fail("expected , or ] in an array")
			}
			d.pos++
			d.space()
		}
		item, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d.items = append(d.items, item)
	}
	d.pos++
	v.items = copied(d.items[first:])
	d.items = d.items[:first]
	v.span.End = d.pos
	return v, nil
}

func (d *decoder) number() (*Value, error) {
	start := d.pos
	digits := func() bool {
		first := d.pos
		for c := d.peek(); '0' <= c && c <= '9'; c = d.peek() {
			d.pos++
		}
		return d.pos > first
	}
	if d.peek() == '-' {
		d.pos++
	}
	if d.peek() == '0' {
		d.pos++
	} else if !digits() {
		return nil, d.fail("expected a digit")
	}
	if d.peek() == '.' {
		d.pos++
		if !digits() {
			return nil, d.fail("expected a digit after the decimal point")
		}
	}
	if c := d.peek(); c == 'e' || c == 'E' {
		d.pos++
		if c := d.peek(); c == '+' || c == '-' {
			d.pos++
		}
		if !digits() {
			return nil, d.fail("expected a digit in the exponent")
		}
	}
	return d.made(Value{kind: Number, text: string(d.doc[start:d.pos]), span: Span{start, d.pos}}), nil
}

func (d *decoder) str() (Value, error) {
	start := d.pos
	d.pos++
	first := d.pos
	for d.pos < len(d.doc) {
		switch c := d.doc[d.pos]; {
		case c == '"':
			text := string(d.doc[first:d.pos])
			d.pos++
			v := Value{kind: String, span: Span{start, d.pos}, text: valid(text)}
			v.escaped = len(v.text) != len(text)
			return v, nil
		case c == '\\':
			return d.escapedStr(start)
		case c < ' ':
			return Value{}, d.fail("a control character in a string must be escaped")
		}
		d.pos++
	}
	return Value{}, d.fail("the string is not closed")
}

// escapedStr goes on after the first backslash of a string that starts at
// start.
func (d *decoder) escapedStr(start int) (Value, error) {
	var b strings.Builder
	b.Write(d.doc[start+1 : d.pos])
	for d.pos < len(d.doc) {
		switch c := d.doc[d.pos]; {
		case c == '"':
			d.pos++
			return Value{kind: String, span: Span{start, d.pos}, escaped: true, text: valid(b.String())}, nil
		case c == '\\':
			r, size := unescape(d.doc[d.pos:])
			if size == 0 {
				return Value{}, d.fail("unknown escape in a string")
			}
			b.WriteRune(r)
			d.pos += size
			continue
		case c < ' ':
			return Value{}, d.fail("a control character in a string must be escaped")
		default:
			b.WriteByte(c)
		}
		d.pos++
	}
	return Value{}, d.fail("the string is not closed")
}

// valid is a text with U+FFFD, which takes three bytes, for each byte that is
// no UTF-8.
func valid(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}

// unescape decodes the escape at the start of raw, which begins with a
// backslash, and says how many bytes it takes; size is 0 when it is none. A
// surrogate without its partner becomes U+FFFD.
func unescape(raw []byte) (r rune, size int) {
	if len(raw) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, raw[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r, ok := hex4(raw)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if low, ok := hex4(raw[6:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

// hex4 reads \uXXXX.
func hex4(raw []byte) (r rune, ok bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	for _, c := range raw[2:6] {
		i := strings.IndexByte("0123456789abcdef", c|0x20)
		if i < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(i)
	}
	return r, true
}
