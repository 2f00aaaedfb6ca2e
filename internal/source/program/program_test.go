package program

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func read(t testing.TB, name, text string) *source.File {
	f := source.NewReader(source.Input{Name: name, Data: []byte(text)})
	Read(f, name)
	file := f.File()
	sourcetest.CheckFile(t, file)
	return file
}

// TestLiterals holds what a literal of each language says, with holes as ‹…›; "-"
// is one of which nothing is said.
func TestLiterals(t *testing.T) {
	for _, c := range []struct{ name, literal, want string }{
		{"a.ts", `'a\'\x41\u0042\u{43}\u{1F600}\ud83d\ude00\d\0'`, "a'ABC\U0001F600\U0001F600d\x00"},
		{"a.ts", `'\ud83d'`, "-"},
		{"a.ts", `'\u00'`, "-"},
		{"a.ts", "`a${b}c\\`\\${d}`", "a‹${b}›c`${d}"},
		{"a.ts", "`a${ {x: `}${'}'}`} /* } */ }c`", "a‹${ {x: `}${'}'}`} /* } */ }›c"},
		{"a.ts", "tag`a`", "-"},
		{"a.ts", "'a' + \"b\" +\n `c`", "abc"},
		{"a.ts", "'a' + b", "-"},
		{"a.ts", "b + 'a'", "-"},
		{"a.ts", "'a' as const", "a"},
		{"a.ts", "'a'.trim()", "-"},
		{"a.ts", "'a' || 'b'", "-"},
		{"a.ts", "('a')", "a"},
		{"a.ts", "f('a')", "-"},
		{"a.py", `"a\d\t\x41\N{BULLET}"`, "-"},
		{"a.py", `"a\d\t\x41"`, "a\\d\tA"},
		{"a.py", `R"a\d\"\t"`, `a\d\"\t`},
		{"a.py", "'''a\n\"b'''", "a\n\"b"},
		{"a.py", `f"{{a}}{b!r:>{c}}"`, "{a}‹{b!r:>{c}}›"},
		{"a.py", `rf'{a["b"]}\d'`, `‹{a["b"]}›\d`},
		{"a.py", `"a" 'b'`, "ab"},
		{"a.py", `"a" % b`, "-"},
		{"a.py", `"a" if b else "c"`, "-"},
		{"a.py", `b"a"`, "-"},
		{"a.go", "`a\\n\"`", `a\n"`},
		{"a.go", `"a\xe2\x82\xac\u20ac\""`, "a€€\""},
		{"a.go", `"a\d"`, "-"},
		{"a.go", `"a\'"`, "a'"},
		{"a.go", `aws.String("a")`, "a"},
		{"a.go", `aws.String("a" + "b")`, "ab"},
		{"a.go", `aws.String(a)`, "-"},
		{"a.go", `fmt.Sprint("a")`, "-"},
		{"a.go", `pick.String("a", "b")`, "-"},
		{"a.java", `("a\s")`, "-"},
		{"a.java", "(\"\"\"\n    a \\\n    b\"\"\")", "-"},
		{"a.cs", `"a\"\u0041"`, `a"A`},
		{"a.cs", `@"a\""b"`, `a\"b`},
		{"a.cs", `$"{{a}}{b,5:x}"`, "{a}‹{b,5:x}›"},
		{"a.cs", `$@"\{a}""b"`, `\‹{a}›"b`},
		{"a.cs", `""""a"""b""""`, "-"}, // the text of one line
		{"a.cs", "\"\"\"\n    {a}\n      b\n    \"\"\"", "{a}\n  b"},
		{"a.cs", "$$\"\"\"\n    {a}{{b}}\n    \"\"\"", "{a}‹{{b}}›"},
	} {
		join := "filterPattern: %s"
		switch c.name {
		case "a.py":
			join = "filterPattern=%s"
		case "a.java":
			join = "filterPattern%s"
		case "a.cs":
			join = "FilterPattern = %s"
		}
		call := fmt.Sprintf("x = PutMetricFilterRequest{"+join+"}", c.literal)
		if c.name == "a.py" {
			call = fmt.Sprintf("put_metric_filter("+join+")", c.literal)
		}
		f := read(t, c.name, call)
		got := "-"
		if len(f.Resources) > 0 {
			text := f.Resources[0].Input.Get("filterPattern").Text
			got = text.Decoded
			for i := len(text.Holes) - 1; i >= 0; i-- {
				h := text.Holes[i]
				got = got[:h.Offset] + "‹" + h.What + "›" + got[h.Offset:]
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s in %s: %s", c.literal, c.name, diff)
		}
	}
}

// TestTextBlocks holds the indentation of Java.
func TestTextBlocks(t *testing.T) {
	for text, want := range map[string]string{
		"\"\"\"\n    a\n      b  \n    \"\"\"":   "a\n  b\n",
		"\"\"\"\n      a\n    \"\"\"":            "  a\n",
		"\"\"\"\r\n    \\\"a\\\"\r\n    b\"\"\"": "\"a\"\r\nb",
	} {
		f := read(t, "a.java", "logs.setFilterPattern("+text+"); // logGroupName")
		if len(f.Resources) != 1 {
			t.Errorf("%q: %d patterns", text, len(f.Resources))
			continue
		}
		if got := f.Resources[0].Input.Get("filterPattern").Text.Decoded; strings.ReplaceAll(got, "\r", "") != strings.ReplaceAll(want, "\r", "") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestProbe holds that no file is passed over in which something is read.
func TestProbe(t *testing.T) {
	for _, name := range []string{"filterPattern", "FilterPattern", "filter_pattern", "logEventFilterPattern", "LogEventFilterPattern", "withFilterPattern", "setFilterPattern", "SetFilterPattern",
		"logPatternString", "LogPatternString", "log_pattern_string", "FilterPattern_Literal", "LogMetricFilterArgs"} {
		if placeOf(name) == none && name != "LogMetricFilterArgs" {
			t.Errorf("%s is no place", name)
		}
		if !source.Program.MayHold([]byte(name)) {
			t.Errorf("the probe skips %s", name)
		}
	}
}

// TestMembers holds which texts are patterns where a program sets a member of a request.
func TestMembers(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.cs", `request.FilterPattern = "ERROR";`, "ERROR"},
		{"a.go", "input.FilterPattern = aws.String(\"ERROR\")\nx()", "ERROR"},
		{"a.py", "request.filter_pattern = 'ERROR'\nx()", "ERROR"},
		{"a.ts", "params.filterPattern = 'ERROR' + level;", ""},
		{"a.py", "self.filter_pattern = 'ERROR'\n", ""},
		{"a.ts", "this.filterPattern = 'ERROR';", ""},
		{"a.ts", "const filterPattern = 'ERROR';", ""},
		{"a.ts", "f({ filterPattern: '' })", ""},
	} {
		var got []string
		for _, r := range read(t, c.name, c.text+" // logGroupName\n").Resources {
			got = append(got, r.Input.Get("filterPattern").Text.Decoded)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q", c.text, got)
		}
	}
	if n := len(read(t, "a.ts", "f({ logGroupName, filterPattern: '' })").Resources); n != 1 {
		t.Errorf("an empty pattern: %d", n)
	}
}

// TestOtherPatterns holds that a pattern of files is not taken for one of log events.
func TestOtherPatterns(t *testing.T) {
	if f := read(t, "a.ts", "watch({ filterPattern: '*.js' })"); len(f.Resources) > 0 {
		t.Error("a pattern of files is read")
	}
	if f := read(t, "a.ts", "new Rule(this, 'x', { pattern: '[a' }); logGroupName"); len(f.Resources) > 0 {
		t.Error("a pattern of another resource is read")
	}
}

// TestBounded reads programs that take long: what is looked at is counted, and
// what is passed over is told.
func TestBounded(t *testing.T) {
	const about = "// aws-logs\n"
	for _, tt := range []struct {
		name, file, text, told string
		patterns               int
	}{
		{"patterns", "a.ts", about + strings.Repeat("FilterPattern.literal('x');\n", maxPatterns+1), "more than 20000 filter patterns", maxPatterns},
		{"texts that do not end", "a.ts", about + "FilterPattern.literal('x');" + strings.Repeat("`${", 100_000), "texts in texts take more than", 1},
		{"text blocks that do not end", "a.py", "# aws_logs\n" + strings.Repeat(strings.Repeat("f\"\"\"{", 20)+"\n", 2000), "texts in texts take more than", 0},
		{"texts in texts", "a.ts", about + strings.Repeat("FilterPattern.literal(`"+strings.Repeat("${`", 7)+strings.Repeat("`}", 7)+" x`);\n", 2000), "", 2000},
	} {
		f := read(t, tt.file, tt.text)
		if len(f.Resources) != tt.patterns {
			t.Errorf("%s: %d patterns", tt.name, len(f.Resources))
		}
		told := ""
		for _, p := range f.Problems {
			told += p.Reason
		}
		if (told == "") != (tt.told == "") || !strings.Contains(told, tt.told) {
			t.Errorf("%s: told %q", tt.name, told)
		}
	}
}

func FuzzProgram(f *testing.F) {
	f.Add("new LogMetricFilter({ pattern: `a${b}` + 'c', /* d */ filterPattern: /['\"]/ })")
	f.Add("put_metric_filter(filterPattern=f\"{{a}}{b!r:>{c}}\" '''d''', x=(r'e'))")
	f.Add("logs.PutMetricFilterInput{FilterPattern: aws.String(`a` + \"\\u0041\")}")
	f.Add("logGroupName $$\"\"\"\n  {{a}}\n  \"\"\" @\"b\"\"\" FilterPattern.literal(\"\"\"\n  a\n  \"\"\")")
	f.Add("FilterPattern.all(x.FilterPattern.stringValue('$.a', '==', 'b\\'\"'), FilterPattern_NumberValue(jsii.String(`$.c`), \"<\", jsii.Number(-1.5)))")
	f.Add("FilterPattern_(Numbe.")
	f.Add("FilterPattern.spaceDelimited('a', '...').where_string(column_name='a', '=', f'{b}').whereNumber(\"a\", '>', 5) FilterPattern.any_term(`${a}`, 'b',)")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, []byte(text))
		for _, l := range languages {
			file := source.NewReader(source.Input{Name: "x" + l.extensions[0], Data: []byte(text)})
			Read(file, "x"+l.extensions[0])
			sourcetest.CheckFile(t, file.File())
			if len(file.Resources) > 0 && !source.Program.MayHold([]byte(text)) {
				t.Fatal("the probe skips it")
			}
		}
	})
}
