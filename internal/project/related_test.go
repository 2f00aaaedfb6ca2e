package project

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source/terraform"
)

// TestRelated names what has to be looked at when one file differs.
func TestRelated(t *testing.T) {
	texts := map[string]string{
		"envs/prod/main.tf":             "module \"alarms\" {\n  source = \"../../modules/alarms\"\n  level  = local.level\n}\n",
		"envs/prod/variables.tf":        "variable \"env\" {}\nvariable \"other\" {}\n",
		"envs/prod/locals.tf":           "locals {\n  level = \"x-${var.env}\"\n}\n",
		"envs/prod/filter.tf":           "resource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  pattern = var.pattern\n  log_group_name = data.aws_x.g.name\n}\n",
		"envs/prod/group.tf":            "data \"aws_x\" \"g\" {}\n",
		"envs/prod/alone.tf":            "resource \"aws_sns_topic\" \"t\" {}\n",
		"envs/dev/main.tf.json":         `{"module": {"alarms": {"source": "../../modules/alarms"}}}`,
		"envs/dev/more.tf":              "",
		"modules/alarms/main.tf":        "module \"group\" { source = \"./group\" }\n",
		"modules/alarms/group/g.tf":     "resource \"aws_cloudwatch_log_group\" \"g\" {}\n",
		"other/main.tf":                 "module \"far\" {\n  source = \"git::https://example.com/x\"\n  a = var.a\n}\n",
		"other/deep/sub/main.tf":        "# var.a\n",
		"template.yaml":                 "",
		"api/serverless.yml":            "functions: ${file(./functions.yml):functions}\ncustom: ${file(../shared/custom.yml)}\n",
		"api/functions.yml":             "functions: {a: {events: '${file(events/logs.yml)}'}}\n",
		"api/events/logs.yml":           "- cloudwatchLog: {filter: ERROR}\n",
		"shared/custom.yml":             "a: 1\n",
		"stacks/root.yaml":              "Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml}}}\n",
		"stacks/child.yaml":             "Resources: {B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: deep/leaf.yaml}}}\n",
		"stacks/deep/leaf.yaml":         "Parameters: {P: {Type: String}}\n",
		"stacks/deep/other.yaml":        "Parameters: {P: {Type: String}}\n",
		"reader/main.tf":                "locals {\n  p = file(\"${path.module}/patterns/error.txt\")\n}\n",
		"reader/filter.tf":              "resource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  pattern = local.p\n}\n",
		"reader/else.tf":                "resource \"aws_sns_topic\" \"t\" {}\n",
		"sub.yaml":                      "",
		"envs/prod/terraform.tfvars":    "pattern = \"a\"\n",
		"envs/prod/values/eu/x.tfvars":  "env = \"a\"\n",
		"envs/prod/y.tfvars.json":       `{"pattern": "a", "unused": 1}`,
		"other/x.tfvars":                "a = 1\n",
		"other/deep/sub/x.tfvars":       "a = 1\n",
		"other/deep/sub/1/2/3/x.tfvars": "a = 1\n",
	}
	var files []string
	for name := range texts {
		if !terraform.IsValuesFile(name) {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	read := func(name string) ([]byte, error) {
		text, ok := texts[name]
		if !ok {
			return nil, os.ErrNotExist
		}
		return []byte(text), nil
	}
	prod := []string{"envs/prod/alone.tf", "envs/prod/filter.tf", "envs/prod/group.tf", "envs/prod/locals.tf", "envs/prod/main.tf", "envs/prod/variables.tf"}
	for changed, want := range map[string][]string{
		"template.yaml":                 {"template.yaml"},
		"envs/prod/alone.tf":            {"envs/prod/alone.tf"},
		"envs/prod/filter.tf":           {"envs/prod/filter.tf"},
		"envs/prod/group.tf":            {"envs/prod/filter.tf", "envs/prod/group.tf"},
		"envs/prod/variables.tf":        {"envs/prod/locals.tf", "envs/prod/main.tf", "envs/prod/variables.tf"},
		"envs/prod/terraform.tfvars":    {"envs/prod/filter.tf"},
		"envs/prod/y.tfvars.json":       {"envs/prod/filter.tf"},
		"envs/prod/values/eu/x.tfvars":  {"envs/prod/locals.tf", "envs/prod/main.tf"},
		"envs/prod/gone.tf":             prod,
		"envs/prod/gone.auto.tfvars":    prod,
		"envs/prod/notes.txt":           {},
		"envs/dev/main.tf.json":         {"envs/dev/main.tf.json", "envs/dev/more.tf"},
		"modules/alarms/group/g.tf":     {"envs/dev/main.tf.json", "envs/dev/more.tf", "envs/prod/main.tf", "modules/alarms/group/g.tf", "modules/alarms/main.tf"},
		"other/x.tfvars":                {"other/main.tf"},
		"other/deep/sub/x.tfvars":       {"other/deep/sub/main.tf"}, // of the nearest module alone
		"other/deep/sub/1/2/3/x.tfvars": {},                         // too deep to be read
		"elsewhere/main.tf":             {},
		"api/serverless.yml":            {"api/serverless.yml"},
		"api/functions.yml":             {"api/functions.yml", "api/serverless.yml"},
		"api/events/logs.yml":           {"api/events/logs.yml", "api/functions.yml", "api/serverless.yml"},
		"shared/custom.yml":             {"api/serverless.yml", "shared/custom.yml"},
		"stacks/root.yaml":              {"stacks/child.yaml", "stacks/deep/leaf.yaml", "stacks/root.yaml"},
		"stacks/child.yaml":             {"stacks/child.yaml", "stacks/deep/leaf.yaml", "stacks/root.yaml"},
		"stacks/deep/leaf.yaml":         {"stacks/child.yaml", "stacks/deep/leaf.yaml", "stacks/root.yaml"},
		"stacks/deep/other.yaml":        {"stacks/deep/other.yaml"},
		"reader/patterns/error.txt":     {"reader/filter.tf", "reader/main.tf"},
	} {
		t.Run(changed, func(t *testing.T) {
			got := Related(files, map[string]bool{changed: true}, read)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := Related(files, nil, read); len(got) > 0 {
		t.Error(got)
	}
}
