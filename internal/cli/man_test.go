package cli

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestManExamples runs the examples of the man page in a shell. All commands but
// those that are started by other programs have one.
func TestManExamples(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	parser, err := kong.New(&commands{}, kong.Exit(func(int) {}), matchOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	template := `Resources:
  Errors:
    Type: AWS::Logs::MetricFilter
    Properties: {LogGroupName: g, FilterPattern: '{ $.level == "ERROR" }', MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: "1"}]}
  Ring:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: m, Namespace: n, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold}
`
	mended := strings.Replace(template, "==", "=", 1)
	inFolder(t, map[string]string{
		"app.log":         `{"level": "ERROR", "ms": 2000, "time": "2026-01-31T12:00:00Z"}` + "\n",
		"template.yaml":   template,
		"old/a.yaml":      mended,
		"new/a.yaml":      strings.Replace(mended, "ERROR", "Error", 1),
		"a.logsieve.yaml": "tests:\n  - name: a\n    filter: {filterPattern: ERROR}\n    events: [{message: ERROR, verdict: match}]\n",
		"request.json":    `{"filterName": "f"}`,
	})
	commands := 0
	for _, leaf := range parser.Model.Leaves(true) {
		path := strings.TrimPrefix(leaf.Path(), parser.Model.Name+" ")
		list := examples()[path]
		if (len(list) == 0) != slices.Contains([]string{"lsp", "mcp"}, path) {
			t.Errorf("%s has %d examples", path, len(list))
		}
		for _, one := range list {
			commands++
			if path == "match" { // by the example of lint it is mended
				one.command = strings.Replace(one.command, "template.yaml", "old/a.yaml", 1)
			}
			if strings.Contains(one.command, "endpoint=aws") || path == "playground" { // which needs an account, or a release
				if _, err := parser.Parse(strings.Fields(one.command)[1:]); err != nil {
					t.Errorf("%s: %v", one.command, err)
				}
				continue
			}
			out, err := exec.Command(shell, "-c", one.command).CombinedOutput()
			if failed, ok := err.(*exec.ExitError); ok && failed.ExitCode() > ExitFindings || err != nil && !ok || len(out) == 0 && path != "completion" && path != "conformance copy" && path != "alarms" {
				t.Errorf("%s: %v\n%s", one.command, err, out)
			}
		}
	}
	if len(examples()) != len(parser.Model.Leaves(true))-2 || commands < 20 {
		t.Errorf("%d commands have examples, %d in all", len(examples()), commands)
	}
}
