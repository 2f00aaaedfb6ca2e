package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// jsonExamples are a run of each command whose -o writes JSON.
var jsonExamples = map[string]string{
	"match":               "match ERROR app.log",
	"match --why":         "match --why ERROR app.log",
	"match --count":       "match -c ERROR app.log",
	"match --filters":     "match --filters list.patterns app.log",
	"metrics":             "metrics --pattern ERROR --rate 1 app.log",
	"explain":             "explain ERROR",
	"compare":             "compare ERROR WARN",
	"fmt":                 "fmt ERROR",
	"lint":                "lint --config none a.yaml",
	"lint of nothing":     "lint --config none empty",
	"rules":               "rules",
	"rule":                "rule FP001",
	"rule of semantics":   "rule T6",
	"test":                "test a.logsieve.yaml",
	"conformance run":     "conformance run --filter terms/substring",
	"conformance list":    "conformance list --filter terms/substring",
	"conformance matrix":  "conformance matrix report.json",
	"validate":            "validate PutMetricFilter request.json",
	"validate --list":     "validate --list",
	"validate of nothing": "validate PutMetricFilter empty.json",
	"policy":              "policy --pack hygiene a.yaml",
	"policy --packs":      "policy --packs",
	"policy --export":     "policy --export a.yaml",
	"alarms":              "alarms a.yaml",
	"diff":                "diff a.yaml b.yaml",
	"version":             "version",
}

// withoutJSON are the commands that have no -o json, and why.
var withoutJSON = map[string]string{
	"test-metric-filter": "prints what the AWS CLI prints, which is JSON",
	"conformance copy":   "writes files",
	"conformance record": "writes a suite, whose shape case.schema.json describes",
	"serve":              "serves",
	"lsp":                "serves",
	"mcp":                "serves",
	"init":               "writes a file",
	"man":                "prints a page",
	"playground":         "writes a page",
	"completion":         "prints a script",
}

// TestJSONDocuments holds every command to docs/json.md: -o json writes one
// object that begins with its version.
func TestJSONDocuments(t *testing.T) {
	page, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	parser, err := kong.New(&commands{}, kong.Exit(func(int) {}), matchOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(true) {
		name := strings.TrimPrefix(leaf.Path(), parser.Model.Name+" ")
		isOutput := slices.ContainsFunc(leaf.Flags, func(f *kong.Flag) bool {
			return f.Name == "output" && f.Short == 'o' && f.PlaceHolder == "FORMAT[:FILE]"
		})
		switch {
		case isOutput == (withoutJSON[name] != ""):
			t.Errorf("%s: -o is %v, which withoutJSON contradicts", name, isOutput)
		case isOutput && jsonExamples[name] == "":
			t.Errorf("%s has no example", name)
		case isOutput && !bytes.Contains(page, []byte("\n| `"+name)):
			t.Errorf("docs/json.md does not describe %s", name)
		}
	}
	inFolder(t, map[string]string{
		"app.log": "ERROR one\nall is well\n",
		"a.yaml": `Resources:
  F: {Type: AWS::Logs::MetricFilter, Properties: {LogGroupName: g, FilterPattern: ERROR, MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: "1"}]}}
  A: {Type: AWS::CloudWatch::Alarm, Properties: {MetricName: m, Namespace: n, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold}}
`,
		"b.yaml":          "Resources: {G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: g}}}\n",
		"empty/README":    "",
		"empty.json":      "",
		"list.patterns":   "ERROR\n",
		"a.logsieve.yaml": "tests:\n  - name: a\n    filter: {filterPattern: ERROR}\n    events: [{message: ERROR, verdict: match}]\n",
		"request.json":    `{"filterName": "f"}`,
		"report.json":     `{"name": "n", "passed": 1, "cases": [{"id": "a/1", "suite": "a", "status": "passed", "evidence": "chosen", "rules": []}]}`,
	})
	for name, args := range jsonExamples {
		var out, stderr bytes.Buffer
		code := Main(t.Context(), append(strings.Fields(args), "-o", "json"), Streams{In: strings.NewReader(""), Out: &out, Err: &stderr})
		var doc struct{ Version int }
		switch err := json.Unmarshal(out.Bytes(), &doc); {
		case code > ExitFindings || err != nil:
			t.Errorf("%s: exit code %d, %v\n%s%s", name, code, err, &out, &stderr)
		case doc.Version != 1:
			t.Errorf("%s: version %d in\n%s", name, doc.Version, &out)
		case !strings.HasPrefix(strings.TrimLeft(out.String(), "{ \n"), `"version"`):
			t.Errorf("%s does not begin with the version:\n%s", name, &out)
		}
	}
}

// inFolder makes a folder with files the working folder of a test.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
