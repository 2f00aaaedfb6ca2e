package terraform

import (
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestCalledModules lists the resources of modules that a file calls, with
// what is known of them.
func TestCalledModules(t *testing.T) {
	folders := map[string][]source.Input{
		"m/group": {{Name: "m/group/main.tf", Data: []byte(`
variable "name" {}
variable "days" { default = 7 }
variable "on" { default = false }
resource "aws_cloudwatch_log_group" "g" {
  count             = var.on ? 1 : 0
  name              = var.name
  retention_in_days = var.days
}
resource "aws_cloudwatch_log_stream" "s" {
  log_group_name = aws_cloudwatch_log_group.g.name
  name           = "s-${var.name}"
}
`)}},
		"m/self":    {{Name: "m/self/main.tf", Data: []byte("variable \"name\" {}\nmodule \"again\" {\n  source = \"../self\"\n  name = var.name\n}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  name = var.name\n}\n")}},
		"m/json":    {{Name: "m/json/main.tf.json", Data: []byte(`{"resource": {"aws_cloudwatch_log_group": {"g": {}}}}`)}},
		"m/broken":  {{Name: "m/broken/main.tf", Data: []byte("resource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"\n}\n")}},
		"m/foreign": {{Name: "m/foreign/main.tf", Data: []byte("resource \"aws_sqs_queue\" \"q\" {}\n")}},
	}
	load := func(dir string) []source.Input { return folders[path.Clean(dir)] }
	for name, c := range map[string]struct {
		args string
		want []string // address, the name, its place; ? for what is not known
	}{
		"defaults":     {`source = "../m/group"`, []string{`module.c.aws_cloudwatch_log_stream.s s- at "c"`}},
		"switched on":  {"source = \"../m/group\"\n  on = true\n  name = \"x\"", []string{`module.c.aws_cloudwatch_log_group.g[0] x at "x"`, `module.c.aws_cloudwatch_log_group.g[0] x at "x"`, `module.c.aws_cloudwatch_log_stream.s s-x at "c"`}},
		"for each":     {"source = \"../m/group\"\n  for_each = toset([\"x\", \"y\"])\n  name = each.key", []string{`module.c["x"].aws_cloudwatch_log_stream.s s-x at "c"`, `module.c["y"].aws_cloudwatch_log_stream.s s-y at "c"`}},
		"not known":    {"source = \"../m/group\"\n  name = var.name", []string{`module.c.aws_cloudwatch_log_stream.s s- at "c"`}},
		"of itself":    {"source = \"../m/self\"\n  name = \"x\"", []string{`6 times`}},
		"JSON":         {`source = "../m/json"`, nil},
		"broken":       {`source = "../m/broken"`, nil},
		"foreign":      {`source = "../m/foreign"`, nil},
		"no folder":    {`source = "../m/none"`, nil},
		"a registry":   {`source = "m/group"`, nil},
		"not literal":  {`source = "../m/${var.kind}"`, nil},
		"without one":  {``, nil},
		"switched off": {"source = \"../m/group\"\n  count = 0", []string{`module.c.aws_cloudwatch_log_stream.s s- at "c"`}}, // may be more elsewhere
	} {
		t.Run(name, func(t *testing.T) {
			f := readFile(source.Input{Name: "live/main.tf", Data: []byte("module \"c\" {\n  " + c.args + "\n}\n")}, Options{Module: load})
			sourcetest.CheckFile(t, f)
			var got []string
			for _, r := range f.Resources {
				v := r.Input.Get("logGroupName")
				if r.Operation.Name == "CreateLogStream" {
					v = r.Input.Get("logStreamName")
				}
				line := r.Address
				if v != nil && v.Text != nil {
					line += " " + v.Text.Decoded + " at " + string(f.Data[v.Span.Start:v.Span.End])
				}
				if !r.Called || string(f.Data[r.At.Start:r.At.End]) != `"c"` {
					t.Errorf("%s: called %v at %s", r.Address, r.Called, f.Data[r.At.Start:r.At.End])
				}
				got = append(got, line)
			}
			if name == "of itself" && len(got) == maxCallDepth+1 {
				got = []string{"6 times"}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			for _, r := range f.Resources {
				if v := r.Input.Get("logGroupName"); r.Operation.Name == "CreateLogStream" && name == "switched on" && v.Ref != `module.c.aws_cloudwatch_log_group.g[0]` {
					t.Errorf("the stream's log group is %q", v.Ref)
				}
			}
		})
	}
}
