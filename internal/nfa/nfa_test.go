package nfa_test

import (
	"regexp"
	"testing"

	"github.com/logsieve/logsieve/internal/nfa"
)

// Package regexp is the judge.
func TestMatches(t *testing.T) {
	texts := []string{"", "a", "b", "ab", "ba", "aab", "abab", "a\nb", "é", "aé"}
	for _, source := range []string{"a", "^a", "a$", "^$", "^ab?$", "a|b$", "[ab]{2}", "(ab)+$", "a.b", "^^a", "$^", "[^a]", "b*a"} {
		n, err := nfa.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		re := regexp.MustCompile(source)
		for _, text := range texts {
			s := n.Start()
			found := n.Matches(s)
			for _, r := range text {
				s = n.Step(s, r)
				found = found || n.Matches(s)
			}
			if got := found || n.MatchesAtEnd(s, text == ""); got != re.MatchString(text) {
				t.Errorf("%s in %q: %v", source, text, got)
			}
			if want := re.MatchString(text); n.Hopeless(s) && !found && want {
				t.Errorf("%s in %q is called hopeless", source, text)
			}
		}
	}
	if _, err := nfa.Compile("("); err == nil {
		t.Error("( was compiled")
	}
}
