package program

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
)

// patternsOf are the filter patterns of a program in its order, holes as ‹…›.
func patternsOf(f *source.File) []string {
	var list []string
	for _, r := range f.Resources {
		text := r.Input.Get("filterPattern").Text
		s := text.Decoded
		for i := len(text.Holes) - 1; i >= 0; i-- {
			h := text.Holes[i]
			s = s[:h.Offset] + "‹" + h.What + "›" + s[h.Offset:]
		}
		list = append(list, s)
	}
	return list
}

// TestPatternsAreThoseOfCDK holds a program against the template that CDK made
// of it: npm install aws-cdk-lib, tsc, node stack.js.
func TestPatternsAreThoseOfCDK(t *testing.T) {
	program, err := os.ReadFile("testdata/cdk/stack.ts")
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := os.ReadFile("testdata/cdk/patterns.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(recorded)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var pattern string
		if err := json.Unmarshal([]byte(line), &pattern); err != nil {
			t.Fatal(err)
		}
		want = append(want, pattern)
	}
	if diff := cmp.Diff(want, patternsOf(read(t, "stack.ts", string(program)))); diff != "" {
		t.Error(diff)
	}
}

// TestMethodsOfCDK holds the methods in each language, and of what nothing is said:
// what is computed, and what CDK refuses.
func TestMethodsOfCDK(t *testing.T) {
	for _, c := range []struct{ name, call, want string }{
		{"a.py", `logs.FilterPattern.any_term("a", 'b"c', f"{d}")`, `?"a" ?"b\"c" ?"‹{d}›"`},
		{"a.py", `aws_logs.FilterPattern.string_value("$.a", "=", "b",)`, `{ $.a = "b" }`},
		{"a.py", `logs.FilterPattern.number_value(json_field="$.a", comparison=">", value=4)`, `{ $.a > 4 }`},
		{"a.py", `logs.FilterPattern.number_value(value=4, json_field="$.a", comparison=">")`, ""},
		{"a.py", `logs.FilterPattern.boolean_value("$.a", True)`, `{ $.a IS TRUE }`},
		{"a.py", `logs.FilterPattern.space_delimited("a", "b").where_string("b", "!=", "c")`, `[a, b != "c"]`},
		{"a.py", `logs.FilterPattern.all_terms(*terms)`, ""},
		{"a.java", `.filterPattern(FilterPattern.all(FilterPattern.exists("$.a"), FilterPattern.isNull("$.b")))`, `{ ($.a = "*") && ($.b IS NULL) }`},
		{"a.java", `FilterPattern.spaceDelimited("a", "...").whereNumber("a", ">", 5)`, `[a > 5, ...]`},
		{"a.cs", `FilterPattern = FilterPattern.AnyTerm("a", @"b\c")`, `?"a" ?"b\\c"`},
		{"a.cs", `FilterPattern.NumberValue("$.a", "<=", -1)`, `{ $.a <= -1 }`},
		{"a.go", `awslogs.FilterPattern_AllTerms(jsii.String("a"), jsii.String("b"))`, `"a" "b"`},
		{"a.go", `awslogs.FilterPattern_NumberValue(jsii.String("$.a"), jsii.String(">"), jsii.Number(5))`, `{ $.a > 5 }`},
		{"a.go", `awslogs.FilterPattern_NumberValue(jsii.String("$.a"), jsii.String(">"), jsii.Number(-0.5))`, `{ $.a > -0.5 }`},
		{"a.go", `awslogs.FilterPattern_BooleanValue(jsii.String("$.a"), jsii.Bool(false))`, `{ $.a IS FALSE }`},
		{"a.go", `awslogs.FilterPattern_SpaceDelimited(jsii.String("a")).WhereString(jsii.String("a"), jsii.String("="), jsii.String("b"))`, `[a = "b"]`},
		{"a.go", `awslogs.FilterPattern_Literal(jsii.String("a b"))`, "a b"},
		{"a.js", `aws_logs_1.FilterPattern.anyTerm('a')`, `"a"`},

		{"a.ts", `FilterPattern.anyTerm(...terms)`, ""},
		{"a.ts", `FilterPattern.anyTerm("a", term)`, ""},
		{"a.ts", `FilterPattern.anyTerm("a", "b".trim())`, ""},
		{"a.ts", `FilterPattern.anyTerm("a"; b`, ""},
		{"a.ts", `FilterPattern.anyTermGroup(["a"], ["b"])`, ""},
		{"a.ts", `FilterPattern.allEvents()`, ""},
		{"a.ts", `FilterPattern.stringValue("$.a", ">", "b")`, ""},
		{"a.ts", `FilterPattern.numberValue("$.a", "=", 1e3)`, ""},
		{"a.ts", `FilterPattern.numberValue("$.a", "=", 1_000)`, ""},
		{"a.ts", `FilterPattern.numberValue("$.a", "=", 1.0)`, ""},
		{"a.ts", `FilterPattern.numberValue("$.a", "=", n)`, ""},
		{"a.ts", `FilterPattern.numberValue("$.a", "=", "1")`, ""},
		{"a.ts", `FilterPattern.booleanValue("$.a", yes)`, ""},
		{"a.ts", `FilterPattern.all(one, two)`, ""},
		{"a.ts", `FilterPattern.all(FilterPattern.anyTerm("a"), FilterPattern.exists("$.b"))`, `"a" | { $.b = "*" }`}, // by themselves
		{"a.ts", `FilterPattern.spaceDelimited("a").whereString("b", "=", "c")`, ""},
		{"a.ts", `FilterPattern.spaceDelimited("a", "...", "...")`, ""},
		{"a.ts", `FilterPattern.spaceDelimited("a b")`, ""},
		{"a.ts", `FilterPattern.spaceDelimited("a").where(b)`, ""},
	} {
		got := strings.Join(patternsOf(read(t, c.name, "f("+c.call+")")), " | ")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s in %s: %s", c.call, c.name, diff)
		}
	}
}

// TestPlacesInPatternsOfCDK holds that what is said of a part of a pattern is said
// of the literal it comes from.
func TestPlacesInPatternsOfCDK(t *testing.T) {
	const program = `f(FilterPattern.all(FilterPattern.stringValue("$.a", "=", "b\"c"), FilterPattern.exists("$.d")))`
	text := read(t, "a.ts", program).Resources[0].Input.Get("filterPattern").Text
	for _, part := range []struct{ decoded, written string }{{"$.a", "$.a"}, {`\"`, `\"`}, {"$.d", "$.d"}, {"&&", ""}} {
		i := strings.Index(text.Decoded, part.decoded)
		at := text.Span(i, i+len(part.decoded))
		if got := program[at.Start:at.End]; got != part.written {
			t.Errorf("%s stands at %q", part.decoded, got)
		}
	}
	if _, ok := text.Edit(0, len(text.Decoded), "x"); ok {
		t.Error("what CDK writes can be edited")
	}
}

// TestCallsOfCDKAreLinear reads patterns of n and 2n parts, and calls in calls.
func TestCallsOfCDKAreLinear(t *testing.T) {
	for _, one := range []struct{ before, each, after string }{
		{"FilterPattern.all(", "FilterPattern.all(", ""},
		{"FilterPattern.all(", `FilterPattern.exists("$.a"), `, "x)"},
		{"FilterPattern.anyTerm(", `"a", `, "x)"},
		{"", "FilterPattern.anyTerm(", ""},
		{`FilterPattern.spaceDelimited("a")`, `.whereString("a", "=", "b")`, ".x()"},
	} {
		documenttest.Linear(t, 200, func(n int) {
			text := one.before + strings.Repeat(one.each, n) + one.after
			f := source.NewReader(source.Input{Name: "a.ts", Data: []byte(text)})
			Read(f, "a.ts")
		})
	}
}
