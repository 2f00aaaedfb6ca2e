package lint

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// toldIn are the codes of what is found in a file, each with the text it is at.
func toldIn(name, text string) []string {
	f := languages.Read(source.Input{Name: name, Data: []byte(text)}, languages.Options{})
	var told []string
	for _, g := range Check([]*source.File{f}, Options{Disabled: map[string]bool{"FS107": true, "FS108": true, "MT004": true, "FS120": true}}) {
		told = append(told, g.Code+" "+text[g.Span.Start:g.Span.End])
	}
	return told
}

// metricFilterTF is a metric filter of Terraform with some arguments.
func metricFilterTF(arguments, transformation string) string {
	return "variable \"env\" {}\nresource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  log_group_name = \"g\"\n" + arguments +
		"\n  metric_transformation {\n    namespace = \"Shop\"\n    value = \"1\"\n" + transformation + "\n  }\n}\n"
}

// TestMisnamedArguments holds arguments that there are not where they are
// written: they are judged under the name that was meant.
func TestMisnamedArguments(t *testing.T) {
	event := func(text string) string {
		return "service: s\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: h\n    events:\n" + text
	}
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a.tf", metricFilterTF("  name = \"n\"\n  filter_pattern = \"ERROR!\"", "    name = \"E\""), []string{"FS114 filter_pattern", "FP001 !"}},
		{"a.tf", metricFilterTF("  name = \"n\"\n  pattern = \"ERROR\"", "    name = \"E\"\n    default = 0\n    units = \"Cont\""), []string{"FS114 default", "FS114 units", `RQ009 "Cont"`}},
		{"a.tf", metricFilterTF("  name = \"n\"\n  pattern = \"ERROR\"\n  default_value = 0", "    name = \"E\""), []string{"FS114 default_value"}},
		{"a.tf", metricFilterTF("  name = \"n\"", "    name = \"E\"\n    pattern = \"ERROR!\""), []string{"FS114 pattern", "FP001 !"}},
		{"a.tf", metricFilterTF("  name = \"n\"\n  pattern = \"ERROR\"\n  region = \"eu-west-1\"\n  depends_on = []", "    name = \"E\"\n    default_value = 0"), nil},
		{"serverless.yml", event("      - cloudwatchLog: /g\n        filter: 'error: '\n"), []string{"FS114 filter", "FP001 :"}},
		{"serverless.yml", event("      - cloudwatchLog:\n          logGroup: /g\n          filterPattern: 'error: '\n"), []string{"FS114 filterPattern", "FP001 :"}},
		{"serverless.yml", event("      - cloudwatchLog:\n          logGroup: /g\n          filter: ERROR\n"), nil},
	} {
		if d := cmp.Diff(c.want, toldIn(c.name, c.text)); d != "" {
			t.Errorf("%s(-want +got):\n%s", c.text, d)
		}
	}
}

// TestBlankPattern holds a pattern of spaces in Terraform, whose safe fix the rule's
// page tells.
func TestBlankPattern(t *testing.T) {
	filter := func(pattern string) string {
		return "resource \"aws_cloudwatch_log_subscription_filter\" \"f\" {\n  name = \"n\"\n  log_group_name = \"g\"\n  filter_pattern = " + pattern +
			"\n  destination_arn = \"arn:aws:lambda:eu-west-1:111122223333:function:f\"\n}\n"
	}
	for pattern, want := range map[string][]string{`" "`: {`FS115 " "`}, `""`: nil, `"ERROR"`: nil} {
		if d := cmp.Diff(want, toldIn("a.tf", filter(pattern))); d != "" {
			t.Errorf("%s (-want +got):\n%s", pattern, d)
		}
	}
	f := languages.Read(source.Input{Name: "a.tf", Data: []byte(filter(`" "`))}, languages.Options{})
	for _, g := range Check([]*source.File{f}, Options{}) {
		if len(g.Fixes) > 0 && g.Fixes[0].Safe != Lookup(g.Rule).Fixable {
			t.Errorf("%s: fixable is %v, and its fix is safe: %v", g.Rule, Lookup(g.Rule).Fixable, g.Fixes[0].Safe)
		}
	}
}

// TestClockUnit holds times that a shell computes.
func TestClockUnit(t *testing.T) {
	const logs, query = "aws logs filter-log-events --log-group-name g --start-time ", "aws logs start-query --log-group-name g --query-string x --end-time 1767225600 --start-time "
	for command, want := range map[string]bool{
		logs + `"$(date +%s)"`:                        true,
		logs + `"$(($(date -d yesterday +%s) - 60))"`: true,
		"s=$(date +%s)\n" + logs + `"$s"`:             true,
		logs + `"$(date +%s)000"`:                     false,
		logs + `"$(date +%s%3N)"`:                     false,
		logs + `"$(($(date +%s) * 1000))"`:            false,
		"s=$(date +%s)\n" + logs + `"$((s * 1000))"`:  false,
		query + `"$(date +%s)"`:                       false,
		query + `"$(date +%s%3N)"`:                    true,
		query + `"$(date +%s)000"`:                    true,
	} {
		told := toldIn("a.sh", "#!/bin/sh\n"+command+"\n")
		if got := strings.Contains(strings.Join(told, "\n"), "FS020"); got != want {
			t.Errorf("%s: %q", command, told)
		}
	}
}

// TestHoledNames holds names that are wrong whatever their holes hold, and ones
// that may be right.
func TestHoledNames(t *testing.T) {
	for _, c := range []struct{ arguments, transformation, want string }{
		{`name = "${var.env}:errors*"`, `name = "E"`, `RQ008 "${var.env}:errors*"`},
		{`name = "n"`, `name = "${var.env}:E"`, `RQ008 "${var.env}:E"`},
		{`name = "${var.env}-errors"`, `name = "${var.env}E"`, ``},
		{`name = "${var.env}"`, `name = "E-${var.env}-${var.env}"`, ``},
	} {
		text := metricFilterTF("  pattern = \"ERROR\"\n  "+c.arguments, "    "+c.transformation)
		if got := strings.Join(toldIn("a.tf", text), "\n"); got != c.want {
			t.Errorf("%s %s: %s", c.arguments, c.transformation, got)
		}
	}
	for text, want := range map[string]string{
		`resource "aws_cloudwatch_log_group" "g" {` + "\n  name = \"/shop/${var.env} api\"\n  retention_in_days = 30\n}\n":                                                                                                                                                                                   `RQ008 "/shop/${var.env} api"`,
		`resource "aws_cloudwatch_log_group" "g" {` + "\n  name = \"aws/${var.env}\"\n  retention_in_days = 30\n}\n":                                                                                                                                                                                         `RQ119 "aws/${var.env}"`,
		`resource "aws_cloudwatch_log_group" "g" {` + "\n  name = \"g\"\n  retention_in_days = \"${var.env}days\"\n}\n":                                                                                                                                                                                      `RQ002 "${var.env}days"`,
		`resource "aws_cloudwatch_log_group" "g" {` + "\n  name = \"g\"\n  retention_in_days = \"1${var.env}\"\n}\n":                                                                                                                                                                                         ``,
		`resource "aws_cloudwatch_log_group" "g" {` + "\n  name = \"arn:aws:logs:us-east-1:111122223333:log-group:/x/${var.env}\"\n  retention_in_days = 30\n}\n":                                                                                                                                            `FS121 "arn:aws:logs:us-east-1:111122223333:log-group:/x/${var.env}"`,
		`resource "aws_cloudwatch_log_subscription_filter" "f" {` + "\n  name = \"n\"\n  log_group_name = \"g\"\n  filter_pattern = \"\"\n  destination_arn = \"arn:aws:es:${var.region}:111122223333:domain/${var.env}\"\n}\n":                                                                              `RQ140 "arn:aws:es:${var.region}:111122223333:domain/${var.env}"`,
		`resource "aws_cloudwatch_log_group" "g" {` + "\n  name = \"/aws/${var.env}\"\n  retention_in_days = 30\n}\n":                                                                                                                                                                                        ``,
		`resource "aws_cloudwatch_log_subscription_filter" "f" {` + "\n  name = \"n\"\n  log_group_name = \"g\"\n  filter_pattern = \"\"\n  destination_arn = \"arn:aws:lambda:${var.region}:${var.account}:function:${var.name}\"\n}\n":                                                                     ``,
		`resource "aws_cloudwatch_log_subscription_filter" "f" {` + "\n  name = \"n\"\n  log_group_name = \"g\"\n  filter_pattern = \"\"\n  role_arn = \"arn:aws:iam::${var.account}:role/${var.env}-r\"\n  destination_arn = \"arn:${var.p}:kinesis:${var.region}:${var.account}:stream/${var.name}\"\n}\n": ``,
	} {
		if got := strings.Join(toldIn("a.tf", "variable \"env\" {}\n"+text), "\n"); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
