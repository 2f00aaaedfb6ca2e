package engine

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    Plan
	}{
		{`ERROR -retry timeout`, Plan{
			Literals: []string{"timeout"},
			Finders:  []FinderPlan{{"timeout", "m"}},
			Regexes:  []RegexPlan{},
		}},
		{`-ERROR`, Plan{Literals: []string{}, Finders: []FinderPlan{}, Regexes: []RegexPlan{}}},
		{`%^Delete[A-Z]%`, Plan{
			Literals: []string{"Delete"},
			Finders:  []FinderPlan{{"Delete", "D"}},
			Regexes:  []RegexPlan{{"^Delete[A-Z]", 9, 12, []string{"Delete"}}},
		}},
		{`%[as]*a[as]{14}%`, Plan{
			Literals: []string{"a"},
			Finders:  []FinderPlan{},
			Regexes:  []RegexPlan{{"[as]*a[as]{14}", 0, 0, []string{"a"}}},
		}},
		{`{ $.a.b[2] = "Denied*" && $.a.['x y'] > 3 && $.l[*].id IS NULL }`, Plan{
			Literals: []string{"Denied"},
			Finders:  []FinderPlan{{"Denied", "D"}, {`\u`, `\`}},
			Regexes:  []RegexPlan{},
			Names:    []string{"b", "x y", "id"},
			Selectors: &SelectorPlan{"$", false, []*SelectorPlan{
				{".a", false, []*SelectorPlan{
					{".b", false, []*SelectorPlan{{"[2]", true, []*SelectorPlan{}}}},
					{".['x y']", true, []*SelectorPlan{}},
				}},
				{".l", true, []*SelectorPlan{}},
			}},
		}},
		{`[a, b = %x%, c]`, Plan{
			Literals:  []string{"x"},
			Finders:   []FinderPlan{},
			Regexes:   []RegexPlan{{"x", 4, 4, []string{"x"}}},
			MaxValues: 3,
		}},
		{`{ $.* = x }`, Plan{Literals: []string{"x"}, Finders: []FinderPlan{}, Regexes: []RegexPlan{}, Selectors: &SelectorPlan{"$", true, []*SelectorPlan{}}}},
		{`[a, b = 1]`, Plan{Literals: []string{}, Finders: []FinderPlan{}, Regexes: []RegexPlan{}, MaxValues: 3}},
		{`[a, b = 1, ...]`, Plan{Literals: []string{}, Finders: []FinderPlan{}, Regexes: []RegexPlan{}, MaxValues: 2}},
		{`[a, ..., b = 1]`, Plan{Literals: []string{}, Finders: []FinderPlan{}, Regexes: []RegexPlan{}}},
	} {
		t.Run(tt.pattern, func(t *testing.T) {
			if tt.want.Names == nil {
				tt.want.Names = []string{}
			}
			if d := cmp.Diff(tt.want, mustFilter(t, tt.pattern).Plan()); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}
