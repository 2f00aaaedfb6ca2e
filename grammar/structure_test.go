package grammar

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// generously reads a pattern by the generous grammar only; false for one that
// has none.
func generously(text string) (Pattern, error, bool) {
	s := &source{text: text}
	var p Pattern
	switch {
	case strings.HasPrefix(text, "{") && s.closedBy('}'):
		sc := &jsonScanner{scanner: scanner{source: s, pos: 1, end: len(text) - 1}}
		sc.scan()
		j := &JSONPattern{At: Span{0, len(text)}}
		s.brokenJSON(j, sc.tokens, &jsonLowering{source: s, selectors: sc.selectors})
		s.checkWildcards(sc.selectors)
		s.checkRegexes(sc.tokens)
		p = j
	case strings.HasPrefix(text, "[") && s.closedBy(']'):
		sc := &delimitedScanner{scanner: scanner{source: s, pos: 1, end: len(text) - 1}}
		sc.scan()
		d := &DelimitedPattern{At: Span{0, len(text)}}
		if len(sc.tokens) > 0 {
			s.brokenDelimited(d, sc.tokens)
		}
		s.checkDuplicates(d)
		s.checkRegexes(sc.tokens)
		p = d
	default:
		return nil, nil, false
	}
	if err := s.errors(); err != nil {
		return nil, err, true
	}
	return p, nil, true
}

// TestStrictGrammars holds what the strict grammars read to what the generous
// ones make of it.
func TestStrictGrammars(t *testing.T) {
	read := 0
	check := func(text string) {
		want, wantErr, ok := generously(text)
		if !ok {
			return
		}
		read++
		var got Pattern
		s := &source{text: text}
		if p := s.parse(); len(s.found) == 0 {
			got = p
		}
		err := s.errors()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-generous +strict):\n%s", text, diff)
		}
		if diff := cmp.Diff(wantErr, err); diff != "" {
			t.Errorf("%q (-generous +strict):\n%s", text, diff)
		}
	}
	for _, name := range []string{"accepted", "refused"} {
		file, err := os.Open("../corpus/patterns/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var line struct{ Pattern string }
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			check(line.Pattern)
		}
	}
	r := rand.New(rand.NewPCG(3, 1))
	pieces := []string{
		"$.a = 1", "$.b IS NULL", "$.c", "$.d == 2", "w = 1", "w > 5", "v", "...", "x != y", `"z"`, "%r%",
		"(", ")", "((", "))", " && ", " || ", " && ", " || ", ",", ",", " ", "&", "} {",
	}
	for range 5_000 {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		check("{" + b.String() + "}")
		check("[" + b.String() + "]")
	}
	if read < 10_000 {
		t.Errorf("only %d patterns were read", read)
	}
}

// TestWellFormed takes the way of the strict grammars: a well-formed pattern
// that they refuse would be read all the same, and cost more.
func TestWellFormed(t *testing.T) {
	for _, text := range []string{
		`{ $.a = 1 }`, `{ ($.a = 1) && (($.b = 2) || ($.c = 3 && $.d = 4)) }`, `{ (($.a = 1)) }`,
		`[a, , ..., b = 1, c > 1 && c < 5, (d = 1), (e = 1 || e = 2) && e != 3]`, `[a]`, `[,]`,
	} {
		s := &source{text: text}
		var st structure
		var ok bool
		if text[0] == '{' {
			sc := &jsonScanner{scanner: scanner{source: s, pos: 1, end: len(text) - 1}}
			sc.scan()
			st.conditions(sc.tokens)
			ok = read(exprParser(), &st, s) != nil
		} else {
			sc := &delimitedScanner{scanner: scanner{source: s, pos: 1, end: len(text) - 1}}
			sc.scan()
			st.fields(sc.tokens)
			ok = read(fieldListParser(), &st, s) != nil
		}
		if !ok {
			t.Errorf("%s: refused", text)
		}
	}
	for _, text := range []string{`a`, `-a ?"b c" d`, `a-b`} {
		s := &source{text: text}
		sc := &termsScanner{scanner{source: s, end: len(text)}}
		sc.scan()
		var st structure
		st.terms(sc.tokens)
		if read(termListParser(), &st, s) == nil {
			t.Errorf("%s: refused", text)
		}
	}
}
