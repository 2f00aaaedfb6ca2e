package engine

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

var regexAtoms = []string{"a", "b", "b", `\b`, "[eE]", ".", "[ab]", "[^a]", `\d`, `\w`, `\S`, `\W`, "ab", "^", "$", `\x41`, "-", "[a-c1-3]", " ", `\.`}

func randomRegex(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(6) {
		b.WriteString(regexAtoms[r.IntN(len(regexAtoms))])
		b.WriteString([]string{"", "", "", "*", "+", "?", "{1,2}", "*?", "|", "{2,11}", "{0,12}", "{9}", "{3,}"}[r.IntN(13)])
	}
	return b.String()
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN([]int{9, 30}[r.IntN(2)]) {
		b.WriteString([]string{"a", "a", "b", "E", "b", "c", "1", "-", " ", "\n", "é", "\xff", ".", "A", "\u0085"}[r.IntN(15)])
	}
	return b.String()
}

func TestDFAIsRegexp(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	r := rand.New(rand.NewPCG(5, 6))
	tables, hits, all := 0, 0, 0
	for range 6000 {
		source := randomRegex(r)
		want, err := regexp.Compile(source)
		if err != nil {
			continue
		}
		got, err := compileRegex(source)
		if err != nil {
			t.Fatalf("%q: %v", source, err)
		}
		if got.dfa != nil {
			tables++
		}
		counting, ok := newCounting(source)
		if !ok {
			t.Fatalf("%q is not taken by counting", source)
		}
		for range 20 {
			text := randomText(r)
			all++
			if want.MatchString(text) {
				hits++
			}
			if got.match([]byte(text)) != want.MatchString(text) {
				t.Fatalf("%%%s%% on %q = %v", source, text, !want.MatchString(text))
			}
			if counting.match([]byte(text)) != want.MatchString(text) {
				t.Fatalf("%%%s%% on %q = %v by counting", source, text, !want.MatchString(text))
			}
		}
	}
	if tables < 3000 || hits < all/5 || hits > all*19/20 {
		t.Errorf("%d tables, %d of %d texts match: the test says little", tables, hits, all)
	}
}

func TestDFAFallsBack(t *testing.T) {
	for _, c := range []struct {
		source, text string
		table, match bool
	}{
		{"[ab]*a[ab]{14}", "xa" + strings.Repeat("b", 14), false, true},       // too many states
		{strings.Repeat("a{999}", 3), strings.Repeat("a", 2997), false, true}, // too many instructions
		{strings.Repeat("a{999}", 3), strings.Repeat("a", 2996), false, false},
		{"[a-c]{1,900}x", "abcx", true, true},
		{"[acegikmoqsuwy]{1,900}x", "acex", false, true}, // too many steps: its table has 28 columns
		{"[acegikmoqsuwy]{1,900}x", "bdx", false, false},
		{"b" + strings.Repeat(".{0,900}", 3), "ab", false, true},
		{`\bword\b`, "a word.", false, true},
		{`\xe9`, "caf\u00e9", false, true}, // tells characters beyond ASCII apart
		{`\x{fffd}`, "\xff", false, true},  // any broken byte, so no text to search for
		{"$^", "", true, true},
		{"$^", "x", true, false},
		{"^", "x", true, true},
		{"a$", "ba", true, true},
		{"a$", "a\n", true, false},
		{".", "\n", true, false},
		{"^.$", "é", true, true},
		{"^..$", "\xff\xfe", true, true},
	} {
		re, err := compileRegex(c.source)
		if err != nil {
			t.Fatal(err)
		}
		if (re.dfa != nil) != c.table {
			t.Errorf("%s has a table: %v, want %v", c.source, re.dfa != nil, c.table)
		}
		if re.match([]byte(c.text)) != c.match {
			t.Errorf("%s on %q: %v, want %v", c.source, c.text, !c.match, c.match)
		}
	}
}

func FuzzRegexMatch(f *testing.F) {
	for _, source := range []string{"ERROR|WARN", "^[hc]at$", `a\sb`, `[^a-z]+\d{2,3}`, "$^|x"} {
		f.Add(source, "a cat 42\né")
	}
	f.Fuzz(func(t *testing.T, source, text string) {
		fuzzbound.Watch(t, source, text)
		filter, err := ParseAndCompile("%" + source + "%")
		if err != nil {
			return
		}
		re, err := regexp.Compile(source)
		if err != nil {
			t.Fatalf("%q is accepted and does not compile: %v", source, err)
		}
		if got, want := filter.Match([]byte(text)), re.MatchString(text); got != want {
			t.Errorf("%%%s%% on %q = %v, want %v", source, text, got, want)
		}
	})
}

func BenchmarkRegex(b *testing.B) {
	text := []byte(strings.Repeat("2026-11-20T10:00:00Z INFO request took 17 ms ", 40))
	for _, source := range []string{`[0-9]{3}-[a-f]+`, `\d+ms$`, `^[^ ]+ [A-Z]+ [a-z]+ fails`} {
		table, err := compileRegex(source)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("table/"+source, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				table.match(text)
			}
		})
		re := regexp.MustCompile(source)
		b.Run("regexp/"+source, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				re.Match(text)
			}
		})
	}
}
