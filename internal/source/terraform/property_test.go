package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestTerraformMeansWhatHCLSays holds the evaluator to hcl's own: the same
// text, and each byte that maps to the file stands there.
func TestTerraformMeansWhatHCLSays(t *testing.T) {
	known := 0
	rapid.Check(t, func(t *rapid.T) {
		g := hclGen{t}
		src := fmt.Sprintf("locals {\n  a = %s\n  b = %s\n  m = { k = %s, \"l\" = %s }\n  l = [%s, local.a]\n}\n"+
			"resource \"aws_cloudwatch_log_subscription_filter\" \"x\" {\n  filter_pattern = %s\n}\n",
			g.literal(), g.value(0), g.literal(), g.literal(), g.literal(), g.value(3))
		if rapid.Bool().Draw(t, "crlf") {
			src = strings.ReplaceAll(src, "\n", "\r\n")
		}
		want, ok := hclValue(src)
		if !ok {
			return
		}
		f := source.NewReader(source.Input{Name: "x.tf", Data: []byte(src)})
		Read(f, Options{})
		sourcetest.CheckFile(t, f.File())
		if len(f.Problems) > 0 || len(f.Resources) != 1 {
			t.Fatalf("%d problems, %d resources in\n%s", len(f.Problems), len(f.Resources), src)
		}
		got, ok := f.Resources[0].Input.Get("filterPattern").Str()
		if !ok || got != want {
			t.Fatalf("got %q (known %v), hcl says %q in\n%s", got, ok, want, src)
		}
		known++
	})
	if known == 0 {
		t.Error("no expression had a value")
	}
}

// hclValue is what hcl makes of the file's pattern.
func hclValue(src string) (string, bool) {
	parsed, diags := hclsyntax.ParseConfig([]byte(src), "x.tf", hcl.InitialPos)
	if diags.HasErrors() {
		return "", false
	}
	ctx := &hcl.EvalContext{Functions: map[string]function.Function{
		"format": stdlib.FormatFunc, "join": stdlib.JoinFunc, "trimspace": stdlib.TrimSpaceFunc, "chomp": stdlib.ChompFunc,
		"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "jsonencode": stdlib.JSONEncodeFunc, "replace": stdlib.ReplaceFunc,
		"trimprefix": stdlib.TrimPrefixFunc, "trimsuffix": stdlib.TrimSuffixFunc, "trim": stdlib.TrimFunc, "title": stdlib.TitleFunc,
		"merge": stdlib.MergeFunc, "concat": stdlib.ConcatFunc, "element": stdlib.ElementFunc, "split": stdlib.SplitFunc,
		"keys": stdlib.KeysFunc, "values": stdlib.ValuesFunc, "compact": stdlib.CompactFunc, "flatten": stdlib.FlattenFunc,
	}}
	body := parsed.Body.(*hclsyntax.Body)
	locals := map[string]cty.Value{}
	for _, name := range []string{"a", "b", "m", "l"} {
		ctx.Variables = map[string]cty.Value{"local": cty.ObjectVal(locals)}
		v, diags := body.Blocks[0].Body.Attributes[name].Expr.Value(ctx)
		if diags.HasErrors() {
			return "", false
		}
		locals[name] = v
	}
	ctx.Variables = map[string]cty.Value{"local": cty.ObjectVal(locals)}
	v, diags := body.Blocks[1].Body.Attributes["filter_pattern"].Expr.Value(ctx)
	if diags.HasErrors() {
		return "", false
	}
	v, err := convert.Convert(v, cty.String)
	if err != nil || v.IsNull() || !v.IsKnown() {
		return "", false
	}
	return v.AsString(), true
}

type hclGen struct{ t *rapid.T }

func (g hclGen) pick(parts ...string) string { return rapid.SampledFrom(parts).Draw(g.t, "part") }

func (g hclGen) text(parts ...string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 8).Draw(g.t, "text"), "")
}

// literal is a quoted string without interpolations.
func (g hclGen) literal() string {
	return `"` + g.text("a", "{ $.x = ", " ", "é", "😀", `\"`, `\\`, `\n`, `\t`, `\r`, `\u00e9`, `\U0001F600`, "$${", "%%{", "$", "%", "}", "'", "<&>", "-", "ERROR", "\t") + `"`
}

// value is an expression that has a text.
func (g hclGen) value(depth int) string {
	if depth <= 0 {
		return g.pick(g.literal(), "local.a", "12", "true", "-1.50", `local.m.k`, `local.m["l"]`, "local.l[0]", "local.l[1]")
	}
	inner := func() string { return g.value(depth - 1) }
	switch rapid.IntRange(0, 14).Draw(g.t, "kind") {
	case 0:
		return g.literal()
	case 1:
		return `"` + g.pick("", "x", ` \" `) + "${" + g.pick("", " ") + inner() + g.pick("", " ") + "}" + g.pick("", "y", "$${") + `"`
	case 2:
		return g.heredoc(depth)
	case 3:
		return "trimspace(" + inner() + ")"
	case 4:
		return g.pick("chomp", "lower", "upper", "title") + "(" + inner() + ")"
	case 5:
		return "join(" + inner() + ", [" + inner() + ", " + inner() + "])"
	case 6:
		return `format("a%s %%\"%v", ` + inner() + ", " + inner() + ")"
	case 7:
		return "jsonencode({ z = " + inner() + ", \"a b\" = [" + inner() + ", null, false], c = { d = 1.5 } })"
	case 8:
		return g.pick(`local.a == "a"`, `local.a != local.b`, "true", "!false", "2 > 1 && 3 >= 4") + " ? " + inner() + " : " + inner()
	case 9:
		return "replace(" + inner() + ", \"a\", " + inner() + ")"
	case 10:
		return g.pick("trimprefix", "trimsuffix", "trim") + "(" + inner() + ", " + g.pick(`"a"`, `" "`, `"\n"`, `"ERROR"`) + ")"
	case 11:
		return "merge(local.m, { k = " + inner() + " }).k"
	case 12:
		return "element(concat(local.l, [" + inner() + "]), " + g.pick("0", "1", "2", "3") + ")"
	case 13:
		return "join(\",\", [for k, v in { x = " + inner() + ", y = local.b } : \"${k}=${v}\"" + g.pick("", ` if k != "x"`) + "])"
	}
	return "(" + inner() + ")"
}

func (g hclGen) heredoc(depth int) string {
	var b strings.Builder
	flush := g.pick("", "-")
	b.WriteString("<<" + flush + "EOT\n")
	for range rapid.IntRange(0, 4).Draw(g.t, "lines") {
		b.WriteString(g.pick("", "  ", "    ", "      ", "\t", " \t ", "  "))
		b.WriteString(g.text("a", "{ $.x = \"y\" }", " ", `\n`, "$${", "%%{", "é", "${local.a}", "${ local.b }", "%{ if true }", "%{~ if false ~}", "${~ local.a ~}") + "\n")
	}
	text := b.String()
	text += strings.Repeat("%{ endif }\n", strings.Count(text, "%{ if")+strings.Count(text, "%{~ if")-2*strings.Count(text, "%%{ if"))
	return text + g.pick("", "  ") + "EOT\n"
}
