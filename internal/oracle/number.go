package oracle

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// number is mantissa × 10^exponent, exactly.
type number struct{ mantissa, exponent *big.Int }

// parse reads a number that text surely is.
func parse(text string) number {
	text, exponentText, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(text, ".")
	mantissa, _ := new(big.Int).SetString(whole+fraction, 10)
	exponent := new(big.Int)
	if exponentText != "" {
		exponent.SetString(exponentText, 10)
	}
	return number{mantissa, exponent.Sub(exponent, big.NewInt(int64(len(fraction))))}
}

// compare compares exactly. Of two numbers whose exponents are further apart
// than any mantissa is long, the exponents decide.
func compare(a, b number) int {
	if a.mantissa.Sign() != b.mantissa.Sign() || a.mantissa.Sign() == 0 {
		return a.mantissa.Sign() - b.mantissa.Sign()
	}
	apart := new(big.Int).Sub(a.exponent, b.exponent)
	digits := int64(len(a.mantissa.String()) + len(b.mantissa.String()))
	if apart.CmpAbs(big.NewInt(digits)) > 0 {
		return apart.Sign() * a.mantissa.Sign()
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), new(big.Int).Abs(apart), nil))
	if apart.Sign() < 0 {
		scale.Inv(scale)
	}
	return new(big.Rat).Mul(new(big.Rat).SetInt(a.mantissa), scale).Cmp(new(big.Rat).SetInt(b.mantissa))
}

// The magnitudes from which on a number rounds to an infinite double, and up
// to which to zero: 2^1024 - 2^970 and 2^-1075.
func overflow() number {
	two := big.NewInt(2)
	max := new(big.Int).Exp(two, big.NewInt(1024), nil)
	return number{max.Sub(max, new(big.Int).Exp(two, big.NewInt(970), nil)), new(big.Int)}
}

func underflow() number {
	return number{new(big.Int).Exp(big.NewInt(5), big.NewInt(1075), nil), big.NewInt(-1075)}
}

// eventNumber is a JSON number as number tests see it (J15): one beyond the
// range of a double is none, one too small for it is zero.
func eventNumber(text string) (number, bool) {
	n := parse(text)
	size := number{new(big.Int).Abs(n.mantissa), n.exponent}
	if compare(size, overflow()) >= 0 {
		return number{}, false
	}
	if compare(size, underflow()) <= 0 {
		return parse("0"), true
	}
	return n, true
}

// numberText is a JSON number as text tests see it (J16).
func numberText(text string) string {
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	f, _ := strconv.ParseFloat(text, 64)
	return JavaDouble(f)
}

// JavaDouble is a double as Java's Double.toString spells it: the shortest
// decimal of at least two digits that still is this double, of several the
// nearest; with an exponent outside 10^-3 to 10^7.
func JavaDouble(f float64) string {
	sign := ""
	if math.Signbit(f) {
		sign, f = "-", -f
	}
	switch {
	case math.IsInf(f, 0):
		return sign + "Infinity"
	case f == 0:
		return sign + "0.0"
	}
	digits, exponent := shortest(f)
	if f < 1e-3 || f >= 1e7 {
		return sign + digits[:1] + "." + digits[1:] + "E" + itoa(exponent)
	}
	switch {
	case exponent < 0:
		digits = strings.Repeat("0", -exponent) + digits
		exponent = 0
	case len(digits) < exponent+2:
		digits += strings.Repeat("0", exponent+2-len(digits))
	}
	fraction := strings.TrimRight(digits[exponent+1:], "0")
	if fraction == "" {
		fraction = "0"
	}
	return sign + digits[:exponent+1] + "." + fraction
}

// shortest finds the decimal d.ddd × 10^exponent by trying ever more digits.
func shortest(f float64) (digits string, exponent int) {
	exact, e, _ := strings.Cut(strconv.FormatFloat(f, 'e', 800, 64), "e")
	exact = strings.Replace(exact, ".", "", 1)
	exponent, _ = strconv.Atoi(e)
	value := new(big.Rat).SetFloat64(f)
	for n := 2; ; n++ {
		below, _ := new(big.Int).SetString(exact[:n], 10)
		above := new(big.Int).Add(below, big.NewInt(1))
		var best string
		var distance *big.Rat
		for _, m := range []*big.Int{below, above} {
			text := m.String() + "e" + itoa(exponent-n+1)
			if back, err := strconv.ParseFloat(text, 64); err != nil || back != f {
				continue
			}
			d, _ := new(big.Rat).SetString(text)
			d.Abs(d.Sub(d, value))
			// Of two at the same distance it is the even one.
			if distance == nil || d.Cmp(distance) < 0 || d.Cmp(distance) == 0 && m.Bit(0) == 0 {
				best, distance = m.String(), d
			}
		}
		if best != "" {
			if len(best) > n { // 99 + 1
				return best[:n], exponent + 1
			}
			return best, exponent
		}
	}
}
