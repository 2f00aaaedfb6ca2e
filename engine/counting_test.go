package engine

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// TestCountingIsRegexp is about expressions of many bits, whose parts mostly
// may be passed: package regexp is the judge.
func TestCountingIsRegexp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	hits, all, large := 0, 0, 0
	for range 400 {
		var b strings.Builder
		for range 1 + r.IntN(60) {
			b.WriteString(regexAtoms[r.IntN(len(regexAtoms))])
			b.WriteString([]string{"", "*", "?", "{0,8}", "{0,7}", "{3}", "{0,20}", "{12}", "{0,8}|"}[r.IntN(9)])
		}
		want, err := regexp.Compile(b.String())
		if err != nil {
			continue
		}
		got, ok := newCounting(b.String())
		if !ok {
			t.Fatalf("%q is not taken", b.String())
		}
		if got.words > 2 {
			large++
		}
		for range 20 {
			text := strings.Repeat(randomText(r), 1+r.IntN(4))
			all++
			if want.MatchString(text) {
				hits++
			}
			if got.match([]byte(text)) != want.MatchString(text) {
				t.Fatalf("%q on %q = %v", b.String(), text, !want.MatchString(text))
			}
		}
	}
	if hits < all/10 || hits > all*19/20 || large < 50 {
		t.Errorf("%d of %d texts match, %d expressions are large: the test says little", hits, all, large)
	}
}

// A pattern of 1,024 characters has up to a hundred thousand states. What
// matching remembers of it grows with its repetitions, not with the states.
func TestHugeRegex(t *testing.T) {
	for _, tt := range []struct {
		source, text string
		want         bool
	}{
		{strings.Repeat("[a-z]{1000}", 90), strings.Repeat("m", 90_000), true},
		{strings.Repeat("[a-z]{1000}", 90), strings.Repeat("m", 89_999) + "M" + strings.Repeat("m", 89_999), false},
		{strings.Repeat("[a-z]{1000}[0-9]{1000}", 40), strings.Repeat(strings.Repeat("m", 1000)+strings.Repeat("1", 1000), 40), true},
		{strings.Repeat("[a-z]{1000}[0-9]{1000}", 40), strings.Repeat(strings.Repeat("m", 1001)+strings.Repeat("1", 1000), 40), false},
		{"^" + strings.Repeat(".{0,1000}x", 90) + "$", strings.Repeat("x", 90), true},
		{"^" + strings.Repeat(".{0,1000}x", 90) + "$", strings.Repeat("x", 89), false},
		{"[eE]{1000}[ab]*a[ab]{900}$", strings.Repeat("eE", 500) + "a" + strings.Repeat("b", 900), true},
		{"[eE]{1000}[ab]*a[ab]{900}$", strings.Repeat("eE", 500) + "b" + strings.Repeat("b", 900), false},
	} {
		f, err := ParseAndCompile("%" + tt.source + "%")
		if err != nil {
			t.Fatal(err)
		}
		text := []byte(tt.text)
		if got := f.Match(text); got != tt.want {
			t.Errorf("%.40s… on %d bytes: %v", tt.source, len(text), got)
		}
		c, ok := newCounting(tt.source)
		if !ok || c.words > 4 || len(c.repetitions) > 100 {
			t.Errorf("%.40s…: %d words, %d repetitions", tt.source, c.words, len(c.repetitions))
		}
	}
}

func TestSplitAlternatives(t *testing.T) {
	for source, want := range map[string]int{"a": 1, "a|b": 2, `a\|b`: 1, "[|]|b": 2, "[]|]": 1, "[^]|]": 1, `[\]|]`: 1, "|": 2, "": 1} {
		if got := splitAlternatives(source); len(got) != want || strings.Join(got, "|") != source {
			t.Errorf("%q is split into %q", source, got)
		}
	}
}

func BenchmarkCounting(b *testing.B) {
	text := []byte(strings.Repeat("abcdefgh abcab ABC", 5000))
	for _, source := range []string{"[ab]*a[ab]{900}", strings.Repeat("[a-z]{1000}", 90), strings.Repeat("[a-z ]{100}[a-zA ]{100}", 40)} {
		f, err := compileRegex(source)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(source[:12], func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				f.match(text)
			}
		})
	}
}
