package engine

import "github.com/logsieve/logsieve/grammar"

// fieldCheck is one step through consecutive fields.
type fieldCheck struct {
	skip int        // fields without a condition that come first
	expr *fieldExpr // nil at the end: nothing but skip
	rest bool       // the field takes the rest of the message (S2)
	// starts are the bytes that a text which expr fits can start with: most
	// values are refused by their first byte. nil means any, or none at all.
	starts *byteSet
}

type byteSet [256]bool

// fieldChecks returns the steps through fields, the last of which may take the
// rest. The last step has no condition.
func fieldChecks(fields []delimitedField, rest bool) []fieldCheck {
	var checks []fieldCheck
	skip := 0
	for i, f := range fields {
		if f.expr == nil {
			skip++
			continue
		}
		checks = append(checks, fieldCheck{skip: skip, expr: f.expr, rest: rest && i == len(fields)-1, starts: f.expr.starts()})
		skip = 0
	}
	return append(checks, fieldCheck{skip: skip})
}

// holds goes on through the message until a step fails.
func (s *fieldSplitter) holds(checks []fieldCheck) bool {
	for i := range checks {
		c := &checks[i]
		if s.skip(c.skip) < c.skip {
			return false // too few values (S3)
		}
		if c.expr == nil {
			return true
		}
		if c.starts != nil && !s.mayStart(c.starts) {
			return false
		}
		v, ok := s.next()
		if !ok {
			return false
		}
		if c.rest && s.skip(1) == 1 {
			v.start, v.end = v.raw, len(s.message) // S2
		}
		if !c.expr.holds(s.message[v.start:v.end]) {
			return false
		}
	}
	return true
}

// mayStart reports whether the next value may be a text that starts with one
// of a set of bytes, be it without its delimiter, with it, or with the rest
// behind it.
func (s *fieldSplitter) mayStart(starts *byteSet) bool {
	message, i := s.message, s.i
	for i < len(message) && isFieldBlank(message[i]) {
		i++
	}
	if i >= len(message) {
		return false
	}
	c := message[i]
	return starts[c] || delimiter(c) >= 0 && i+1 < len(message) && starts[message[i+1]]
}

func (x *fieldExpr) starts() *byteSet {
	if x.value != nil {
		return x.value.starts(x.op)
	}
	var out *byteSet
	for _, o := range x.operands {
		starts := o.starts()
		switch {
		case x.or && starts == nil:
			return nil
		case starts == nil:
		case out == nil:
			out = starts
		default:
			for c := range out {
				out[c] = x.or && (out[c] || starts[c]) || !x.or && out[c] && starts[c]
			}
		}

	}
	return out
}

// starts of a comparison: a text, and a number, which can be spelled in many
// ways (S9).
func (v *valuePattern) starts(op grammar.CompareOp) *byteSet {
	var out byteSet
	switch {
	case op == grammar.NotEqual || v.isRegex:
		return nil
	case !v.isNumber:
		first := v.text.pieces[0]
		if len(first) == 0 {
			return nil
		}
		out[first[0]] = true
		return &out
	case op.Ordering() || v.number.sign() == 0:
		for _, c := range []byte("+-.0123456789") {
			out[c] = true
		}
	case v.number.sign() < 0:
		out['-'] = true
	default:
		for _, c := range []byte("+.0") {
			out[c] = true
		}
		out[v.number.digits[0]] = true
	}
	out[v.literal[0]] = true
	return &out
}
