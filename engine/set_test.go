package engine

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/sample"
)

// againstEach fails the test if the set and its filters disagree; it returns
// how many match.
func againstEach(t testing.TB, s *Set, filters []*Filter, message []byte) int {
	t.Helper()
	want := []int{-1} // what dst holds stays
	for i, f := range filters {
		if f.Match(message) {
			want = append(want, i)
		}
	}
	if got := s.Match([]int{-1}, message); !slices.Equal(got, want) {
		t.Fatalf("%q: the set says %v, the filters %v", message, got, want)
	}
	return len(want) - 1
}

func TestSetRandom(t *testing.T) {
	skipUnderRace(t)
	g := gen{sample.New(3, 4)}
	matched, all := 0, 0
	for range 300 {
		var filters []*Filter
		for range g.IntN(60) {
			pattern := g.TermsPattern()
			switch g.IntN(4) {
			case 0, 1:
				pattern = g.JSONPattern()
			case 2:
				pattern = g.DelimitedPattern()
			}
			if f, err := ParseAndCompile(pattern); err == nil {
				filters = append(filters, f)
			}
		}
		s, err := CompileSet(filters)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			if len(filters) == 0 {
				continue
			}
			// A message aimed at one of the filters.
			p := filters[g.IntN(len(filters))].Pattern()
			var message string
			switch p.Kind() {
			case grammar.JSON:
				message = g.JSONMessage(p)
			case grammar.Delimited:
				message = g.FieldLine(p)
			default:
				message = g.Line(p)
			}
			matched += againstEach(t, s, filters, []byte(message))
			all += len(filters)
		}
	}
	if matched < all*15/100 || matched > all*85/100 {
		t.Errorf("%d of %d match: the test says little", matched, all)
	}
}

func TestSetLimit(t *testing.T) {
	long := mustFilter(t, strings.Repeat("x", 1024))
	for _, tt := range []struct {
		filters []*Filter
		want    *SetLimitError
	}{
		{make([]*Filter, MaxSetFilters+1), &SetLimitError{Filters: MaxSetFilters + 1}},
		{slices.Repeat([]*Filter{long}, MaxSetBytes/1024), nil},
		{slices.Repeat([]*Filter{long}, MaxSetBytes/1024+1), &SetLimitError{Filters: MaxSetBytes/1024 + 1, Bytes: MaxSetBytes + 1024}},
	} {
		_, err := CompileSet(tt.filters)
		var got *SetLimitError
		if errors.As(err, &got); !cmp.Equal(tt.want, got) {
			t.Errorf("%d filters: %v", len(tt.filters), err)
		}
	}
}

func FuzzSet(f *testing.F) {
	f.Add("{ $.a = x* }\n{ $.a = 1 || $.b = \"x\" }\n[a=x]\n-x", `{"a":"xy","a":1.0}`)
	f.Add("{ $.a.* = %x|y% && $.b NOT EXISTS }\n{ $.*.b IS NULL || $.a[0] > 3 }\n{ $.['a b'] != \"*\" }", `{"a b":"","a":[4,null],"\\u0061":{"b":null,"b":"y"}}`)
	f.Add("?a ?b\na -b\n%^[0-9]+ x%\n\n[]", "12 x a")
	f.Add("[..., a=1, b]\n[a, b<2 || b=\"x*y\"]\n[a!=1, ...]", "1.0 [a b] \"x y\" 1 2")
	g := gen{sample.New(15, 16)}
	for range 10 {
		f.Add(g.Repeat(40, 40, "\n", g.widePattern), g.wideMessage())
	}
	f.Fuzz(func(t *testing.T, patterns, message string) {
		fuzzbound.Watch(t, patterns, message)
		var filters []*Filter
		for p := range strings.SplitSeq(patterns, "\n") {
			if filter, err := ParseAndCompile(p); err == nil {
				filters = append(filters, filter)
			}
		}
		s, err := CompileSet(filters)
		if err != nil {
			t.Fatal(err)
		}
		againstEach(t, s, filters, []byte(message))
	})
}

func TestSetAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("under the race detector pools forget at random")
	}
	var filters []*Filter
	for _, mix := range setMixes {
		for i := range 50 {
			filters = append(filters, mustFilter(t, mix.pattern(i)))
		}
	}
	filters = append(filters, mustFilter(t, "[a, b=x*]"), mustFilter(t, "-x y"), mustFilter(t, "{ $.eventName = * }"))
	s, err := CompileSet(filters)
	if err != nil {
		t.Fatal(err)
	}
	dst, event := make([]int, 0, len(filters)), logLines(t, "cloudtrail.jsonl")[0]
	if n := testing.AllocsPerRun(100, func() { dst = s.Match(dst[:0], event) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
