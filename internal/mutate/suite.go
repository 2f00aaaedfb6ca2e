//go:build devtools && unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// pkg is what go list says of a package.
type pkg struct {
	Dir, ImportPath                    string
	GoFiles, TestGoFiles, XTestGoFiles []string

	// took and used are what its tests need without a change: time by the
	// clock, and time of processors.
	took, used time.Duration
}

func list(ctx context.Context, patterns ...string) ([]pkg, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-json=Dir,ImportPath,GoFiles,TestGoFiles,XTestGoFiles", "--"}, patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		pkgs = append(pkgs, p)
	}
}

// suite is packages whose tests are run with one change after another.
type suite struct {
	dir     string // for the changed file and the tests' program; tests write to scratch in it
	guarded bool   // whether the tests run as nobody
	pkgs    []pkg
}

// nobody is the account of the tests, and its group.
const nobody = 65534

// start runs the tests once without a change.
func (s *suite) start(ctx context.Context, tests []string) error {
	pkgs, err := list(ctx, tests...)
	if err != nil {
		return err
	}
	if err := os.Mkdir(s.scratch(), 0o700); err != nil {
		return err
	}
	if s.guarded {
		if err := errors.Join(os.Chmod(s.dir, 0o755), os.Chown(s.scratch(), nobody, nobody)); err != nil {
			return err
		}
	}
	for _, p := range pkgs {
		if len(p.TestGoFiles)+len(p.XTestGoFiles) == 0 {
			continue
		}
		if err := s.compile(ctx, p, "{}"); err != nil {
			return err
		}
		start := time.Now()
		out, state, err := s.exec(ctx, p, time.Hour, time.Hour)
		if err != nil {
			return fmt.Errorf("the tests in %s fail without a change: %w\n%s", p.Dir, err, out)
		}
		p.took, p.used = time.Since(start), state.UserTime()+state.SystemTime()
		s.pkgs = append(s.pkgs, p)
	}
	if len(s.pkgs) == 0 {
		return errors.New("no tests")
	}
	return nil
}

func (s *suite) scratch() string { return filepath.Join(s.dir, "scratch") }
func (s *suite) program() string { return filepath.Join(s.dir, "tests") }

// compile makes the program of a package's tests with an overlay, which is
// JSON as the go command reads it.
func (s *suite) compile(ctx context.Context, p pkg, overlay string) error {
	path := filepath.Join(s.dir, "overlay.json")
	if err := os.WriteFile(path, []byte(overlay), 0o600); err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", path, "-o", s.program(), p.ImportPath).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", p.ImportPath, err, out)
	}
	return nil
}

type result int

const (
	survived result = iota
	killed
	timedOut
	uncompiled
)

// Limits of a run beside what the tests need without a change: three times
// that, and these. Most endless loops end at the limit of processor time,
// which does not depend on what else the machine does.
const (
	graceUsed = 5 * time.Second
	graceTook = 60 * time.Second
	memory    = 6 << 20 // KiB of address space
)

// try runs the tests with one change until some fail.
func (s *suite) try(ctx context.Context, m mutant) (result, error) {
	changed := filepath.Join(s.dir, "changed.go")
	if err := os.WriteFile(changed, m.source, 0o600); err != nil {
		return 0, err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{m.pos.Filename: changed}})
	if err != nil {
		return 0, err
	}
	for _, p := range s.pkgs {
		if err := s.compile(ctx, p, string(overlay)); err != nil {
			return uncompiled, ctx.Err()
		}
		took, used := 3*p.took+graceTook, 3*p.used+graceUsed
		start := time.Now()
		_, state, err := s.exec(ctx, p, took, used)
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

// exec runs the program of a package's tests in its folder.
func (s *suite) exec(ctx context.Context, p pkg, took, used time.Duration) ([]byte, *os.ProcessState, error) {
	ctx, cancel := context.WithTimeout(ctx, took)
	defer cancel()
	limits := fmt.Sprintf(`ulimit -c 0; ulimit -v %d; ulimit -t %d; exec "$@"`, memory, int(used.Seconds()))
	cmd := exec.CommandContext(ctx, "sh", "-c", limits, "sh", s.program(), "-test.failfast", "-test.count=1", "-test.timeout=0")
	cmd.Dir = p.Dir
	cmd.Env = append(os.Environ(), "TMPDIR="+s.scratch(), "HOME="+s.scratch())
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
