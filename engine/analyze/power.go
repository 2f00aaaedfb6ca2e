package analyze

import (
	"math/big"
	"strconv"
	"strings"
)

// powerComparison compares the number that a text with an exponent spells, one
// digit before the point as Java writes it, with a bound. Its answer for any
// other text means nothing; a domain keeps those out.
type powerComparison struct {
	negative, zero bool
	digits         string // of the bound's mantissa, without trailing zeros
	exponent       int
	size           string // of the exponent, without its sign
}

func newPowerComparison(bound *big.Rat) machine {
	m := &powerComparison{negative: bound.Sign() < 0, zero: bound.Sign() == 0}
	if m.zero {
		return m
	}
	text := new(big.Rat).Abs(bound).FloatString(decimals(bound))
	whole, fraction, _ := strings.Cut(text, ".")
	whole = strings.TrimLeft(whole, "0")
	m.exponent = len(whole) - 1
	digits := whole + fraction
	if whole == "" {
		digits = strings.TrimLeft(fraction, "0")
		m.exponent = len(digits) - len(fraction) - 1
	}
	m.digits = strings.TrimRight(digits, "0")
	m.size = strings.TrimPrefix(strconv.Itoa(m.exponent), "-")
	return m
}

func (m *powerComparison) cuts(add func(rune)) {
	for _, r := range "+-.0123456789E" {
		add(r)
		add(r + 1)
	}
}

func (m *powerComparison) class(r rune) int {
	return strings.IndexRune("-0123456789E", r) + 1
}

// A state is the number's sign, the order of the digits so far and how many
// there were; then the exponent's sign, how many digits it has so far, and how
// they compare with those of the bound's.
const (
	powerNegative = 1 << 0
	powerExponent = 1 << 1
	powerBelowOne = 1 << 2
	powerOrder    = 3 // two bits
	powerSize     = 5 // two bits: the order of the exponents' digits
	powerDigits   = 7
)

func (m *powerComparison) start() int32 { return int32(equal)<<powerOrder | int32(equal)<<powerSize }

func (m *powerComparison) step(s int32, r rune) int32 {
	order := uint8(s>>powerOrder) & 3
	size := uint8(s>>powerSize) & 3
	count := int(s >> powerDigits)
	flags := s & (powerNegative | powerExponent | powerBelowOne)
	switch {
	case r == '-' && s&powerExponent == 0:
		return s | powerNegative
	case r == '-':
		return s | powerBelowOne
	case r == 'E':
		if order == equal && count < len(m.digits) {
			order = less
		}
		flags |= powerExponent
		count = 0
	case r < '0' || r > '9':
		return s
	case s&powerExponent != 0:
		size, count = digitOrder(size, count, m.size, byte(r))
	default:
		order, count = digitOrder(order, count, m.digits, byte(r))
	}
	return flags | int32(order)<<powerOrder | int32(size)<<powerSize | int32(count)<<powerDigits
}

// digitOrder goes on comparing digits with those of a bound.
func digitOrder(order uint8, count int, bound string, digit byte) (uint8, int) {
	want := byte('0')
	if count < len(bound) {
		want = bound[count]
	}
	if order == equal && digit < want {
		order = less
	} else if order == equal && digit > want {
		order = greater
	}
	return order, min(count+1, len(bound)+1)
}

func (m *powerComparison) out(s int32) uint8 {
	negative := s&powerNegative != 0
	switch {
	case m.zero && negative:
		return less
	case m.zero:
		return greater // no such text is zero
	case negative && !m.negative:
		return less
	case !negative && m.negative:
		return greater
	}
	order := uint8(s>>powerOrder) & 3
	if e := m.exponentOrder(s); e != equal {
		order = e
	}
	if negative {
		return greater - order
	}
	return order
}

// exponentOrder compares the exponent with the bound's. It has no leading
// zeros, so that the longer one is larger.
func (m *powerComparison) exponentOrder(s int32) uint8 {
	size := uint8(s>>powerSize) & 3
	switch count := int(s >> powerDigits); {
	case count < len(m.size):
		size = less
	case count > len(m.size):
		size = greater
	}
	below := s&powerBelowOne != 0
	switch {
	case below && m.exponent >= 0:
		return less
	case !below && m.exponent < 0:
		return greater
	case below:
		return greater - size
	}
	return size
}
