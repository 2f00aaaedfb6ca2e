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
		printList(b, "[", v.Items(), "]", func(item *Value) { printValue(b, s.elem, item) })
	case v.Kind() == Object && s.kind == mapShape:
		// The entries come in the document's order; the service's own order is
		// that of a hash table and not known.
		printList(b, "{", v.Members(), "}", func(m Member) {
			b.WriteString(m.Name + "=")
			printValue(b, s.elem, m.Value)
		})
	case v.Kind() == Object && s.object():
		names := s.printOrder
		if names == nil {
			names = s.names()
		}
		printList(b, s.name+"(", names, ")", func(name string) {
			b.WriteString(name + "=")
			printValue(b, s.member(name).shape, v.Get(name))
		})
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

// printList writes items with commas between them. It stops soon after
// maxPrinted bytes.
func printList[T any](b *strings.Builder, open string, items []T, end string, print func(T)) {
	b.WriteString(open)
	for i, item := range items {
		if b.Len() > maxPrinted {
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		print(item)
	}
	b.WriteString(end)
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
