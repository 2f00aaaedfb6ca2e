package engine

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"sync"

	"github.com/logsieve/logsieve/grammar"
)

// delimitedMatcher decides space-delimited patterns (S1 to S12).
type delimitedMatcher struct {
	fields []delimitedField // without the ellipsis
	// ellipsis is how many fields stand before it; -1 if there is none.
	ellipsis int
	pool     sync.Pool // of *[]fieldValue
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
	m.pool.New = func() any { return new([]fieldValue) }
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
}

func (s *fieldSplitter) next() (v fieldValue, ok bool) {
	message, i := s.message, s.i
	for i < len(message) && isFieldBlank(message[i]) {
		i++
	}
	if i == len(message) {
		s.i = i
		return v, false
	}
	if kind := delimiter(message[i]); kind >= 0 && !s.missing[kind] {
		if n := bytes.IndexByte(message[i+1:], closing[kind]); n >= 0 {
			s.i = i + n + 2
			return fieldValue{raw: i, start: i + 1, end: i + 1 + n}, true
		}
		s.missing[kind] = true
	}
	s.i = blankIndex(message, i)
	return fieldValue{raw: i, start: i, end: s.i}, true
}

func isFieldBlank(c byte) bool { return c == ' ' || c == '\t' }

// blankIndex returns where the first blank or tab at or behind i is, or the
// end of the message.
func blankIndex(message []byte, i int) int {
	for ; i+8 <= len(message); i += 8 {
		x := binary.LittleEndian.Uint64(message[i:])
		if marks := flagged(x, ' ') | flagged(x, '\t'); marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	for i < len(message) && !isFieldBlank(message[i]) {
		i++
	}
	return i
}

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

func (m *delimitedMatcher) match(message []byte) bool {
	if m.ellipsis < 0 && len(m.fields) > 0 {
		return m.matchInOrder(message)
	}
	memory := m.pool.Get().(*[]fieldValue)
	values, ok := m.bind((*memory)[:0], message)
	*memory = values
	for i := 0; ok && i < len(m.fields); i++ {
		if x := m.fields[i].expr; x != nil {
			v := values[m.at(i, len(values))]
			ok = x.holds(message[v.start:v.end])
		}
	}
	m.pool.Put(memory)
	return ok
}

// matchInOrder is match for a pattern without an ellipsis: it stops at the
// first field that does not hold, whatever follows.
func (m *delimitedMatcher) matchInOrder(message []byte) bool {
	split := fieldSplitter{message: message}
	for i := range m.fields {
		v, ok := split.next()
		if !ok {
			return false // too few values (S3)
		}
		x := m.fields[i].expr
		if x == nil {
			continue
		}
		if i == len(m.fields)-1 {
			if _, more := split.next(); more {
				v.start, v.end = v.raw, len(message) // S2
			}
		}
		if !x.holds(message[v.start:v.end]) {
			return false
		}
	}
	return true
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
	if !isFieldNumber(text) {
		return !x.op.Ordering() && x.value.matchText(text) == (x.op == grammar.Equal)
	}
	order := parseDecimal(text).compare(x.value.number)
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
