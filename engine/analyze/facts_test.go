package analyze

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
)

func TestFacts(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    []string // + superfluous, | covered, - impossible
	}{
		{`{ $.a = 1 }`, nil},
		{`{ $.a = "x" && $.a = "y" }`, []string{`- { $.a = "x" && $.a = "y" }`}},
		{`{ ($.a > 5 && $.a < 3) || $.b = 1 }`, []string{`- $.a > 5 && $.a < 3`}},
		{`{ $.a = 1 && $.a = 1 }`, []string{`+ $.a = 1`}},
		{`{ $.a > 100 && $.a > 200 }`, []string{`+ $.a > 100`}},
		{`{ $.a > 100 || $.a > 200 }`, []string{`| $.a > 200`}},
		{`{ $.a = "ab*" || $.a = "abc" || $.a = "x" }`, []string{`| $.a = "abc"`}},
		{`{ $.a = "x" && $.a != "y" }`, []string{`+ $.a != "y"`}},
		{`{ $.a != "x" || $.a != "y" }`, nil}, // there is a value, which is a condition
		{`{ $.a = %^4..$% && $.a = 4* }`, []string{`+ $.a = 4*`}},
		{`{ $.a[*] = "x" || $.a[0] = "x" }`, []string{`| $.a[0] = "x"`}},
		{`{ $.a.b = 1 && $.a = "x" }`, []string{`- { $.a.b = 1 && $.a = "x" }`}},
		{`{ $.a NOT EXISTS && $.a != "x" || $.b = 1 }`, []string{`- $.a NOT EXISTS && $.a != "x"`}},
		{`[w = *, x = 1]`, []string{`+ w = *`}},
		{`[w > 5 && w > 3]`, []string{`+ w > 3`}},
		{`[w = a || w = a*, x]`, []string{`| w = a`}},
		{`[w = a && w = b, x]`, []string{`- [w = a && w = b, x]`}},
		{`ERROR "an ERROR"`, []string{`+ ERROR`}},
		{`?ERROR ?"an ERROR"`, []string{`| ?"an ERROR"`}},
		{`a -a`, []string{`- a -a`}},
		{`a b`, nil},
		{``, nil},
		{`%a|b%`, nil},
	} {
		p, err := grammar.Parse(tt.pattern)
		if err != nil {
			t.Fatalf("%s: %v", tt.pattern, err)
		}
		var got []string
		facts, undecided := Facts(p, Options{})
		if undecided != "" {
			t.Errorf("%s: %s", tt.pattern, undecided)
		}
		for _, f := range facts {
			mark := map[Effect]string{Superfluous: "+ ", Covered: "| ", Impossible: "- "}[f.Effect]
			span := f.Node.Span()
			got = append(got, mark+strings.TrimSpace(tt.pattern[span.Start:span.End]))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.pattern, diff)
		}
	}
}
