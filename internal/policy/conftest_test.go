package policy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestConftest runs the example of docs/policy.md over an export.
func TestConftest(t *testing.T) {
	conftest, err := exec.LookPath("conftest")
	if err != nil {
		t.Skip("conftest is not installed: the example in Rego is not run")
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "policy.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```text file=policy/filters.rego\n")
	rego, _, ok2 := strings.Cut(rest, "```")
	if !ok || !ok2 {
		t.Fatal("the page has no example in Rego")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "policy"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "policy", "filters.rego"), []byte(rego), 0o666); err != nil {
		t.Fatal(err)
	}
	run := func(config string) (string, error) {
		var b bytes.Buffer
		if err := read(t, config).Export(&b, Options{}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "export.json"), b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(conftest, "test", "--no-color", "export.json")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	group := "\nresource \"aws_cloudwatch_log_group\" \"trail\" {\n  name = \"trail\"\n  retention_in_days = 30\n}\n"
	if out, err := run(filter("a", onlyStop, "") + group); err != nil {
		t.Errorf("what is in order fails: %v\n%s", err, out)
	}
	out, err := run(filter("a", onlyStop, "") + filter("b", both2, "") + filter("c", `"{ $.eventName = \"StopLogging\" }"`, ""))
	if err == nil {
		t.Error("what is not in order passes")
	}
	for _, want := range []string{"a/main.tf:17: b matches no log event", "the log group trail keeps log events for ever",
		"WARN - export.json - main - aws_cloudwatch_log_metric_filter.a and aws_cloudwatch_log_metric_filter.c match the same log events"} {
		if !strings.Contains(out, want) {
			t.Errorf("conftest does not say %q:\n%s", want, out)
		}
	}
}
