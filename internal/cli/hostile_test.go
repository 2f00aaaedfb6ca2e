package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/cli"
	"github.com/logsieve/logsieve/internal/report"
)

// hostile is what others may put into names, values and log events: controls of
// terminals, of the direction of text, of continuous integration, and what XML
// cannot hold.
const hostile = "x\x1b[31m\u202e\u009b\x7f\uFFFE]]>\"<&\r::error::r\n::set-output name=a::b\n \u00a0::stop-commands::c ##[command]d ##vso[task.e]f"

// quoted is hostile as a string of JSON, and of YAML in double quotes.
func quoted(t *testing.T) string {
	t.Helper()
	return quote(t, hostile)
}

func quote(t *testing.T, text string) string {
	t.Helper()
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, r := range string(b) {
		if r < 0x7F {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

// hostileFiles are inputs of all commands.
func hostileFiles(t *testing.T) {
	t.Helper()
	q := quoted(t)
	line := strings.NewReplacer("\n", "", "\r", "").Replace(hostile)
	word := strings.Join(strings.Fields(hostile), "")
	event, err := json.Marshal(map[string]any{"a": 1, "d": hostile, "timestamp": "2026-01-01T00:00:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"lint/lines.patterns": "{ $.a == \"" + line + "\" }\n ::error::x == ##[x]\n" + line + " " + line + "\n",
		"lint/template.json":  `{"Resources": {` + q + `: {"Type": "AWS::Logs::MetricFilter", "Properties": {"FilterName": ` + q + `, "LogGroupName": ` + q + `, "FilterPattern": ` + q + `, ` + q + `: 1, "MetricTransformations": [{"MetricName": ` + q + `, "MetricNamespace": "n", "MetricValue": ` + q + `}]}}, "G": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": ` + q + `}}}}`,
		"lint/main.tf":        "resource \"aws_cloudwatch_log_metric_filter\" \"a\" {\n  name = " + strings.ReplaceAll(q, `\ufffe`, "") + "\n  log_group_name = \"g\"\n  pattern = <<E\n" + hostile + "\nE\n}\n",
		"lint/broken.yaml":    "Resources: {\"" + line + "\n  ::error::y\n",
		"lint/filters.sh":     "aws logs put-metric-filter --log-group-name '" + hostile + "' --filter-name '" + hostile + "' --filter-pattern '" + hostile + "'\n",
		"alarms/stack.json": `{"Resources": {` + q + `: {"Type": "AWS::Logs::MetricFilter", "Properties": {"FilterName": ` + q + `, "LogGroupName": "g", "FilterPattern": "{ $.a = 1 }", "MetricTransformations": [{"MetricName": "m", "MetricNamespace": "n", "MetricValue": "$.d"}]}}, ` +
			`"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": ` + q + `, "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching", "AlarmActions": [` + q + `]}}, ` +
			`"B": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": ` + q + `, "MetricName": ` + q + `, "Namespace": "n"}}}}`,
		"validate.json":             `{` + q + `: ` + q + `, "logGroupName": ` + q + `, "filterPattern": ` + q + `}`,
		"t/a.logsieve.yaml":         "filters:\n  " + q + ": {filterPattern: '{ $.a = 1 }', metricTransformations: [{metricName: m, metricNamespace: n, metricValue: $.a, dimensions: {d: $.d}}]}\ntests:\n- name: " + q + "\n  events:\n  - {message: " + q + ", verdict: match}\n  - {file: log, matches: []}\n  - message: '{\"a\": 1}'\n    verdict: no match\n",
		"t/log":                     string(event) + "\n",
		"wrong/a.logsieve.yaml":     q + ": 1\n",
		"log":                       string(event) + "\n" + hostile + "\n",
		"suite.json":                `{"suite": ` + q + `, "cases": [{"id": ` + quote(t, "t/"+word) + `, "request": {"filterPattern": ` + q + `, "logEventMessages": [` + q + `]}, "matched": [1], "rules": [` + q + `], "evidence": "chosen", "source": ` + q + `}]}`,
		"filter.json":               `{"logGroupName": "g", "filterName": ` + strings.ReplaceAll(q, ":", "") + `, "filterPattern": "{ $.a = 1 }", "metricTransformations": [{"metricName": ` + strings.ReplaceAll(q, ":", "") + `, "metricNamespace": "n", "metricValue": "$.a", "dimensions": {"d": "$.d"}}]}`,
		"fmt.patterns":              "# " + line + "\n{$.a==\"" + line + "\"}\n{ $.a=\"" + line + "\" }\n",
		"policy.yaml":               "title: " + q + "\nrules:\n- id: r\n  title: " + q + "\n  require: {pattern: '{ $.a = 2 }'}\n",
		"lint/" + fileName(hostile): "{ $.a == 1 }\n",
		fileName(hostile) + ".json": "{",
	}
	if runtime.GOOS == "linux" {
		files["lint/\xff.patterns"] = "{ $.a == 1 }\n"
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// fileName is a name of a file with all that its system lets into one.
func fileName(text string) string {
	not := "/"
	if runtime.GOOS == "windows" {
		not = "/\\:*?\"<>|"
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(not, r) || runtime.GOOS == "windows" && r < ' ' {
			return -1
		}
		return r
	}, text) + ".patterns"
}

// runnerCommand is what GitHub's runner obeys in a line, whatever space comes
// first.
var runnerCommand = regexp.MustCompile(`(?m)^[\s\p{Z}]*::|##\w*\[`)

// ownCommand is what lint and others have it obey.
var ownCommand = regexp.MustCompile(`^::(error|warning|notice) file=[^\n]*,line=\d+,[^\n:]*::`)

// harmless holds that an output obeys nobody, and is well-formed.
func harmless(t *testing.T, what, format, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s: not UTF-8: %q", what, text)
	}
	for i, r := range text {
		lineBreak := r == '\n' || r == '\t' || r == '\r' && strings.HasPrefix(text[i:], "\r\n")
		if !lineBreak && unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Noncharacter_Code_Point) {
			t.Errorf("%s: %U in %q", what, r, text[max(0, i-40):min(len(text), i+40)])
			break
		}
	}
	for line := range strings.Lines(text) {
		rest := line
		if format == "github" {
			own := ownCommand.FindString(line)
			if own == "" {
				t.Errorf("%s: %q is not a command of ours", what, line)
			}
			rest = strings.TrimPrefix(line, own)
			rest = "x" + rest
		}
		if runnerCommand.MatchString(rest) {
			t.Errorf("%s: a command to the runner: %q", what, line)
		}
	}
	var err error
	switch format {
	case "json", "sarif", "gitlab", "ndjson", "put-metric-data":
		for d := json.NewDecoder(strings.NewReader(text)); err == nil; {
			err = d.Decode(new(any))
		}
	case "junit", "checkstyle", "svg":
		for d := xml.NewDecoder(strings.NewReader(text)); err == nil; {
			_, err = d.Token()
		}
	case "csv":
		_, err = csv.NewReader(strings.NewReader(text)).ReadAll()
		if err == nil {
			err = io.EOF
		}
	default:
		err = io.EOF
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("%s: %v\n%s", what, err, text)
	}
}

func TestHostileTexts(t *testing.T) {
	t.Chdir(t.TempDir())
	hostileFiles(t)
	pattern := "\"" + strings.NewReplacer("\"", "").Replace(hostile) + "\""
	type outputs struct {
		formats []string
		args    []string
	}
	for _, c := range []outputs{
		{report.Formats(), []string{"lint", "--config", "none", "--select", "all", "lint"}},
		{append([]string{"html"}, report.Formats()...), []string{"policy", "--config", "none", "--policy", "policy.yaml", "lint"}},
		{append([]string{"html"}, report.Formats()...), []string{"policy", "--config", "none", "--pack", "hygiene", "lint"}},
		{[]string{"json"}, []string{"policy", "--config", "none", "--export", "lint"}},
		{[]string{"text", "html", "json", "sarif", "github", "junit"}, []string{"alarms", "--config", "none", "--logs", "log", "alarms"}},
		{report.DocumentFormats(), []string{"validate", "PutMetricFilter", "validate.json"}},
		{report.DocumentFormats(), []string{"validate", "PutMetricFilter", fileName(hostile) + ".json"}},
		{[]string{"text", "json", "junit", "tap"}, []string{"test", "--verbose", "--coverage", "t"}},
		{[]string{"text"}, []string{"test", "wrong"}},
		{[]string{"text", "json"}, []string{"explain", "--plan", "--", pattern}},
		{[]string{"text"}, []string{"explain", "--", "{ $.a == " + hostile + " }"}},
		{[]string{"text", "json"}, []string{"compare", "--why", "--", pattern, "ERROR"}},
		{[]string{"table", "json", "csv", "ndjson", "put-metric-data"}, []string{"metrics", "--filter", "filter.json", "--alarm", "Sum >= 1", "log"}},
		{[]string{"table", "json"}, []string{"metrics", "--filter", "filter.json", "--compare", "filter.json", "log"}},
		{[]string{"text", "json", "junit", "tap"}, []string{"conformance", "run", "suite.json"}},
		{[]string{"text", "json"}, []string{"conformance", "list", "suite.json"}},
		{[]string{"text"}, []string{"conformance", "run", "--filter", hostile, "suite.json"}},
	} {
		for _, format := range c.formats {
			args := append([]string{c.args[0]}, c.args[1:]...)
			at := 1
			if args[0] == "conformance" {
				at = 2
			}
			args = append(args[:at:at], append([]string{"-o", format}, args[at:]...)...)
			code, stdout, stderr := run(t.Context(), nil, args...)
			what := fmt.Sprint(args[0], " -o ", format)
			if stdout == "" && (code < cli.ExitUsage || len(c.formats) > 1) {
				t.Errorf("%s: exit code %d and nothing is said: %s", what, code, stderr)
			}
			harmless(t, what, format, stdout)
			harmless(t, what+": stderr", "", stderr)
		}
	}
	for _, args := range [][]string{
		{"match", "--why", "-H", "--", pattern, "log"},
		{"match", "--why", "--color", "always", "--", "{ $.a = 2 }", "log"},
		{"match", "ERROR", hostile},
		{"lint", "--config", "none", "--diff", "lint"},
		{"lint", "--config", "none", hostile},
		{"test", "--update", "--dry-run", "t"},
		{"fmt", "--check", "--write", "fmt.patterns"},
		{"fmt", "--", "{ $.a == " + hostile + " }"},
		{hostile}, {"lint", "--" + hostile}, {"rule", hostile}, {"validate", hostile}, {"lint", "-o", hostile}, {"policy", "--pack", hostile},
		{"test", "--run", "(" + hostile}, {"metrics", "--pattern", "x", "--period", hostile}, {"conformance", "run", "--target", hostile},
		{"serve", "--listen", hostile}, {"metrics", "--pattern", "x", "--dimension", hostile, "log"},
	} {
		_, stdout, stderr := run(t.Context(), nil, args...)
		what := fmt.Sprintf("%.60q", args)
		if strings.Contains(what, "always") {
			stdout = regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(stdout, "")
		}
		harmless(t, what, "", stdout)
		harmless(t, what+": stderr", "", stderr)
	}
	_, stdout, _ := run(t.Context(), nil, "match", "--json", "a", "log")
	harmless(t, "match --json", "json", stdout)
	_, stdout, _ = run(t.Context(), nil, "match", "--why", "--json", "a", "log")
	harmless(t, "match --why --json", "json", stdout)
	_, stdout, _ = run(t.Context(), nil, "conformance", "run", "-o", "json:report.json", "suite.json")
	harmless(t, "conformance run -o json:FILE", "", stdout)
	for _, format := range []string{"text", "json", "html"} {
		_, stdout, stderr := run(t.Context(), nil, "conformance", "matrix", "-o", format, "report.json")
		harmless(t, "conformance matrix -o "+format, format, stdout+stderr)
	}
	if code, _, stderr := run(t.Context(), nil, "metrics", "--filter", "filter.json", "--plot", "plot.svg", "log"); code != 0 {
		t.Fatal(stderr)
	}
	svg, err := os.ReadFile("plot.svg")
	if err != nil {
		t.Fatal(err)
	}
	harmless(t, "metrics --plot", "svg", string(svg))
	// The user's own data goes to other programs as it is.
	const own = "# \u202e ##[a]\n\"\x1b\"\n"
	if _, stdout, stderr := run(t.Context(), strings.NewReader(own), "fmt"); stdout != own {
		t.Errorf("fmt: %q %s", stdout, stderr)
	}
}

// TestHostileRequests looks at the lines that serve logs.
func TestHostileRequests(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		read, write := io.Pipe()
		var log bytes.Buffer
		done := make(chan int)
		go func() {
			done <- cli.Main(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--state", "memory", "--verbose", "--log-format", format}, cli.Streams{Out: write, Err: &log})
		}()
		line, err := bufio.NewReader(read).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		url := strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
		for _, target := range []string{"Logs_20140328.CreateLogGroup", "Logs_20140328.\u202e\u009b ##[command]x", "::error::x"} {
			body := `{"logGroupName": ` + quoted(t) + `, ` + quoted(t) + `: 1}`
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/%0A::error::x%1b%E2%80%AE%23%23[a", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Amz-Target", target)
			r.Header.Set("Content-Type", "application/x-amz-json-1.1")
			r.Header.Set("User-Agent", "\u202e ##[command]x")
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
		}
		stop()
		if code := <-done; code != cli.ExitOK {
			t.Errorf("exit code %d", code)
		}
		if !strings.Contains(log.String(), "CreateLogGroup") {
			t.Errorf("requests are not logged:\n%s", &log)
		}
		harmless(t, "serve --log-format "+format, format, log.String())
	}
}
