package terraform

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestCollections holds functions of lists and maps to what Terraform's
// documentation says of them, also where an item is not known.
func TestCollections(t *testing.T) {
	for expression, want := range map[string]string{
		`join(",", keys({ c = 1, a = 2, b = 3 }))`:            "a,b,c",
		`join(",", values({ c = 1, a = 2, b = 3 }))`:          "2,3,1",
		`join(",", keys({ a = var.x }))`:                      "a",
		`values({ b = var.x, a = "y" })[0]`:                   "y",
		`values({ b = var.x, a = "y" })[1]`:                   "?",
		`join(",", keys(["a"]))`:                              "?",
		`join(",", flatten([["a", "b"], [], ["c"]]))`:         "a,b,c",
		`join(",", flatten([["a", ["b"]], "c"]))`:             "a,b,c",
		`flatten([["a", var.x], "c"])[2]`:                     "c",
		`flatten("a")`:                                        "?",
		`join(",", concat(["a", ""], ["b", "c"]))`:            "a,,b,c",
		`join(",", concat(["a"], "b"))`:                       "?",
		`join(",", compact(["a", "", "b", null, "c"]))`:       "a,b,c",
		`join(",", compact("a"))`:                             "?",
		`join(",", distinct(["b", "a", "b"]))`:                "b,a",
		`join(",", toset(["b", "a", "b"]))`:                   "a,b",
		`join(",", tolist(["b", "a"]))`:                       "b,a",
		`tomap({ a = "b" }).a`:                                "b",
		`join(",", sensitive(["a"]))`:                         "?",
		`length(["a", "b"])`:                                  "2",
		`length([var.x])`:                                     "1",
		`length({ a = 1 })`:                                   "1",
		`length([])`:                                          "0",
		`length(var.x)`:                                       "?",
		`lookup({ a = "ay", b = "bee" }, "a", "what?")`:       "ay",
		`lookup({ a = "ay", b = "bee" }, "c", "what?")`:       "what?",
		`lookup({ a = "ay" }, "c")`:                           "?",
		`lookup({ a = "ay" }, var.x, "what?")`:                "?",
		`lookup(["a"], "a", "what?")`:                         "?",
		`element(["a", "b", "c"], 1)`:                         "b",
		`element(["a", "b", "c"], 3)`:                         "a",
		`element(["a", "b", "c"], 0)`:                         "a",
		`element([], 0)`:                                      "?",
		`element(["a"], var.x)`:                               "?",
		`element(["a"])`:                                      "?",
		`one(["a"])`:                                          "a",
		`one(["a", "b"])`:                                     "?",
		`one([])`:                                             "?",
		`merge({ a = "b", c = "d" }, { c = "z" }).c`:          "z",
		`merge({ a = "b", c = "d" }, { c = "z" }).a`:          "b",
		`merge({ a = "b" }, null).a`:                          "b",
		`merge({ a = "b" }, var.x).a`:                         "?",
		`alltrue([]) ? "y" : "n"`:                             "y",
		`alltrue([true, var.x]) ? "y" : "n"`:                  "?",
		`anytrue([true, var.x]) ? "y" : "n"`:                  "y",
		`anytrue("a") ? "y" : "n"`:                            "?",
		`format("%s", 1234567890123)`:                         "1234567890123",
		`"${007}"`:                                            "7",
		`"${1e3}"`:                                            "1000",
		`"${1.50}"`:                                           "1.5",
		`"${0}"`:                                              "0",
		`"${12}"`:                                             "12",
		`"${123456789}${1234567890}"`:                         "1234567891234567890",
		`"${100000000000000000000000}"`:                       "100000000000000000000000",
		`true ? "a" : "b"`:                                    "a",
		`[for k, v in { b = "1", a = "2" } : "${k}=${v}"][0]`: "a=2",
		`join(",", [for i, v in ["x", "y"] : "${i}${v}"])`:    "0x,1y",
		`join(",", [for v in ["x", "y"] : v if v != "x"])`:    "y",
		`{ for v in ["x", "y"] : v => upper(v) }.y`:           "Y",
		`{ for v in ["ax", "ay"] : "a" => v... }.a[1]`:        "?",
		`"a${true ? "b" : "c"}d"`:                             "abd",
		`"%{ if true }a%{ else }b%{ endif }"`:                 "a",
		`"%{ for x in ["a", "b"] }${x},%{ endfor }"`:          "a,b,",
		`"a ${~ " b " ~} c"`:                                  "a b c",
		`"$${a}%%{b}"`:                                        "${a}%{b}",
		`trimspace("  a\n")`:                                  "a",
		`trim("?!hello?!", "!?")`:                             "hello",
		`trimprefix("helloworld", "hello")`:                   "world",
		`trimprefix("helloworld", "cat")`:                     "helloworld",
		`trimsuffix("helloworld", "world")`:                   "hello",
		`chomp("hello\r\n\n")`:                                "hello",
		`coalesce("", "b")`:                                   "b",
		`coalesce("a", "b")`:                                  "a",
		`try({}.a, "b")`:                                      "b",
		`jsonencode({ b = [1, true, null, "x"], a = "\"<" })`: `{"a":"\"\u003c","b":[1,true,null,"x"]}`,
		`indent(2, "a\n\nb")`:                                 "a\n  \n  b",
		`"${"a"}" == "a" ? "y" : "n"`:                         "y",
		`1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 ? "y" : "n"`:      "y",
		`1 > 2 || 2 < 2 || 3 <= 2 || 2 >= 3 ? "y" : "n"`:      "n",
		`!true ? "y" : "n"`:                                   "n",
		`7 % 4 + 6 / 4 * 2 - 1`:                               "5",
		`-(2)`:                                                "-2",
		`length("abc")`:                                       "3",
		`length("")`:                                          "0",
		`length("${var.x}a")`:                                 "?",
		`join(",", [for v in { b = "1", a = "2" } : v])`:      "2,1",
		`length("👾🕹️")`:                                       "2",
		`1 / 0`:                                               "?",
	} {
		got, ok := evaluated(t, expression)
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
}

// TestHeredocs holds how a heredoc's indentation goes: with <<- by the line
// that has least, of all lines.
func TestHeredocs(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{"<<E\n  a\n b\nE\n", "  a\n b\n"},
		{"<<-E\n    a\n   b\n    E\n", " a\nb\n"},
		{"<<-E\n  a\n\n  b\n  E\n", "a\n\nb\n"},
		{"<<E\n$${a} \\n \"\nE\n", "${a} \\n \"\n"},
		{"<<-E\n  a ${\"b\"}\n    c\n  E\n", "a b\n  c\n"},
	} {
		if got, ok := evaluated(t, c.expression); !ok || got != c.want {
			t.Errorf("%q: %q, want %q", c.expression, got, c.want)
		}
	}
}

// TestSiblings holds that what other files of a module declare is found, in
// whichever it stands, and as it is where each stands.
func TestSiblings(t *testing.T) {
	siblings := []source.Input{
		{Name: "a.tf", Data: []byte("locals {\n  first = \"1${local.second}\"\n}\n")},
		{Name: "b.tf", Data: []byte("locals {\n  second = \"2${local.third}\"\n}\n")},
		{Name: "c.tf.json", Data: []byte(`{"locals": {"th\u0069rd": "3${local.fourth}"}}`)},
		{Name: "d.tf", Data: []byte("locals {\n  fourth = \"4\"\n  loop = local.loop\n}\n")},
		{Name: "x.tf", Data: []byte("locals {\n  first = \"not read again\"\n}\n")},
	}
	for expression, want := range map[string]string{
		"local.first": "1234", "local.fourth": "4", "local.none": "?", "local.loop": "?",
	} {
		f := readFile(source.Input{Name: "x.tf", Data: []byte(groupNamed(expression))}, Options{Siblings: func() []source.Input { return siblings }})
		sourcetest.CheckFile(t, f)
		got, ok := f.Resources[0].Input.Get("logGroupName").AsKnown()
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
}

// TestValueFiles holds where files of values are looked for: in the folder and
// two below it, but not in another module, nor in what is hidden.
func TestValueFiles(t *testing.T) {
	tree := map[string]string{}
	for _, name := range []string{
		"m/main.tf", "m/terraform.tfvars", "m/x.auto.tfvars", "m/notes.txt", "m/env/prod.tfvars", "m/env/prod/app.tfvars", "m/env/prod/deep/no.tfvars",
		"m/other/main.tf", "m/other/no.tfvars", "m/other/below/no.tfvars", "m/.terraform/no.tfvars", "m/node_modules/no.tfvars", "m/env/lost.tfvars",
	} {
		tree[name] = "x = 1\n"
	}
	list := func(dir string) (files, folders []string) {
		seen := map[string]bool{}
		for name := range tree {
			rest, ok := strings.CutPrefix(name, dir+"/")
			if !ok {
				continue
			}
			if folder, _, below := strings.Cut(rest, "/"); !below {
				files = append(files, rest)
			} else if !seen[folder] {
				seen[folder] = true
				folders = append(folders, folder)
			}
		}
		return files, folders
	}
	load := func(name string) ([]byte, error) {
		if path.Base(name) == "lost.tfvars" {
			return nil, errors.New("lost")
		}
		return []byte(tree[name]), nil
	}
	got := map[string]string{}
	for _, in := range ValueFiles("m", list, load) {
		got[in.Name] = string(in.Data)
	}
	want := map[string]string{}
	for _, name := range []string{"m/terraform.tfvars", "m/x.auto.tfvars", "m/env/prod.tfvars", "m/env/prod/app.tfvars"} {
		want[name] = "x = 1\n"
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestJoinProviders(t *testing.T) {
	for _, c := range [][3]string{{"", "", ""}, {"a", "", "a"}, {"", "b", "b"}, {"a", "b", "a > b"}} {
		if got := joinProviders(c[0], c[1]); got != c[2] {
			t.Errorf("%q in %q: %q", c[1], c[0], got)
		}
	}
}

// TestProblemOrder holds that what cannot be read is told from top to bottom.
func TestProblemOrder(t *testing.T) {
	f := readFile(source.Input{Name: "x.tf", Data: []byte("resource \"aws_cloudwatch_log_group\" \"a\" {\n  name = \n}\nresource \"aws_cloudwatch_log_group\" \"b\" {\n  name = )\n}\nlocals {\n  a = \"${\"\n}\n")}, Options{})
	for i := 1; i < len(f.Problems); i++ {
		if f.Problems[i-1].Span.Start > f.Problems[i].Span.Start {
			t.Errorf("%v is told before %v", f.Problems[i-1].Span, f.Problems[i].Span)
		}
	}
	if len(f.Problems) < 2 {
		t.Errorf("%d problems", len(f.Problems))
	}
}

// TestPlanUnknowns holds that what a plan marks as known after apply only is
// not known: a value, an item of a list, one in an object of a list.
func TestPlanUnknowns(t *testing.T) {
	for _, c := range []struct{ after, unknown, want string }{
		{`{"log_group_name": "g", "name": "n"}`, `{}`, "g n"},
		{`{"log_group_name": "g", "name": null}`, `{"name": true}`, "g ?"},
		{`{"log_group_name": "g", "name": "n"}`, `{"name": false}`, "g n"},
		{`{"log_group_name": "g", "metric_transformation": [{"name": "a", "value": null}, {"name": null, "value": "2"}]}`, `{"metric_transformation": [{"value": true}, {"name": true}]}`, "g - a=? ?=2"},
		{`{"log_group_name": "g", "metric_transformation": [{"name": "a", "value": "1"}]}`, `{"metric_transformation": [{}]}`, "g - a=1"},
	} {
		doc := fmt.Sprintf(`{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "a.b", "type": "aws_cloudwatch_log_metric_filter", "name": "b", "values": %s}]}}, "resource_changes": [{"address": "a.b", "change": {"after_unknown": %s}}]}`, c.after, c.unknown)
		f := source.NewReader(source.Input{Name: "plan.json", Data: []byte(doc)})
		ReadPlan(f)
		sourcetest.CheckFile(t, f.File())
		if len(f.Resources) != 1 {
			t.Fatalf("%d resources of\n%s", len(f.Resources), doc)
		}
		known := func(v *source.Value) string {
			switch {
			case v == nil:
				return "-"
			case v.Kind == source.Unknown:
				return "?"
			}
			s, _ := v.AsKnown()
			return s
		}
		in := f.Resources[0].Input
		got := known(in.Get("logGroupName")) + " " + known(in.Get("filterName"))
		if list := in.Get("metricTransformations"); list != nil {
			for _, item := range list.Items {
				got += " " + known(item.Get("metricName")) + "=" + known(item.Get("metricValue"))
			}
		}
		if got != c.want {
			t.Errorf("%s, unknown %s: %s, want %s", c.after, c.unknown, got, c.want)
		}
	}
}
