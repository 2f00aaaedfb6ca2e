package terraform

import (
	"path"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// outputModule is a module with outputs of all sorts.
const outputModule = `
variable "name" {}
variable "more" { default = null }
resource "aws_cloudwatch_log_group" "this" { name = "/app/${var.name}" }
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_cloudwatch_log_group" "each" {
  for_each = toset(["a", "b"])
  name     = each.key
}
module "inner" {
  source = "./inner"
  name   = var.name
}
output "name" { value = aws_cloudwatch_log_group.this.name }
output "arn" { value = aws_sns_topic.t.arn }
output "text" { value = "x-${var.name}" }
output "more" { value = var.more }
output "object" { value = { arn = aws_sns_topic.t.arn, list = [var.name] } }
output "secret" {
  value     = "s"
  sensitive = true
}
output "password" { value = "s" }
output "nested" { value = module.inner.arn }
output "groups" { value = { for k, g in aws_cloudwatch_log_group.each : k => g.name } }
output "loop" { value = module.self.loop }
module "self" {
  source = "./"
  name   = module.self.text
}
`

// TestOutputs holds what an expression over the outputs of modules gives: the
// resource that it names, or a text. What is not known says in which module that is.
func TestOutputs(t *testing.T) {
	modules := map[string]string{
		"m":       outputModule,
		"m/inner": "variable \"name\" {}\nresource \"aws_sns_topic\" \"i\" { name = var.name }\noutput \"arn\" { value = aws_sns_topic.i.arn }\n",
	}
	const calls = `
module "one" {
  source = "./m"
  name   = "one"
}
module "each" {
  source   = "./m"
  for_each = toset(["a", "b"])
  name     = each.key
}
module "count" {
  source = "./m"
  count  = 2
  name   = "c${count.index}"
}
module "registry" {
  source = "terraform-aws-modules/cloudwatch/aws"
}
`
	for _, c := range []struct{ expr, want string }{
		{"module.one.name", "module.one.aws_cloudwatch_log_group.this name"},
		{"module.one.arn", "module.one.aws_sns_topic.t arn"},
		{"module.one.object.arn", "module.one.aws_sns_topic.t arn"},
		{"module.one.object.list[0]", `"one"`},
		{"module.one.text", `"x-one"`},
		{"module.one.nested", "module.one.module.inner.aws_sns_topic.i arn"},
		{`module.one.groups["b"]`, `module.one.aws_cloudwatch_log_group.each["b"] name`},
		{`module.each["a"].arn`, `module.each["a"].aws_sns_topic.t arn`},
		{`module.each["a"].text`, `"x-a"`},
		{`module.each["none"].text`, `? module.each["none"].text`},
		{"module.count[1].text", `"x-c1"`},
		{"[for m in module.count : m.text][0]", `"x-c0"`},
		{`[for k, m in module.each : "${k}-${m.text}"][1]`, `"b-x-b"`},
		{`{ for k, m in module.each : k => m.arn }["b"]`, `module.each["b"].aws_sns_topic.t arn`},
		{"module.one.none", "? module.one.none"},
		{"module.one.secret", "? module.one.secret"},
		{"module.one.password", "? module.one.password"},
		{"module.one.loop", "? module.one.module.self.module.self.module.self.module.self.module.self.module.self.loop"},
		{"module.registry.arn", "? module.registry.arn"},
		{"module.unheard.arn", "? module.unheard.arn"},
		{"module.one", "map"},
	} {
		main := calls + "resource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  name = " + c.expr + "\n}\n"
		for name, files := range map[string][2]string{"in the file": {main, ""}, "beside it": {strings.TrimPrefix(main, calls), calls}} {
			f := source.NewReader(source.Input{Name: "main.tf", Data: []byte(files[0])})
			Read(f, Options{
				Siblings: func() []source.Input { return []source.Input{{Name: "other.tf", Data: []byte(files[1])}} },
				Module: func(dir string) []source.Input {
					if text, ok := modules[path.Clean(dir)]; ok {
						return []source.Input{{Name: dir + "/main.tf", Data: []byte(text)}}
					}
					return nil
				},
			})
			sourcetest.CheckFile(t, f.File())
			got := "none"
			for _, r := range f.Resources {
				if r.Address == "aws_cloudwatch_log_metric_filter.f" {
					got = named(r.Input.Get("filterName"))
				}
			}
			if got != c.want {
				t.Errorf("%s, called %s: %s, want %s", c.expr, name, got, c.want)
			}
		}
	}
}

// named is a value by the resource that it names, its text, or what it is called.
func named(v *source.Value) string {
	switch text, ok := v.Str(); {
	case v == nil:
		return "absent"
	case ok:
		return `"` + text + `"`
	case v.Ref != "":
		return v.Ref + " " + v.Attribute
	case v.Kind == source.Map:
		return "map"
	}
	return "? " + v.What
}

// TestForEachOverResources holds what each instance is of a block that is repeated
// for the instances of another one.
func TestForEachOverResources(t *testing.T) {
	f := source.NewReader(source.Input{Name: "main.tf", Data: []byte(`
resource "aws_cloudwatch_log_group" "g" {
  for_each = { a = "/a", b = "/b" }
  name     = each.value
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  for_each       = aws_cloudwatch_log_group.g
  name           = each.key
  log_group_name = each.value.name
}
`)})
	Read(f, Options{})
	sourcetest.CheckFile(t, f.File())
	got := ""
	for _, r := range f.Resources {
		if v := r.Input.Get("filterName"); v != nil {
			got += r.Address + " " + named(v) + " " + named(r.Input.Get("logGroupName")) + "\n"
		}
	}
	const want = `aws_cloudwatch_log_metric_filter.f["a"] "a" aws_cloudwatch_log_group.g["a"] name
aws_cloudwatch_log_metric_filter.f["b"] "b" aws_cloudwatch_log_group.g["b"] name
`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
