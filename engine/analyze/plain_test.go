package analyze

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/sample"
)

// plainly reports whether no search is made for a pattern's facts.
func plainly(p grammar.Pattern) bool {
	switch p := p.(type) {
	case *grammar.TermsPattern:
		return plainTerms(p)
	case *grammar.JSONPattern:
		return plainJSON(p.Expr)
	case *grammar.DelimitedPattern:
		for _, f := range p.Fields {
			if f.Expr != nil && !plainField(f.Expr) {
				return false
			}
		}
		return true
	}
	return false
}

func TestPlain(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    bool
	}{
		{`{ $.a = 1 }`, true},
		{`{ ($.a = "*x") || ($.a = "y*") }`, true},
		{`{ $.a = "x" || $.a = "y" || $.a = "z" && $.b != "x" }`, true},
		{`{ $.a = "Root" && $.b NOT EXISTS && $.c != "d" }`, true},
		{`{ $.a > 5 && $.a < 8.5 }`, true},
		{`{ $.a > 5 && $.a < 5 }`, false},
		{`{ $.a != "x" || $.a != "y" }`, true},
		{`{ $.a = 404 || $.a = "404" }`, false}, // the number 404.0 is not tried
		{`{ $.a IS TRUE || $.a IS FALSE }`, true},
		{`{ $.a IS TRUE && $.a IS FALSE }`, false},
		{`{ $.a.b = 1 && $.a = "x" }`, false},
		{`{ $.a.b = 1 && $.a.['b'] = 1 }`, false},
		{`{ $.a = "x" && ($.a = "x" || $.b = 1) }`, false},
		{`{ $.a = "a*" || $.a = "ab" }`, false},
		{`{ $.a[0].b = 1 && $.c[1] = 2 }`, true},
		{`{ $.a[0] NOT EXISTS && $.a[1] = 2 }`, false},
		{`{ $.a[0] = 1 && $.a.b = 2 }`, false},
		{`{ $.a[*] = 1 }`, false}, // left to the search
		{`{ $.a = %x% }`, false},
		{`{ $.a = "x*" && $.a = "*y*" && $.a != "*z" }`, true},
		{`{ $.a = 1e3 }`, false},
		{`ERROR -Exiting "disk full"`, true},
		{`?ERROR ?WARN`, true},
		{`?ERROR WARN`, false},
		{`ERROR -ERR`, false},
		{`ERR -ERROR`, false}, // left to the search
		{`%x%`, false},
		{`[w = a*, x > 5 && x < 10]`, true},
		{`[w = *]`, false},
		{`[w = 05 && w = 5]`, false},   // equal numbers
		{`[w = 5 && w = "5*"]`, false}, // 05 is not tried
		{`[w > 3 && w = "5*"]`, false}, // 3 is not tried
		{`[w > 3 && w < 9 || w = "x*"]`, true},
		{`[w != a || w != b]`, false}, // each text differs from one of them
	} {
		p, err := grammar.Parse(tt.pattern)
		if err != nil {
			t.Fatalf("%s: %v", tt.pattern, err)
		}
		if got := plainly(p); got != tt.want {
			t.Errorf("%s: plain is %t, want %t", tt.pattern, got, tt.want)
		}
	}
}

// closeJSON is a JSON pattern whose conditions have much to do with each other.
func closeJSON(g sample.Gen) string {
	return "{" + g.Expr(3, func() string {
		s := g.One("$.a", "$.a", "$.b", "$.c.d", "$.c.['d']", "$.c")
		if g.Chance(6) {
			return s + g.One(" IS TRUE", " IS NULL", " NOT EXISTS")
		}
		return s + closeComparison(g)
	}) + "}"
}

func closeField(g sample.Gen) string {
	return "[" + g.Expr(3, func() string { return "w" + closeComparison(g) }) + ", ...]"
}

func closeTerms(g sample.Gen) string {
	return g.Repeat(1, 4, " ", func() string { return g.One("", "", "-", "?") + g.One("a", "ab", "b", "c", "bc", `"a b"`, `"c a"`) })
}

func closeComparison(g sample.Gen) string {
	if g.Chance(3) {
		return g.One("<", ">", "<=", ">=", "=", "!=") + g.One("1", "2", "2.0", "1.5", "-1", "01")
	}
	return g.One("=", "=", "!=") + g.One("a", "b", "ab", "a*", "*a", "*", "1*", `"1"`, `"2"`, `"01"`, `"1.5"`, `""`, `"1e0"`)
}

// TestPlainFacts searches where Facts does not: nothing may be found there. Of
// patterns that people wrote nearly all are plain.
func TestPlainFacts(t *testing.T) {
	check := func(t *testing.T, text string) (plain, found bool) {
		p, err := grammar.Parse(text)
		if err != nil {
			return false, false
		}
		plain = plainly(p)
		searched := findFacts(p, Options{Steps: 3_000_000}, false)
		all := searched.found
		if plain && len(all) > 0 {
			t.Errorf("%s: is taken for plain, and the search finds %v at %v", text, all[0].Effect, all[0].Node.Span())
		}
		if short := findFacts(p, Options{Steps: 3_000_000}, true).found; len(short) != len(all) {
			t.Errorf("%s: %d facts, the search finds %d", text, len(short), len(all))
		}
		// What is decided as if there were too much to try each says the same.
		if hard := findFacts(p, Options{hard: true}, false); hard.undecided+searched.undecided == "" && !slices.Equal(hard.found, all) {
			t.Errorf("%s: %v, as a large question %v", text, all, hard.found)
		}
		return plain, len(all) > 0
	}
	t.Run("random", func(t *testing.T) {
		g := sample.New(23, 1)
		plain, searched := 0, 0
		for range some(60) {
			for _, text := range []string{g.JSONPattern(), g.DelimitedPattern(), closeJSON(g), closeField(g), g.TermsPattern(), closeTerms(g)} {
				if p, _ := check(t, text); p {
					plain++
				} else {
					searched++
				}
			}
		}
		t.Logf("%d plain, %d searched", plain, searched)
	})
	t.Run("corpus", func(t *testing.T) {
		plain, searched := 0, 0
		lines, err := fs.ReadFile(corpus.FS(), "patterns/accepted.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for text := range strings.Lines(string(lines)) {
			var line struct{ Pattern string }
			if err := json.Unmarshal([]byte(text), &line); err != nil {
				t.Fatal(err)
			}
			p, found := check(t, line.Pattern)
			if p {
				plain++
			} else if !found {
				searched++
			}
		}
		if plain < 9*searched {
			t.Errorf("%d patterns are plain, %d are searched for nothing", plain, searched)
		}
	})
}
