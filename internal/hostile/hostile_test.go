//go:build devtools && unix

package hostile

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// What a command may take: of memory in KiB, which is that of the addresses and
// so far above what is in use, of processor seconds, and of output.
const (
	memory  = 3_000_000
	seconds = 20
	output  = 16 << 20
)

// bounded is the program with its arguments, under the bounds.
func bounded(t *testing.T, program, dir string, args ...string) *exec.Cmd {
	t.Helper()
	limits := fmt.Sprintf(`ulimit -v %d && ulimit -t %d && exec "$@"`, memory, seconds)
	cmd := exec.CommandContext(t.Context(), "/bin/sh", append([]string{"-c", limits, "sh", program}, args...)...)
	cmd.Dir = dir
	return cmd
}

func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "logsieve")
	cmd := exec.Command("go", "build", "-trimpath", "-o", program, "github.com/logsieve/logsieve/cmd/logsieve")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// TestHostile runs every command that reads on what means harm to it. It ends
// within its bounds, with the code of an answer, and what it says is short.
func TestHostile(t *testing.T) {
	program, dir := build(t), t.TempDir()
	write(t, dir)
	const none = "--config=none"
	for _, tt := range []struct {
		args  []string
		codes []int
	}{
		{[]string{"lint", none, "readers"}, []int{0, 1}},
		{[]string{"lint", none, "policy", "zero", "fifo", "nl"}, []int{1}},
		{[]string{"lint", none, "hard.patterns", "many.patterns", "messages.json", "members.json", "tags.json", "requests.ndjson", "brackets.json", "same.sh"}, []int{1}},
		{[]string{"lint", none, "-o", "sarif", "plan.json", "template.json"}, []int{1}},
		{[]string{"lint", none, "-o", "gitlab", "plan.json", "template.json"}, []int{1}},
		{[]string{"lint", none, "--fix", "plan.json"}, []int{0, 1, 3}},
		{[]string{"policy", none, "--pack", "cis-aws-foundations-1.4", "policy"}, []int{0, 1}},
		{[]string{"policy", none, "--pack", "hygiene", "same.sh", "template.json", "-o", "json"}, []int{0, 1}},
		{[]string{"diff", none, "hard.patterns", "many.patterns"}, []int{1}},
		{[]string{"diff", none, "plan.json", "template.json"}, []int{0, 1}},
		{[]string{"diff", none, "-o", "markdown", "policy", "readers"}, []int{1}},
		{[]string{"diff", none, "members.json", "brackets.json"}, []int{0, 1, 2}},
		{[]string{"diff", none, "git:--output=x", "."}, []int{2}},
		{[]string{"explain", repeatedRegex}, []int{0}},
		{[]string{"explain", pairs}, []int{0}},
		{[]string{"explain", stars}, []int{0}},
		{[]string{"explain", words}, []int{0}},
		{[]string{"compare", repeatedRegex, pairs}, []int{0, 1}},
		{[]string{"compare", stars, names}, []int{0, 1}},
		{[]string{"compare", words, "w1"}, []int{0, 1}},
		{[]string{"match", repeatedRegex, "long.log"}, []int{1, 3}},
		{[]string{"match", "--filters", "many.patterns", "app.log"}, []int{1}},
		{[]string{"match", "--max-line", "9223372036854775807", "x", "app.log"}, []int{2}},
		{[]string{"match", "--max-line", "16777216", "--jobs", "8", "--count", "x", "long.log"}, []int{0}},
		{[]string{"match", "--events", "x", "brackets.json"}, []int{1, 3}},
		{[]string{"metrics", "--pattern", repeatedRegex, "--rate", "1", "app.log"}, []int{0}},
		{[]string{"metrics", "--max-line", "40000000000", "--pattern", "x", "app.log"}, []int{2}},
		{[]string{"test", "merge.logsieve.yaml", "events.logsieve.yaml"}, []int{0, 1, 2}},
		{[]string{"test", "passwd.logsieve.yaml"}, []int{2, 3}},
		{[]string{"validate", "TestMetricFilter", "messages.json"}, []int{1}},
		{[]string{"validate", "TestMetricFilter", "requests.ndjson"}, []int{1}},
		{[]string{"validate", "--style", "boto3", "PutMetricFilter", "members.json"}, []int{1}},
		{[]string{"validate", "PutMetricFilter", "members.json"}, []int{1}},
		{[]string{"validate", "CreateLogGroup", "tags.json"}, []int{1}},
		{[]string{"validate", "CreateLogGroup", "brackets.json"}, []int{1}},
		{[]string{"validate", "CreateLogGroup", "/dev/zero"}, []int{1, 3}},
		{[]string{"fmt", "--check", "--write", "hard.patterns"}, []int{0, 1}},
		{[]string{"fmt", "--write", "/dev/zero"}, []int{3}},
		{[]string{"test-metric-filter", "--cli-input-json", "file://messages.json"}, []int{1, 2, 3, 254}},
		{[]string{"test-metric-filter", "--cli-input-json", "file:///dev/zero"}, []int{3}},
		{[]string{"conformance", "run", "brackets.json"}, []int{2, 3}},
		{[]string{"conformance", "run", "/dev/zero"}, []int{2, 3}},
	} {
		name := strings.Join(tt.args, " ")
		t.Run(name[:min(len(name), 60)], func(t *testing.T) {
			var out, errs bytes.Buffer
			cmd := bounded(t, program, dir, tt.args...)
			cmd.Stdout, cmd.Stderr = &out, &errs
			_ = cmd.Run()
			if !slices.Contains(tt.codes, cmd.ProcessState.ExitCode()) {
				t.Errorf("%v, want one of %v: %.2000s", cmd.ProcessState, tt.codes, errs.String())
			}
			if strings.Contains(errs.String(), "internal failure") || strings.Contains(errs.String(), "goroutine ") {
				t.Errorf("it failed: %.2000s", errs.String())
			}
			if out.Len()+errs.Len() > output {
				t.Errorf("%d bytes of output", out.Len()+errs.Len())
			}
			if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
				t.Logf("%v of processor time, %d MB", cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime(), usage.Maxrss>>10)
			}
		})
	}
}

// TestHostileRequests sends requests that mean harm to an endpoint, which
// answers them and the one after them.
func TestHostileRequests(t *testing.T) {
	cmd := bounded(t, build(t), t.TempDir(), "serve", "--listen", "127.0.0.1:0", "--state", "memory")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	inputs := files()
	for _, tt := range []struct {
		operation, body string
		status          int
	}{
		{"TestMetricFilter", inputs["messages.json"], http.StatusBadRequest},
		{"PutMetricFilter", inputs["members.json"], http.StatusBadRequest},
		{"CreateLogGroup", inputs["tags.json"], http.StatusBadRequest},
		{"CreateLogGroup", inputs["brackets.json"], http.StatusBadRequest},
		{"TestMetricFilter", `{"filterPattern":` + quoted(repeatedRegex) + `,"logEventMessages":[` + repeat(quoted(strings.Repeat("y", 150_000)), 20, ",") + "]}", http.StatusOK},
		{"CreateLogGroup", `{"logGroupName":"g"}`, http.StatusOK},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "Logs_20140328."+tt.operation)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err, errs.String())
		}
		res.Body.Close()
		if res.StatusCode != tt.status {
			t.Errorf("%s of %d bytes: %s", tt.operation, len(tt.body), res.Status)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err, errs.String())
	}
}
