package request

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// printValue renders a value as the service does inside its messages, which
// is Java's toString: [a, b] for lists, {k=v} for maps, and
// MetricTransformation(metricName=m, unit=null) for structures, which list
// all members of the shape. It stops soon after maxPrinted bytes.
func printValue(b *strings.Builder, s *shape, v *Value) {
	switch {
	case !v.Present():
		b.WriteString("null")
	case v.Kind() == Array && s.kind == listShape:
		b.WriteByte('[')
		for i, item := range v.Items() {
			if b.Len() > maxPrinted {
				break
			}
			if i > 0 {
				b.WriteString(", ")
			}
			printValue(b, s.elem, item)
		}
		b.WriteByte(']')
	case v.Kind() == Object && s.kind == mapShape:
		printMap(b, s, v)
	case v.Kind() == Object && s.object():
		printStructure(b, s, v)
	case v.Kind() == Number && (s.kind == integerShape || s.kind == longShape):
		b.WriteString(truncate(v))
	case v.Kind() == Number && s.kind == doubleShape:
		f, _ := v.Float64()
		b.WriteString(javaDouble(f))
	case v.Kind() == Number:
		b.WriteString(v.Literal())
	case v.Kind() == Bool:
		flag, _ := v.Flag()
		b.WriteString(strconv.FormatBool(flag))
	default:
		b.WriteString(v.Str())
	}
}

// printMap writes the entries in the document's order; the service's own
// order is that of a hash table and not known.
func printMap(b *strings.Builder, s *shape, v *Value) {
	b.WriteByte('{')
	for i, m := range v.Members() {
		if b.Len() > maxPrinted {
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.Name)
		b.WriteByte('=')
		printValue(b, s.elem, m.Value)
	}
	b.WriteByte('}')
}

func printStructure(b *strings.Builder, s *shape, v *Value) {
	names := s.printOrder
	if names == nil {
		names = s.names()
	}
	b.WriteString(s.name)
	b.WriteByte('(')
	for i, name := range names {
		if b.Len() > maxPrinted {
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
		b.WriteByte('=')
		printValue(b, s.member(name).shape, v.Get(name))
	}
	b.WriteByte(')')
}

// truncate is a number without its fraction, in plain digits: what the
// service makes of 1.0 and 1e3 where it expects an integer.
func truncate(v *Value) string {
	if n, ok := v.Int64(); ok {
		return strconv.FormatInt(n, 10)
	}
	r := v.rat()
	if r == nil {
		return v.Literal()
	}
	return new(big.Int).Quo(r.Num(), r.Denom()).String()
}

// javaDouble is Double.toString: plain from 1e-3 up to 1e7, else with an
// exponent, always with a decimal point.
func javaDouble(f float64) string {
	if a := math.Abs(f); f == 0 || a >= 1e-3 && a < 1e7 {
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	s := strconv.FormatFloat(f, 'E', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(n)
}
