package analyze

import (
	"math/big"
	"strconv"
	"strings"
)

// mantissa compares the digits of a number, whatever its exponent, with those
// of a bound: both without leading and trailing zeros, as fractions behind a
// point. Its answer for a text that is no number means nothing.
type mantissa struct {
	digits   string // of the bound
	exponent int    // of the bound: its first digit stands for so many tens
}

func newMantissa(bound *big.Rat) *mantissa {
	text := new(big.Rat).Abs(bound).FloatString(decimals(bound))
	whole, fraction, _ := strings.Cut(text, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	return &mantissa{strings.TrimRight(digits, "0"), len(digits) - len(fraction) - 1}
}

// The answers beside less, equal and greater: the number is 0.
const noDigits uint8 = 3

// A state is whether the exponent has begun, the order so far and the number
// of digits that have been seen.
const (
	mantissaOver  = 1 << 0
	mantissaOrder = 1 // two bits
	mantissaCount = 3
)

func (m *mantissa) cuts(add func(rune)) {
	for _, r := range "0123456789eE" {
		add(r)
		add(r + 1)
	}
}

func (m *mantissa) class(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r-'0') + 1
	case r == 'e' || r == 'E':
		return 11
	}
	return 0
}

func (m *mantissa) start() int32 { return int32(equal) << mantissaOrder }

func (m *mantissa) step(s int32, r rune) int32 {
	switch {
	case s&mantissaOver != 0:
		return s
	case r == 'e' || r == 'E':
		return s | mantissaOver
	case r < '0' || r > '9', r == '0' && s>>mantissaCount == 0:
		return s
	}
	order, count := digitOrder(uint8(s>>mantissaOrder)&3, int(s>>mantissaCount), m.digits, byte(r))
	return int32(order)<<mantissaOrder | int32(count)<<mantissaCount
}

func (m *mantissa) out(s int32) uint8 {
	order, count := uint8(s>>mantissaOrder)&3, int(s>>mantissaCount)
	switch {
	case count == 0:
		return noDigits
	case order == equal && count < len(m.digits):
		return less
	}
	return order
}

// signs tells negative numbers.
type signs struct{}

func (signs) cuts(add func(rune)) { add('-'); add('-' + 1) }

func (signs) class(r rune) int {
	if r == '-' {
		return 1
	}
	return 0
}

func (signs) start() int32 { return 0 }

// step looks at the first character only: another - belongs to an exponent.
func (signs) step(s int32, r rune) int32 {
	switch {
	case s != 0:
		return s
	case r == '-':
		return 2
	}
	return 1
}

func (signs) out(s int32) uint8 { return bit(s == 2) }

// possible reports whether some exponent puts a number of these digits and
// this sign into a region. It may say so where the text leaves no room for
// such an exponent.
func (v *valueSet) possible(in region, outs func(machine int) uint8) bool {
	sorted := boundaries(v.bounds)
	order := func(b *big.Rat) uint8 { return outs(v.mantissas[b.RatString()]) }
	negative := outs(v.sign) == 1
	lo, hi, on := in.bounds(sorted)
	if order(sorted[0]) == noDigits {
		return on && lo.Sign() == 0 || !on && (lo == nil || lo.Sign() < 0) && (hi == nil || hi.Sign() > 0)
	}
	if on {
		return lo.Sign() != 0 && (lo.Sign() < 0) == negative && order(lo) == equal
	}
	// The region's part on the number's side of zero, by size.
	if negative {
		if lo != nil && lo.Sign() >= 0 {
			return false
		}
		lo, hi = negated(hi), negated(lo)
	}
	if hi != nil && hi.Sign() <= 0 {
		return false
	}
	if lo == nil || lo.Sign() <= 0 || hi == nil {
		return true // sizes from zero on or without end have every exponent
	}
	// Mantissas are asked by the bounds as they were.
	from, to := lo, hi
	if negative {
		from, to = negated(lo), negated(hi)
	}
	above, below := order(from) == greater, order(to) == less
	switch newMantissa(hi).exponent - newMantissa(lo).exponent {
	case 0:
		return above && below
	case 1:
		return above || below
	}
	return true
}

func negated(v *big.Rat) *big.Rat {
	if v == nil {
		return nil
	}
	return new(big.Rat).Neg(v)
}

// bounds are the ends of a region, nil where it has none; on is set when it is
// a single value, which lo is then.
func (r region) bounds(sorted []*big.Rat) (lo, hi *big.Rat, on bool) {
	i := int(r)
	if i%2 == 1 {
		return sorted[i/2], sorted[i/2], true
	}
	if i > 0 {
		lo = sorted[i/2-1]
	}
	if i/2 < len(sorted) {
		hi = sorted[i/2]
	}
	return lo, hi, false
}

// otherExponent tries other exponents for a number of a line, which was found
// by its digits alone.
func (q *inquiry) otherExponent(event string, want region2) (string, bool) {
	for i, c := range event {
		if c != 'e' && c != 'E' || i == 0 || !strings.ContainsAny(event[i-1:i], "0123456789.") {
			continue
		}
		rest := strings.TrimLeft(strings.TrimLeft(event[i+1:], "+-"), "0123456789")
		for e := range 2 * triedExponents {
			try := event[:i+1] + strconv.Itoa((e+1)/2*(1-e%2*2)) + rest
			if q.shows(try, want) {
				return try, true
			}
		}
	}
	return "", false
}

// triedExponents is how many exponents of either sign are tried.
const triedExponents = 20
