package analyze

import (
	"math/big"
	"sort"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
)

// maxExponent bounds the exponents of numbers that are computed with. A number
// beyond it is taken as if it had this one: no JSON number test can tell
// (J15), and in space-delimited patterns the answer is unknown then.
const maxExponent = 400

// rational is the exact value of a number as patterns and events spell it.
// clamped is set when its exponent was out of bounds.
func rational(text string) (value *big.Rat, clamped bool) {
	mantissa, exponentText, _ := strings.Cut(strings.ToLower(text), "e")
	exponent := 0
	if exponentText != "" {
		e, err := strconv.Atoi(exponentText)
		if err != nil { // longer than an int
			e = maxExponent + 1
			if exponentText[0] == '-' {
				e = -e
			}
		}
		exponent = e
	}
	if exponent > maxExponent {
		exponent, clamped = maxExponent, true
	}
	if exponent < -maxExponent {
		exponent, clamped = -maxExponent, true
	}
	mantissa = strings.TrimPrefix(mantissa, "+")
	if strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	value, ok := new(big.Rat).SetString(mantissa + "e" + strconv.Itoa(exponent))
	if !ok {
		value = new(big.Rat)
	}
	return value, clamped
}

// The magnitudes from which on a JSON number is too large to be a number, and
// up to which it is zero (J15): 2^1024 - 2^970 and 2^-1075.
func overflow() *big.Rat {
	two := big.NewInt(2)
	m := new(big.Int).Exp(two, big.NewInt(1024), nil)
	return new(big.Rat).SetInt(m.Sub(m, new(big.Int).Exp(two, big.NewInt(970), nil)))
}

func underflow() *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(2), big.NewInt(1075), nil))
}

// eventNumber is the value that number tests see of a JSON number, nil for one
// that is too large.
func eventNumber(text string) *big.Rat {
	v, _ := rational(text)
	if len(text) < 300 && !strings.ContainsAny(text, "eE") {
		return v
	}
	size := new(big.Rat).Abs(v)
	switch {
	case size.Cmp(overflow()) >= 0:
		return nil
	case size.Cmp(underflow()) <= 0:
		return new(big.Rat)
	}
	return v
}

// numberText is the text that text tests see of a JSON number (J16).
func numberText(text string) string {
	return string(engine.Value{Kind: engine.NumberValue, Text: []byte(text)}.AppendText(nil))
}

// boundaries returns the values in ascending order, each once.
func boundaries(values []*big.Rat) []*big.Rat {
	sorted := append([]*big.Rat(nil), values...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Cmp(sorted[j]) < 0 })
	var out []*big.Rat
	for _, v := range sorted {
		if len(out) == 0 || out[len(out)-1].Cmp(v) != 0 {
			out = append(out, v)
		}
	}
	return out
}

// spell writes a value that has a finite decimal expansion, in the shortest
// way without an exponent unless it is very long.
func spell(v *big.Rat) string {
	if v.IsInt() {
		s := v.Num().String()
		if zeros := len(s) - len(strings.TrimRight(s, "0")); zeros > 20 {
			return s[:len(s)-zeros] + "e" + strconv.Itoa(zeros)
		}
		return s
	}
	for digits := 1; digits <= 40; digits++ {
		s := v.FloatString(digits)
		if back, ok := new(big.Rat).SetString(s); ok && back.Cmp(v) == 0 {
			return s
		}
	}
	// Tiny: digits × 10^-n.
	scaled := new(big.Rat).Set(v)
	ten := big.NewRat(10, 1)
	n := 0
	for !scaled.IsInt() && n < 5000 {
		scaled.Mul(scaled, ten)
		n++
	}
	return scaled.Num().String() + "e-" + strconv.Itoa(n)
}

// between returns a value that lies between two others and is short to write.
// A nil bound is infinite.
func between(lo, hi *big.Rat) *big.Rat {
	inside := func(v *big.Rat) bool {
		return (lo == nil || lo.Cmp(v) < 0) && (hi == nil || v.Cmp(hi) < 0)
	}
	zero := new(big.Rat)
	if inside(zero) {
		return zero
	}
	// The integer next to the bound that is nearer to zero.
	one := big.NewRat(1, 1)
	var near *big.Rat
	if lo != nil && lo.Sign() >= 0 {
		near = new(big.Rat).Add(floorOf(lo), one)
	} else {
		near = new(big.Rat).Neg(new(big.Rat).Add(floorOf(new(big.Rat).Neg(hi)), one))
	}
	if inside(near) {
		return near
	}
	// The shortest decimal between the two.
	scale := new(big.Rat).SetInt64(1)
	ten := big.NewRat(10, 1)
	for range 3 * maxExponent {
		scale.Mul(scale, ten)
		v := new(big.Rat).Mul(lo, scale)
		v = new(big.Rat).Add(floorOf(v), one)
		v.Quo(v, scale)
		if v.Cmp(hi) < 0 {
			return v
		}
	}
	mid := new(big.Rat).Add(lo, hi)
	return mid.Quo(mid, big.NewRat(2, 1))
}

func floorOf(v *big.Rat) *big.Rat {
	q := new(big.Int).Div(v.Num(), v.Denom()) // Euclidean: floor for a positive divisor
	return new(big.Rat).SetInt(q)
}

// The answers of a comparison.
const (
	less uint8 = iota
	equal
	greater
)

// comparison compares the number that a text spells without an exponent with
// a bound: sign, digits, and digits behind a point. Its answer for any other
// text means nothing; a domain keeps those out.
type comparison struct {
	negative bool   // the bound is
	zero     bool   // the bound is
	whole    string // its digits before the point, without leading zeros
	fraction string // its digits behind the point, without trailing zeros
}

func newComparison(bound *big.Rat) machine {
	m := &comparison{negative: bound.Sign() < 0, zero: bound.Sign() == 0}
	text := new(big.Rat).Abs(bound).FloatString(decimals(bound))
	m.whole, m.fraction, _ = strings.Cut(text, ".")
	m.whole = strings.TrimLeft(m.whole, "0")
	m.fraction = strings.TrimRight(m.fraction, "0")
	return m
}

// decimals is how many digits behind the point a value needs.
func decimals(v *big.Rat) int {
	n := 0
	scaled := new(big.Rat).Set(v)
	for ten := big.NewRat(10, 1); !scaled.IsInt() && n < 4*maxExponent; n++ {
		scaled.Mul(scaled, ten)
	}
	return n
}

func (m *comparison) cuts(add func(rune)) {
	for r := '0'; r <= '9'+1; r++ {
		add(r)
	}
	for _, r := range "+-." {
		add(r)
		add(r + 1)
	}
}

func (m *comparison) class(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r-'0') + 1
	case r == '-':
		return 11
	case r == '.':
		return 12
	}
	return 0 // a plus sign changes nothing, nor does what no number holds
}

// A state is the sign, the part, how many digits of the part have been seen
// and how the digits compare so far.
const (
	stateNegative = 1 << 0
	stateFraction = 1 << 1
	stateNonzero  = 1 << 2 // some digit is not 0
	orderShift    = 3      // two bits: less, equal or greater
	digitShift    = 5
)

func (m *comparison) start() int32 { return int32(equal) << orderShift }

func (m *comparison) step(s int32, r rune) int32 {
	switch {
	case r == '-':
		return s | stateNegative
	case r == '.':
		// The whole parts are comparable now: by length, then by digits.
		order := m.wholeOrder(s)
		return s&(stateNegative|stateNonzero) | stateFraction | int32(order)<<orderShift
	case r < '0' || r > '9':
		return s
	}
	seen := int(s >> digitShift)
	order := uint8(s>>orderShift) & 3
	if r != '0' {
		s |= stateNonzero
	}
	against := m.whole
	if s&stateFraction != 0 {
		against = m.fraction
	} else if seen == 0 && r == '0' {
		return s // a leading zero
	}
	want := byte('0')
	if seen < len(against) {
		want = against[seen]
	}
	if order == equal {
		switch {
		case byte(r) < want:
			order = less
		case byte(r) > want:
			order = greater
		}
	}
	// Beyond the bound's digits it matters only that there are more.
	seen = min(seen+1, len(against)+1)
	return s&(stateNegative|stateFraction|stateNonzero) | int32(order)<<orderShift | int32(seen)<<digitShift
}

// wholeOrder compares the digits before the point.
func (m *comparison) wholeOrder(s int32) uint8 {
	seen := int(s >> digitShift)
	switch {
	case seen < len(m.whole):
		return less
	case seen > len(m.whole):
		return greater
	}
	return uint8(s>>orderShift) & 3
}

func (m *comparison) out(s int32) uint8 {
	var order uint8 // of the magnitudes
	if s&stateFraction == 0 {
		if order = m.wholeOrder(s); order == equal && m.fraction != "" {
			order = less
		}
	} else {
		order = uint8(s>>orderShift) & 3
		if order == equal && int(s>>digitShift) < len(m.fraction) {
			order = less
		}
	}
	negative := s&stateNegative != 0 && s&stateNonzero != 0
	switch {
	case negative && !m.negative:
		return less // also than zero
	case !negative && m.negative:
		return greater
	case m.negative:
		return greater - order
	}
	return order
}
