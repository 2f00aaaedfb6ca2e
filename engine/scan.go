package engine

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// The scanner walks JSON text without checking all of it: it is exact on
// valid JSON, and on broken JSON it stops or goes astray, but never beyond the
// text. A message is validated before it is reported, so that astray does no
// harm.

// MaxNestingDepth is how deeply objects and arrays of a log event may nest. A
// deeper event counts as broken JSON and matches no JSON pattern.
const MaxNestingDepth = jsontext.MaxNesting

// Eight bytes at a time: zeros marks, in the highest bit of each byte, the
// bytes of x that are zero, and so in x ^ '"'*eachByte those that are quotes.
// The lowest mark is right; higher ones may err. Loops over them compare with
// the length less 8, so that the compiler drops its own checks.
const (
	eachByte = jsontext.EachByte
	highBits = jsontext.HighBits
)

func zeros(x uint64) uint64 { return (x - eachByte) &^ x & highBits }

// byteIndex returns where the first c at or behind i is, or -1. It is faster
// than bytes.IndexByte for bytes that are near.
func byteIndex(b []byte, i int, c byte) int {
	if i < 0 || i > len(b) {
		return -1
	}
	each := uint64(c) * eachByte
	for words := 6; words > 0 && i <= len(b)-8; words-- {
		x := binary.LittleEndian.Uint64(b[i:]) ^ each
		if marks := zeros(x); marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
		i += 8
	}
	n := bytes.IndexByte(b[i:], c)
	if n < 0 {
		return -1
	}
	return i + n
}

// stringEnd returns the offset behind the closing quote of the string whose
// opening quote is at i, and whether the string holds escapes; -1 if the
// string does not end.
func stringEnd(b []byte, i int) (end int, escaped bool) {
	i++
	for i >= 0 && i <= len(b)-8 {
		x := binary.LittleEndian.Uint64(b[i:])
		// As zeros has it, for two at once.
		quote, escape := (x^'"'*eachByte)-eachByte, (x^'\\'*eachByte)-eachByte
		marks := (quote | escape) &^ x & highBits
		if marks == 0 {
			i += 8
			continue
		}
		if i += bits.TrailingZeros64(marks) / 8; b[i] == '"' {
			return i + 1, escaped
		}
		escaped = true
		i += 2
	}
	for i < len(b) {
		switch b[i] {
		case '"':
			return i + 1, escaped
		case '\\':
			escaped = true
			i++
		}
		i++
	}
	return -1, false
}

// valueEnd returns the offset behind the value at i, or -1.
func valueEnd(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		end, _ := stringEnd(b, i)
		return end
	case '{', '[':
		return containerEnd(b, i)
	}
	start := i
	for i < len(b) && !endsScalar(b[i]) {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

func endsScalar(c byte) bool {
	switch c {
	case ',', '}', ']', ' ', '\n', '\t', '\r', '"', '{', '[', ':':
		return true
	default:
		return false
	}
}

func containerEnd(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			end, _ := stringEnd(b, i)
			if end < 0 {
				return -1
			}
			i = end
			continue
		}
		i++
	}
	return -1
}

// member is one member of an object, or one element of an array.
type member struct {
	name  []byte // decoded; nil in arrays
	value []byte
}

// cursor goes through the members of a container.
type cursor struct {
	b      []byte
	i      int
	object bool
	broken bool
	// scratch holds decoded names; it belongs to the caller's state.
	scratch *[]byte
}

// newCursor starts at a container's opening bracket.
func newCursor(b []byte, scratch *[]byte) cursor {
	return cursor{b: b, i: 1, object: b[0] == '{', scratch: scratch}
}

// next returns the next member; at the end, or where the text is broken, ok
// is false.
func (c *cursor) next() (m member, ok bool) {
	b := c.b
	i := jsontext.SkipSpace(b, c.i)
	if i < len(b) && b[i] == ',' {
		i = jsontext.SkipSpace(b, i+1)
	}
	if i >= len(b) {
		c.broken = true
		return m, false
	}
	if b[i] == '}' || b[i] == ']' {
		c.i = i + 1
		return m, false
	}
	if c.object {
		if b[i] != '"' {
			c.broken = true
			return m, false
		}
		end, escaped := stringEnd(b, i)
		if end < 0 {
			c.broken = true
			return m, false
		}
		m.name = b[i+1 : end-1]
		if escaped {
			start := len(*c.scratch)
			*c.scratch = appendUnescaped(*c.scratch, m.name)
			m.name = (*c.scratch)[start:]
		}
		if i = jsontext.SkipSpace(b, end); i >= len(b) || b[i] != ':' {
			c.broken = true
			return m, false
		}
		i = jsontext.SkipSpace(b, i+1)
	}
	end := valueEnd(b, i)
	if end < 0 {
		c.broken = true
		return m, false
	}
	m.value = b[i:end]
	c.i = end
	return m, true
}

// appendUnescaped appends the text that the inside of a JSON string stands
// for. A surrogate without its twin becomes U+FFFD.
func appendUnescaped(dst, s []byte) []byte {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 || i+1 >= len(s) {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		c := s[i+1]
		s = s[i+2:]
		switch c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r := jsontext.Hex4(s)
			if r < 0 {
				return dst
			}
			s = s[4:]
			if utf16.IsSurrogate(r) {
				twin := rune(-1)
				if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
					twin = jsontext.Hex4(s[2:])
				}
				if r = utf16.DecodeRune(r, twin); r != utf8.RuneError {
					s = s[6:]
				}
			}
			dst = utf8.AppendRune(dst, r)
			continue
		}
		dst = append(dst, c)
	}
}
