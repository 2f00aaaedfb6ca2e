package lint

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestGrouping applies the fix of alternatives that && takes apart.
func TestGrouping(t *testing.T) {
	for before, after := range map[string]string{
		`{ ($.s = x) && ($.e = A) || ($.e = B) || ($.e = C) }`: `{ ($.s = x) && (($.e = A) || ($.e = B) || ($.e = C)) }`,
		`{$.s=x&&$.e=A||$.e=B}`:                                `{$.s=x&&($.e=A||$.e=B)}`,
	} {
		f := patternFile(before)
		if fixed := applied(f, Check([]*source.File{f}, Options{}), false); fixed != after {
			t.Errorf("%s: %s", before, fixed)
		}
	}
}

// TestFixes applies the safe fixes of patterns in JSON files, whose escapes
// the edits must write.
func TestFixes(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{`{ $.ip = %10.0.0.1% }`, `{ $.ip = %10\\.0\\.0\\.1% }`},
		{`{ $.a = Failed login && $.b == 1 }`, `{ $.a = \"Failed login\" && $.b = 1 }`},
		{`{ $.a=true }`, `{ $.a IS TRUE }`},
		{`{($.a = FALSE)}`, `{($.a IS FALSE)}`},
		{`{ $.a = true&& $.b = 1 }`, `{ $.a IS TRUE && $.b = 1 }`},
		{`{ $.n > \"5\" }`, `{ $.n > 5 }`},
		{`{ $.a = \"${Env}\" && $.b == 1 }`, `{ $.a = \"${Env}\" && $.b == 1 }`}, // not safe beside a hole
	} {
		wrap := func(pattern string) string {
			return `{"operation": "FilterLogEvents", "input": {"logGroupName": "g", "filterPattern": "` + pattern + `"}}`
		}
		f := requestFile(t, "f.json", wrap(c.before))
		fixed := applied(f, Check([]*source.File{f}, Options{}), true)
		if fixed != wrap(c.after) {
			t.Errorf("%s: %s", c.before, fixed)
		}
		if strings.Contains(c.before, "${") {
			continue
		}
		g := requestFile(t, "f.json", fixed)
		for _, left := range Check([]*source.File{g}, Options{}) {
			t.Errorf("%s: %s %s", fixed, left.Code, left.Message)
		}
	}
}
