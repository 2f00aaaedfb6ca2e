package engine

import (
	"slices"
	"sync"
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

// Trees that Parse does not make are refused, not run.
func TestCompileRefuses(t *testing.T) {
	name := []*grammar.Step{{Kind: grammar.NameStep, Name: "a"}}
	any2 := []*grammar.Step{{Kind: grammar.WildcardStep}, {Kind: grammar.WildcardStep}}
	one := &grammar.Number{Raw: "1"}
	json := func(e grammar.Expr) grammar.Pattern { return &grammar.JSONPattern{Expr: e} }
	field := func(e grammar.Expr) grammar.Pattern {
		return &grammar.DelimitedPattern{Fields: []*grammar.Field{{Name: "a", Expr: e}}}
	}
	for name, p := range map[string]grammar.Pattern{
		"nothing":              nil,
		"empty term":           &grammar.TermsPattern{Terms: []*grammar.Term{{}}},
		"bad regex":            &grammar.TermsPattern{Regex: &grammar.Regex{Source: "("}},
		"no expression":        json(nil),
		"no operand":           json(&grammar.And{Operands: []grammar.Expr{nil}}),
		"no selector":          json(&grammar.Comparison{Value: one}),
		"no selector to test":  json(&grammar.Test{}),
		"field in JSON":        json(&grammar.Comparison{Left: &grammar.FieldName{Name: "a"}, Value: one}),
		"no steps":             json(&grammar.Comparison{Left: &grammar.Selector{}, Value: one}),
		"two wildcards":        json(&grammar.Comparison{Left: &grammar.Selector{Steps: any2}, Value: one}),
		"no value":             json(&grammar.Comparison{Left: &grammar.Selector{Steps: name}}),
		"no number":            json(&grammar.Comparison{Left: &grammar.Selector{Steps: name}, Value: &grammar.Number{Raw: "x"}}),
		"ordering of text":     json(&grammar.Comparison{Left: &grammar.Selector{Steps: name}, Op: grammar.Less, Value: &grammar.Text{Decoded: "x"}}),
		"bad regex in JSON":    json(&grammar.Comparison{Left: &grammar.Selector{Steps: name}, Value: &grammar.Regex{Source: "("}}),
		"bad regex of a field": field(&grammar.Comparison{Value: &grammar.Regex{Source: "("}}),
		"no value of a field":  field(&grammar.Comparison{}),
		"ordering of fields":   field(&grammar.Or{Operands: []grammar.Expr{&grammar.Comparison{Op: grammar.Greater, Value: &grammar.Regex{Source: "a"}}}}),
		"test of a field":      field(&grammar.Test{}),
		"bad regex in an AND":  json(&grammar.And{Operands: []grammar.Expr{&grammar.Comparison{Left: &grammar.Selector{Steps: name}, Value: &grammar.Regex{Source: "["}}}}),
	} {
		if f, err := Compile(p); err == nil {
			t.Errorf("%s: compiled to %v", name, f)
		}
	}
}

func TestParseAndCompile(t *testing.T) {
	f, err := ParseAndCompile(`{ $.a = 1 }`)
	if err != nil || f.Pattern().String() != `{ $.a = 1 }` {
		t.Errorf("%v, %v", f, err)
	}
	if _, err := ParseAndCompile(`{ $.a = }`); err == nil {
		t.Error("a bad pattern is compiled")
	} else if _, ok := err.(grammar.Errors); !ok {
		t.Errorf("the error is a %T", err)
	}
}

// One filter serves many goroutines; the race detector has a look.
func TestFilterIsSafeForConcurrentUse(t *testing.T) {
	for _, tt := range allocTests {
		f := mustFilter(t, tt.pattern)
		messages := [][]byte{[]byte(tt.message), []byte(cloudTrailEvent), []byte(accessLine), []byte(`{"ab":2,"a":[{"x":1}]}`), nil}
		var want []bool
		for _, m := range messages {
			want = append(want, f.Match(m))
		}
		var workers sync.WaitGroup
		for range 8 {
			workers.Go(func() {
				for range 20 {
					var got []bool
					for _, m := range messages {
						_, ok := f.Extract(m)
						f.Highlight(m)
						got = append(got, f.Match(m) && ok)
					}
					if !slices.Equal(got, want) {
						t.Errorf("%s: got %v, want %v", tt.pattern, got, want)
					}
				}
			})
		}
		workers.Wait()
	}
}
