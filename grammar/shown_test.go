package grammar_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

// A reason names characters that nobody can see by their codes.
func TestReasonsNameInvisibleCharacters(t *testing.T) {
	for pattern, want := range map[string]string{
		"a:":             "cannot contain :",
		"a\x1b":          "cannot contain U+001B",
		"a\u00a0b":       "cannot contain U+00A0",
		"a\u200bb":       "cannot contain U+200B",
		"a\xff":          "cannot contain the byte 0xFF, which is not UTF-8",
		"%a\u00a0%":      "cannot contain U+00A0",
		"{ $.a = \x01 }": "the character U+0001 is not allowed here",
	} {
		_, err := grammar.Parse(pattern)
		var errs grammar.Errors
		if !errors.As(err, &errs) || !strings.HasSuffix(errs[0].Reason, want) {
			t.Errorf("%q: %v, want %q", pattern, err, want)
		}
	}
}
