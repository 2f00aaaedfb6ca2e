package oracle

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

var numberText = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// farExponent is beyond any number whose digits fit a pattern or a test.
const farExponent = 5000

// rational reads a number. A number with an exponent too large for a rational
// is stood in for by one that is just as far away from all others.
func rational(s string) *big.Rat {
	mantissa, exponent, found := strings.Cut(strings.ToLower(s), "e")
	mantissa = strings.TrimPrefix(mantissa, "+")
	r, ok := new(big.Rat).SetString(strings.TrimSuffix(mantissa, "."))
	if !ok {
		r, _ = new(big.Rat).SetString(strings.Replace(mantissa, ".", "0.", 1))
	}
	if !found || r.Sign() == 0 {
		return r
	}
	e, err := strconv.Atoi(exponent)
	if err != nil || e > farExponent || e < -farExponent {
		e = farExponent
		if strings.HasPrefix(exponent, "-") {
			e = -farExponent
		}
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(e, -e))), nil))
	if e < 0 {
		return r.Quo(r, scale)
	}
	return r.Mul(r, scale)
}

func compareNumbers(a, b string) int { return rational(a).Cmp(rational(b)) }

func ordered(op grammar.CompareOp, order int) bool {
	return map[grammar.CompareOp]bool{
		grammar.Equal: order == 0, grammar.NotEqual: order != 0,
		grammar.Less: order < 0, grammar.LessOrEqual: order <= 0,
		grammar.Greater: order > 0, grammar.GreaterOrEqual: order >= 0,
	}[op]
}

// eventNumber is the number a test sees (J15).
func eventNumber(s string) (r *big.Rat, ok bool) {
	f, _ := strconv.ParseFloat(s, 64)
	switch {
	case math.IsInf(f, 0):
		return nil, false
	case f == 0:
		return new(big.Rat), true
	default:
		return rational(s), true
	}
}

// javaText is the text a text test sees of a number (J16).
func javaText(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	f, _ := strconv.ParseFloat(s, 64)
	sign := ""
	if math.Signbit(f) {
		sign, f = "-", -f
	}
	if math.IsInf(f, 0) {
		return sign + "Infinity"
	}
	if f == 0 {
		return sign + "0.0"
	}
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	digits = strings.Replace(digits, ".", "", 1)
	if len(digits) == 1 {
		digits, exponent, _ = strings.Cut(strconv.FormatFloat(f, 'e', 1, 64), "e")
		digits = strings.TrimSuffix(strings.Replace(digits, ".", "", 1), "0")
	}
	e, _ := strconv.Atoi(exponent)
	fraction := func(s string) string {
		if s == "" {
			return "0"
		}
		return s
	}
	switch {
	case f >= 1e-3 && f < 1:
		return sign + "0." + strings.Repeat("0", -e-1) + digits
	case f >= 1 && f < 1e7:
		digits += strings.Repeat("0", max(0, e+1-len(digits)))
		return sign + digits[:e+1] + "." + fraction(digits[e+1:])
	default:
		return sign + digits[:1] + "." + fraction(digits[1:]) + "E" + strconv.Itoa(e)
	}
}
