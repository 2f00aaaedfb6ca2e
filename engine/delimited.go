package engine

import (
	"fmt"
	"math"
	"strconv"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
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
	return x.op.Holds(order)
}

// isFieldNumber reports whether a value of a space-delimited event is a
// number: sign, digits with or without a point, exponent. Leading zeros and a
// plus are our choice (S9, D).
func isFieldNumber(text []byte) bool {
	i := 0
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		i++
	}
	end := jsontext.DigitsEnd(text, i)
	digits := end - i
	if i = end; i < len(text) && text[i] == '.' {
		end = jsontext.DigitsEnd(text, i+1)
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
		if end = jsontext.DigitsEnd(text, i); end == i {
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
