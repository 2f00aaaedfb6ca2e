package engine

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// MaxNestingDepth is how deeply objects and arrays of a log event may nest. A
// deeper event counts as broken JSON and matches no JSON pattern. It is the
// depth at which encoding/json gives up, too.
const MaxNestingDepth = 10000

// validObject reports whether a message is exactly one JSON object with
// nothing but blanks around it (J2). Names may repeat, and text that is not
// UTF-8 is let pass, as in encoding/json.
func validObject(b []byte) bool {
	i := skipSpace(b, 0)
	if i == len(b) || b[i] != '{' {
		return false
	}
	end := validValue(b, i)
	return end >= 0 && skipSpace(b, end) == len(b)
}

// nesting records for each open container whether it is an object, in bits.
type nesting struct {
	bits   [MaxNestingDepth/64 + 1]uint64
	depth  int
	object bool // the innermost one
}

func (n *nesting) push(object bool) bool {
	if n.depth == MaxNestingDepth {
		return false
	}
	word, bit := n.depth/64, uint64(1)<<(n.depth%64)
	if object {
		n.bits[word] |= bit
	} else {
		n.bits[word] &^= bit
	}
	n.depth++
	n.object = object
	return true
}

func (n *nesting) pop() {
	n.depth--
	d := max(n.depth-1, 0)
	n.object = n.bits[d/64]&(1<<(d%64)) != 0
}

// validValue returns where the JSON value at i ends, or -1 if it is broken.
func validValue(b []byte, i int) int {
	var open nesting
	for {
		// A value starts at i.
		if i = skipSpace(b, i); i == len(b) {
			return -1
		}
		switch c := b[i]; {
		case c == '{' || c == '[':
			if !open.push(c == '{') {
				return -1
			}
			if i = skipSpace(b, i+1); i == len(b) {
				return -1
			}
			if b[i] == '}' || b[i] == ']' {
				break // the container ends below
			}
			if c == '{' {
				if i = validName(b, i); i < 0 {
					return -1
				}
			}
			continue
		case c == '"':
			i = validString(b, i)
		case c == '-' || isDigit(c):
			i = validNumber(b, i)
		case bytes.HasPrefix(b[i:], []byte("true")) || bytes.HasPrefix(b[i:], []byte("null")):
			i += 4
		case bytes.HasPrefix(b[i:], []byte("false")):
			i += 5
		default:
			return -1
		}
		if i < 0 {
			return -1
		}
		// A value has ended: close what ends with it.
		for {
			if open.depth == 0 {
				return i
			}
			if i = skipSpace(b, i); i == len(b) {
				return -1
			}
			if open.object && b[i] == '}' || !open.object && b[i] == ']' {
				open.pop()
				i++
				continue
			}
			break
		}
		if b[i] != ',' {
			return -1
		}
		i++
		if open.object {
			if i = validName(b, skipSpace(b, i)); i < 0 {
				return -1
			}
		}
	}
}

// validName returns what follows the name at i and its colon, or -1.
func validName(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	if i = validString(b, i); i < 0 {
		return -1
	}
	if i = skipSpace(b, i); i == len(b) || b[i] != ':' {
		return -1
	}
	return i + 1
}

func validString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		for i >= 0 && i <= len(b)-8 { // nothing special in eight bytes
			x := binary.LittleEndian.Uint64(b[i:])
			// As zeros has it, for three kinds of bytes at once.
			quote, escape, control := (x^'"'*eachByte)-eachByte, (x^'\\'*eachByte)-eachByte, x-' '*eachByte
			marks := (quote | escape | control) &^ x & highBits
			if marks != 0 {
				i += bits.TrailingZeros64(marks) / 8
				break
			}
			i += 8
		}
		if i == len(b) {
			return -1
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c < ' ':
			return -1
		case c == '\\':
			if i++; i == len(b) {
				return -1
			}
			switch b[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if i+4 >= len(b) || hex4(b[i+1:]) < 0 {
					return -1
				}
				i += 4
			default:
				return -1
			}
		}
	}
	return -1
}

func validNumber(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	switch {
	case i == len(b) || !isDigit(b[i]):
		return -1
	case b[i] == '0':
		i++
	default:
		i = digitsEnd(b, i)
	}
	if i < len(b) && b[i] == '.' {
		end := digitsEnd(b, i+1)
		if end == i+1 {
			return -1
		}
		i = end
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		end := digitsEnd(b, i)
		if end == i {
			return -1
		}
		i = end
	}
	return i
}

func digitsEnd(b []byte, i int) int {
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// trimSpace takes the blanks off the end.
func trimSpace(b []byte) []byte {
	for len(b) > 0 && skipSpace(b, len(b)-1) == len(b) {
		b = b[:len(b)-1]
	}
	return b
}

// hex4 is the value of four hexadecimal digits, or -1.
func hex4(b []byte) rune {
	if len(b) < 4 {
		return -1
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case isDigit(c):
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
