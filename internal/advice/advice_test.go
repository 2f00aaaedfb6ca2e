package advice_test

import (
	"errors"
	"testing"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
)

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		before, suggestion string
		claim              advice.Claim
		want               bool
	}{
		{"", `{ $.a = 1 }`, advice.Other, true},
		{"", `{ $.a = 1`, advice.Other, false},
		{"", `{ $.a = "x" && $.a = "y" }`, advice.Other, false}, // never matches
		{`?a b`, `b`, advice.Same, true},
		{`?a b`, `a b`, advice.Same, false},
		{`{ $.a != 1 }`, `{ ($.a != 1 || $.a NOT EXISTS) }`, advice.Wider, true},
		{`{ $.a != 1 }`, `{ $.a = 2 }`, advice.Wider, false},
		{`Task timed out`, `"Task timed out"`, advice.Narrower, true},
		{`"Task timed out"`, `Task timed out`, advice.Narrower, false},
	} {
		var before grammar.Pattern
		if c.before != "" {
			var err error
			if before, err = grammar.Parse(c.before); err != nil {
				t.Fatal(err)
			}
		}
		if got := advice.Pattern(before, c.suggestion, c.claim); got != c.want {
			t.Errorf("%s for %s: %v", c.suggestion, c.before, got)
		}
	}
}

func TestErrors(t *testing.T) {
	for pattern, suggested := range map[string]bool{
		`{ $.a == "x" }`:               true,
		`{ $.a == "x" && $.a == "y" }`: false, // mended it would never match
	} {
		_, err := grammar.Parse(pattern)
		var found grammar.Errors
		if !errors.As(err, &found) {
			t.Fatal(err)
		}
		for _, e := range advice.Errors(found) {
			if (e.Suggestion != "") != suggested || (e.Edit != nil) != suggested {
				t.Errorf("%s: %+v", pattern, e)
			}
		}
	}
}
