package nfa_test

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"testing"

	"github.com/logsieve/logsieve/internal/nfa"
)

// Package regexp is the judge.
func TestMatches(t *testing.T) {
	texts := []string{"", "a", "b", "ab", "ba", "aab", "abab", "a\nb", "é", "aé"}
	for _, source := range []string{"a", "^a", "a$", "^$", "^ab?$", "a|b$", "[ab]{2}", "(ab)+$", "a.b", "^^a", "$^", "[^a]", "b*a"} {
		n, err := nfa.Compile(source, 1000)
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
	if _, err := nfa.Compile("(", 1000); err == nil {
		t.Error("( was compiled")
	}
}

// TestStates holds the count against the instructions of the program: as many,
// within a few, and never far fewer.
func TestStates(t *testing.T) {
	for _, source := range []string{"a", "abc", "a|b", "[a-z]{1000}", "a{10,20}b", "a{3,}", "(ab){7}", "a*b+c?", "x{1,900}y{1,900}", "", "^a$", "((a{3}){4}){5}"} {
		tree, err := syntax.Parse(source, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		prog, err := syntax.Compile(tree.Simplify())
		if err != nil {
			t.Fatal(err)
		}
		got := nfa.States(tree, 1<<20)
		if have := len(prog.Inst); got < have*9/10-6 || got > have*2+2 {
			t.Errorf("%s: %d states, %d instructions", source, got, have)
		}
		if n := nfa.States(tree, 5); n > 6 {
			t.Errorf("%s: counted %d beyond a limit of 5", source, n)
		}
	}
	if _, err := nfa.Compile("[a-z]{1000}[a-z]{1000}", 1999); !errors.Is(err, nfa.ErrTooLarge) {
		t.Errorf("2000 states with a limit of 1999: %v", err)
	}
}
