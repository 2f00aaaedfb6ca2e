package analyze

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

// control is a monitoring control of the CIS AWS Foundations Benchmark, with
// spellings of its filter pattern found in public configurations: equal ones,
// and others that look alike.
type control struct {
	Control   string   `json:"control"`
	Canonical string   `json:"canonical"`
	Equal     []string `json:"equal"`
	Different []string `json:"different"`
}

func controls(t testing.TB) []control {
	t.Helper()
	data, err := os.ReadFile("testdata/cis.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []control
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func parse(t testing.TB, text string) grammar.Pattern {
	t.Helper()
	p, err := grammar.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func TestCIS(t *testing.T) {
	pairs := 0
	for _, c := range controls(t) {
		canonical := parse(t, c.Canonical)
		for _, text := range c.Equal {
			pairs++
			if r := Compare(canonical, parse(t, text), Options{}); r.Relation != RelationEquivalent {
				t.Errorf("%s: %s is %s: %q %q", c.Control, text, r.Relation, r.OnlyA.Event, r.OnlyB.Event)
			}
		}
		for _, text := range c.Different {
			pairs++
			if r := Compare(canonical, parse(t, text), Options{}); r.OnlyA.Answer != Yes && r.OnlyB.Answer != Yes {
				t.Errorf("%s: %s is %s, without an event that shows a difference", c.Control, text, r.Relation)
			}
		}
	}
	if pairs < 150 {
		t.Errorf("%d pairs", pairs)
	}
}

// TestCISLookAlikes changes each pattern a little: a condition less, && for ||
// and the other way round, a star that is missing.
func TestCISLookAlikes(t *testing.T) {
	for _, c := range controls(t) {
		canonical := parse(t, c.Canonical).(*grammar.JSONPattern)
		for i, text := range lookAlikes(canonical) {
			r := Compare(canonical, parse(t, text), Options{})
			if r.OnlyA.Answer != Yes && r.OnlyB.Answer != Yes {
				t.Errorf("%s: %d: %s is %s", c.Control, i, text, r.Relation)
			}
		}
	}
}

// lookAlikes are patterns that differ from one in meaning.
func lookAlikes(p *grammar.JSONPattern) []string {
	var out []string
	show := func(e grammar.Expr) { out = append(out, grammar.Format(&grammar.JSONPattern{Expr: e})) }
	switch e := p.Expr.(type) {
	case *grammar.Or:
		show(&grammar.And{Operands: e.Operands})
		for i := range e.Operands {
			show(&grammar.Or{Operands: slices.Delete(slices.Clone(e.Operands), i, i+1)})
		}
	case *grammar.And:
		show(&grammar.Or{Operands: e.Operands})
		for i := range e.Operands {
			show(&grammar.And{Operands: slices.Delete(slices.Clone(e.Operands), i, i+1)})
		}
	}
	if text := grammar.Format(p); strings.Contains(text, "*") {
		out = append(out, strings.ReplaceAll(text, "*", ""))
	}
	return out
}

// BenchmarkCompare compares each spelling with its control's pattern.
func BenchmarkCompare(b *testing.B) {
	var pairs [][2]grammar.Pattern
	for _, c := range controls(b) {
		for _, text := range append(c.Equal, c.Different...) {
			pairs = append(pairs, [2]grammar.Pattern{parse(b, c.Canonical), parse(b, text)})
		}
	}
	b.ReportAllocs()
	steps, most := 0, 0
	for i := 0; b.Loop(); i++ {
		p := pairs[i%len(pairs)]
		s := Compare(p[0], p[1], Options{}).Steps
		steps, most = steps+s, max(most, s)
	}
	b.ReportMetric(float64(steps)/float64(b.N), "steps/op")
	b.ReportMetric(float64(most), "most-steps")
}
