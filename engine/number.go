package engine

import (
	"math"
	"slices"
	"strconv"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// decimal is a number as a text spells it, for exact comparison (J15):
// ±0.DIGITS × 10^exponent, where DIGITS are those of the text without leading
// and trailing zeros. It points into the text and so costs no memory.
type decimal struct {
	negative bool
	// digits spans the first through the last significant digit in the text;
	// a decimal point may stand between.
	digits   []byte
	exponent int64
}

// maxExponent bounds what an exponent can contribute, so that sums of
// exponents never overflow: beyond it all numbers compare alike.
const maxExponent = 1 << 40

// parseDecimal reads a number: sign, digits, point, exponent. The caller has
// made sure that text is one.
func parseDecimal(text []byte) decimal {
	var d decimal
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		d.negative = text[i] == '-'
		i++
	}
	first, last := -1, -1 // the significant digits
	beforePoint := int64(0)
	point := false
	for ; i < len(text) && text[i] != 'e' && text[i] != 'E'; i++ {
		c := text[i]
		if c == '.' {
			point = true
			continue
		}
		if c != '0' {
			if first < 0 {
				first = i
			}
			last = i
		}
		switch {
		case first >= 0 && !point:
			beforePoint++
		case first < 0 && point:
			beforePoint-- // leading zeros behind the point
		}
	}
	if first < 0 {
		return decimal{} // zero has no sign
	}
	d.digits = text[first : last+1]
	d.exponent = beforePoint
	if i < len(text) {
		d.exponent += parseExponent(text[i+1:])
	}
	return d
}

// plainInteger is the value of a text of a few digits and nothing else, which
// most numbers are; they compare faster than decimals.
func plainInteger(text []byte) (n int64, ok bool) {
	const maxDigits = 18 // all of them fit
	if len(text) == 0 || len(text) > maxDigits {
		return 0, false
	}
	for _, c := range text {
		if !jsontext.IsDigit(c) {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func parseExponent(text []byte) int64 {
	negative := false
	var n int64
	for i, c := range text {
		switch {
		case i == 0 && c == '-':
			negative = true
		case i == 0 && c == '+':
		case n < maxExponent:
			n = n*10 + int64(c-'0')
		}
	}
	n = min(n, maxExponent)
	if negative {
		return -n
	}
	return n
}

func (d decimal) sign() int {
	switch {
	case len(d.digits) == 0:
		return 0
	case d.negative:
		return -1
	default:
		return 1
	}
}

// compare is -1, 0 or 1 as d is less than, equal to or greater than other.
func (d decimal) compare(other decimal) int {
	s := d.sign()
	if o := other.sign(); s != o || s == 0 {
		return compareInt(int64(s), int64(o))
	}
	if c := compareInt(d.exponent, other.exponent); c != 0 {
		return c * s
	}
	return compareDigits(d.digits, other.digits) * s
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// compareDigits compares two runs of digits as fractions, passing over a
// decimal point.
func compareDigits(a, b []byte) int {
	i, j := 0, 0
	for {
		if i < len(a) && a[i] == '.' {
			i++
		}
		if j < len(b) && b[j] == '.' {
			j++
		}
		switch {
		case i == len(a) && j == len(b):
			return 0
		case i == len(a):
			return -1 // b goes on, and its last digit is not zero
		case j == len(b):
			return 1
		case a[i] != b[j]:
			return compareInt(int64(a[i]), int64(b[j]))
		}
		i++
		j++
	}
}

// The decimal exponents, as decimal counts them, near which a number leaves
// the range of a double.
const (
	doubleMaxExponent = 309  // 1.797…e308 = 0.1797…e309
	doubleMinExponent = -323 // 4.94…e-324 = 0.494…e-323
)

// eventNumber reads a JSON number of a log event. A number beyond the range of
// a double is no number to any test; one too small is zero (J15, recorded in
// captured/floci-edge-zero and captured/floci-json-numeric-ne).
//
// Between those bounds the comparison is exact, though the service may well
// round numbers with a fraction or an exponent to a double: no recording tells
// (D).
func eventNumber(text []byte) (d decimal, ok bool) {
	d = parseDecimal(text)
	if d.exponent > doubleMinExponent && d.exponent < doubleMaxExponent {
		return d, true
	}
	switch f := d.double(text); {
	case math.IsInf(f, 0):
		return d, false
	case f == 0:
		return decimal{}, true
	default:
		return d, true
	}
}

// double is the double nearest to d, which text spells: infinite or a zero
// with a sign if it is beyond the range. Only near the ends of the range can
// ParseFloat fail, which takes memory for its error.
func (d decimal) double(text []byte) float64 {
	sign := 1.0
	if text[0] == '-' {
		sign = -1
	}
	switch {
	case d.exponent > doubleMaxExponent:
		return math.Inf(int(sign))
	case d.exponent < doubleMinExponent || d.sign() == 0:
		return math.Copysign(0, sign)
	}
	f, _ := strconv.ParseFloat(string(text), 64)
	return f
}

// isInteger reports whether a JSON number has neither fraction nor exponent.
func isInteger(text []byte) bool {
	for _, c := range text {
		if c == '.' || c == 'e' || c == 'E' {
			return false
		}
	}
	return true
}

// appendNumberText appends the text that text tests see of a JSON number. An
// integer's is as in the event. One with a fraction or an exponent is spelled
// as Java spells a double: 1e0 is 1.0, 1e3 is 1000.0, 1e21 is 1.0E21, 1e309 is
// Infinity (J16; recorded in captured/floci-edge-string-exponent and
// captured/floci-json-regex-number, against the rule's first wording).
func appendNumberText(dst, text []byte) []byte {
	if isInteger(text) {
		return append(dst, text...)
	}
	return appendDouble(dst, parseDecimal(text).double(text))
}

// appendDouble spells a double as Java's Double.toString does.
func appendDouble(dst []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	if abs := math.Abs(f); abs == 0 || abs >= 1e-3 && abs < 1e7 {
		start := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
		if !slices.Contains(dst[start:], '.') {
			dst = append(dst, ".0"...)
		}
		return dst
	}
	var scratch [32]byte
	text := strconv.AppendFloat(scratch[:0], f, 'e', -1, 64) // d.ddde±dd
	if !slices.Contains(text, '.') {
		// Java looks for at least two digits, which are not always 0 behind
		// the first: 4.9E-324, not 5.0E-324.
		text = strconv.AppendFloat(scratch[:0], f, 'e', 1, 64)
	}
	mantissa, e := text, 0
	for i, c := range text {
		if c == 'e' {
			mantissa = text[:i]
			e, _ = strconv.Atoi(string(text[i+1:]))
		}
	}
	dst = append(dst, mantissa...)
	dst = append(dst, 'E')
	return strconv.AppendInt(dst, int64(e), 10)
}
