package engine

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/oracle"
)

func TestAppendDouble(t *testing.T) {
	for _, tt := range []struct {
		f    float64
		want string
	}{
		{0, "0.0"}, {math.Copysign(0, -1), "-0.0"}, {1, "1.0"}, {-1, "-1.0"}, {100, "100.0"}, {12.34, "12.34"}, {0.1, "0.1"},
		{0.001, "0.001"}, {0.00123, "0.00123"}, {0.0009999, "9.999E-4"}, {1e-7, "1.0E-7"},
		{9999999, "9999999.0"}, {1234567.5, "1234567.5"}, {1e7, "1.0E7"}, {12345678, "1.2345678E7"}, {-1e7, "-1.0E7"},
		{1e21, "1.0E21"}, {1e22, "1.0E22"}, {2e23, "2.0E23"}, {9.007199254740993e15, "9.007199254740992E15"},
		{0x1p-44, "5.684341886080802E-14"}, {0.30000000000000004, "0.30000000000000004"},
		{math.SmallestNonzeroFloat64, "4.9E-324"}, {2 * math.SmallestNonzeroFloat64, "9.9E-324"}, {3 * math.SmallestNonzeroFloat64, "1.5E-323"},
		{0x1p-1022, "2.2250738585072014E-308"}, {math.MaxFloat64, "1.7976931348623157E308"},
		{math.Inf(1), "Infinity"}, {math.Inf(-1), "-Infinity"},
	} {
		if got := string(appendDouble([]byte("x"), tt.f)); got != "x"+tt.want {
			t.Errorf("%g is %q, want %q", tt.f, got, "x"+tt.want)
		}
	}
}

func TestAppendDoubleWithOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	skipUnderRace(t)
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 20000 {
		f := math.Float64frombits(r.Uint64())
		switch i % 4 {
		case 0:
			f = float64(r.IntN(20000)) / 1000 // many short ones
		case 1:
			f = math.Float64frombits(r.Uint64N(5000)) // the smallest
		case 2:
			f = math.Ldexp(1, r.IntN(2098)-1074) // powers of two, whose neighbours are unevenly apart
		}
		if math.IsNaN(f) {
			continue
		}
		if got, want := string(appendDouble(nil, f)), oracle.JavaDouble(f); got != want {
			t.Fatalf("%g is %s, want %s", f, got, want)
		}
	}
}

func TestAppendNumberText(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "-0", "12": "12", "123456789012345678901234567890": "123456789012345678901234567890",
		"12.0": "12.0", "12.50": "12.5", "1e0": "1.0", "1E3": "1000.0", "1e21": "1.0E21", "1e-7": "1.0E-7", "-0.0": "-0.0", "-0e5": "-0.0",
		"1e309": "Infinity", "-1e309": "-Infinity", "1e-400": "0.0", "-1e-400": "-0.0", "0e999999999999": "0.0", "0.1e1": "1.0",
		"1e99999999999999999999": "Infinity", "1e-99999999999999999999": "0.0", "0.10000000000000000000000000000000000000000001": "0.1",
		"1.7976931348623158e308": "1.7976931348623157E308", "1.7976931348623159e308": "Infinity",
	} {
		if got := string(appendNumberText([]byte("x"), []byte(text))); got != "x"+want {
			t.Errorf("%s is %s, want %s", text, got[1:], want)
		}
	}
}

func TestEventNumber(t *testing.T) {
	zero := decimal{}
	for _, tt := range []struct {
		text     string
		ok, zero bool
	}{
		{"0", true, true}, {"-0", true, true}, {"-0.0", true, true}, {"0e99999999999999999999", true, true}, {"0.000e-5", true, true},
		{"1", true, false}, {"-1.5", true, false},
		{"1e308", true, false}, {"1.7976931348623157e308", true, false}, {"1.7976931348623158e308", true, false},
		{"1.7976931348623159e308", false, false}, {"-1.7976931348623159e308", false, false}, {"1e309", false, false}, {"-1e309", false, false},
		{"1e2147483648", false, false}, {"1e99999999999999999999", false, false},
		{"1" + strings.Repeat("0", 308), true, false}, {"1" + strings.Repeat("0", 309), false, false},
		{"0." + strings.Repeat("0", 400) + "1e710", false, false}, {"1" + strings.Repeat("0", 400) + "e-400", true, false},
		{"4.9e-324", true, false}, {"5e-324", true, false}, {"2.5e-324", true, false}, {"-2.5e-324", true, false},
		{"2.4e-324", true, true}, {"1e-324", true, true}, {"1e-325", true, true}, {"1e-99999999999999999999", true, true},
		{"0." + strings.Repeat("0", 323) + "1", true, true}, {"0." + strings.Repeat("0", 322) + "1", true, false},
	} {
		d, ok := eventNumber([]byte(tt.text))
		if ok != tt.ok || ok && (d.compare(zero) == 0) != tt.zero {
			t.Errorf("%.40s: number %v, zero %v; want %v, %v", tt.text, ok, d.compare(zero) == 0, tt.ok, tt.zero)
		}
	}
}

// randomNumber spells a number in one of many ways; plain ones come often, so
// that equal ones do.
func randomNumber(r *rand.Rand) string {
	digits := func(most int) string {
		var b strings.Builder
		for range r.IntN(most + 1) {
			b.WriteByte("0001259"[r.IntN(7)])
		}
		return b.String()
	}
	text := []string{"", "-", "+"}[r.IntN(3)] + digits(4)
	if r.IntN(2) == 0 || !strings.ContainsAny(text, "0123456789") {
		text += "." + digits(4) + "0"
	}
	if r.IntN(3) == 0 {
		text += []string{"e", "E"}[r.IntN(2)] + []string{"", "-", "+"}[r.IntN(3)] + strconv.Itoa(r.IntN(6))
	}
	return text
}

func TestDecimalCompareIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	equal := 0
	for range 50000 {
		a, b := randomNumber(r), randomNumber(r)
		if !isFieldNumber([]byte(a)) {
			t.Fatalf("%q is not a number", a)
		}
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if x == nil || y == nil {
			t.Fatalf("no rational number: %q, %q", a, b)
		}
		want := x.Cmp(y)
		if got := parseDecimal([]byte(a)).compare(parseDecimal([]byte(b))); got != want {
			t.Fatalf("%s against %s: %d, want %d", a, b, got, want)
		}
		if want == 0 {
			equal++
		}
	}
	if equal < 500 {
		t.Errorf("only %d pairs are equal", equal)
	}
}

func TestDecimalCompare(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"9007199254740993", "9007199254740992", 1}, {"1", "1.0", 0}, {"1", "1e0", 0}, {"0", "-0.0", 0}, {"0e5", "0", 0}, {"-1", "1", -1}, {"-2", "-1", -1},
		{"100", "1e2", 0}, {"0.001", "1e-3", 0}, {"00012", "12", 0}, {"+5", "5", 0}, {"5.", "5", 0}, {".5", "0.50", 0}, {"10.01", "10.010", 0},
		{"0.1", "0.09999999999999999999999999", 1}, {"1e2147483647", "1e2147483646", 1}, {"1e-2147483647", "0", 1}, {"-1e-2147483647", "0", -1},
		{"1e99999999999999999999", "1e2147483647", 1}, {"1e-99999999999999999999", "1e-2147483647", -1},
		{"123.456", "123.45", 1}, {"123.45", "123.456", -1}, {"1.5", "15", -1}, {"15e-1", "1.5", 0},
	} {
		got := parseDecimal([]byte(tt.a)).compare(parseDecimal([]byte(tt.b)))
		back := parseDecimal([]byte(tt.b)).compare(parseDecimal([]byte(tt.a)))
		if got != tt.want || back != -tt.want {
			t.Errorf("%s against %s: %d and back %d, want %d", tt.a, tt.b, got, back, tt.want)
		}
	}
}

func TestIsFieldNumber(t *testing.T) {
	for _, text := range []string{"0", "-1", "+1", "007", "1.", ".5", "1.5", "1e5", "1E+5", "1.e-5", "-.5e0"} {
		if !isFieldNumber([]byte(text)) {
			t.Errorf("%q is a number", text)
		}
	}
	for _, text := range []string{"", "-", "+", ".", "e5", ".e5", "1e", "1e+", "1.2.3", "1,5", "0x1", " 1", "1 ", "1a", "--1", "Infinity", "NaN", "1_0", "１"} {
		if isFieldNumber([]byte(text)) {
			t.Errorf("%q is not a number", text)
		}
	}
}
