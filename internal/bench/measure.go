package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// runner runs commands of the shell.
type runner struct {
	program, dir string
	cores        string
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
	lines := bytes.Split(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
	slices.SortFunc(lines, bytes.Compare)
	return sha256.Sum256(bytes.Join(lines, []byte("\n"))), len(lines), nil
}

// run takes the time of a command: on one core the time that it and what it
// starts had the core, which others on the machine do not lengthen, on several
// the time by the clock. It writes to a file: some tools stop at the first
// match when they write to /dev/null.
func (r runner) run(ctx context.Context, text string) (time.Duration, error) {
	out, err := os.Create(r.dir + "/out")
	if err != nil {
		return 0, err
	}
	defer out.Close()
	start := time.Now()
	cmd := r.command(ctx, text, out)
	err = cmd.Run()
	if err == nil && r.cores == "" {
		return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
	}
	return time.Since(start), err
}

// peak is the most memory that our program has held, in bytes, as the kernel
// tells while it runs. What it tells at the end counts the memory of the
// process that started it.
func (r runner) peak(ctx context.Context, reader io.Reader, args ...string) (int64, error) {
	cmd := exec.CommandContext(ctx, r.program, args...)
	cmd.Stdin, cmd.Stderr = reader, os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var kib int64
	for {
		select {
		case err := <-done:
			return kib * 1024, err
		case <-time.After(5 * time.Millisecond):
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if err != nil {
				continue
			}
			for line := range strings.Lines(string(status)) {
				if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
					if n, err := strconv.ParseInt(strings.Fields(text)[0], 10, 64); err == nil {
						kib = max(kib, n)
					}
				}
			}
		}
	}
}

// alternate runs commands in turn, some rounds, and returns the median of
// each: what disturbs the machine disturbs all of them.
func (r runner) alternate(ctx context.Context, commands []string, rounds int) ([]time.Duration, error) {
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
	medians := make([]time.Duration, len(commands))
	for i, list := range times {
		slices.Sort(list)
		medians[i] = list[len(list)/2]
	}
	return medians, nil
}
