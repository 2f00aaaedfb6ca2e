package lint

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

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
