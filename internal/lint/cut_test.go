package lint

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCutPatterns holds patterns whose text the language of the file ends too early:
// the reason is told, once, and in the words of the language.
func TestCutPatterns(t *testing.T) {
	const quote, space = "The pattern is cut here: a quote inside it ends its text.", "The pattern is cut here: outside of quotes a space ends it."
	logs := func(pattern string) string {
		return "aws logs filter-log-events --log-group-name g --filter-pattern " + pattern + " --limit 5\n"
	}
	tf := func(pattern string) string {
		return strings.Replace(metricFilterTF("  name = \"n\"\n  pattern = PATTERN", "    name = \"E\""), "PATTERN", pattern, 1)
	}
	for _, c := range []struct{ name, text, want string }{
		{"a.sh", logs(`{$.a="abc" && $.b="def"}`), space + " Put the whole pattern in single quotes."},
		{"a.sh", logs(`"{ $.msg = "disk full" }"`), space + " Put the whole pattern in single quotes."},
		{"a.sh", logs(`[ip, user, status=5*]`), space + " Put the whole pattern in single quotes."},
		{"a.sh", logs(`'{ $.msg = 'it is' }'`), quote + ` Write '\'' for each single quote inside the pattern.`},
		{"Makefile", "a:\n\t" + logs(`{$$.a="abc" && $$.b="def"}`), space + " Put the whole pattern in single quotes."},
		{"a.tf", tf(`"{ $.level = "ERROR" }"`), quote + ` Write \" for each double quote inside the pattern.`},
		{"a.tf", tf(`"[timestamp=*Z, request_id="*-*", event]"`), quote + ` Write \" for each double quote inside the pattern.`},
		// What is not cut is told as before.
		{"a.tf", tf(`"{ $.level = 1"`), `A pattern that starts with { must end with }. Add the closing }, or put the text in double quotes to look for it literally.`},
		{"a.sh", logs(`'{ $.a = 1'`), `A pattern that starts with { must end with }. Add the closing }, or put the text in double quotes to look for it literally.`},
	} {
		r, err := NewRunner(nil, Selection{Select: []string{"FP", "LS"}})
		if err != nil {
			t.Fatal(err)
		}
		r.Load = func(string) ([]byte, error) { return []byte(c.text), nil }
		var got []string
		for _, f := range r.Run(t.Context(), []string{c.name}).Findings {
			got = append(got, f.Message+" "+f.Help)
		}
		text := strings.Join(got, "\n")
		text, _, _ = strings.Cut(text, " If the pattern continues")
		if d := cmp.Diff(c.want, text); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, d)
		}
	}
}
