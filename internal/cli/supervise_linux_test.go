//go:build !race

// The race detector takes more memory than these tests leave to the program.

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/logsieve/logsieve/internal/cli"
)

func init() { programs["exhausted"] = exhausted }

// exhausted takes memory until there is none.
func exhausted() {
	os.Exit(cli.Supervised(func() int {
		var all [][]byte
		for {
			all = append(all, bytes.Repeat([]byte("x"), 1<<20))
			runtime.KeepAlive(all)
		}
	}))
}

// limited is this program, by one of its names, with so many KiB of data.
func limited(t *testing.T, kib, name string, args ...string) (cmd *exec.Cmd, out, errs *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	cmd = exec.CommandContext(t.Context(), "/bin/sh", append([]string{"-c", "ulimit -d " + kib + ` && exec "$0" "$@"`, link}, args...)...)
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, errs
	return cmd, out, errs
}

// TestOutOfMemory: where the system refuses memory, a program that asks for too
// much ends with 3 and a line.
func TestOutOfMemory(t *testing.T) {
	cmd, _, errs := limited(t, "400000", "exhausted")
	_ = cmd.Run()
	said := errs.String()
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitInternal || strings.Count(said, "\n") != 1 ||
		!strings.HasPrefix(said, "logsieve: internal failure: out of memory; please report it at https://") {
		t.Errorf("%v, %s", cmd.ProcessState, said)
	}
	cmd, _, errs = limited(t, "400000", "exhausted")
	cmd.Env = append(os.Environ(), "LOGSIEVE_TRACE=1")
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitInternal || !strings.Contains(errs.String(), "\nfatal error: ") {
		t.Errorf("with a trace: %v, %s", cmd.ProcessState, errs)
	}
}

// TestLimited: with less memory the program reads, writes and ends as it does
// with more.
func TestLimited(t *testing.T) {
	for _, tt := range []struct {
		args           []string
		code           int
		out, errorLine string
	}{
		{[]string{"match", "ERROR"}, cli.ExitOK, "an ERROR\n", ""},
		{[]string{"match", "WARN"}, cli.ExitFindings, "", ""},
		{[]string{"explain", "{"}, cli.ExitUsage, "", "pattern:1:2: error: "},
		{[]string{"match", "ERROR", "no such file"}, cli.ExitInternal, "", "logsieve: "},
	} {
		cmd, out, errs := limited(t, "1000000", "logsieve", tt.args...)
		cmd.Stdin = strings.NewReader("an ERROR\n")
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != tt.code || out.String() != tt.out || !strings.HasPrefix(errs.String(), tt.errorLine) {
			t.Errorf("%q: %v, %q, %q", tt.args, cmd.ProcessState, out, errs)
		}
	}
}

// TestLimitedFiles: what else the caller has opened is there under its number.
func TestLimitedFiles(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	_, _ = w.WriteString("an ERROR\n")
	_ = w.Close()
	cmd, out, errs := limited(t, "1000000", "logsieve", "match", "ERROR", "/dev/fd/3")
	cmd.ExtraFiles = []*os.File{r}
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitOK || !strings.HasSuffix(out.String(), "an ERROR\n") {
		t.Errorf("%v, %q, %q", cmd.ProcessState, out, errs)
	}
}

// TestLimitedHangup: with nohup(1) the end of a terminal is not the program's.
func TestLimitedHangup(t *testing.T) {
	pipe := fifo(t, t.TempDir(), "pipe")
	cmd, out, errs := limited(t, "1000000", "logsieve", "match", "ERROR", pipe)
	cmd.Args[2] = "trap '' HUP; " + cmd.Args[2]
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the program to open it
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	_, _ = w.WriteString("an ERROR\n")
	_ = w.Close()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitOK || !strings.HasSuffix(out.String(), "an ERROR\n") {
		t.Errorf("%v, %q, %q", cmd.ProcessState, out, errs)
	}
}

// TestLimitedInterrupt interrupts the program once, and once as a terminal or
// timeout(1) does: both of its processes get the signal.
func TestLimitedInterrupt(t *testing.T) {
	for _, with := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, group := range []bool{false, true} {
			pipe := fifo(t, t.TempDir(), "pipe")
			cmd, _, errs := limited(t, "1000000", "logsieve", "match", "x", pipe)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the program to open it
			if err != nil {
				t.Fatal(err)
			}
			pid := cmd.Process.Pid
			if group {
				pid = -pid
			}
			if err := syscall.Kill(pid, with); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			_ = w.Close()
			if code := cmd.ProcessState.ExitCode(); code != cli.ExitInterrupted || !strings.Contains(errs.String(), "logsieve: interrupted") {
				t.Errorf("%v, group %v: %v, %s", with, group, cmd.ProcessState, errs)
			}
		}
	}
}
