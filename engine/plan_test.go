package engine

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/internal/plan"
)

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    plan.Plan
	}{
		{`ERROR -retry timeout`, plan.Plan{
			Literals: []string{"timeout"},
			Finders:  []plan.Finder{{Literal: "timeout", Rarest: "m"}},
			Regexes:  []plan.Regex{},
		}},
		{`-ERROR`, plan.Plan{Literals: []string{}, Finders: []plan.Finder{}, Regexes: []plan.Regex{}}},
		{`%^Delete[A-Z]%`, plan.Plan{
			Literals: []string{"Delete"},
			Finders:  []plan.Finder{{Literal: "Delete", Rarest: "D"}},
			Regexes:  []plan.Regex{{Source: "^Delete[A-Z]", States: 9, Columns: 12, Literals: []string{"Delete"}}},
		}},
		{`%[as]*a[as]{14}%`, plan.Plan{
			Literals: []string{"a"},
			Finders:  []plan.Finder{},
			Regexes:  []plan.Regex{{Source: "[as]*a[as]{14}", States: 0, Columns: 0, Literals: []string{"a"}}},
		}},
		{`{ $.a.b[2] = "Denied*" && $.a.['x y'] > 3 && $.l[*].id IS NULL }`, plan.Plan{
			Literals: []string{"Denied"},
			Finders:  []plan.Finder{{Literal: "Denied", Rarest: "D"}, {Literal: `\u`, Rarest: `\`}},
			Regexes:  []plan.Regex{},
			Names:    []string{"b", "x y", "id"},
			Selectors: &plan.Selector{Step: "$", Read: false, Below: []*plan.Selector{
				{Step: ".a", Read: false, Below: []*plan.Selector{
					{Step: ".b", Read: false, Below: []*plan.Selector{{Step: "[2]", Read: true, Below: []*plan.Selector{}}}},
					{Step: ".['x y']", Read: true, Below: []*plan.Selector{}},
				}},
				{Step: ".l", Read: true, Below: []*plan.Selector{}},
			}},
		}},
		{`[a, b = %x%, c]`, plan.Plan{
			Literals:  []string{"x"},
			Finders:   []plan.Finder{},
			Regexes:   []plan.Regex{{Source: "x", States: 4, Columns: 4, Literals: []string{"x"}}},
			MaxValues: 3,
		}},
		{`{ $.* = x }`, plan.Plan{Literals: []string{"x"}, Finders: []plan.Finder{}, Regexes: []plan.Regex{}, Selectors: &plan.Selector{Step: "$", Read: true, Below: []*plan.Selector{}}}},
		{`[a, b = 1]`, plan.Plan{Literals: []string{}, Finders: []plan.Finder{}, Regexes: []plan.Regex{}, MaxValues: 3}},
		{`[a, b = 1, ...]`, plan.Plan{Literals: []string{}, Finders: []plan.Finder{}, Regexes: []plan.Regex{}, MaxValues: 2}},
		{`[a, ..., b = 1]`, plan.Plan{Literals: []string{}, Finders: []plan.Finder{}, Regexes: []plan.Regex{}}},
	} {
		t.Run(tt.pattern, func(t *testing.T) {
			if tt.want.Names == nil {
				tt.want.Names = []string{}
			}
			if d := cmp.Diff(&tt.want, mustFilter(t, tt.pattern).Plan()); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}
