package jsontext

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// MaxNesting is how deeply objects and arrays may nest: the depth at which
// encoding/json gives up, too.
const MaxNesting = 10000

// For loops over eight bytes at a time: a byte in each place, and the highest
// bit of each.
const (
	EachByte = 0x0101010101010101
	HighBits = 0x8080808080808080
)

// ValidObject reports whether a message is exactly one JSON object with
// nothing but space around it (J2). Names may repeat, and text that is not
// UTF-8 is let pass, as in encoding/json.
func ValidObject(b []byte) bool {
	i := SkipSpace(b, 0)
	if i == len(b) || b[i] != '{' {
		return false
	}
	end := ValidValue(b, i)
	return end >= 0 && SkipSpace(b, end) == len(b)
}

// nesting records for each open container whether it is an object, in bits.
type nesting struct {
	bits   [MaxNesting/64 + 1]uint64
	depth  int
	object bool // the innermost one
}

func (n *nesting) push(object bool) bool {
	if n.depth == MaxNesting {
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

// ValidValue returns where the JSON value at i ends, or -1 if it is broken.
func ValidValue(b []byte, i int) int {
	end, _ := Value(b, i)
	return end
}

// Value is ValidValue, and tells whether there is space in the value but for
// that in texts.
func Value(b []byte, i int) (end int, spaced bool) {
	var open nesting
	space := func(i int) int {
		end := SkipSpace(b, i)
		spaced = spaced || end != i
		return end
	}
	for i = SkipSpace(b, i); ; i = space(i) {
		// A value starts at i.
		if i == len(b) {
			return -1, false
		}
		switch c := b[i]; {
		case c == '{' || c == '[':
			if !open.push(c == '{') {
				return -1, false
			}
			if i = space(i + 1); i == len(b) {
				return -1, false
			}
			if b[i] == '}' || b[i] == ']' {
				break // the container ends below
			}
			if c == '{' {
				if i = validName(b, i); i < 0 {
					return -1, false
				}
				spaced = spaced || b[i-2] != '"'
			}
			continue
		case c == '"':
			i = ValidString(b, i)
		case c == '-' || IsDigit(c):
			i = validNumber(b, i)
		case bytes.HasPrefix(b[i:], []byte("true")) || bytes.HasPrefix(b[i:], []byte("null")):
			i += 4
		case bytes.HasPrefix(b[i:], []byte("false")):
			i += 5
		default:
			return -1, false
		}
		if i < 0 {
			return -1, false
		}
		// A value has ended: close what ends with it.
		for {
			if open.depth == 0 {
				return i, spaced
			}
			if i = space(i); i == len(b) {
				return -1, false
			}
			if open.object && b[i] == '}' || !open.object && b[i] == ']' {
				open.pop()
				i++
				continue
			}
			break
		}
		if b[i] != ',' {
			return -1, false
		}
		i++
		if open.object {
			if i = validName(b, space(i)); i < 0 {
				return -1, false
			}
			spaced = spaced || b[i-2] != '"'
		}
	}
}

// validName returns what follows the name at i and its colon, or -1.
func validName(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	if i = ValidString(b, i); i < 0 {
		return -1
	}
	if i = SkipSpace(b, i); i == len(b) || b[i] != ':' {
		return -1
	}
	return i + 1
}

// ValidString returns where the string that starts at i ends, or -1 if it is
// broken.
func ValidString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		for i >= 0 && i <= len(b)-8 { // nothing special in eight bytes
			x := binary.LittleEndian.Uint64(b[i:])
			// As zeros has it, for three kinds of bytes at once.
			quote, escape, control := (x^'"'*EachByte)-EachByte, (x^'\\'*EachByte)-EachByte, x-' '*EachByte
			marks := (quote | escape | control) &^ x & HighBits
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
				if i+4 >= len(b) || Hex4(b[i+1:]) < 0 {
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
	case i == len(b) || !IsDigit(b[i]):
		return -1
	case b[i] == '0':
		i++
	default:
		i = DigitsEnd(b, i)
	}
	if i < len(b) && b[i] == '.' {
		end := DigitsEnd(b, i+1)
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
		end := DigitsEnd(b, i)
		if end == i {
			return -1
		}
		i = end
	}
	return i
}

// DigitsEnd is where the digits from i on end.
func DigitsEnd(b []byte, i int) int {
	for i < len(b) && IsDigit(b[i]) {
		i++
	}
	return i
}

// IsDigit reports whether a byte is a decimal digit.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// SkipSpace is where the space of JSON from i on ends.
func SkipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// TrimSpace takes the space off the end.
func TrimSpace(b []byte) []byte {
	for len(b) > 0 && SkipSpace(b, len(b)-1) == len(b) {
		b = b[:len(b)-1]
	}
	return b
}

// Hex4 is the value of four hexadecimal digits, or -1.
func Hex4(b []byte) rune {
	if len(b) < 4 {
		return -1
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case IsDigit(c):
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
