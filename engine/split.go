package engine

import (
	"encoding/binary"
	"math/bits"
)

// fieldValue is one value of a log event, as offsets in the message.
type fieldValue struct {
	start, end int // without delimiters
	raw        int // where it starts, its delimiter included
}

// splitFields appends the values of a message. It stops after limit values, if
// limit is not negative.
func splitFields(dst []fieldValue, message []byte, limit int) []fieldValue {
	split := fieldSplitter{message: message}
	for limit < 0 || len(dst) < limit {
		v, ok := split.next()
		if !ok {
			break
		}
		dst = append(dst, v)
	}
	return dst
}

// fieldSplitter splits a message into its values (S1), at runs of blanks and
// tabs; "…" and […] are one value without the delimiters, and end it; one that
// is not closed is an ordinary character.
type fieldSplitter struct {
	message []byte
	i       int
	// A closing delimiter that is not in the rest once never will be: looking
	// again for each opening one would take quadratic time.
	missing [2]bool
	// starts are where the last values begin that skip passed over, the n-th
	// of them at n modulo the length.
	starts [8]int
}

func (s *fieldSplitter) next() (v fieldValue, ok bool) {
	message, i := s.message, s.i
	for i < len(message) && isFieldBlank(message[i]) {
		i++
	}
	if i >= len(message) {
		return v, false
	}
	if kind := delimiter(message[i]); kind >= 0 {
		if end := s.closing(kind, i+1); end >= 0 {
			s.i = end + 1
			return fieldValue{raw: i, start: i + 1, end: end}, true
		}
	}
	s.i = blankIndex(message, i)
	return fieldValue{raw: i, start: i, end: s.i}, true
}

// skip passes over n values, or as many as there are, and returns how many. It
// is next without the value, and with the searches in place: most of the time
// that a space-delimited pattern takes is spent here.
func (s *fieldSplitter) skip(n int) int {
	message, i := s.message, s.i
values:
	for skipped := range n {
		var c byte
		for {
			if uint(i) >= uint(len(message)) {
				s.i = i
				return skipped
			}
			if c = message[i]; !isFieldBlank(c) {
				break
			}
			i++
		}
		s.starts[skipped%len(s.starts)] = i
		if c == '"' || c == '[' {
			kind := delimiter(c)
			if !s.missing[kind] {
				each, at := eachClosing[kind], i+1
				for ; at <= len(message)-8; at += 8 {
					x := binary.LittleEndian.Uint64(message[at:]) ^ each
					if marks := zeros(x); marks != 0 {
						i = at + bits.TrailingZeros64(marks)/8 + 1
						continue values
					}
				}
				if end := s.closing(kind, at); end >= 0 {
					i = end + 1
					continue
				}
			}
		}
		for i >= 0 && i <= len(message)-8 {
			x := binary.LittleEndian.Uint64(message[i:])
			marks := upToBlank(x)
			if marks == 0 {
				i += 8
				continue
			}
			first := bits.TrailingZeros64(marks)
			i += first/8 + 1
			if isFieldBlank(byte(x >> (first & 56))) {
				continue values
			}
		}
		for i < len(message) && !isFieldBlank(message[i]) {
			i++
		}
	}
	s.i = i
	return n
}

// closing returns where what closes a delimiter is at or behind i, or -1.
func (s *fieldSplitter) closing(kind, i int) int {
	if s.missing[kind] {
		return -1
	}
	end := byteIndex(s.message, i, closing[kind])
	s.missing[kind] = end < 0
	return end
}

func isFieldBlank(c byte) bool { return c == ' ' || c == '\t' }

// blankIndex returns where the first blank or tab at or behind i is, or the
// end of the message. It looks for a byte up to the blank first: others of
// those are rare.
func blankIndex(message []byte, i int) int {
	for i >= 0 && i <= len(message)-8 {
		marks := upToBlank(binary.LittleEndian.Uint64(message[i:]))
		if marks == 0 {
			i += 8
			continue
		}
		if i += bits.TrailingZeros64(marks) / 8; isFieldBlank(message[i]) {
			return i
		}
		i++
	}
	for i < len(message) && !isFieldBlank(message[i]) {
		i++
	}
	return i
}

// upToBlank marks, in the highest bit of each byte, the bytes of x that are at
// most a blank. The lowest mark is right; higher ones may err.
func upToBlank(x uint64) uint64 { return (x - (' '+1)*eachByte) &^ x & highBits }

// delimiter is which of the delimiters around a value c opens, or -1 (S1).
func delimiter(c byte) int {
	switch c {
	case '"':
		return 0
	case '[':
		return 1
	default:
		return -1
	}
}

// closing are the delimiters that end what those of delimiter open.
const closing = `"]`

// eachClosing has what closes a delimiter in each byte.
var eachClosing = [2]uint64{'"' * eachByte, ']' * eachByte}
