package estate

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// TestSame holds what two values surely are: the same, or different whatever
// their holes hold.
func TestSame(t *testing.T) {
	value := func(pieces ...string) *source.Value {
		text := document.NewText(document.HCLQuoted)
		for _, p := range pieces {
			if hole, ok := strings.CutPrefix(p, "$"); ok {
				text.AppendHole(hole, "", source.Span{})
			} else {
				text.AppendUnit(p, source.Span{})
			}
		}
		return &source.Value{Kind: source.String, Text: text}
	}
	at := func(folder, address string) Located {
		return Located{File: &source.File{Input: source.Input{Name: folder + "/main.tf"}, Format: source.Terraform}, Resource: &source.Resource{Address: address}}
	}
	here, there, module := at("a", "r.x"), at("b", "r.x"), at("a", "module.m.r.x")
	for _, test := range []struct {
		a    Located
		va   *source.Value
		b    Located
		vb   *source.Value
		want analyze.Answer
	}{
		{here, value("x"), there, value("x"), analyze.Yes},
		{here, value("x"), there, value("y"), analyze.No},
		{here, value("$var.p", "-x"), here, value("$var.p", "-x"), analyze.Yes},
		{here, value("$var.p", "-x"), here, value("$var.p", "-y"), analyze.No},
		{here, value("$var.p", "-x"), there, value("$var.p", "-x"), analyze.Unknown},
		{here, value("$var.p", "-x"), module, value("$var.p", "-x"), analyze.Unknown},
		{here, value("$var.p", "-x"), there, value("$var.p", "-y"), analyze.No},
		{here, value("x-", "$var.p"), there, value("y-", "$var.p"), analyze.No},
		{here, value("$each.key"), here, value("$each.key"), analyze.Unknown},
		{here, value("$var.p"), here, value("x"), analyze.Unknown},
		{here, value("$var.p"), here, value("$var.q"), analyze.Unknown},
		{here, nil, here, nil, analyze.Yes},
		{here, nil, here, value("x"), analyze.No},
	} {
		if got := Same(test.a, test.va, test.b, test.vb); got != test.want {
			t.Errorf("%s and %s: %s, want %s", Expression(test.va), Expression(test.vb), got, test.want)
		}
		if got := Same(test.b, test.vb, test.a, test.va); got != test.want {
			t.Errorf("turned around, %s and %s: %s, want %s", Expression(test.va), Expression(test.vb), got, test.want)
		}
	}
}

func TestMayBeAbsent(t *testing.T) {
	for _, c := range []struct {
		format *source.Format
		text   string
		want   bool
	}{
		{source.Terraform, "resource \"a\" \"b\" {\n  name = \"account\"\n}\n", false},
		{source.Terraform, "resource \"a\" \"b\" {\n  count = var.on ? 1 : 0\n}\n", true},
		{source.Terraform, "resource \"a\" \"b\" {\n  count = 2\n}\n", false},
		{source.Terraform, "resource \"a\" \"b\" {\n  for_each = toset([\"a\"])\n}\n", false},
		{source.Terraform, "resource \"a\" \"b\" {\n  for_each = var.on ? [\"a\"] : []\n}\n", true},
		{source.CloudFormation, "F:\n  Type: T\n  Properties: {Condition: On}\n", false}, // its reader knows
		{source.CLI, `{"Condition": 1}`, false},
	} {
		f := &source.File{Format: c.format}
		f.Data = []byte(c.text)
		l := Located{File: f, Resource: &source.Resource{Body: source.Span{End: len(c.text)}}}
		if got := l.MayBeAbsent(); got != c.want {
			t.Errorf("%s: %v", c.text, got)
		}
	}
}
