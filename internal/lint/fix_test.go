package lint

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// TestBracketedPhrases applies the fix of log texts in brackets.
func TestBracketedPhrases(t *testing.T) {
	for before, after := range map[string]string{
		`[COLD START]`:           `"[COLD START]"`,
		`[ERROR] no such file`:   `"[ERROR] no such file"`,
		`[ERROR]: no such file`:  `"[ERROR]: no such file"`,
		`[ERROR, TIME-OUT]`:      `?ERROR ?"TIME-OUT"`,
		`[a = 1 b = 2]`:          `[a = 1 b = 2]`,
		`[...] GetSecretValue`:   `[...] GetSecretValue`, // a ] at its end mends nothing
		`[time, level = ERROR] `: `[time, level = ERROR]`,
	} {
		f := patternFile(before)
		if fixed := applied(f, Check([]*source.File{f}, Options{}), false); fixed != after {
			t.Errorf("%s: %s", before, fixed)
		}
	}
}

// TestQuotedRegexes applies the fix of regular expressions in quotes, and holds that
// nothing is proposed that would be refused or mean the opposite.
func TestQuotedRegexes(t *testing.T) {
	for before, after := range map[string]string{
		`"%ERROR|WARN%"`:            `%ERROR|WARN%`,
		`{ $.a = "%x%" }`:           `{ $.a = %x% }`,
		`"%disk (full|quota)%"`:     `"%disk (full|quota)%"`,
		`{ $.a = "%(x|y)%" }`:       `{ $.a = "%(x|y)%" }`,
		`-"%ERROR%"`:                `-"%ERROR%"`,
		`{ $.a != "%x%" && $.b=1 }`: `{ $.a != %x% && $.b=1 }`,
	} {
		f := patternFile(before)
		found := Check([]*source.File{f}, Options{})
		if fixed := applied(f, found, false); fixed != after {
			t.Errorf("%s: %s", before, fixed)
		}
		if len(found) != 1 || strings.HasPrefix(found[0].Help, "Write %") != (before != after) {
			t.Errorf("%s: %v", before, found)
		}
	}
}

// TestStarRemedy takes the remedy of a phrase with asterisks: its quotes are escaped.
func TestStarRemedy(t *testing.T) {
	for before, remedy := range map[string]string{
		`"*say \"hi\"*"`:  `"say \"hi\""`,
		`-"*C:\\temp x*"`: `"C:\\temp x"`,
	} {
		found := Check([]*source.File{patternFile(before)}, Options{})
		if len(found) != 1 || !strings.HasSuffix(found[0].Help, "write "+remedy+".") {
			t.Errorf("%s: %v", before, found)
		}
		if _, err := grammar.Parse(remedy); err != nil {
			t.Errorf("%s: %v", remedy, err)
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
		{`{ $.a = Failed login && $.b == 1 }`, `{ $.a = \"Failed login\" && $.b = 1 }`},
		{`{ $.a = 'Failed login' && $.b = 1 }`, `{ $.a = \"Failed login\" && $.b = 1 }`},
		{`{ $.a = ‘x’ || $.b = 'y' }`, `{ $.a = \"x\" || $.b = \"y\" }`},
		{`{ $.n > \"5\" }`, `{ $.n > 5 }`},
		{`{ $.a = \"${Env}\" && $.b == 1 }`, `{ $.a = \"${Env}\" && $.b = 1 }`},
		{`{ $.a == \"${Env}\" }`, `{ $.a = \"${Env}\" }`},
		{`{ $.a == ${Env} }`, `{ $.a = ${Env} }`},
		{`{ $.a CONTAINS \"x\" }`, `{ $.a = \"*x*\" }`},
		{`{ $.a LIKE \"%x\" }`, `{ $.a = \"*x\" }`},
		{`{ $.a =~ \"x.*y\" }`, `{ $.a = %x.*y% }`},
		{`{ ($.a = 1) AND ($.b IN (\"x\", \"y\")) }`, `{ ($.a = 1) && ($.b = \"x\" || $.b = \"y\") }`},
		{`%\\(code\\)%`, `%\\x28code\\x29%`},
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

// TestOfferedFixes holds the fixes that are offered and not made: they may not be
// what is meant.
func TestOfferedFixes(t *testing.T) {
	for _, c := range []struct {
		before string
		after  []string
	}{
		{`{ $.ip = %10.0.0.1% }`, []string{`{ $.ip = %10\.0\.0\.1% }`}},
		{`{ $.a=true }`, []string{`{ $.a IS TRUE }`, `{ $.a="true" }`}},
		{`{($.a = FALSE)}`, []string{`{($.a IS FALSE)}`, `{($.a = "FALSE")}`}},
		{`{ $.a = true&& $.b = 1 }`, []string{`{ $.a IS TRUE && $.b = 1 }`, `{ $.a = "true"&& $.b = 1 }`}},
	} {
		f := patternFile(c.before)
		found := Check([]*source.File{f}, Options{})
		if len(found) != 1 {
			t.Fatalf("%s: %d findings", c.before, len(found))
		}
		var after []string
		for _, fix := range found[0].Fixes {
			one := found[0]
			one.Fixes = []Fix{fix}
			after = append(after, applied(f, []Finding{one}, false))
			if fix.Safe {
				t.Errorf("%s: %s is safe", c.before, fix.Message)
			}
		}
		if d := cmp.Diff(c.after, after); d != "" {
			t.Errorf("%s: %s", c.before, d)
		}
	}
}

// TestSafeFixesKeepMeaning makes the safe fixes of valid patterns and proves
// that what they match is the same.
func TestSafeFixesKeepMeaning(t *testing.T) {
	patterns := []string{
		`{ $.a = true }`, `{ $.a != false }`, `{ $.a = TRUE || $.b = 1 }`, `{ $.ip = %10.0.0.1% }`, `%example.com%`, `"*ERROR*"`,
		`{ $.a = "%x%" }`, `{ $.n > "5" }`, `{ $.a = 1 && $.a = 2 }`, `{ $.s = x && $.e = A || $.e = B }`, `{ $.a = "x" || $.a = "x" }`,
		` { $.a = 1 } `, `"a" "b" "a"`, `?a b`, `-a`, `[a, b = true]`, `[a, b = %10.0.0.1%, ...]`,
	}
	for _, name := range []string{"../../corpus/patterns/accepted.jsonl", "testdata/cis.txt", "testdata/seeded/patterns/more.patterns"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			p := struct{ Pattern string }{strings.TrimSpace(line)}
			if strings.HasSuffix(name, ".jsonl") {
				if err := json.Unmarshal([]byte(line), &p); err != nil {
					t.Fatal(err)
				}
			}
			patterns = append(patterns, p.Pattern)
		}
	}
	for _, r := range Rules() {
		if r.Language == PatternExample {
			patterns = append(patterns, r.Before, r.After)
		}
	}
	offered := 0
	for _, pattern := range patterns {
		before, err := grammar.Parse(pattern)
		if err != nil {
			continue // it has no meaning
		}
		f := patternFile(pattern)
		for _, found := range Check([]*source.File{f}, Options{}) {
			for _, fix := range found.Fixes {
				if offered++; !fix.Safe {
					continue
				}
				one := found
				one.Fixes = []Fix{fix}
				fixed := applied(f, []Finding{one}, true)
				after, err := grammar.Parse(fixed)
				if err != nil {
					t.Errorf("%s becomes %s: %v", pattern, fixed, err)
				} else if r := analyze.Compare(before, after, analyze.Options{}); r.Relation != analyze.RelationEquivalent {
					t.Errorf("%s: %s becomes %s: %s", found.Code, pattern, fixed, r.Relation)
				}
			}
		}
	}
	if offered < 10 {
		t.Errorf("only %d fixes are offered for valid patterns", offered)
	}
}

// TestTrailingBreak holds that the line break that ends a block is not edited
// away, which would join it with the next line.
func TestTrailingBreak(t *testing.T) {
	const pattern = "{ $.a = 1 }\n"
	for style, help := range map[document.Style]string{
		document.YAMLLiteral: "Write |- instead of |, which keeps the final line break.",
		document.YAMLFolded:  "Write >- instead of >, which keeps the final line break.",
		document.HCLHeredoc:  "A heredoc ends with a line break: wrap it in trimspace( ).",
		document.Raw:         "Remove the space after the pattern.",
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
