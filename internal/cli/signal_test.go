//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// program is this program as a process of its own.
func program(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"logsieve"}, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	return cmd, &errs
}

// interrupted sends a signal to a program, which then ends as interrupted.
func interrupted(t *testing.T, cmd *exec.Cmd, errs *bytes.Buffer, with os.Signal) {
	t.Helper()
	if err := cmd.Process.Signal(with); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 || !strings.Contains(errs.String(), "logsieve: interrupted") {
		t.Errorf("%q: %v, %s", cmd.Args, cmd.ProcessState, errs)
	}
}

func fifo(t *testing.T, dir, name string) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	return name
}

// TestInterruptedPipe interrupts commands that have opened a pipe, into which
// nobody writes.
func TestInterruptedPipe(t *testing.T) {
	for _, args := range [][]string{
		{"match", "x", "FIFO"},
		{"match", "--events", "x", "FIFO"},
		{"match", "--filters", "FIFO", "x.log"},
		{"metrics", "--pattern", "x", "FIFO"},
		{"metrics", "--filter", "FIFO", "x.log"},
		{"validate", "TestMetricFilter", "FIFO"},
		{"test-metric-filter", "--cli-input-json", "file://FIFO"},
		{"test-metric-filter", "--filter-pattern", "file://FIFO", "--log-event-messages", "x"},
		{"test-metric-filter", "--filter-pattern", "x", "--log-event-messages", "file://FIFO"},
		{"conformance", "run", "FIFO"},
		{"conformance", "run", "--skip", "FIFO"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			pipe := fifo(t, t.TempDir(), "pipe")
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "FIFO", pipe)
			}
			cmd, errs := program(t, args...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the program to open it
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			interrupted(t, cmd, errs, os.Interrupt)
		})
	}
}

// TestInterruptedOpen interrupts a command that waits for somebody to open the
// other end of a pipe.
func TestInterruptedOpen(t *testing.T) {
	dir := t.TempDir()
	first := fifo(t, dir, "first")
	cmd, errs := program(t, "match", "--no-filename", "x", first, fifo(t, dir, "second"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(first, []byte("an x\n"), 0); err != nil {
		t.Fatal(err)
	}
	if told, err := bufio.NewReader(out).ReadString('\n'); err != nil || told != "an x\n" {
		t.Fatal(told, err)
	}
	interrupted(t, cmd, errs, syscall.SIGTERM)
}

// TestInterruptedFindings: what a command has found before it is interrupted it
// tells.
func TestInterruptedFindings(t *testing.T) {
	for _, tt := range []struct {
		args        []string
		first, told string
	}{
		{[]string{"match", "--no-filename", "--count", "x"}, "an x\n", "1\n"},
		{[]string{"metrics", "--pattern", "x", "--rate", "1", "-o", "csv"}, "an x\n", ",1"},
		{[]string{"validate", "TestMetricFilter"}, `{"filterPattern":"x"}`, "logEventMessages is required"},
		{[]string{"validate", "TestMetricFilter", "-o", "json"}, `{"filterPattern":"x"}`, "logEventMessages is required"},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			first, second := filepath.Join(dir, "first"), fifo(t, dir, "second")
			if err := os.WriteFile(first, []byte(tt.first), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd, errs := program(t, append(tt.args, first, second)...)
			var told bytes.Buffer
			cmd.Stdout = &told
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w, err := os.OpenFile(second, os.O_WRONLY, 0) // waits for the program to open it
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			interrupted(t, cmd, errs, os.Interrupt)
			if !strings.Contains(told.String(), tt.told) {
				t.Errorf("told: %s", &told)
			}
		})
	}
}

// TestInterruptedInput interrupts commands whose standard input does not end.
func TestInterruptedInput(t *testing.T) {
	for _, args := range [][]string{
		{"match", "x"}, {"metrics", "--pattern", "x", "--rate", "1"}, {"fmt"}, {"fmt", "--check"}, {"lint", "--config", "none", "-"},
		{"validate", "TestMetricFilter"}, {"validate", "TestMetricFilter", "-o", "json"}, {"test", "-"}, {"test-metric-filter", "--cli-input-json", "-"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			cmd, errs := program(t, args...)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// More than a pipe holds: when it is written the program reads it.
			if _, err := io.WriteString(in, strings.Repeat(" \n", 1<<20)); err != nil {
				t.Fatal(err, errs)
			}
			interrupted(t, cmd, errs, syscall.SIGTERM)
		})
	}
}

// TestServeEnds: the end of serve is an orderly one.
func TestServeEnds(t *testing.T) {
	cmd, errs := program(t, "serve", "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err, errs)
	}
}
