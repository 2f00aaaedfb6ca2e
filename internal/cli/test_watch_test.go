package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWatch changes files between the looks of the loop, so that nothing has
// to wait for time to pass.
func TestWatch(t *testing.T) {
	t.Chdir(t.TempDir())
	age := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.FromSlash(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		age = age.Add(time.Second) // of the same size, it differs in its time
		if err := os.Chtimes(filepath.FromSlash(name), age, age); err != nil {
			t.Fatal(err)
		}
	}
	test := func(pattern string) string {
		return "tests: [{name: x, filter: " + pattern + ", events: [{file: app.log, verdict: match}]}]\n"
	}
	write("app.log", "ERROR\n")
	write("a.logsieve.yaml", test("{filterPattern: ERROR}"))

	var out, errs bytes.Buffer
	r := &testRun{testCmd: &testCmd{Work: workFlags{MaxWork: 1000}, Color: "never"}, env: &env{Streams: Streams{Out: &out, Err: &errs}, ctx: t.Context()}}
	r.outputs = []output{{format: "text"}}

	steps := []struct {
		name, text string // a file that is written, if any
		want       string // on stdout, "" for no run
		said       string // on stderr
	}{
		{want: "1 passed, 0 failed", said: "judged 1 pattern in 1 file"},
		{},
		{"app.log", "WARN!\n", "0 passed, 1 failed", "app.log changed"},
		{"app.log", "ERROR\n", "1 passed, 0 failed", "app.log changed"},
		{"b.logsieve.yaml", test("{filterPattern: ERR}"), "2 passed, 0 failed", "test files changed"},
		{"b.logsieve.yaml", "test: []\n", "", "did you mean tests?"},
		{"b.logsieve.yaml", test("m.tf#aws_cloudwatch_log_metric_filter.f"), "", "m.tf: no such file"},
		{"m.tf", `resource "aws_cloudwatch_log_metric_filter" "f" { pattern = "WARN" }`, "1 passed, 1 failed", "m.tf changed"},
		{name: "other.txt"},
	}
	at := 0
	err := r.watch(func() bool {
		step := steps[at]
		if got := out.String(); !strings.Contains(got, step.want) || (step.want == "") != (got == "") {
			t.Errorf("after %q: printed %q, want %q", step.name, got, step.want)
		}
		if got := errs.String(); !strings.Contains(got, step.said) || (step.said == "") != (got == "") {
			t.Errorf("after %q: said %q, want %q", step.name, got, step.said)
		}
		out.Reset()
		errs.Reset()
		if at++; at == len(steps) {
			return false
		}
		if steps[at].name != "" {
			write(steps[at].name, steps[at].text)
		}
		return true
	})
	if e, ok := err.(*exitError); !ok || e.code != ExitFindings || at != len(steps) {
		t.Errorf("ended with %v after %d steps", err, at)
	}
}
