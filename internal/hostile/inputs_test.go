//go:build devtools && unix

package hostile

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// repeat are n parts with something between them; %d is the number of each.
func repeat(part string, n int, between string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.ReplaceAll(part, "%d", fmt.Sprint(i))
	}
	return strings.Join(parts, between)
}

// quoted is a text as JSON, which HCL and YAML read, too.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// terraform is a metric filter whose pattern is an expression.
func terraform(pattern string) string {
	return `resource "aws_cloudwatch_log_metric_filter" "a" {
  name           = "a"
  log_group_name = "g"
  pattern        = ` + pattern + `
  metric_transformation {
    name      = "a"
    namespace = "a"
    value     = "1"
  }
}
`
}

// cloudFormation is a metric filter in YAML after some anchors.
func cloudFormation(anchors, pattern string) string {
	return anchors + `Resources:
  A:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: g
      FilterPattern: ` + pattern + `
      MetricTransformations: [{MetricName: a, MetricNamespace: b, MetricValue: "1"}]
`
}

// doubled are anchors each of which names the one before it twice.
func doubled(function string, n int) string {
	var b strings.Builder
	b.WriteString("p0: &p0 \"ERROR\"\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "p%d: &p%d "+function+"\n", i, i, i-1, i-1)
	}
	return b.String()
}

const (
	filterJSON  = `"a%d":{"Type":"AWS::Logs::MetricFilter","Properties":{"FilterPattern":"{ $.a == %d }","LogGroupName":"g%d","MetricTransformations":[{"MetricName":"a","MetricNamespace":"b","MetricValue":"1"}]}}`
	plannedJSON = `{"address":"aws_cloudwatch_log_metric_filter.a%d","mode":"managed","type":"aws_cloudwatch_log_metric_filter","name":"a%d","values":{"name":"n%d","log_group_name":"g","pattern":"{ $.a == 1 }","metric_transformation":[{"name":"a","namespace":"b","value":"1"}]}}`
	putCommand  = `aws logs put-metric-filter --log-group-name g --filter-name a --filter-pattern x%d --metric-transformations metricName=a,metricNamespace=b,metricValue=1`
)

// The patterns of at most 1,024 characters that are hardest.
var (
	repeatedRegex = "{ $.a = %" + strings.Repeat("[a-z]{1000}", 90) + "% }"
	pairs         = "{ " + repeat("($.a%d=1||$.b%d=2)", 47, "&&") + " }"
	stars         = "{ " + repeat(`$.a="*x%d*"`, 60, " || ") + " }"
	words         = repeat("w%d", 200, " ")
	names         = "{ $.eventSource = iam.amazonaws.com || " + repeat(`$.eventName = "*N%d*"`, 15, " || ") + " }"
)

// files are the inputs by name.
func files() map[string]string {
	lines := repeat("line %d of the log", 20000, "\n") + "\n"
	return map[string]string{
		"hard.patterns":             strings.Join([]string{repeatedRegex, pairs, stars, words, names}, "\n") + "\n",
		"policy/main.tf":            terraform(quoted(names)),
		"readers/number/main.tf":    "resource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"a\"\n  retention_in_days = 1e9999999\n}\n",
		"readers/locals/main.tf":    "locals {\n  l0 = local.zz\n" + localLists(60) + "}\n" + terraform("local.l59[0]"),
		"readers/ifs.yaml":          cloudFormation(doubled(`{"Fn::If": [c, *p%d, *p%d]}`, 40), "*p39"),
		"readers/joins.yaml":        cloudFormation(doubled(`{"Fn::Join": ["", [*p%d, *p%d]]}`, 40), "*p39"),
		"readers/tojson.yaml":       cloudFormation(doubled(`{"Fn::ToJsonString": [*p%d, *p%d]}`, 14), "*p13"),
		"readers/laughs.yaml":       cloudFormation(doubled(`[*p%d, *p%d]`, 40), "*p39"),
		"same.sh":                   repeat(putCommand, 1000, "\n"),
		"template.json":             `{"Resources":{` + repeat(filterJSON, 1000, ",") + "}}",
		"plan.json":                 `{"format_version":"1.2","planned_values":{"root_module":{"resources":[` + repeat(plannedJSON, 1000, ",") + `]}},"resource_changes":[]}`,
		"zero/main.tf":              terraform("local.p"),
		"fifo/main.tf":              terraform("local.p"),
		"messages.json":             `{"filterPattern":"x","logEventMessages":[` + repeat(`""`, 50000, ",") + "]}",
		"members.json":              "{" + repeat(`"a%d":1`, 50000, ",") + "}",
		"tags.json":                 `{"logGroupName":"g","tags":{` + repeat(`"a?%d":"b"`, 20000, ",") + "}}",
		"requests.ndjson":           repeat(`{"filterPattern":"x","logEventMessages":["",%d]}`, 10000, "\n"),
		"brackets.json":             strings.Repeat("[", 1<<20),
		"merge.logsieve.yaml":       mergedTests(29),
		"events.logsieve.yaml":      "tests:\n  - name: a\n    filter: {filterPattern: x}\n    events:\n      - file: app.log\n        verdict: no match\n",
		"passwd.logsieve.yaml":      "tests:\n  - name: a\n    filter: {filterPattern: x}\n    events:\n      - file: /dev/zero\n        verdict: no match\n",
		"app.log":                   lines,
		"long.log":                  strings.Repeat("x", 8<<20),
		"many.patterns":             repeat("%w[0-9]{%d}x%", 200, "\n"),
		"nl/a\n::error::x.patterns": "{ $.a == 1 }\n",
	}
}

func localLists(n int) string {
	var b strings.Builder
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  l%d = [local.l%d, local.l%d]\n", i, i-1, i-1)
	}
	return b.String()
}

// mergedTests are messages each of which merges the one before it four times.
func mergedTests(n int) string {
	var b strings.Builder
	b.WriteString("tests:\n  - name: a\n    filter: {filterPattern: \"{ $.a = 1 }\"}\n    events:\n      - message: &a0 {a: lol, k0: 1}\n        verdict: no match\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "      - message: &a%d {<<: [*a%d, *a%d, *a%d, *a%d], k%d: 1}\n        verdict: no match\n", i, i-1, i-1, i-1, i-1, i)
	}
	return b.String()
}

// write writes the inputs into a folder, with a link and a pipe among them.
func write(t *testing.T, dir string) {
	t.Helper()
	for name, text := range files() {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		os.Symlink("/dev/zero", filepath.Join(dir, "zero/z.tf")),
		os.Symlink("/dev/zero", filepath.Join(dir, "zero/terraform.tfvars")),
		syscall.Mkfifo(filepath.Join(dir, "fifo/z.tf"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}
