package engine

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strconv"

	"github.com/logsieve/logsieve/grammar"
)

// delimitedMatcher decides space-delimited patterns (S1 to S12).
type delimitedMatcher struct {
	fields []delimitedField // without the ellipsis
	// ellipsis is how many fields stand before it; -1 if there is none.
	ellipsis int
	checks   []fieldCheck // of the fields in front of it
	tail     []fieldCheck // of those behind it; nil if there are none
}

type delimitedField struct {
	name string
	expr *fieldExpr // nil if the field has no condition
}

// fieldExpr is an operator over operands, or a comparison.
type fieldExpr struct {
	or       bool
	operands []*fieldExpr
	op       grammar.CompareOp
	value    *valuePattern // set in comparisons
}

// fieldValue is one value of a log event, as offsets in the message.
type fieldValue struct {
	start, end int // without delimiters
	raw        int // where it starts, its delimiter included
}

func compileDelimited(p *grammar.DelimitedPattern) (matcher, error) {
	m := &delimitedMatcher{ellipsis: -1}
	for _, f := range p.Fields {
		if f.Ellipsis {
			m.ellipsis = len(m.fields)
			continue
		}
		field := delimitedField{name: f.Name}
		if f.Expr != nil {
			var err error
			if field.expr, err = compileFieldExpr(f.Expr); err != nil {
				return nil, err
			}
		}
		m.fields = append(m.fields, field)
	}
	if m.ellipsis < 0 {
		m.checks = fieldChecks(m.fields, true)
		return m, nil
	}
	m.checks = fieldChecks(m.fields[:m.ellipsis], false)
	if m.ellipsis < len(m.fields) {
		m.tail = fieldChecks(m.fields[m.ellipsis:], false)
	}
	return m, nil
}

func compileFieldExpr(e grammar.Expr) (*fieldExpr, error) {
	x := &fieldExpr{}
	var operands []grammar.Expr
	switch e := e.(type) {
	case *grammar.And:
		operands = e.Operands
	case *grammar.Or:
		operands, x.or = e.Operands, true
	case *grammar.Comparison:
		v, err := compileValue(e.Op, e.Value)
		x.op, x.value = e.Op, &v
		return x, err
	default:
		return nil, fmt.Errorf("no condition over a field: %v", e)
	}
	for _, o := range operands {
		c, err := compileFieldExpr(o)
		if err != nil {
			return nil, err
		}
		x.operands = append(x.operands, c)
	}
	return x, nil
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
	for skipped := 0; skipped < n; skipped++ {
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
					if marks := (x - eachByte) &^ x & highBits; marks != 0 {
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

// bind splits a message and gives every field its value; ok is false when
// there are too few values (S3).
func (m *delimitedMatcher) bind(dst []fieldValue, message []byte) (values []fieldValue, ok bool) {
	n := len(m.fields)
	if m.ellipsis >= 0 || n == 0 {
		values = splitFields(dst, message, -1)
		return values, len(values) >= n
	}
	values = splitFields(dst, message, n+1)
	if len(values) < n {
		return values, false
	}
	if len(values) > n {
		// The last field takes the raw rest of the message (S2).
		last := &values[n-1]
		last.start, last.end = last.raw, len(message)
		values = values[:n]
	}
	return values, true
}

// at is the index of the value of field i.
func (m *delimitedMatcher) at(i, values int) int {
	if m.ellipsis >= 0 && i >= m.ellipsis {
		return values - len(m.fields) + i
	}
	return i
}

// match goes through the fields in front of the ellipsis, or through all of
// them, and then through those behind it, as many values from the end.
func (m *delimitedMatcher) match(message []byte) bool {
	split := fieldSplitter{message: message}
	if !split.holds(m.checks) {
		return false
	}
	if m.tail == nil {
		return true
	}
	// A copy goes to the end: what is missing there need not be missing here.
	end := split
	more := end.skip(math.MaxInt) - (len(m.fields) - m.ellipsis)
	switch {
	case more < 0:
		return false
	case len(m.fields)-m.ellipsis <= len(end.starts):
		split.i = end.starts[more%len(end.starts)]
	default:
		split.skip(more)
	}
	return split.holds(m.tail)
}

func (x *fieldExpr) holds(text []byte) bool {
	if x.value != nil {
		return x.compare(text)
	}
	for _, o := range x.operands {
		if o.holds(text) == x.or {
			return x.or
		}
	}
	return !x.or
}

// compare decides one comparison. A bare number compares numerically with a
// numeric value, and as text with any other (S9).
func (x *fieldExpr) compare(text []byte) bool {
	if !x.value.isNumber {
		return x.value.matchText(text) == (x.op == grammar.Equal)
	}
	var order int
	if n, ok := plainInteger(text); ok && x.value.isPlain {
		order = compareInt(n, x.value.integer)
	} else {
		if !isFieldNumber(text) {
			return !x.op.Ordering() && x.value.matchText(text) == (x.op == grammar.Equal)
		}
		order = parseDecimal(text).compare(x.value.number)
	}
	if x.op == grammar.NotEqual {
		return order != 0
	}
	return compares(x.op, order)
}

// isFieldNumber reports whether a value of a space-delimited event is a
// number: sign, digits with or without a point, exponent. Leading zeros and a
// plus are our choice (S9, D).
func isFieldNumber(text []byte) bool {
	i := 0
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		i++
	}
	end := digitsEnd(text, i)
	digits := end - i
	if i = end; i < len(text) && text[i] == '.' {
		end = digitsEnd(text, i+1)
		digits += end - i - 1
		i = end
	}
	if digits == 0 {
		return false
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		i++
		if i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		if end = digitsEnd(text, i); end == i {
			return false
		}
		i = end
	}
	return i == len(text)
}

// extract names the values of a matching message (S6, S10): "$name" for named
// fields, "$position" for unnamed ones and for those under the ellipsis.
func (m *delimitedMatcher) extract(message []byte) ExtractedValues {
	values, _ := m.bind(nil, message)
	names := make([]string, len(values))
	for i, f := range m.fields {
		names[m.at(i, len(values))] = f.name
	}
	out := make(ExtractedValues, len(values))
	for i, v := range values {
		name := names[i]
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		out["$"+name] = string(message[v.start:v.end])
	}
	return out
}

// highlight returns the values of the fields that have conditions.
func (m *delimitedMatcher) highlight(message []byte) []grammar.Span {
	values, _ := m.bind(nil, message)
	var spans []grammar.Span
	for i, f := range m.fields {
		if f.expr != nil {
			v := values[m.at(i, len(values))]
			spans = append(spans, grammar.Span{Start: v.start, End: v.end})
		}
	}
	return spans
}
