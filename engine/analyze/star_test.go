package analyze

import (
	"testing"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// TestStarText holds the automaton of a text with stars against the matcher,
// for all short texts.
func TestStarText(t *testing.T) {
	all := append([]string{""}, texts("ab", 7)...)
	for _, pattern := range texts("ab*", 5) {
		text := &grammar.Text{Decoded: pattern}
		matcher, m := engine.CompileText(text), newText(text.Pieces())
		for _, s := range all {
			if got, want := out(m, s) == 1, matcher.Match([]byte(s)); got != want {
				t.Fatalf("%s on %q: the automaton says %v", pattern, s, got)
			}
		}
	}
}

// What a star stands for is not tried again (J13): these can never match, which
// no first look may take for plain.
func TestStarDoesNotGoBack(t *testing.T) {
	for _, text := range []string{
		`{ $.a = "*ab" && $.a = "ab*b" }`,
		`{ $.a = "*1.1" && $.a = "1.1*1" }`,
		`{ $.a = "*ab" && $.a = "abab" }`,
		`{ $.a = "x*yz" && $.a = "xyz*z" }`,
		`[w = "*ab" && w = "ab*b", ...]`,
	} {
		p := parse(t, text)
		if r := Satisfiable(p, Options{}); r.Answer != No {
			t.Errorf("%s: satisfiable is %s, with %q", text, r.Answer, r.Event)
		}
		facts, _ := Facts(p, Options{})
		if len(facts) != 1 || facts[0].Node != grammar.Node(p) || facts[0].Effect != Impossible {
			t.Errorf("%s: %v", text, facts)
		}
	}
}
