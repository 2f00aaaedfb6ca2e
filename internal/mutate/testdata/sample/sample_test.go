package sample

import (
	"strings"
	"testing"
)

func TestTested(t *testing.T) {
	for _, test := range []struct {
		words string
		limit int
		sum   int
		found bool
	}{
		{"", 0, 0, false},
		{"a", 0, 2, false},
		{"long", 3, 4, true},
		{"long", 4, 0 + 4, false},
		{"lone long", 4, 8, false},
		{"lone alone", 4, 9, false},
		{"a - b", 0, 4, false},
		{"a end b", 0, 2, false},
	} {
		var words []string
		if test.words != "" {
			words = strings.Split(test.words, " ")
		}
		words = append(words, "")
		if sum, found := Tested(words, test.limit); sum != test.sum || found != test.found {
			t.Errorf("%q, %d: %d, %t", words, test.limit, sum, found)
		}
	}
}

func TestIs(t *testing.T) {
	if !Is("isle") || Is("aisle") || Size() != 1 {
		t.Error("wrong")
	}
}
