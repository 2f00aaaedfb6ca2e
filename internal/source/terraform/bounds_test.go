package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestTerraformBounds reads small files that stand for endless ones. Without
// the bounds of evaluation they would not come to an end.
func TestTerraformBounds(t *testing.T) {
	doubled := func(first, next string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "locals {\n  a0 = %s\n", first)
		for i := range 60 {
			fmt.Fprintf(&b, "  a%d = %s\n", i+1, strings.ReplaceAll(next, "#", fmt.Sprintf("local.a%d", i)))
		}
		return b.String() + "}\n"
	}
	const last = "local.a60"
	for name, src := range map[string]string{
		"text":    doubled(`"ab"`, `"${#}${#}"`) + groupNamed(last),
		"hole":    doubled("var.x", `"${#}${#}"`) + groupNamed(last),
		"list":    doubled("[1]", "[#, #]") + groupNamed("jsonencode("+last+")"),
		"flatten": doubled("[1]", "[#, #]") + groupNamed(`join("", flatten(`+last+"))"),
		"concat":  doubled("[1]", "concat(#, #)") + groupNamed(`join("", `+last+")"),
		"itself":  doubled("local.a60", "#") + groupNamed(last),
		"parens":  "x = " + strings.Repeat("(", 1e5) + "\n" + groupNamed(`"a"`),
	} {
		f := source.NewReader(source.Input{Name: "x.tf", Data: []byte(src)})
		Read(f, Options{})
		sourcetest.CheckFile(t, f.File())
		if name == "parens" {
			if len(f.Problems) != 1 {
				t.Errorf("%s: %d problems", name, len(f.Problems))
			}
			continue
		}
		if len(f.Resources) != 1 {
			t.Fatalf("%s: %d resources", name, len(f.Resources))
		}
		if v := f.Resources[0].Input.Get("logGroupName"); v.Kind != source.Unknown && v.Text.Known() {
			t.Errorf("%s: a text of %d bytes", name, len(v.Text.Decoded))
		}
		// A sibling's values are copied, and so bounded once more.
		f = source.NewReader(source.Input{Name: "y.tf", Data: []byte(groupNamed(last))})
		Read(f, Options{Siblings: func() []source.Input { return []source.Input{{Name: "x.tf", Data: []byte(src)}} }})
		sourcetest.CheckFile(t, f.File())
	}
}

func groupNamed(name string) string {
	return "resource \"aws_cloudwatch_log_group\" \"x\" {\n  name = " + name + "\n}\n"
}

func BenchmarkTerraform(b *testing.B) {
	for _, name := range []string{"basic.tf", "cis.tf", "other.tf"} {
		in := source.Input{Name: name, Data: []byte("resource \"aws_s3_bucket\" \"b\" {}\n")}
		if name != "other.tf" {
			in = sourcetest.Surface(b, name)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(in.Data)))
			for b.Loop() {
				Read(source.NewReader(in), Options{})
			}
		})
	}
}

// readFile reads one file.
func readFile(in source.Input, opts Options) *source.File {
	f := source.NewReader(in)
	Read(f, opts)
	return f.File()
}
