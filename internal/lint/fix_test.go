package lint

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// TestBracketedPhrases applies the fix of log texts in brackets.
func TestBracketedPhrases(t *testing.T) {
	for before, after := range map[string]string{
		`[COLD START]`:           `"[COLD START]"`,
		`[ERROR] no such file`:   `"[ERROR] no such file"`,
		`[ERROR]: no such file`:  `"[ERROR]: no such file"`,
		`[a = 1 b = 2]`:          `[a = 1 b = 2]`,
		`[...] GetSecretValue`:   `[...] GetSecretValue]`,
		`[time, level = ERROR] `: `[time, level = ERROR]`,
	} {
		f := patternFile(before)
		if fixed := applied(f, Check([]*source.File{f}, Options{}), false); fixed != after {
			t.Errorf("%s: %s", before, fixed)
		}
	}
}

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
		{`{ $.a = 'Failed login' && $.b = 1 }`, `{ $.a = \"Failed login\" && $.b = 1 }`},
		{`{ $.a = ‘x’ || $.b = 'y' }`, `{ $.a = \"x\" || $.b = \"y\" }`},
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

// TestTrailingBreak holds that the line break that ends a block is not edited
// away, which would join it with the next line.
func TestTrailingBreak(t *testing.T) {
	const pattern = "{ $.a = 1 }\n"
	for style, help := range map[document.Style]string{
		document.YAMLLiteral: "Write |- instead of |, which keeps the last line break.",
		document.YAMLFolded:  "Write >- instead of >, which keeps the last line break.",
		document.HCLHeredoc:  "A heredoc ends with a line break: wrap it in trimspace( ).",
		document.Raw:         "Remove the blanks behind the pattern.",
	} {
		f := patternFile(pattern)
		text := document.NewText(style)
		text.Append(pattern, source.Span{End: len(pattern)})
		f.Resources[0].Input.Members[0].Value.Text = text
		found := Check([]*source.File{f}, Options{})
		if len(found) != 1 || found[0].Help != help || (len(found[0].Fixes) > 0) != (style == document.Raw) {
			t.Errorf("%v: %+v", style, found)
		}
	}
}
