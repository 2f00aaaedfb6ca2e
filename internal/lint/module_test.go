package lint

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// alarmModule is a module that makes a metric filter of what it is given, and
// has a mistake of its own.
const alarmModule = `
variable "name" {}
variable "pattern" {}
variable "group" {
  default = "trail"
}
variable "unit" {
  default = null
}
variable "role" {
  default = null
}
variable "ship" {
  default = false
}
resource "aws_cloudwatch_log_group" "own" {
  name = "own-${var.name}"
}
resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = var.name
  log_group_name = var.group
  pattern        = var.pattern
  metric_transformation {
    name          = var.name
    namespace     = "AWS/Own"
    value         = "1"
    unit          = var.unit
    default_value = 0
  }
}
resource "aws_cloudwatch_log_subscription_filter" "ship" {
  count           = var.ship ? 1 : 0
  name            = "ship-${var.name}"
  log_group_name  = aws_cloudwatch_log_group.own.name
  filter_pattern  = "{ $.a == 1 }"
  destination_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/${var.name}"
  role_arn        = var.role
}
`

// TestCalledModules holds that what a file gives to a module is judged where
// it is given, and what stands in the module only there.
func TestCalledModules(t *testing.T) {
	call := func(name, args string) string {
		return "module \"" + name + "\" {\n  source = \"./modules/alarm\"\n  name = \"" + name + "\"\n" + args + "}\n"
	}
	for name, c := range map[string]struct {
		main string
		want []string // code and text at the place
	}{
		"a literal":               {call("a", "  pattern = \"{ $.a == 1 }\"\n"), []string{`FP010 ==`}},
		"an escape":               {call("a", "  pattern = \"{ $.a = \\\"x\\\" && $.b == 1 }\"\n"), []string{`FP010 ==`}},
		"a local":                 {"locals {\n  p = \"[ERROR]\"\n}\n" + call("a", "  pattern = local.p\n"), []string{`FS002 [ERROR]`}},
		"other members":           {call("a", "  pattern = \"ERROR\"\n  unit = \"Secs\"\n"), []string{`RQ009 "Secs"`}},
		"nothing wrong":           {call("a", "  pattern = \"ERROR\"\n  unit = \"Count\"\n"), nil},
		"not known":               {"variable \"p\" {}\n" + call("a", "  pattern = var.p\n"), nil},
		"with for_each":           {call("a", "  for_each = { x = \"ERROR\", y = \"a b c\" }\n  pattern = each.value\n  group = each.key\n"), []string{`FS001 a b c`}},
		"two of a group":          {call("a", "  pattern = \"ERROR\"\n") + call("a2", "  pattern = \"ERROR\"\n"), nil}, // of two metrics
		"one name twice":          {call("a", "  pattern = \"ERROR\"\n") + strings.Replace(call("a", "  pattern = \"WARN\"\n"), "\"a\"", "\"b\"", 1), []string{`FS106 "b"`}},
		"one name in two Regions": {call("a", "  pattern = \"ERROR\"\n") + strings.Replace(call("a", "  pattern = \"WARN\"\n  providers = { aws = aws.other }\n"), "\"a\"", "\"b\"", 1), nil},
		"filters in two Regions":  {filterTF("f", `"ERROR"`, "N") + strings.Replace(filterTF("f", `"ERROR"`, "N"), "{", "{\n  provider = aws.other", 1), nil},
		"a module of a module": {strings.ReplaceAll(call("a", "  pattern = \"{ $.a == 1 }\"\n"), "modules/alarm", "modules/outer"),
			[]string{`FP010 ==`}},
		"a module elsewhere": {strings.ReplaceAll(call("a", "  pattern = \"{ $.a == 1 }\"\n"), "./modules/alarm", "example/alarm/aws"), []string{`FP010 ==`}}, // by the name of the argument
		"no such folder":     {strings.ReplaceAll(call("a", "  pattern = \"{ $.a == 1 }\"\n"), "modules/alarm", "modules/none"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, text := range map[string]string{
				"main.tf": c.main, "modules/alarm/main.tf": alarmModule,
				"modules/outer/main.tf": "variable \"name\" {}\nvariable \"pattern\" {}\nmodule \"inner\" {\n  source  = \"../alarm\"\n  name    = var.name\n  pattern = var.pattern\n}\n",
			} {
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			r, err := NewRunner(nil, Selection{})
			if err != nil {
				t.Fatal(err)
			}
			result := r.Run(t.Context(), []string{"main.tf"})
			var got []string
			for _, f := range result.Findings {
				got = append(got, f.Code+" "+string(result.Source(f.File)[f.Span.Start:f.Span.End]))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if name != "a literal" {
				return
			}
			// The module's own mistakes are told where it stands.
			own := said(r.Run(t.Context(), []string{"modules/alarm/main.tf"}))
			if diff := cmp.Diff([]string{"modules/alarm/main.tf:16 FS107", "modules/alarm/main.tf:25 RQ136", "modules/alarm/main.tf:35 FP010"}, own); diff != "" {
				t.Error(diff)
			}
		})
	}
}
