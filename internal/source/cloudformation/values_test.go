package cloudformation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestFunctions holds what CloudFormation's functions evaluate to, as its user
// guide says, and that what a deployment decides is not known.
func TestFunctions(t *testing.T) {
	const template = `Resources:
  R: {Type: AWS::Logs::LogGroup}
  S: {Type: AWS::Logs::LogGroup}
Parameters:
  Stage: {Type: String}
  List: {Type: CommaDelimitedList}
Mappings:
  M:
    a: {text: found, list: [x, y], map: {b: c}}
`
	for _, c := range []struct{ yaml, want string }{
		{"a", `"a"`},
		{"!Join ['-', [a, b, c]]", `"a-b-c"`},
		{"!Join ['', [a]]", `"a"`},
		{"!Join ['-', []]", `""`},
		{"!Join [!Ref AWS::Region, [a, b]]", "?"},
		{"!Join ['-', a]", "?"},
		{"!Join ['-']", "?"},
		{"!Join ['-', [a, b], c]", "?"},
		{"!Join ['-', [a, {b: c}]]", "?"},
		{"!Join ['-', [a, !Ref AWS::Region, c]]", `"a-<!Ref AWS::Region>-c"`},
		{"Fn::Join: ['-', [1, true]]", `"1-true"`},
		{"!Select [0, [a, b]]", `"a"`},
		{"!Select ['1', [a, b]]", `"b"`},
		{"!Select [2, [a, b]]", "?"},
		{"!Select [-1, [a, b]]", "?"},
		{"!Select [0, a]", "?"},
		{"!Select [0]", "?"},
		{"!Select [0, !Split [',', 'a,b']]", `"a"`},
		{"!Split [',', 'a,b,']", `["a" "b" ""]`},
		{"!Split [',', ',a']", `["" "a"]`},
		{"!Split [',', a]", `["a"]`},
		{"!Split ['', a]", "?"},
		{"!Split [',', !Ref Stage]", "?"},
		{"!Split [!Ref Stage, 'a,b']", "?"},
		{"!Split [',']", "?"},
		{"!Sub 'a ${!b} ${c}'", `"a ${b} <${c}>"`},
		{"!Sub ['${a}-${b}', {a: x, b: !Ref AWS::Region}]", `"x-<${b}>"`},
		{"!Sub '${R}-${R.Arn}'", `"<${R}>-<${R.Arn}>"`},
		{"!Sub [a]", "?"},
		{"!FindInMap [M, a, text]", `"found"`},
		{"!FindInMap [M, a, list]", `["x" "y"]`},
		{"!FindInMap [M, a, map]", "?"},
		{"!FindInMap [M, a, none]", "?"},
		{"!FindInMap [M, none, text]", "?"},
		{"!FindInMap [M, a]", "?"},
		{"!FindInMap [M]", "?"},
		{"!FindInMap [none, a, text]", "?"},
		{"!FindInMap [M, !Ref Stage, text]", "?"},
		{"!If [C, a, a]", `"a"`},
		{"!If [C, a, b]", "?"},
		{"!If [C, a]", "?"},
		{"!If [C, !Ref R, !Ref R]", "? of Resources.R"},
		{"!If [C, !Ref R, !Ref AWS::NoValue]", "? of Resources.R"},
		{"!If [C, a, !Ref R]", "? of Resources.R"},
		{"!If [C, !Ref R, !Ref S]", "?"},
		{"!Ref R", "? of Resources.R"},
		{"!GetAtt R.Arn", "? of Resources.R"},
		{"!GetAtt [R, Arn]", "? of Resources.R"},
		{"!GetAtt []", "?"},
		{"!Ref Stage", "?"},
		{"!Ref AWS::NoValue", "null"},
		{"!ImportValue a", "?"},
		{"!Base64 a", "?"},
		{"Fn::ToJsonString: {a: [1, b]}", `"{\"a\":[1,\"b\"]}"`},
		{"[a, !Ref AWS::NoValue, b]", `["a" "b"]`},
		{"{a: b, c: !Ref AWS::NoValue}", `{a:"b" c:null}`},
	} {
		f := source.NewReader(source.Input{Name: "t.yaml", Data: []byte(template + "Value:\n  " + c.yaml + "\n")})
		root := f.Documents("t.yaml")[0]
		v := root.Get("Value")
		tpl := NewTemplate(f, "Resources", nil)
		tpl.ReadPart(root)
		if got := sourcetest.Shown(tpl.Value(v)); got != c.want {
			t.Errorf("%s: %s, want %s", c.yaml, got, c.want)
		}
	}
}

// TestNamed holds that resources are noted wherever a value names them, in
// what is not evaluated, too: what has to exist first depends on it.
func TestNamed(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"!Ref R", "R"},
		{"!Base64 {Ref: R}", "R"},
		{"Fn::Cidr: [!GetAtt R.Arn, !Ref S]", "R S"},
		{"!FindInMap [M, !Ref R, x]", "R"},
		{"Fn::Transform: {Name: N, Parameters: {a: !Ref S}}", "S"},
		{"!Sub '${R.Arn}'", "R"},
		{"!If [C, !Ref R, !Ref S]", "R S"},
		{"a", ""},
	} {
		f := source.NewReader(source.Input{Name: "t.yaml", Data: []byte("Resources: {R: {Type: A}, S: {Type: A}}\nValue:\n  " + c.yaml + "\n")})
		root := f.Documents("t.yaml")[0]
		tpl := NewTemplate(f, "Resources", nil)
		tpl.ReadPart(root)
		tpl.Value(root.Get("Value"))
		got := strings.ReplaceAll(strings.Join(tpl.TakeReferences(), " "), "Resources.", "")
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.yaml, got, c.want)
		}
	}
}

// TestVariables holds what ${self:} of the Serverless Framework stands for.
func TestVariables(t *testing.T) {
	deep := "v0: x\n"
	for i := 1; i < 20; i++ {
		deep += fmt.Sprintf("v%d: '${self:v%d}'\n", i, i-1)
	}
	f := source.NewReader(source.Input{Name: "t.yaml", Data: []byte(deep + `
custom: {name: n, number: 5, list: [a], other: '${self:custom.name}', mixed: 'a ${self:custom.name}', env: '${env:A}', tagged: !Ref A}
itself: '${self:itself}'
`)})
	config := f.Documents("t.yaml")[0]
	for _, c := range []struct{ name, want string }{
		{"self:custom.name", `"n"`},
		{"self:custom.number", "5"},
		{"self:custom.other", `"n"`},
		{"self:custom.mixed", "?"},
		{"self:custom.env", "?"},
		{"self:custom.list", "?"},
		{"self:custom.tagged", "?"},
		{"self:custom.none", "?"},
		{"self:none.name", "?"},
		{"self:custom.name, 'x'", "?"},
		{"self:itself", "?"},
		{"self:v7", `"x"`},
		{"self:v19", "?"},
		{"env:A", "?"},
	} {
		if got := sourcetest.Shown(NewTemplate(f, "", config).variable(c.name, 0, document.Span{})); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := sourcetest.Shown(NewTemplate(f, "", nil).variable(c.name, 0, document.Span{})); got != "?" {
			t.Errorf("%s is %s without a configuration", c.name, got)
		}
	}
	for name, want := range map[string]bool{
		"self:a": true, "env:A": true, "file(x.yml):y": true, "file(x.yml)": true, "s3:b/k": true, "opt:s, 'd'": true, "cf:stack.out": true, "aws-1:a": true,
		"AWS::Region": false, "Stage": false, "R.Arn": false, ":a": false, "(a)": false, "1a:b": false, "": false, "-a:b": false, "a_b:c": false,
	} {
		if got := isServerlessVariable(name); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestPrompts holds which defaults of a parameter are no values.
func TestPrompts(t *testing.T) {
	for text, want := range map[string]bool{
		"Enter a name": true, "<bucket>": true, "AWS::NoValue": true,
		"ERROR": false, "{ $.a = 1 }": false, "/aws/lambda/x": false, "<a": false, "a>": false, "?ERROR ?WARN": false, "": false,
	} {
		v := &source.Value{Kind: source.String, Text: document.NewText(document.YAMLPlain)}
		v.Text.AppendUnit(text, source.Span{})
		if got := isPrompt(v); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
	if isPrompt(&source.Value{Kind: source.List}) {
		t.Error("a list is a prompt")
	}
}

// TestMacros holds which transforms may add to what a template says.
func TestMacros(t *testing.T) {
	for yaml, want := range map[string]bool{
		"AWS::Serverless-2016-10-31":                            false,
		"[AWS::Serverless-2016-10-31, AWS::LanguageExtensions]": false,
		"Mine":                            true,
		"[AWS::LanguageExtensions, Mine]": true,
		"{Name: AWS::Include, Parameters: {Location: s3://b/k}}":   true,
		"[{Name: AWS::Include, Parameters: {Location: s3://b/k}}]": true,
		"[]": false,
	} {
		f := source.NewReader(source.Input{Name: "t.yaml", Data: []byte("Transform: " + yaml + "\n")})
		if got := usesMacros(f, f.Documents("t.yaml")[0]); got != want {
			t.Errorf("%s: %t", yaml, got)
		}
	}
}
