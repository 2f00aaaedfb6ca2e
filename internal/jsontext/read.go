// Package jsontext reads JSON, telling a Builder where its parts stand, and writes
// it with texts as they are; Value, Members and the Valid functions say where
// values end and whether they are valid, without decoding them.
// encoding/json is not used because it reports neither the places of values nor
// the order of members.
package jsontext

import "strings"

// MaxDepth bounds nesting, so that a document of brackets cannot exhaust the
// stack. The deepest shape of the API models is far below it.
const MaxDepth = 512

// Token is a scalar or the name of a member, in the document as it is written.
type Token struct {
	Start, End int  // quotes included
	Escaped    bool // a text with escapes
}

// Builder takes the parts of a document in their order. Open and Close are called
// for objects and lists; a value belongs to what was opened last, and in an
// object to the last name.
type Builder interface {
	Open(bracket byte, at int)
	Name(Token)
	Scalar(Token)
	Close(end int)
}

// Error says where a document stops being JSON.
type Error struct {
	Offset int
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// Read reads the one value that stands in a document from an offset to its end.
// The error is an *Error.
func Read(doc []byte, start int, b Builder) error {
	end, err := Next(doc, start, b)
	if err == nil && end < len(doc) {
		err = &Error{Offset: end, Reason: "unexpected text after the JSON value"}
	}
	return err
}

// Next reads one value, and returns what stands after it and its space.
func Next(doc []byte, start int, b Builder) (end int, err error) {
	r := reader{doc: doc, pos: start, to: b}
	r.space()
	if err := r.value(0); err != nil {
		return r.pos, err
	}
	r.space()
	return r.pos, nil
}

// reader is a cursor over the document.
type reader struct {
	doc []byte
	pos int
	to  Builder
}

func (r *reader) fail(reason string) error { return &Error{Offset: r.pos, Reason: reason} }

func (r *reader) space() {
	for r.pos < len(r.doc) {
		switch r.doc[r.pos] {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return
		}
	}
}

// next is the next byte, 0 at the end; a zero byte in the document is not JSON
// either way.
func (r *reader) next() byte {
	if r.pos < len(r.doc) {
		return r.doc[r.pos]
	}
	return 0
}

func (r *reader) value(depth int) error {
	if depth > MaxDepth {
		return r.fail("the document is nested too deeply")
	}
	t := Token{Start: r.pos}
	var err error
	switch c := r.next(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == '"':
		t.Escaped, err = r.text()
	case c == '-' || '0' <= c && c <= '9':
		err = r.number()
	case r.word("null") || r.word("true") || r.word("false"):
	case r.pos >= len(r.doc):
		err = r.fail("the document ends where a value is expected")
	default:
		err = r.fail("expected a JSON value")
	}
	if err != nil {
		return err
	}
	t.End = r.pos
	r.to.Scalar(t)
	return nil
}

func (r *reader) word(w string) bool {
	if !strings.HasPrefix(string(r.doc[r.pos:min(len(r.doc), r.pos+len(w))]), w) {
		return false
	}
	r.pos += len(w)
	return true
}

func (r *reader) object(depth int) error {
	r.to.Open('{', r.pos)
	r.pos++
	for first := true; ; first = false {
		if more, err := r.more(first, '}', "expected , or } in an object"); !more {
			return err
		}
		if r.next() != '"' {
			return r.fail("expected a member name in double quotes")
		}
		name := Token{Start: r.pos}
		var err error
		if name.Escaped, err = r.text(); err != nil {
			return err
		}
		name.End = r.pos
		if r.space(); r.next() != ':' {
			return r.fail("expected : after a member name")
		}
		r.pos++
		r.space()
		r.to.Name(name)
		if err := r.value(depth + 1); err != nil {
			return err
		}
	}
}

func (r *reader) list(depth int) error {
	r.to.Open('[', r.pos)
	r.pos++
	for first := true; ; first = false {
		if more, err := r.more(first, ']', "expected , or ] in an array"); !more {
			return err
		}
		if err := r.value(depth + 1); err != nil {
			return err
		}
	}
}

// more moves to the next part of an object or list, or behind its end.
func (r *reader) more(first bool, end byte, otherwise string) (bool, error) {
	r.space()
	switch c := r.next(); {
	case c == end:
		r.pos++
		r.to.Close(r.pos)
		return false, nil
	case first:
	case c != ',':
		return false, r.fail(otherwise)
	default:
		r.pos++
		r.space()
	}
	return true, nil
}

func (r *reader) number() error {
	if r.next() == '-' {
		r.pos++
	}
	if r.next() == '0' {
		r.pos++
	} else if !r.digits() {
		return r.fail("expected a digit")
	}
	if r.next() == '.' {
		if r.pos++; !r.digits() {
			return r.fail("expected a digit after the decimal point")
		}
	}
	if c := r.next(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.next(); c == '+' || c == '-' {
			r.pos++
		}
		if !r.digits() {
			return r.fail("expected a digit in the exponent")
		}
	}
	return nil
}

func (r *reader) digits() bool {
	first := r.pos
	for c := r.next(); '0' <= c && c <= '9'; c = r.next() {
		r.pos++
	}
	return r.pos > first
}

// text moves behind a string.
func (r *reader) text() (escaped bool, err error) {
	r.pos++
	for r.pos < len(r.doc) {
		switch c := r.doc[r.pos]; {
		case c == '"':
			r.pos++
			return escaped, nil
		case c == '\\':
			_, n := Unescape(r.doc[r.pos:])
			if n == 0 {
				return false, r.fail("unknown escape in a string")
			}
			r.pos += n
			escaped = true
			continue
		case c < ' ':
			return false, r.fail("a control character in a string must be escaped")
		}
		r.pos++
	}
	return false, r.fail("the string is not closed")
}
