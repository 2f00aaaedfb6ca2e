package request

import (
	"math"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/constraint"
)

// pythonType is the name of the Python type that a JSON value becomes.
func pythonType(v *Value) string {
	switch v.Kind() {
	case Bool:
		return "<class 'bool'>"
	case Number:
		if isPythonInt(v) {
			return "<class 'int'>"
		}
		return "<class 'float'>"
	case String:
		return "<class 'str'>"
	case Array:
		return "<class 'list'>"
	case Object:
		return "<class 'dict'>"
	}
	return "<class 'NoneType'>"
}

func isPythonInt(v *Value) bool {
	return v.Kind() == Number && !strings.ContainsAny(v.Literal(), ".eE")
}

// pythonStr is Python's str() of a value, its first maxPrinted bytes.
func pythonStr(v *Value) string {
	if s, ok := v.Text(); ok {
		return constraint.Cut(s, maxPrinted)
	}
	var b strings.Builder
	pythonRepr(&b, v)
	return constraint.Cut(b.String(), maxPrinted)
}

// pythonRepr is Python's repr() of a value. It stops soon after maxPrinted
// bytes.
func pythonRepr(b *strings.Builder, v *Value) {
	switch v.Kind() {
	case Bool:
		if flag, _ := v.Flag(); flag {
			b.WriteString("True")
		} else {
			b.WriteString("False")
		}
	case Number:
		if isPythonInt(v) {
			b.WriteString(v.Literal())
			return
		}
		f, _ := v.Float64()
		b.WriteString(pythonFloat(f))
	case String:
		pythonQuote(b, v.Str())
	case Array:
		printList(b, "[", v.Items(), "]", func(item *Value) { pythonRepr(b, item) })
	case Object:
		printList(b, "{", v.Members(), "}", func(m Member) {
			pythonQuote(b, m.Name)
			b.WriteString(": ")
			pythonRepr(b, m.Value)
		})
	default:
		b.WriteString("None")
	}
}

// pythonFloat is float.__repr__: plain from 1e-4 up to 1e16, else an exponent
// of at least two digits.
func pythonFloat(f float64) string {
	if math.IsInf(f, 0) {
		return strings.Replace(strconv.FormatFloat(f, 'g', -1, 64), "+Inf", "inf", 1)
	}
	if a := math.Abs(f); f == 0 || a >= 1e-4 && a < 1e16 {
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}

// pythonQuote writes a string literal as repr does: in single quotes unless
// only single quotes are inside.
func pythonQuote(b *strings.Builder, s string) {
	quote := '\''
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b.WriteRune(quote)
	for _, r := range s {
		switch {
		case r == quote || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			b.WriteString(`\x` + hexDigits(r, 2))
		case r < 0x10000:
			b.WriteString(`\u` + hexDigits(r, 4))
		default:
			b.WriteString(`\U` + hexDigits(r, 8))
		}
	}
	b.WriteRune(quote)
}

func hexDigits(r rune, width int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", max(0, width-len(s))) + s
}
