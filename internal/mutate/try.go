//go:build devtools && unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

type result int

const (
	survived result = iota
	killed
	timedOut
)

// program is the compiled tests of a package, which run in its folder.
type program struct {
	path, dir string
	// took and used are what the tests need without a change: time by the
	// clock, and time of processors.
	took, used time.Duration
}

// Limits of a run beside what the tests need without a change: three times
// that, and these. Most endless loops end at the limit of processor time,
// which does not depend on what else the machine does.
const (
	graceUsed = 5 * time.Second
	graceTook = 60 * time.Second
	memory    = 6 << 20 // KiB of address space
)

// clean runs the tests without a change.
func (s *suite) clean(ctx context.Context) error {
	for i := range s.programs {
		p := &s.programs[i]
		start := time.Now()
		out, state, err := s.exec(ctx, *p, 0, time.Hour, time.Hour)
		if err != nil {
			return fmt.Errorf("the tests in %s fail without a change: %w\n%s", p.dir, err, out)
		}
		p.took, p.used = time.Since(start), state.UserTime()+state.SystemTime()
	}
	return nil
}

// try runs the tests with one change until some fail.
func (s *suite) try(ctx context.Context, m *mutant) (result, error) {
	for _, p := range s.programs {
		took, used := 3*p.took+graceTook, 3*p.used+graceUsed
		start := time.Now()
		_, state, err := s.exec(ctx, p, m.id, took, used)
		var exit *exec.ExitError
		switch {
		case err == nil:
			continue
		case ctx.Err() != nil:
			return 0, ctx.Err()
		case time.Since(start) >= took || state != nil && state.UserTime()+state.SystemTime() >= used:
			return timedOut, nil
		case errors.As(err, &exit):
			return killed, nil
		default:
			return 0, err
		}
	}
	return survived, nil
}

// nobody is the account of the tests, and its group.
const nobody = 65534

// exec runs a program's tests with a change switched on.
func (s *suite) exec(ctx context.Context, p program, id int, took, used time.Duration) ([]byte, *os.ProcessState, error) {
	ctx, cancel := context.WithTimeout(ctx, took)
	defer cancel()
	limits := fmt.Sprintf(`ulimit -c 0; ulimit -v %d; ulimit -t %d; exec "$@"`, memory, int(used.Seconds()))
	cmd := exec.CommandContext(ctx, "sh", "-c", limits, "sh", p.path, "-test.failfast", "-test.count=1", "-test.timeout=0")
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(id), "TMPDIR="+s.scratch, "HOME="+s.scratch)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if s.guarded {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.Bytes(), cmd.ProcessState, err
}
