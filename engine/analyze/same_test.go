package analyze_test

import (
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// A pattern is equivalent to itself, also where nothing else can be proved of it.
func TestPatternIsEquivalentToItself(t *testing.T) {
	for _, text := range []string{"[x = 1e401]", "{ $.a = 1e401 && $.a = %x{1,900}y{1,900}% }", "%a{900}b{900}[cd]{900}%"} {
		a, err := grammar.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := grammar.Parse(text)
		for _, steps := range []int{0, 1} {
			c := analyze.Compare(a, b, analyze.Options{Steps: steps})
			if c.Relation != analyze.RelationEquivalent || c.OnlyA.Reason != "" || c.OnlyB.Reason != "" {
				t.Errorf("%s in %d steps: %s, %+v, %+v", text, steps, c.Relation, c.OnlyA, c.OnlyB)
			}
			if r := analyze.Implies(a, b, analyze.Options{Steps: steps}); r.Answer != analyze.Yes {
				t.Errorf("%s in %d steps: implies %+v", text, steps, r)
			}
		}
	}
	a, _ := grammar.Parse("[x = 1e401]")
	b, _ := grammar.Parse("[x = 1e402]")
	if c := analyze.Compare(a, b, analyze.Options{}); c.Relation != analyze.RelationUnknown {
		t.Errorf("two patterns: %s", c.Relation)
	}
}
