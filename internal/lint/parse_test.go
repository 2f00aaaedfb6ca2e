package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

// holed is a file with one filter pattern in which ${…} is a hole.
func holed(t *testing.T, pattern string) *source.File {
	return requestFile(t, "holes.json", `{"operation": "FilterLogEvents", "input": {"logGroupName": "app", "filterPattern": `+quoteJSON(pattern)+`}}`)
}

func TestHoles(t *testing.T) {
	for _, c := range []struct {
		pattern string
		want    []string // code and text at the place
	}{
		{`{ $.a = "${Env}" }`, nil},
		{`{ $.a = ${Value} }`, nil},
		{`{ ${Condition} && $.b = 1 }`, nil},
		{`{ $.${Name} = 1 }`, nil},
		{`${Pattern}`, nil},
		{`${Pattern} == 1`, nil},
		{`{ $.a = 1 ${Rest}`, nil},
		{`{ $.a = 1${Rest}}`, nil},
		{`{ $.a = ${Quote}x y${Quote} }`, nil},
		{`[${Fields}]`, nil},
		{`[a, ${Fields}, b = 1]`, nil},
		{`?${App}.ERROR ?${App}.CRITICAL`, nil},
		{`"${Project}" ERROR`, nil},
		{`%${Regex}%`, nil},
		{`%a${Regex}b(c)%`, []string{"FP019 ("}},
		{`{ $.a == ${Value} && $.b == 1 }`, []string{"FP010 ==", "FP010 =="}},
		{`{ $.a = "${Env}" && $.b == 1 }`, []string{"FP010 =="}},
		{`{ $.a = "${Env}" AND $.b = 1 }`, []string{"FP010 AND"}},
		{`{ $.a = ${Env} AND $.b = 1 }`, nil},
		{`{ $.b == 1 && $.a = "${Env}" }`, []string{"FP010 =="}},
		{`{ $.a = ${Value} && $.b == 1 }`, []string{"FP010 =="}},
		{`{ $.a = "x${Env}y\"" && $.b == 1 }`, []string{"FP010 =="}},
		{`{ ($.a = ${Value} && $.b = 1 }`, nil},
		{`{ ($.a = "${Value}") || $.b == 1 }`, []string{"FP010 =="}},
		{`[a == 1, ${Fields}]`, []string{"FP010 =="}},
		{`ERROR: ${Name} failed`, []string{"FP001 :"}},
		{`{ $.a = "${Env}" && $.ok = true }`, []string{"FS006 = true"}},
		{`{ $.a = ${Env} && $.ok = true }`, nil}, // what the hole joins is not known
		{`{ $.a = "${Env}" && $.n > 5 && $.n < 4 }`, []string{"FS007 $.n > 5 && $.n < 4"}},
		{`{ $.a = "x" && $.a = "${Env}" }`, nil},
		{`{ $.a = "x" || $.a != "${Env}" }`, nil}, // superfluous only if Env is not x
		{`{ $.a != "x" || $.a != "${Env}" }`, nil},
		{`{ $.host = %${Env}.example.com% }`, nil},
		{`{ $.b = %${Env}% && $.host = %www.example.com% }`, []string{"FS011 www.example.com"}},
		{`?WARN "${Env}" timeout`, nil},
	} {
		f := holed(t, c.pattern)
		var got []string
		for _, g := range Check([]*source.File{f}, Options{}) {
			got = append(got, g.Code+" "+string(f.Data[g.Span.Start:g.Span.End]))
			if g.Service != "" {
				t.Errorf("%s: the service's text is not known: %s", c.pattern, g.Service)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.pattern, diff)
		}
	}
}
