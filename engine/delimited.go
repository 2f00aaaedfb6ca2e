package engine

import (
	"bytes"
	"fmt"
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

// nextField is the value that begins at i, which is no blank, and where to go
// on behind it. missing remembers closing delimiters that are not in the rest:
// they never will be, and looking again for each opening one would take
// quadratic time.
func nextField(message []byte, i int, missing *[2]bool) (v fieldValue, next int) {
	v = fieldValue{raw: i, start: i}
	if kind := delimiterKind(message[i]); kind >= 0 && !missing[kind] {
		if n := bytes.IndexByte(message[i+1:], closing[kind]); n >= 0 {
			v.start, v.end = i+1, i+1+n
			return v, v.end + 1
		}
		missing[kind] = true
	}
	for i < len(message) && (message[i] > ' ' || !isFieldBlank(message[i])) {
		i++
	}
	v.end = i
	return v, i
}

func delimiterKind(c byte) int {
	switch c {
	case opening[0]:
		return 0
	case opening[1]:
		return 1
	}
	return -1
}

// matchInOrder is match for a pattern without an ellipsis: it looks at each
// value as it is found, and at no more than it has to.
func (m *delimitedMatcher) matchInOrder(message []byte) bool {
	var missing [2]bool
	last := len(m.fields) - 1
	i := 0
	for k := range m.fields {
		for i < len(message) && isFieldBlank(message[i]) {
			i++
		}
		if i == len(message) {
			return false // too few values (S3)
		}
		x := m.fields[k].expr
		if k == last && x == nil {
			return true
		}
		v, next := nextField(message, i, &missing)
		if k == last {
			for j := next; j < len(message); j++ {
				if !isFieldBlank(message[j]) {
					v.start, v.end = v.raw, len(message) // the raw rest (S2)
					break
				}
			}
		}
		if x != nil && !x.holds(message[v.start:v.end]) {
			return false
		}
		i = next
	}
	return true
}

// splitFields appends the values of a message (S1): they are split at runs of
// blanks and tabs; "…" and […] are one value without the delimiters, and end
// it; one that is not closed is an ordinary character. It stops after limit
// values, if limit is not negative.
func splitFields(dst []fieldValue, message []byte, limit int) []fieldValue {
	var missing [2]bool
	i := 0
	for limit < 0 || len(dst) < limit {
		for i < len(message) && isFieldBlank(message[i]) {
			i++
		}
		if i == len(message) {
			break
		}
		var v fieldValue
		v, i = nextField(message, i, &missing)
		dst = append(dst, v)
	}
	return dst
}

func isFieldBlank(c byte) bool { return c == ' ' || c == '\t' }

// The delimiters around a value, each pair at the same place (S1).
const (
	opening = `"[`
	closing = `"]`
)

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
