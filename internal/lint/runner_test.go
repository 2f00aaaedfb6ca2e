package lint

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// runnerOf reads files from memory.
func runnerOf(t testing.TB, files map[string]string, config *Config, selection Selection) *Runner {
	t.Helper()
	r, err := NewRunner(config, selection)
	if err != nil {
		t.Fatal(err)
	}
	r.Load = func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	}
	return r
}

// said are findings as file:line code.
func said(result Result) []string {
	var list []string
	for _, f := range result.Findings {
		line := 1 + strings.Count(string(result.Source(f.File)[:f.Span.Start]), "\n")
		list = append(list, fmt.Sprintf("%s:%d %s", f.File, line, f.Code))
	}
	return list
}

// filterTF is a metric filter of Terraform; pattern may bring more lines.
func filterTF(name, pattern, namespace string) string {
	return `resource "aws_cloudwatch_log_metric_filter" "` + name + `" {
  name           = "` + name + `"
  log_group_name = "g"
  pattern        = ` + pattern + `
  metric_transformation {
    name      = "` + name + `"
    namespace = "` + namespace + `"
    value     = "1"
  }
}
`
}

const (
	wrong = `"{ $.a == 1 }"` // FP010
	right = `"{ $.a = 1 }"`
)

func TestRunGoesOn(t *testing.T) {
	files := map[string]string{
		"a.tf":     filterTF("a", wrong, "N"),
		"b.tf":     "resource \"aws_cloudwatch_log_metric_filter\" {{{\n",
		"c.yaml":   "Resources:\n  A:\n    Type: AWS::Logs::MetricFilter\n    Properties: ]\n",
		"d.tf":     filterTF("d", right, "AWS/N"),
		"none.tf":  "variable \"x\" {}\n",
		"e.tfplan": "",
	}
	names := append(slices.Sorted(maps.Keys(files)), "gone.tf")
	result := runnerOf(t, files, nil, Selection{}).Run(t.Context(), names)
	if diff := cmp.Diff([]string{"a.tf:4 FP010", "b.tf:1 LS001", "c.yaml:4 LS001", "d.tf:7 RQ136"}, said(result)); diff != "" {
		t.Error(diff)
	}
	if len(result.Failed) != 1 || !strings.Contains(result.Failed[0].Error(), "gone.tf") {
		t.Errorf("failed: %v", result.Failed)
	}
	if len(result.Files) != 4 {
		t.Errorf("%d files are kept", len(result.Files))
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if result := runnerOf(t, files, nil, Selection{}).Run(cancelled, names); len(result.Findings) > 0 || len(result.Failed) == 0 {
		t.Errorf("cancelled: %+v", result)
	}
}

// TestWorkersChangeNothing: findings and their order are those of one worker,
// also where files are compared with each other.
func TestWorkersChangeNothing(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		name := fmt.Sprintf("%c/f%d.tf", 'z'-i%3, i)
		files[name] = filterTF("one", `"%re`+fmt.Sprint(i)+`%"`, "N") + filterTF("two", `"a b c d"`, "AWS/N")
		files[name+".json"] = `{"filterName": "f", "filterPattern": "{ $.a == 1 }", "logGroupName": "g", "metricTransformations": []}`
	}
	names := slices.Sorted(maps.Keys(files))
	run := func(workers int) Result {
		r := runnerOf(t, files, nil, Selection{Select: []string{"all"}})
		r.Workers = workers
		return r.Run(t.Context(), names)
	}
	want := run(1)
	if len(want.Findings) < 3*len(names)/2 {
		t.Fatalf("%d findings", len(want.Findings))
	}
	if !slices.IsSortedFunc(want.Findings, func(a, b Finding) int { return strings.Compare(a.File, b.File) }) {
		t.Error("not by file")
	}
	for _, workers := range []int{2, 7, 0} {
		if diff := cmp.Diff(want.Findings, run(workers).Findings); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
	}
}

// TestModuleIsReadOnce: variables of a module are known in each of its files,
// also in those that are not named.
func TestModuleIsReadOnce(t *testing.T) {
	dir := filepath.ToSlash(t.TempDir())
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("variables.tf", "variable \"p\" {\n  default = \"{ $.a == 1 }\"\n}\n")
	write("main.tf", filterTF("a", "var.p", "N"))
	r, err := NewRunner(nil, Selection{})
	if err != nil {
		t.Fatal(err)
	}
	result := r.Run(t.Context(), []string{dir + "/main.tf"})
	if diff := cmp.Diff([]string{dir + "/main.tf:4 FP010"}, said(result)); diff != "" {
		t.Error(diff)
	}
}

func TestIgnores(t *testing.T) {
	const nothing = "-"
	for name, tt := range map[string]struct{ file, text, want string }{
		"on the line":           {"a.tf", filterTF("a", wrong+" # logsieve: ignore[unknown-operator] -- known", "N"), nothing},
		"by code, on the line":  {"a.tf", filterTF("a", wrong+" // logsieve: ignore[FP010] -- known", "N"), nothing},
		"above the line":        {"a.tf", strings.Replace(filterTF("a", wrong, "N"), "  pattern", "  # logsieve: ignore[FP010] -- known\n\n  # why\n  pattern", 1), nothing},
		"two above each other":  {"a.tf", strings.Replace(filterTF("a", wrong, "AWS/N"), "resource", "# logsieve: ignore[FP010] -- known\n# logsieve: ignore[RQ136] -- known\nresource", 1), nothing},
		"above the resource":    {"a.tf", "# logsieve: ignore[FP010, reserved-namespace] -- known\n" + filterTF("a", wrong, "AWS/N"), nothing},
		"not the next resource": {"a.tf", "# logsieve: ignore[FP010] -- known\n" + filterTF("a", wrong, "N") + filterTF("b", wrong, "N"), "15 FP010"},
		"above a block":         {"a.tf", strings.Replace(filterTF("a", right, "AWS/N"), "  metric_tr", "  # logsieve: ignore[RQ136] -- known\n  metric_tr", 1), nothing},
		"another rule":          {"a.tf", filterTF("a", wrong+" # logsieve: ignore[FP011] -- known", "N"), "4 FP010, 4 LS002"},
		"above another line":    {"a.tf", strings.Replace(filterTF("a", wrong, "N"), "  name", "  # logsieve: ignore[FP010] -- known\n  name", 1), "2 LS002, 5 FP010"},
		"the whole file":        {"a.tf", filterTF("a", wrong, "N") + filterTF("b", wrong, "N") + "# logsieve: ignore-file[FP010] -- known\n", nothing},
		"the file, unused":      {"a.tf", "# logsieve: ignore-file[FP010] -- known\n" + filterTF("a", right, "N"), "1 LS002"},
		"no reason":             {"a.tf", filterTF("a", wrong+" # logsieve: ignore[FP010]", "N"), "4 FP010, 4 LS003"},
		"dashes alone":          {"a.tf", filterTF("a", wrong+" # logsieve: ignore[FP010] --", "N"), "4 FP010, 4 LS003"},
		"a reason, no dashes":   {"a.tf", filterTF("a", wrong+" # logsieve: ignore[FP010] known", "N"), "4 FP010, 4 LS003"},
		"no rule":               {"a.tf", filterTF("a", wrong+" # logsieve: ignore[] -- known", "N"), "4 FP010, 4 LS003"},
		"no brackets":           {"a.tf", filterTF("a", wrong+" # logsieve: ignore FP010 -- known", "N"), "4 FP010, 4 LS003"},
		"another word":          {"a.tf", filterTF("a", wrong+" # logsieve: disable[FP010] -- known", "N"), "4 FP010, 4 LS003"},
		"no such rule":          {"a.tf", filterTF("a", wrong+" # logsieve: ignore[unknown-operater] -- known", "N"), "4 FP010, 4 LS004"},
		"one of two is used":    {"a.tf", filterTF("a", wrong+" # logsieve: ignore[FP010, FS007] -- known", "N"), "4 LS002"},
		"a rule that is off":    {"a.tf", filterTF("a", right+" # logsieve: ignore[inner-star] -- known", "N"), nothing},
		"in a text":             {"a.tf", filterTF("a", `"{ $.a == \"# logsieve: ignore[FP010] -- no\" }"`, "N"), "4 FP010"},
		"a broken file":         {"a.tf", "resource \"aws_cloudwatch_log_metric_filter\" {{{ # logsieve: ignore[unreadable] -- made so\n", nothing},
		"YAML":                  {"a.yaml", template("      # logsieve: ignore[FP010] -- known\n", ""), nothing},
		"shell":                 {"a.sh", "# logsieve: ignore[FS001] -- known\naws logs filter-log-events --log-group-name g --filter-pattern 'disk full on device'\n", nothing},
		"patterns":              {"a.patterns", "# logsieve: ignore[FS001] -- known\ndisk full on device\ntoo many open files\n", "3 FS001"},
		"metadata":              {"a.yaml", template("", "{rule: FP010, reason: known}"), nothing},
		"metadata, by name":     {"a.yaml", template("", "{rule: unknown-operator, reason: known}"), nothing},
		"metadata, no reason":   {"a.yaml", template("", "{rule: FP010}"), "6 LS003, 9 FP010"},
		"metadata, blank":       {"a.yaml", template("", "{rule: FP010, reason: ' '}"), "6 LS003, 9 FP010"},
		"metadata, unknown":     {"a.yaml", template("", "{rule: FP999, reason: known}"), "6 LS004, 9 FP010"},
		"metadata, unused":      {"a.yaml", template("", "{rule: FP010, reason: known}, {rule: FS001, reason: known}"), "6 LS002"},
		"metadata of another":   {"a.yaml", template("", "{rule: FP010, reason: known}") + second, "17 FP010"},
		"JSON metadata": {"a.json", `{"Resources": {"A": {"Type": "AWS::Logs::MetricFilter",
  "Metadata": {"logsieve": {"ignore": [{"rule": "FP010", "reason": "known"}]}},
  "Properties": {"LogGroupName": "g", "FilterPattern": "{ $.a == 1 }", "MetricTransformations": [{"MetricName": "a", "MetricNamespace": "n", "MetricValue": "1"}]}}}}`, nothing},
	} {
		result := runnerOf(t, map[string]string{tt.file: tt.text}, nil, Selection{}).Run(t.Context(), []string{tt.file})
		got := strings.ReplaceAll(strings.Join(said(result), ", "), tt.file+":", "")
		if got == "" {
			got = nothing
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s\n%s", name, got, tt.want, tt.text)
		}
	}
}

// template is CloudFormation with one wrong filter, a comment above its
// pattern, and ignores.
func template(comment, ignores string) string {
	metadata := ""
	if ignores != "" {
		metadata = "    Metadata:\n      logsieve:\n        ignore: [" + ignores + "]\n"
	}
	return "Resources:\n  A:\n    Type: AWS::Logs::MetricFilter\n" + metadata + "    Properties:\n      LogGroupName: g\n" + comment +
		"      FilterPattern: '{ $.a == 1 }'\n      MetricTransformations:\n        - {MetricName: a, MetricNamespace: n, MetricValue: 1}\n"
}

const second = `  B:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: h

      FilterPattern: '{ $.a == 1 }'
      MetricTransformations:
        - {MetricName: a, MetricNamespace: n, MetricValue: 1}
`

// TestIgnoresOfRulesThatDidNotRun: they may be of use another time.
func TestIgnoresOfRulesThatDidNotRun(t *testing.T) {
	text := map[string]string{"a.tf": filterTF("a", right+" # logsieve: ignore[FS103, FP010] -- known", "N")}
	for _, tt := range []struct {
		partial bool
		ignore  []string
		want    int
	}{
		{false, nil, 2},
		{true, nil, 1}, // too-many-subscription-filters compares files
		{false, []string{"FP010"}, 1},
		{true, []string{"FP010"}, 0},
		{false, []string{"unused-ignore"}, 0},
	} {
		r := runnerOf(t, text, nil, Selection{Ignore: tt.ignore})
		r.Partial = tt.partial
		if got := said(r.Run(t.Context(), []string{"a.tf"})); len(got) != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

// TestSeverities: overrides change what findings weigh, file by file.
func TestSeverities(t *testing.T) {
	config, err := ParseConfig(project.ConfigName, []byte("rules: {FP010: info}\noverrides: [{files: ['b.*'], rules: {FP010: warning}}, {files: [c.tf], rules: {FP010: off}}]"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"a.tf": filterTF("a", wrong, "N"), "b.tf": filterTF("b", wrong, "N"), "c.tf": filterTF("c", wrong, "N")}
	var got []string
	for _, f := range runnerOf(t, files, config, Selection{}).Run(t.Context(), []string{"a.tf", "b.tf", "c.tf"}).Findings {
		got = append(got, f.File+" "+f.Severity.String())
	}
	if diff := cmp.Diff([]string{"a.tf info", "b.tf warning"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSpansStayInTheirFile: whatever is found, its place is in the text.
func TestSpansStayInTheirFile(t *testing.T) {
	files := map[string]string{"a.tf": "", "b.json": "{\"filterPattern\": \"", "c.sh": "aws logs put-metric-filter --filter-pattern '", "d.patterns": "{"}
	result := runnerOf(t, files, nil, Selection{}).Run(t.Context(), slices.Sorted(maps.Keys(files)))
	for _, f := range result.Findings {
		whole := source.Span{End: len(files[f.File])}
		if f.Span.Start < 0 || f.Span.End > whole.End || f.Span.Start > f.Span.End {
			t.Errorf("%s: %v", f.File, f.Span)
		}
	}
}

// TestRunKeepsFiles reads files one after the other in one memory: the text of
// those that are kept must stay.
func TestRunKeepsFiles(t *testing.T) {
	dir := t.TempDir()
	names := templates(t, dir, differentPatterns, 6)
	r, err := NewRunner(nil, Selection{})
	if err != nil {
		t.Fatal(err)
	}
	r.Workers = 1
	result := r.Run(t.Context(), names)
	for _, name := range names {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := result.Source(name); !bytes.Equal(got, want) {
			t.Errorf("%s is kept as %q", name, got)
		}
	}
}
