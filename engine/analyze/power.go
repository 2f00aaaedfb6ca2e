package analyze

import (
	"math/big"
	"strings"
)

// powerComparison compares the number that a text with an exponent spells, one
// digit before the point as Java writes it, with a bound. Its answer for any
// other text means nothing; a domain keeps those out.
type powerComparison struct {
	negative, zero bool
	digits         string // of the bound's mantissa, without trailing zeros
	exponent       int
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
// there were, then the exponent's sign and value.
const (
	powerNegative  = 1 << 0
	powerExponent  = 1 << 1
	powerBelowOne  = 1 << 2
	powerOrder     = 3 // two bits
	powerDigits    = 5 // a count, then the exponent's value
	maxPowerDigits = 1 << 20
)

func (m *powerComparison) start() int32 { return int32(equal) << powerOrder }

func (m *powerComparison) step(s int32, r rune) int32 {
	order := uint8(s>>powerOrder) & 3
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
		return flags | powerExponent | int32(order)<<powerOrder
	case r < '0' || r > '9':
		return s
	case s&powerExponent != 0:
		count = min(count*10+int(r-'0'), maxPowerDigits)
	default:
		want := byte('0')
		if count < len(m.digits) {
			want = m.digits[count]
		}
		if order == equal && byte(r) < want {
			order = less
		} else if order == equal && byte(r) > want {
			order = greater
		}
		count = min(count+1, len(m.digits)+1)
	}
	return flags | int32(order)<<powerOrder | int32(count)<<powerDigits
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
	exponent := int(s >> powerDigits)
	if s&powerBelowOne != 0 {
		exponent = -exponent
	}
	order := uint8(s>>powerOrder) & 3
	switch {
	case exponent < m.exponent:
		order = less
	case exponent > m.exponent:
		order = greater
	}
	if negative {
		return greater - order
	}
	return order
}
