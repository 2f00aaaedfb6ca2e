package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/logsieve/logsieve/internal/cli"
)

// ending is a context that ends when it has been asked a number of times
// whether it has: by proofs as they go, and by commands between them.
type ending struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

func endingAfter(t *testing.T, questions int) *ending {
	ctx, end := context.WithCancel(t.Context())
	e := &ending{Context: ctx, end: end}
	e.left.Store(int64(questions))
	return e
}

// Err implements context.Context.
func (e *ending) Err() error {
	if e.left.Add(-1) < 0 {
		e.end()
	}
	return e.Context.Err()
}

// partFiles are inputs of each command: some of which the answer is known soon,
// and one that takes long.
func partFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for _, name := range strings.Fields("Policy Role User Group Key Bucket Trail Vpc Subnet Gateway Route Network") {
		names = append(names, `$.eventName = \"*`+name+`*\"`)
	}
	long := "{ " + strings.Join(names, " || ") + " }"
	filter := func(name, pattern string) string {
		return `resource "aws_cloudwatch_log_metric_filter" "` + name + `" {
  name           = "` + name + `"
  log_group_name = "g"
  pattern        = "` + pattern + `"
  metric_transformation {
    name      = "` + name + `"
    namespace = "n"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "` + name + `" {
  alarm_name          = "` + name + `"
  namespace           = "n"
  metric_name         = "` + name + `"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}
`
	}
	for name, text := range map[string]string{
		"a.tf":            filter("first", "{ $.a == 1 }"),
		"b.tf":            filter("second", long),
		"c.tf":            filter("third", "{ $.a == 1 }"),
		"x.log":           strings.Repeat("an x\n", 2000),
		"policy.yaml":     "rules:\n  - id: first\n    title: First\n    require: {pattern: '{ $.a = 1 }', alarm: not-asked}\n  - id: second\n    title: Second\n    require: {pattern: '" + strings.ReplaceAll(long, `\"`, `"`) + "', alarm: not-asked}\n",
		"a.logsieve.yaml": "tests:\n  - name: first\n    filter: {filterPattern: x}\n    events:\n      - message: an x\n        verdict: no match\n  - name: second\n    filter: {filterPattern: x}\n    events:\n      - file: x.log\n        verdict: match\n  - name: third\n    filter: {filterPattern: x}\n    events:\n      - message: a y\n        verdict: match\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestInterruptedInThePart interrupts commands at every stage of their work. What
// they have found by then they tell, in every format, and that it is not all.
func TestInterruptedInThePart(t *testing.T) {
	dir := partFiles(t)
	in := func(names ...string) (list []string) {
		for _, name := range names {
			list = append(list, filepath.Join(dir, name))
		}
		return list
	}
	for _, tt := range []struct {
		args    []string
		formats string
		first   string // what is told of the first file, rule, test or alarm
	}{
		{append([]string{"lint", "--config", "none", "-j", "1"}, in("a.tf", "b.tf", "c.tf")...), "text json sarif github junit gitlab checkstyle", "FP010"},
		{append([]string{"policy", "--config", "none", "-p", in("policy.yaml")[0]}, in("a.tf", "b.tf")...), "text json html sarif github junit gitlab checkstyle", "irst"},
		{append([]string{"alarms", "--config", "none"}, in("a.tf", "b.tf", "c.tf")...), "text json sarif github junit", "first"},
		{append([]string{"test"}, in("a.logsieve.yaml")...), "text json junit tap", "first"},
		{[]string{"compare", `{ $.a = 1 && $.b = "*x*" }`, "{ ($.a = 1 || $.b = 2) && $.c = %a[ab]{4}% }"}, "text json", "unknown"},
	} {
		for _, format := range strings.Fields(tt.formats) {
			t.Run(tt.args[0]+" "+format, func(t *testing.T) {
				t.Parallel()
				args := append([]string{tt.args[0], "-o", format}, tt.args[1:]...)
				told, whole := false, false
				for questions := 0; !whole; questions += 1 + questions/8 {
					var out, errs bytes.Buffer
					code := cli.Main(endingAfter(t, questions), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
					incomplete := strings.Contains(out.String(), "ncomplete")
					switch {
					case code != cli.ExitInterrupted:
						if whole = true; incomplete {
							t.Errorf("after %d questions it ends with %d and says that it is incomplete: %s", questions, code, &out)
						}
					case !strings.HasSuffix(errs.String(), "logsieve: interrupted\n"):
						t.Errorf("after %d questions: %s", questions, &errs)
					case out.Len() > 0 && !incomplete:
						t.Errorf("after %d questions it does not say that this is not all: %s", questions, &out)
					case out.Len() > 0 && (format == "json" || format == "sarif" || format == "gitlab") && !json.Valid(out.Bytes()):
						t.Errorf("after %d questions: not JSON: %s", questions, &out)
					}
					told = told || incomplete && strings.Contains(out.String(), tt.first)
					if questions > 1_000_000 {
						t.Fatal("it does not end by itself")
					}
				}
				if !told {
					t.Error("what was found first was never told")
				}
			})
		}
	}
}

// TestInterruptedWriters: what would be of no use in part is not written.
func TestInterruptedWriters(t *testing.T) {
	for _, args := range [][]string{
		{"lint", "--config", "none", "--fix", "a.tf", "b.tf"},
		{"lint", "--config", "none", "--write-baseline=base.json", "a.tf", "b.tf"},
		{"policy", "--config", "none", "-p", "policy.yaml", "--write-baseline=base.json", "a.tf", "b.tf"},
		{"test", "--update", "a.logsieve.yaml"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			dir := partFiles(t)
			t.Chdir(dir)
			before := snapshotOf(t, dir)
			for questions := 0; ; questions += 1 + questions/8 {
				var out, errs bytes.Buffer
				if cli.Main(endingAfter(t, questions), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}) != cli.ExitInterrupted {
					break
				}
				if out.Len() > 0 {
					t.Errorf("after %d questions it told %s", questions, &out)
				}
				for name, text := range snapshotOf(t, dir) {
					if before[name] != text {
						t.Fatalf("after %d questions %s was written", questions, name)
					}
				}
			}
		})
	}
}

func snapshotOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}
