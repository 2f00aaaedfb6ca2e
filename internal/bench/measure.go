//go:build devtools && unix

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// runner runs commands of the shell.
type runner struct {
	program, dir string
	cores        string
	// processor is set to take processor time for what runs on one core: on a
	// machine with other work, the clock shows that work.
	processor bool
}

func (r runner) command(ctx context.Context, text string, out io.Writer) *exec.Cmd {
	cores := r.cores
	if cores == "" {
		cores = "0"
	}
	cmd := exec.CommandContext(ctx, "taskset", "-c", cores, "sh", "-c", text)
	cmd.Env = append(os.Environ(), "L="+r.program, "D="+r.dir)
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return cmd
}

// lines is the digest of what a command prints, whatever the order, and how
// many lines that is.
func (r runner) lines(ctx context.Context, text string) (digest [32]byte, n int, err error) {
	var out bytes.Buffer
	if err := r.command(ctx, text, &out).Run(); err != nil {
		return digest, 0, fmt.Errorf("%s: %w", text, err)
	}
	if out.Len() == 0 {
		return digest, 0, fmt.Errorf("%s: prints nothing, which compares to nothing", text)
	}
	lines := bytes.Split(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
	slices.SortFunc(lines, bytes.Compare)
	return sha256.Sum256(bytes.Join(lines, []byte("\n"))), len(lines), nil
}

// run takes the time of a command, which writes to a file: some tools stop at
// the first match when they write to /dev/null.
func (r runner) run(ctx context.Context, text string) (time.Duration, error) {
	out, err := os.Create(r.dir + "/out")
	if err != nil {
		return 0, err
	}
	defer out.Close()
	start := time.Now()
	cmd := r.command(ctx, text, out)
	err = cmd.Run()
	if r.processor && r.cores == "" && err == nil {
		return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
	}
	return time.Since(start), err
}

// peak is the most memory that a command has held, in bytes. Its input comes
// from a pipe. A process starts out with the peak of the one that starts it,
// so that a small one in between, this program as peakOf, has to do so.
func (r runner) peak(ctx context.Context, reader io.Reader, args ...string) (int64, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{peakOf, r.program}, args...)...)
	cmd.Stdin, cmd.Stderr = reader, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
}

// peakOf is the argument that makes this program run another and print its
// peak.
const peakOf = "peak-of"

func printPeak(program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("no resource usage")
	}
	_, err := fmt.Println(usage.Maxrss * 1024)
	return err
}

// timing is how long a command takes: of several runs the median, and between
// what it lies.
type timing struct{ median, least, most time.Duration }

func (t timing) String() string {
	return fmt.Sprintf("%s (%s to %s)", milli(t.median), milli(t.least), milli(t.most))
}

func newTiming(times []time.Duration) timing {
	slices.Sort(times)
	return timing{times[len(times)/2], times[0], times[len(times)-1]}
}

// alternate runs commands in turn, some rounds: what disturbs the machine
// disturbs all of them.
func (r runner) alternate(ctx context.Context, commands []string, rounds int) ([]timing, error) {
	times := make([][]time.Duration, len(commands))
	for range rounds {
		for i, c := range commands {
			d, err := r.run(ctx, c)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c, err)
			}
			times[i] = append(times[i], d)
		}
	}
	timings := make([]timing, len(commands))
	for i, list := range times {
		timings[i] = newTiming(list)
	}
	return timings, nil
}
