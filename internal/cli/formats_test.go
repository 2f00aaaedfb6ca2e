package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/cli"
	"github.com/logsieve/logsieve/internal/source"
)

// planted are files of each format with a filter pattern that is wrong. Those
// that have names in JSON and in YAML are in JSON, which is YAML too.
var planted = map[*source.Format]string{
	source.CloudFormation: `{"Resources": {"F": {"Type": "AWS::Logs::MetricFilter", "Properties": {"LogGroupName": "g", "FilterPattern": "[a",
		"MetricTransformations": [{"MetricName": "m", "MetricNamespace": "n", "MetricValue": "1"}]}}}}`,
	source.SAM: `{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {"Events":
		{"E": {"Type": "CloudWatchLogs", "Properties": {"LogGroupName": "g", "FilterPattern": "[a"}}}}}}}`,
	source.Serverless: `{"service": "s", "provider": {"name": "aws"}, "functions": {"f": {"handler": "h", "events": [{"cloudwatchLog": {"logGroup": "g", "filter": "[a"}}]}}}`,
	source.Pulumi: `{"name": "p", "runtime": "yaml", "resources": {"f": {"type": "aws:cloudwatch:LogMetricFilter", "properties": {"logGroupName": "g", "name": "f",
		"pattern": "[a", "metricTransformation": {"name": "m", "namespace": "n", "value": "1"}}}}}`,
	source.Terraform: `resource "aws_cloudwatch_log_subscription_filter" "f" {
  name            = "f"
  log_group_name  = "g"
  filter_pattern  = "[a"
  destination_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
}`,
	source.TerraformPlan: `{"format_version": "1.2", "values": {"root_module": {"resources": [{"address": "aws_cloudwatch_log_metric_filter.f", "mode": "managed",
		"type": "aws_cloudwatch_log_metric_filter", "name": "f", "values": {"name": "f", "log_group_name": "g", "pattern": "[a",
		"metric_transformation": [{"name": "m", "namespace": "n", "value": "1"}]}}]}}}`,
	source.TerraformState: `{"version": 4, "lineage": "x", "resources": [{"mode": "managed", "type": "aws_cloudwatch_log_metric_filter", "name": "f", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
		"instances": [{"attributes": {"name": "f", "log_group_name": "g", "pattern": "[a", "metric_transformation": [{"name": "m", "namespace": "n", "value": "1"}]}}]}]}`,
	source.Live: `{"metricFilters": [{"filterName": "f", "filterPattern": "[a", "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
		"creationTime": 1700000000000, "logGroupName": "g"}]}`,
	source.Accelerator: `{"cloudWatch": {"metricSets": [{"metrics": [{"filterName": "f", "logGroupName": "g", "filterPattern": "[a", "metricNamespace": "n", "metricName": "m", "metricValue": "1"}]}]}}`,
	source.Kubernetes: `{"apiVersion": "cloudwatchlogs.aws.upbound.io/v1beta1", "kind": "MetricFilter", "spec": {"forProvider": {"logGroupName": "g", "name": "f", "pattern": "[a",
		"metricTransformation": [{"name": "m", "namespace": "n", "value": "1"}]}}}`,
	source.Ansible: `[{"community.aws.cloudwatchlogs_log_group_metric_filter": {"log_group_name": "g", "filter_name": "f", "filter_pattern": "[a",
		"metric_transformation": {"metric_name": "m", "metric_namespace": "n", "metric_value": "1"}}}]`,
	source.Pipeline: `{"jobs": {"a": {"steps": [{"run": "aws logs filter-log-events --log-group-name g --filter-pattern '[a'"}]}}}`,
	source.Markdown: "# Runbook\n\n~~~sh\naws logs filter-log-events --log-group-name g --filter-pattern '[a'\n~~~\n",
	source.Snapshot: "exports[`a 1`] = `\n{\n  \"Resources\": {\n    \"F\": {\n      \"Type\": \"AWS::Logs::MetricFilter\",\n" +
		"      \"Properties\": {\n        \"FilterPattern\": \"[a\",\n      },\n    },\n  },\n}\n`;\n",
	source.Program:         `new CfnMetricFilter(this, "f", {filterPattern: "[a"});`,
	source.TerraformInputs: `inputs = { filter_pattern = "[a" }`,
	source.CLI:             `{"logGroupName": "g", "filterName": "f", "filterPattern": "[a", "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]}`,
	source.Shell:           "a:\n\taws logs filter-log-events --log-group-name g --filter-pattern '[a'\n",
	source.Patterns:        "[a\n",
}

// plantedAs are those that other names of their formats need otherwise.
var plantedAs = map[string]string{
	".py":     `logs.put_metric_filter(filterPattern="[a")`,
	".go":     `var in = logs.PutMetricFilterInput{FilterPattern: aws.String("[a")}`,
	".java":   `class A { FilterPattern p = FilterPattern.literal("[a"); }`,
	".cs":     `var a = new PutMetricFilterRequest { FilterPattern = "[a" };`,
	".tfvars": `filter_pattern = "[a"`,
	".ambr": "# name: a\n  dict({\n    'Resources': dict({\n      'F': dict({\n        'Type': 'AWS::Logs::MetricFilter',\n" +
		"        'Properties': dict({\n          'FilterPattern': '[a',\n        }),\n      }),\n    }),\n  })\n# ---\n",
}

const plantedTerraformJSON = `{"resource": {"aws_cloudwatch_log_subscription_filter": {"f": {"name": "f", "log_group_name": "g", "filter_pattern": "[a",
	"destination_arn": "arn:aws:lambda:eu-west-1:123456789012:function:f"}}}}`

// TestEveryFormatIsJudged plants a file of each format under each name that its
// files have, and finds all of them judged: a format that the walk, the probe or
// the reader does not know would be passed over in silence.
func TestEveryFormatIsJudged(t *testing.T) {
	root := t.TempDir()
	var want []string
	for _, format := range source.Formats() {
		text, ok := planted[format]
		if format == source.Configured {
			continue // files of any name, if a configuration says so
		}
		if !ok {
			t.Errorf("no file of the format %s is planted", format.Name)
		}
		names := slices.Clone(format.Names)
		for _, extension := range format.Extensions {
			names = append(names, "x"+extension)
		}
		if len(names) == 0 {
			t.Errorf("the format %s has no files", format.Name)
		}
		for _, name := range names {
			data := text
			if other, ok := plantedAs[filepath.Ext(name)]; ok {
				data = other
			}
			switch filepath.Ext(name) {
			case ".json":
				if format == source.Terraform {
					data = plantedTerraformJSON
				}
			case ".ndjson", ".jsonl":
				data = strings.Join(strings.Fields(text), " ")
			}
			path := filepath.Join(root, format.Name, name, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
				t.Fatal(err)
			}
			want = append(want, filepath.ToSlash(path))
		}
	}
	code, out, stderr := run(t.Context(), nil, "lint", "--config", "none", "-o", "json", root)
	if code != cli.ExitFindings {
		t.Fatalf("exit code %d: %s%s", code, out, stderr)
	}
	var report struct {
		Findings []struct{ File, Code string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range report.Findings {
		if strings.HasPrefix(f.Code, "FP") {
			got = append(got, f.File)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("(-planted +judged):\n%s", diff)
	}
}

// TestHooksKnowTheFormats holds the names that pre-commit hands over to those
// that files of our formats have.
func TestHooksKnowTheFormats(t *testing.T) {
	hooks, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"tfvars"} // and a file of values stands for those that it reaches
	for _, format := range source.Formats() {
		for _, extension := range format.Extensions {
			want = append(want, extension[strings.LastIndexByte(extension, '.')+1:])
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	found := regexp.MustCompile(`(?m)^  entry: logsieve lint.*\n  files: '(\(\\\.\((.*?)\)\|.*)'`).FindAllSubmatch(hooks, -1)
	if len(found) != 3 {
		t.Fatalf("%d hooks lint", len(found))
	}
	for _, m := range found {
		got := strings.Split(strings.Replace(string(m[2]), "ya?ml", "yaml|yml", 1), "|")
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("extensions (-formats +hook):\n%s", diff)
		}
		files := regexp.MustCompile("(?i)" + string(m[1])) // the program takes MAKEFILE, too
		for _, format := range source.Formats() {
			for _, name := range format.Names {
				if !files.MatchString(name) {
					t.Errorf("the hook does not take %s", name)
				}
			}
		}
	}
}
