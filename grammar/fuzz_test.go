package grammar_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// realPatterns are patterns from public repositories that the service takes.
func realPatterns(t testing.TB) []string {
	t.Helper()
	var out []string
	f, err := os.Open("../corpus/patterns/accepted.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row struct{ Pattern string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row.Pattern)
	}
	if len(out) < 200 {
		t.Fatalf("only %d patterns", len(out))
	}
	return out
}

// checkPattern holds for every text: an error says where and why, a tree
// nests, and prints to what gives the same tree.
func checkPattern(t testing.TB, pattern string) {
	t.Helper()
	p, err := grammar.Parse(pattern)
	if err != nil {
		if p != nil {
			t.Errorf("%q gives a tree and an error", pattern)
		}
		checkErrors(t, pattern, err)
		return
	}
	checkSpans(t, pattern, p)
	text := grammar.Format(p)
	again, err := grammar.Parse(text)
	if err != nil {
		// Blanks that the canonical form adds can make a pattern too long.
		if len(pattern) < grammar.MaxPatternLength/2 {
			t.Fatalf("%q prints as %q, which fails: %v", pattern, text, err)
		}
		return
	}
	if diff := cmp.Diff(p, again, cmpopts.IgnoreTypes(grammar.Span{})); diff != "" {
		t.Fatalf("%q prints as %q, which is another tree (-first +again):\n%s", pattern, text, diff)
	}
	if twice := grammar.Format(again); twice != text {
		t.Errorf("%q prints as %q, and that as %q", pattern, text, twice)
	}
}

func checkSpans(t testing.TB, pattern string, p grammar.Pattern) {
	t.Helper()
	var above []grammar.Span
	var visit func(n grammar.Node)
	visit = func(n grammar.Node) {
		at := n.Span()
		if at.Start < 0 || at.End < at.Start || at.End > len(pattern) {
			t.Errorf("%q: span %v of %T is outside", pattern, at, n)
			return
		}
		if len(above) > 0 {
			if up := above[len(above)-1]; at.Start < up.Start || at.End > up.End {
				t.Errorf("%q: span %v of %T is outside of its parent's %v", pattern, at, n, up)
			}
		}
		above = append(above, at)
		for child := range grammar.Children(n) {
			visit(child)
		}
		above = above[:len(above)-1]
	}
	visit(p)
}

func TestRealPatterns(t *testing.T) {
	for _, p := range realPatterns(t) {
		if _, err := grammar.Parse(p); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		checkPattern(t, p)
	}
}

func FuzzParse(f *testing.F) {
	for _, p := range realPatterns(f) {
		f.Add(p)
	}
	for _, b := range brokenPatterns(f) {
		f.Add(b.Pattern)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		fuzzbound.Watch(t, pattern)
		checkPattern(t, pattern)
	})
}

func FuzzParseSelector(f *testing.F) {
	for _, s := range []string{"$.a", "$.a.b[0]", "$.a[*].b", "$.*", "$.['a.b']", "$", "$.a[-1]", "$.['x", "a", "$.a b", "$.a.['b'][1].*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		s, err := grammar.ParseSelector(text)
		if err != nil {
			checkErrorsOf(t, text, err, func(text string) error {
				_, err := grammar.ParseSelector(text)
				return err
			})
			return
		}
		again, err := grammar.ParseSelector(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q prints as %q, and that as %q, %v", text, s, again, err)
		}
	})
}

// FuzzRegex checks that whatever passes for a regular expression compiles.
func FuzzRegex(f *testing.F) {
	for _, s := range []string{"a+?", `\d{2,3}`, "[^a-z]|x", `\x28`, "(a)", `\pL`, "a**", "[z-a]", "a{1001}", `[[:alpha:]]`, `\`, "[", "%", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		fuzzbound.Watch(t, source)
		p, err := grammar.Parse("%" + source + "%")
		if err != nil {
			checkErrors(t, "%"+source+"%", err)
			return
		}
		r := p.(*grammar.TermsPattern).Regex
		if r.Source != source {
			t.Errorf("%q became %q", source, r.Source)
		}
		if _, err := regexp.Compile(r.Source); err != nil {
			t.Errorf("%q is accepted and does not compile: %v", source, err)
		}
		if strings.ContainsAny(source, `()!&"'<>~%`) {
			t.Errorf("%q is accepted with a character that is not allowed", source)
		}
	})
}

// TestRefusedPatterns holds the patterns that the service was seen to refuse,
// with its text where that is known.
func TestRefusedPatterns(t *testing.T) {
	f, err := os.Open("../corpus/patterns/refused.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for lines := bufio.NewScanner(f); lines.Scan(); rows++ {
		var row struct {
			Pattern string
			Message *string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		_, err := grammar.Parse(row.Pattern)
		var all grammar.Errors
		switch {
		case !errors.As(err, &all):
			t.Errorf("%s is accepted", row.Pattern)
		case row.Message != nil && all.ServiceMessage() != *row.Message:
			t.Errorf("%s: %s, want %s", row.Pattern, all.ServiceMessage(), *row.Message)
		}
	}
	if rows < 40 {
		t.Errorf("only %d patterns", rows)
	}
}
