package chain

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

const shipModule = `
variable "groups" {}
variable "stream" {}
variable "action" { default = "kinesis:PutRecord" }
` + trustDocument + `data "aws_iam_policy_document" "write" {
  statement {
    actions   = [var.action]
    resources = [var.stream]
  }
}
resource "aws_iam_role" "w" {
  name               = "w"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  inline_policy {
    name   = "w"
    policy = data.aws_iam_policy_document.write.json
  }
}
resource "aws_cloudwatch_log_subscription_filter" "f" {
  for_each        = toset(var.groups)
  name            = "f"
  log_group_name  = each.value
  filter_pattern  = "ERROR"
  destination_arn = var.stream
  role_arn        = aws_iam_role.w.arn
}
`

// TestCalls: what a module on its own leaves undecided is said of each call of it, and
// of the module where no call decides it.
func TestCalls(t *testing.T) {
	const call = "resource \"aws_kinesis_stream\" \"s\" { name = \"s\" }\nmodule \"ship\" {\n  source = \"./ship\"\n  groups = [\"/a\", \"/b\"]\n  stream = aws_kinesis_stream.s.arn\n}\n"
	for _, c := range []struct {
		what  string
		files map[string]string
		only  string // the file that is read, "" for all
		want  []string
	}{
		{"the module alone", map[string]string{"ship/main.tf": shipModule}, "", []string{"aws_cloudwatch_log_subscription_filter.f undecided"}},
		{"called", map[string]string{"ship/main.tf": shipModule, "main.tf": call}, "", []string{
			`aws_cloudwatch_log_subscription_filter.f["/a"] proven`, `aws_cloudwatch_log_subscription_filter.f["/b"] proven`}},
		{"called with another action", map[string]string{"ship/main.tf": shipModule, "main.tf": strings.Replace(call, "  stream ", "  action = \"kinesis:Get*\"\n  stream ", 1)}, "", []string{
			`aws_cloudwatch_log_subscription_filter.f["/a"] broken`, `aws_cloudwatch_log_subscription_filter.f["/b"] broken`}},
		{"called, the module not among the files", map[string]string{"ship/main.tf": shipModule, "main.tf": call}, "main.tf", []string{
			`aws_cloudwatch_log_subscription_filter.f["/a"] proven`, `aws_cloudwatch_log_subscription_filter.f["/b"] proven`}},
		{"called with what is not known", map[string]string{"ship/main.tf": shipModule, "main.tf": strings.Replace(call, "aws_kinesis_stream.s.arn", "var.s", 1)}, "", []string{"aws_cloudwatch_log_subscription_filter.f undecided"}},
		{"called through another", map[string]string{"ship/main.tf": shipModule, "main.tf": call, "env/main.tf": "module \"all\" {\n  source = \"../\"\n}\n"}, "", []string{
			`module.all.module.ship.aws_cloudwatch_log_subscription_filter.f["/a"] proven`, `module.all.module.ship.aws_cloudwatch_log_subscription_filter.f["/b"] proven`}},
	} {
		read := func(dir string) (list []source.Input) {
			for name, text := range c.files {
				if path.Dir(name) == path.Clean(dir) {
					list = append(list, source.Input{Name: name, Data: []byte(text)})
				}
			}
			return list
		}
		var files []*source.File
		for _, name := range []string{"env/main.tf", "main.tf", "ship/main.tf"} {
			if text := c.files[name]; text != "" && (c.only == "" || c.only == name) {
				opts := languages.Options{}
				opts.Terraform.Module = read
				files = append(files, languages.Read(source.Input{Name: name, Data: []byte(text)}, opts))
			}
		}
		var got []string
		for _, s := range Subscriptions(estate.New(files), Options{}) {
			one := s.Located.Resource.Address + " " + string(s.Whole)
			got = append(got, strings.TrimPrefix(one, "module.ship."))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.what, diff)
		}
	}
}
