package differential

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/oracle"
	"github.com/logsieve/logsieve/internal/sample"
	"github.com/logsieve/logsieve/internal/source"
)

// changesMeaning are the rules whose safe fixes may change what a pattern
// matches: what they find is matched by mistake, or never.
var changesMeaning = []string{"FS006", "FS011"}

// wrong are mistakes as people make them: a text, and what they write for it.
var wrong = [][2]string{
	{" = ", " == "}, {"=", "=="}, {" && ", " AND "}, {" || ", " or "}, {" && ", " & "}, {" || ", " | "}, {`"`, "'"}, {`"`, "“"}, {" != ", " <> "},
	{"}", ""}, {"]", ""}, {")", ""}, {"$.", ""}, {"$.", "$"}, {" IS TRUE", " = true"}, {" IS NULL", " = null"}, {" NOT EXISTS", " DOES NOT EXIST"},
	{", ", " "}, {"%", ""}, {"...", ".."}, {"{ ", "{{ "}, {" }", " } "}, {"$.a", "$.a-b"}, {"$.a", "a"}, {"=", " ~= "},
}

// written is a pattern as its author wrote it, often with a mistake.
func (g gen) written() string {
	text := g.pattern()
	for range g.IntN(3) {
		mistake := wrong[g.IntN(len(wrong))]
		text = strings.Replace(text, mistake[0], mistake[1], 1+g.IntN(2))
	}
	if g.Chance(4) { // what rules about valid patterns look for
		text = g.One(`{ $.a = "%a.b%" }`, `*ERROR*`, `[ERROR]`, `Failed login for user a`, `{ $.a = %10.0.0.1% && $.b == 1 }`, `{ $.a = true }`, `{ $.b = Failed login && $.a = 1 }`, `[COLD START]`, `{ $.a > "5" }`, `{ $.a = FALSE || $.b = "x" }`, text)
	}
	if len(text) > 300 { // proofs of large patterns have tests of their own
		text = g.JSONPattern()
	}
	return text
}

// languages write the i-th pattern of a file, on a line of its own and with
// comments around it; "" when the language cannot say it.
var languages = []struct {
	name    string
	pattern func(i int, text string) string
}{
	{"f.patterns", func(i int, text string) string {
		if strings.ContainsAny(text, "\n\r") || strings.TrimSpace(text) == "" || text[0] == '#' {
			return ""
		}
		return fmt.Sprintf("# comment %d, of an author's\n%s\n", i, text)
	}},
	{"f.ndjson", func(i int, text string) string {
		return fmt.Sprintf(`{"operation": "PutMetricFilter", "input": {"logGroupName": "g", "filterName": "f%d", "filterPattern": %s, "metricTransformations": [{"metricName": "m%d", "metricNamespace": "n", "metricValue": "1"}]}}`+"\n", i, quoted(text), i)
	}},
	{"main.tf", func(i int, text string) string {
		value := strings.NewReplacer("${", "$${", "%{", "%%{", `\/`, `/`).Replace(quoted(text))
		return fmt.Sprintf("# comment %d, of an author's\nresource \"aws_cloudwatch_log_metric_filter\" \"f%d\" {\n  name           = \"f%d\" // another\n  log_group_name = \"g\"\n  pattern = %s # a third\n  metric_transformation {\n    name = \"m%d\"\n    namespace = \"n\"\n    value = \"1\"\n  }\n}\n", i, i, i, value, i)
	}},
	{"template.yaml", func(i int, text string) string {
		value := quoted(text)
		if i%2 == 0 && !strings.ContainsAny(text, "\n\r\t\x00") {
			value = "'" + strings.ReplaceAll(text, "'", "''") + "'"
		}
		head := ""
		if i == 0 {
			head = "Resources:\n"
		}
		return head + fmt.Sprintf("  # comment %d, of an author's\n  F%d:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: g\n      FilterName: f%d # another\n      FilterPattern: %s # a third\n      MetricTransformations: [{MetricName: m%d, MetricNamespace: n, MetricValue: \"1\"}]\n", i, i, i, value, i)
	}},
}

func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string is always encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// inMemory is a runner of lint on one file.
func inMemory(t *testing.T, name string, data *[]byte) *lint.Runner {
	t.Helper()
	r, err := lint.NewRunner(nil, lint.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	r.Load = func(asked string) ([]byte, error) {
		if asked != name {
			return nil, fs.ErrNotExist
		}
		return *data, nil
	}
	r.List = func(string) (files, folders []string, err error) { return []string{name}, nil, nil }
	return r
}

// patternsOf are the patterns of a file by the address of what has them.
func patternsOf(files []*source.File) map[string]string {
	out := map[string]string{}
	for _, f := range files {
		for _, r := range f.Resources {
			if text, ok := r.Input.Get("filterPattern").AsKnown(); ok {
				out[r.Address] = text
			}
		}
	}
	return out
}

// TestFixKeepsMeaning fixes files with patterns that people might have
// written.
func TestFixKeepsMeaning(t *testing.T) {
	w := newWorld(t)
	c := counts{}
	rounds(t, 40, func(t *testing.T, number int) {
		language := languages[number%len(languages)]
		g := gen{sample.New(2027, uint64(number)), w}
		var before []byte
		for i := 0; i < 5; {
			if text := language.pattern(i, g.kindText(g.written())); text != "" {
				before = append(before, text...)
				i++
			}
		}
		fail := func(format string, args ...any) {
			t.Helper()
			t.Errorf("round %d: %s\n%s", number, fmt.Sprintf(format, args...), before)
		}
		now := before
		runner := inMemory(t, language.name, &now)
		names := []string{language.name}
		was := runner.Run(t.Context(), names)
		result, fixed := runner.Fix(t.Context(), names, nil)
		c["files: "+language.name]++
		if len(fixed) == 0 {
			return
		}
		c["files fixed: "+language.name]++
		now = fixed[0].After
		for _, f := range result.Findings {
			if slices.ContainsFunc(f.Fixes, func(fix lint.Fix) bool { return fix.Safe }) {
				fail("a safe fix was not made: %s %s\n%s", f.Code, f.Message, now)
			}
		}
		if _, again := runner.Fix(t.Context(), names, nil); len(again) > 0 {
			fail("fixed again:\n%s\n%s", now, again[0].After)
		}
		sameElsewhere(fail, before, now)
		patterns, after := patternsOf(was.Files), patternsOf(result.Files)
		if len(patterns) != len(after) {
			fail("%d patterns became %d:\n%s", len(patterns), len(after), now)
		}
		for address, text := range patterns {
			if g.sameMeaning(fail, c, text, after[address]) {
				continue
			}
			if !slices.ContainsFunc(was.Findings, func(f lint.Finding) bool {
				return f.Resource == address && slices.Contains(changesMeaning, f.Code)
			}) {
				fail("%q became %q, which means something else", text, after[address])
			}
			c["patterns that FS006 or FS011 gave another meaning"]++
		}
	})
	c.tell(t)
}

// kindText is a text that every language can hold.
func (g gen) kindText(text string) string {
	return strings.ReplaceAll(texts.allowed(text), "\x00", "")
}

// sameElsewhere holds that only values of patterns are edited: the lines stay,
// and on each what comes before the pattern and after it.
func sameElsewhere(fail func(string, ...any), before, after []byte) {
	was, is := strings.Split(string(before), "\n"), strings.Split(string(after), "\n")
	if len(was) != len(is) {
		fail("the lines are others:\n%s", after)
		return
	}
	for i := range was {
		if was[i] == is[i] {
			continue
		}
		start, _, isPattern := cutPattern(was[i])
		startNow, _, isPatternNow := cutPattern(is[i])
		if !isPattern || !isPatternNow || start != startNow {
			fail("the line %s became %s", was[i], is[i])
		}
		for _, end := range []string{" # a third", `"metricValue": "1"}]}}`} {
			if strings.HasSuffix(was[i], end) != strings.HasSuffix(is[i], end) {
				fail("the line %s became %s", was[i], is[i])
			}
		}
	}
}

// cutPattern cuts a line where a pattern starts; one of .patterns is nothing
// else.
func cutPattern(line string) (before, after string, ok bool) {
	for _, key := range []string{`"filterPattern": `, "  pattern = ", "FilterPattern: "} {
		if before, after, ok = strings.Cut(line, key); ok {
			return before, after, true
		}
	}
	return "", line, !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "resource")
}

// sameMeaning reports whether a pattern matches what it did before its fixes,
// as far as it was valid.
func (g gen) sameMeaning(fail func(string, ...any), c counts, before, after string) bool {
	old, err := engine.ParseAndCompile(before)
	if before == after {
		return true
	}
	now, errNow := engine.ParseAndCompile(after)
	if err != nil {
		c["refused patterns fixed"]++
		if errNow == nil {
			c["refused patterns fixed to valid ones"]++
		}
		return true
	}
	c["valid patterns fixed"]++
	if errNow != nil {
		fail("%q became %q, which is refused: %v", before, after, errNow)
		return true
	}
	for i := range 40 {
		p := old.Pattern()
		if i%2 == 1 {
			p = now.Pattern()
		}
		if e := g.event(p); oracle.Match(old.Pattern(), e) != oracle.Match(now.Pattern(), e) {
			return false
		}
	}
	return true
}
