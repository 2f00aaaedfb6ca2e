package grammar

import (
	"strconv"
	"strings"
)

// Value is the right side of a comparison: *Text, *Number or *Regex.
type Value interface {
	Node
	value()
}

// Text is a bare or quoted text, in which every '*' stands for any text (J12,
// J13, J14).
type Text struct {
	At Span
	// Raw is the text as written, with its quotes.
	Raw string
	// Decoded is the text without quotes and escapes; a '*' in it is a
	// wildcard.
	Decoded string
	Quoted  bool
}

// Pieces are the literal parts between the wildcards; a text without a
// wildcard is one piece.
func (t *Text) Pieces() []string { return strings.Split(t.Decoded, "*") }

// HasWildcard reports whether the text holds a wildcard.
func (t *Text) HasWildcard() bool { return strings.Contains(t.Decoded, "*") }

// Number is a bare number: sign, decimals and exponent are allowed (J15).
type Number struct {
	At Span
	// Raw is the number as written, for a comparison with text (J16).
	Raw string
}

// Regex is a regular expression between '%' signs (J18, R1 to R3).
type Regex struct {
	At Span
	// Source is the expression without the '%' signs. It is valid in the
	// syntax of Go's regexp package, with the same meaning.
	Source string
}

// Span implements Node.
func (v *Text) Span() Span { return v.At }

// Span implements Node.
func (v *Number) Span() Span { return v.At }

// Span implements Node.
func (v *Regex) Span() Span { return v.At }

func (*Text) node()    {}
func (*Number) node()  {}
func (*Regex) node()   {}
func (*Text) value()   {}
func (*Number) value() {}
func (*Regex) value()  {}

// unquote takes off the quotes of a quoted text and decodes \" and \\; any
// other backslash stands for itself (T3, J14).
func unquote(raw string) string {
	inner := raw[1 : len(raw)-1]
	if !strings.ContainsRune(inner, '\\') {
		return inner
	}
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] == '\\' && i+1 < len(inner) && (inner[i+1] == raw[0] || inner[i+1] == '\\') {
			i++
		}
		b.WriteByte(inner[i])
	}
	return b.String()
}

// splitNumber tells whether text is a number, and where its exponent's digits
// start; exponent is -1 when it has none.
func splitNumber(text string) (exponent int, ok bool) {
	i, digits := 0, 0
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		i++
	}
	for ; i < len(text) && isDigit(text[i]); i++ {
		digits++
	}
	if i < len(text) && text[i] == '.' {
		for i++; i < len(text) && isDigit(text[i]); i++ {
			digits++
		}
	}
	if digits == 0 {
		return -1, false
	}
	if i == len(text) {
		return -1, true
	}
	if text[i] != 'e' && text[i] != 'E' {
		return -1, false
	}
	exponent = i + 1
	i = exponent
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		i++
	}
	if i == len(text) {
		return -1, false
	}
	for ; i < len(text); i++ {
		if !isDigit(text[i]) {
			return -1, false
		}
	}
	return exponent, true
}

// isNumber reports whether text is a number as a pattern may hold it.
func isNumber(text string) bool {
	_, ok := splitNumber(text)
	return ok
}

// exponentInRange reports whether a number's exponent fits an int32 (J15).
func exponentInRange(text string) bool {
	exponent, _ := splitNumber(text)
	if exponent < 0 {
		return true
	}
	_, err := strconv.ParseInt(text[exponent:], 10, 32)
	return err == nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// value lowers a token to a value; it is nil when the token is in error,
// which has been recorded then.
func (s *source) value(t token) Value {
	at := t.span()
	switch t.Type {
	case tokenString:
		return &Text{At: at, Raw: t.Value, Decoded: unquote(t.Value), Quoted: true}
	case tokenRegex:
		if r := s.regex(at); r != nil {
			return r
		}
		return nil
	}
	if !isNumber(t.Value) {
		return &Text{At: at, Raw: t.Value, Decoded: t.Value}
	}
	if !exponentInRange(t.Value) {
		s.report(&SyntaxError{
			Code: CodeNumberOutOfRange, Span: at, Service: InvalidMetricFilterPattern,
			Reason: "the exponent of this number is out of range",
			Remedy: "Use an exponent that fits in 32 bits, or put the number in double quotes to compare text.",
		})
		return nil
	}
	return &Number{At: at, Raw: t.Value}
}
