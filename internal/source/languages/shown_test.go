package languages

import (
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// FuzzShown reads what shows or embeds files of other languages, and what is
// rendered to them.
func FuzzShown(f *testing.F) {
	for _, seed := range []string{
		"```sh\naws logs filter-log-events --log-group-name <g> --filter-pattern '[a'\n```\n<!-- logsieve: ignore[x] -- y -->",
		"> ~~~yaml\n> Resources: {F: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '${a}'}}}\n> ~~~",
		"1. ```console\n   $ aws logs create-log-group \\\n   > --log-group-name g\n   {}\n   ```",
		"exports[`a 1`] = `\nObject {\n  \"Resources\": Object {\n    \"F\": Object {\n      \"Type\": \"AWS::Logs::LogGroup\",\n      \"Properties\": Object {\"a\": \\\\\"b\n\",},},},}\n`;",
		"# name: a\n  dict({\n    'Resources': dict({\n      'F': dict({\n        'Type': 'AWS::Logs::LogGroup',\n        'x': '''\n          a\n         b\n        ''',\n",
		"inputs = { filter_pattern = \"[a\", x = [{ pattern = \"{ $.a = 1 }\" }] }\nrun \"x\" {\n variables {\n pattern = \"x\"\n}\n}",
		"if ($x) { aws logs tail `\n \"$a``b\" '''' <# x #> }",
		"{% if x %}\naws logs put-metric-filter --filter-name {{ x }} --filter-pattern '{{ y }}'\n",
		"{ // a\n \"Resources\": {\"F\": {\"Type\": \"AWS::CloudFormation::StackSet\", \"Properties\": {\"TemplateBody\": \"{\\\"Resources\\\": {}}\",},},},}",
		"[{\"tasks\": [{\"cloudwatchlogs_log_group\": {\"log_group_name\": \"{{ item.a }}\"}, \"loop\": \"{{ x }}\", \"vars\": {\"x\": [\"{{ x }}\"]}}]}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		for _, name := range []string{"x.md", "x.snap", "x.ambr", "x.hcl", "x.tfvars", "x.tftest.hcl", "x.ps1", "x.sh.j2", "x.yaml.tpl", "x.jsonc"} {
			sourcetest.CheckFile(t, Read(source.Input{Name: name, Data: data}, Options{}))
		}
	})
}
