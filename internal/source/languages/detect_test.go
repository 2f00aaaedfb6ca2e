package languages

import (
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestReadDetects names what a file is by its name and content.
func TestReadDetects(t *testing.T) {
	const (
		yamlGroup = "Resources: {A: {Type: AWS::Logs::LogGroup}}\n"
		jsonGroup = `{"Resources": {"A": {"Type": "AWS::Logs::LogGroup"}}}`
		request   = `{"logGroupName": "a", "retentionInDays": 3}`
	)
	for _, c := range []struct {
		name, data string
		format     *source.Format
		resources  int
	}{
		{"a/b/template.yaml", yamlGroup, source.CloudFormation, 1},
		{"template.json", jsonGroup, source.CloudFormation, 1},
		{"cdk.out/Stack.template.json", jsonGroup, source.CloudFormation, 1},
		{"stack.template", jsonGroup, source.CloudFormation, 1},
		{"stack.template", yamlGroup, source.CloudFormation, 1},
		{"stack.json", yamlGroup, source.CloudFormation, 1}, // by its content, as CloudFormation reads it
		{"-", yamlGroup, source.CloudFormation, 1},
		{"stdin", jsonGroup, source.CloudFormation, 1},
		{"t.yml", "Transform: AWS::Serverless-2016-10-31\n" + yamlGroup, source.SAM, 1},
		{"serverless.yml", "service: a\nprovider: {name: aws, logRetentionInDays: 3}\n", source.Serverless, 1},
		{"serverless.json", `{"service": "a", "provider": {"name": "aws", "logRetentionInDays": 3}}`, source.Serverless, 1},
		{"Pulumi.yaml", "resources: {a: {type: 'aws:cloudwatch:LogGroup'}}\n", source.Pulumi, 1},
		{"main.tf", `resource "aws_cloudwatch_log_group" "a" {}`, source.Terraform, 1},
		{"main.tf.json", `{"resource": {"aws_cloudwatch_log_group": {"a": {}}}}`, source.Terraform, 1},
		{"plan.json", `{"format_version": "1.2", "values": {"root_module": {"resources": [{"address": "a", "type": "aws_cloudwatch_log_group", "values": {}}]}}}`, source.TerraformPlan, 1},
		{"retention.json", request, source.CLI, 1},
		{"create-log-group.json", `{"logGroupName": "a"}`, source.CLI, 1},
		{"filter-log-events.json", `{"events": [], "searchedLogStreams": []}`, source.None, 0}, // an answer
		{"filter-log-events.json", `{"logGroupName": "a"}`, source.CLI, 1},
		{"01-CreateLogGroup.yaml", "logGroupName: a\n", source.CLI, 1},
		{"create-log-group.json", `[{"logGroupName": "a"}, {"logGroupName": "b"}]`, source.CLI, 2},
		{"all.ndjson", request + "\n" + request + "\n", source.CLI, 2},
		{"all.json", request + "\n" + request + "\n", source.CLI, 2},
		{"delete.json", `{"operation": "DeleteLogGroup", "input": {"logGroupName": "a"}}`, source.CLI, 1},
		{"one.yml", "Type: AWS::Logs::LogGroup\nProperties: {RetentionInDays: 3}\n", source.CloudFormation, 2},
		{"events.yml", "- http: GET /\n- cloudwatchLog: /a\n- cloudwatchLog: {logGroup: /a, filter: ERROR}\n", source.Serverless, 2},
		{"stack.ts", "const t = `\nAWSTemplateFormatVersion: x\n" + yamlGroup + "`", source.None, 0},
		{"serverless.ts", "export default {resources: {" + jsonGroup + "}} // cloudwatchLog", source.None, 0},
		{"put-metric-filter.ts.json", `{"logGroupName": "a"}`, source.CLI, 1},
		{"run.sh", "aws logs create-log-group --log-group-name a\n", source.Shell, 1},
		{"run", "#!/bin/sh\naws logs create-log-group --log-group-name a\n", source.Shell, 1},
		{"Makefile", "a:\n\taws logs create-log-group --log-group-name a\n", source.Shell, 1},
		{"list.patterns", "ERROR\n", source.Patterns, 1},

		{"group.json", `{"logGroupName": "a"}`, source.None, 0}, // of any operation
		{"package.json", `{"name": "operation"}`, source.None, 0},
		{"openapi.yaml", "paths: {/: {get: {operationId: a}}}\nResources: AWS::Logs::LogGroup\n", source.None, 0},
		{"values.yaml", "policy: AWS::Logs::LogGroup\nlist: [}\n", source.None, 0}, // broken, and not ours
		{"empty.yaml", "", source.None, 0},
	} {
		f := Read(source.Input{Name: c.name, Data: []byte(c.data)}, Options{})
		sourcetest.CheckFile(t, f)
		if f.Format != c.format || len(f.Resources) != c.resources || len(f.Problems) > 0 {
			t.Errorf("%s: format %s, %d resources, %d problems; want %s, %d\n%s", c.name, f.Format.Name, len(f.Resources), len(f.Problems), c.format.Name, c.resources, c.data)
		}
	}
}

func TestReadUTF16(t *testing.T) {
	text := "\xff\xfe"
	for _, c := range "Resources: {A: {Type: AWS::Logs::LogGroup}}" {
		text += string([]byte{byte(c), 0})
	}
	if f := Read(source.Input{Name: "t.yaml", Data: []byte(text)}, Options{}); len(f.Problems) != 1 {
		t.Errorf("%d problems", len(f.Problems))
	}
}
