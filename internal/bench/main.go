//go:build devtools && unix

// Command bench measures logsieve beside other tools on generated logs: it
// checks that all find the same lines, runs them in turn, pinned to a core,
// and prints how many times as long each takes. make bench-tools runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

type options struct {
	program, dir, only string
	size               int64
	rounds             int
	pipe               int64
	processor          bool
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == peakOf {
		if err := printPeak(os.Args[2], os.Args[3:]...); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	var o options
	flag.StringVar(&o.program, "program", "bin/logsieve", "our program")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "logsieve-bench"), "folder for the logs; it stays")
	flag.StringVar(&o.only, "only", "", "only tasks whose name holds this")
	flag.Int64Var(&o.size, "size", 1<<30, "bytes of each log")
	flag.IntVar(&o.rounds, "rounds", 7, "runs of each command")
	flag.Int64Var(&o.pipe, "pipe", 4<<30, "bytes of the long input for peak memory")
	flag.BoolVar(&o.processor, "processor", false, "compare processor time instead of time, where one core is used")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, w io.Writer) error {
	program, err := filepath.Abs(o.program)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	for _, k := range kinds() {
		if err := generateFile(filepath.Join(o.dir, k.name), k, o.size); err != nil {
			return err
		}
	}
	if err := generateArchive(filepath.Join(o.dir, "archive"), o.size); err != nil {
		return err
	}
	if err := writePatterns(o.dir); err != nil {
		return err
	}
	r := runner{program: program, dir: o.dir, processor: o.processor}
	var rows []row
	for _, t := range tasks() {
		if !strings.Contains(t.name, o.only) {
			continue
		}
		r.cores = t.cores
		more, err := r.task(ctx, t, o.rounds, w)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	r.cores = ""
	if o.only == "" {
		start, err := r.start(ctx)
		if err != nil {
			return err
		}
		rows = append(rows, start...)
		regexes, err := regexRows(filepath.Join(o.dir, "cloudtrail.jsonl"), o.rounds)
		if err != nil {
			return err
		}
		rows = append(rows, regexes...)
	}
	fmt.Fprintln(w)
	if err := writeTable(w, rows); err != nil || o.only != "" {
		return err
	}
	return r.memory(ctx, o, w)
}

// task checks that all commands of a task print the same lines, and measures
// them. Anchors that are not installed are left out.
func (r runner) task(ctx context.Context, t task, rounds int, w io.Writer) ([]row, error) {
	want, n, err := r.lines(ctx, t.ours)
	if err != nil {
		return nil, err
	}
	commands := []string{t.ours}
	var present []anchor
	for _, a := range t.anchors {
		name, _, _ := strings.Cut(strings.TrimPrefix(a.command, "LC_ALL=C "), " ")
		if _, err := exec.LookPath(name); err != nil && name != "$L" {
			fmt.Fprintf(w, "%s: %s is not installed and left out\n", t.name, name)
			continue
		}
		got, m, err := r.lines(ctx, a.command)
		if err != nil {
			return nil, err
		}
		if got != want {
			return nil, fmt.Errorf("%s: %s prints %d lines and we print %d, or others; nothing is timed", t.name, a.name, m, n)
		}
		present = append(present, a)
		commands = append(commands, a.command)
	}
	timings, err := r.alternate(ctx, commands, rounds)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "%s: the same %d lines from all; ours %v", t.name, n, timings[0])
	var rows []row
	for i, a := range present {
		fmt.Fprintf(w, ", %s %v", a.name, timings[i+1])
		rows = append(rows, row{t.goal, t.name, a.name, timings[0].median, timings[i+1].median, a.least})
	}
	fmt.Fprintln(w)
	return rows, nil
}

// start measures what does not depend on the log, on one of ten lines: the
// start of the program, against one that does nothing, and the compilation of
// a thousand filters, against one filter.
func (r runner) start(ctx context.Context) ([]row, error) {
	head := exec.CommandContext(ctx, "sh", "-c", "head -10 "+r.dir+"/cloudtrail.jsonl > "+r.dir+"/ten.log")
	if err := head.Run(); err != nil {
		return nil, err
	}
	const runs = 101
	timings, err := r.alternate(ctx, []string{
		"/bin/true",
		`$L match eventName $D/ten.log`,
		`$L match --filters $D/one.patterns $D/ten.log || true`,
		`$L match --filters $D/thousand.patterns $D/ten.log || true`,
	}, runs)
	if err != nil {
		return nil, err
	}
	return []row{
		{"6", "start on 10 lines, over /bin/true", "3 ms", timings[1].median - timings[0].median, 3 * time.Millisecond, 1},
		{"6", "compile 1000 filters, over one", "150 ms", timings[3].median - timings[2].median, 150 * time.Millisecond, 1},
	}, nil
}

// memory measures the peak at both sizes.
func (r runner) memory(ctx context.Context, o options, w io.Writer) error {
	fmt.Fprintln(w)
	for _, t := range []struct {
		kind    kind
		pattern string
	}{{kinds()[0], `{ $.additionalEventData.latency > 1950 }`}, {kinds()[1], `[ip, id, user, ts, request, status = 4*, bytes > 1000]`}, {kinds()[2], `ERROR`}} {
		for _, size := range []int64{256 << 20, o.pipe} {
			in, out := io.Pipe()
			go func() { out.CloseWithError(generate(out, t.kind, size)) }()
			peak, err := r.peak(ctx, in, "match", "-c", t.pattern)
			in.CloseWithError(errors.New("read"))
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "peak memory of match %s over %d MiB: %.1f MiB\n", t.pattern, size>>20, float64(peak)/(1<<20))
		}
	}
	return nil
}

// writePatterns writes a list of one filter pattern and one of a thousand,
// wildcards among them.
func writePatterns(dir string) error {
	var b strings.Builder
	for i := range 1000 {
		switch i % 5 {
		case 0:
			if i == 0 { // the one filter; it selects something
				b.WriteString("{ $.userIdentity.arn = \"*/u7\" || $.additionalEventData.latency > 1998 }\n")
				continue
			}
			fmt.Fprintf(&b, "{ $.userIdentity.arn = \"*/x%d\" }\n", i)
		case 1:
			fmt.Fprintf(&b, "{ $.requestParameters.bucketName = \"bucket-%d\" && $.additionalEventData.latency > %d }\n", i+1000, i)
		case 2:
			fmt.Fprintf(&b, "{ $.errorCode = \"*Denied%d*\" || $.eventName = \"Get%d*\" }\n", i, i)
		case 3:
			fmt.Fprintf(&b, "{ $.sourceIPAddress = \"10.%d.999.*\" }\n", i%256)
		default:
			fmt.Fprintf(&b, "{ $.additionalEventData.bytesTransferredIn = %d && $.readOnly IS TRUE }\n", i<<20)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "thousand.patterns"), []byte(b.String()), 0o644); err != nil {
		return err
	}
	first, _, _ := strings.Cut(b.String(), "\n")
	return os.WriteFile(filepath.Join(dir, "one.patterns"), []byte(first+"\n"), 0o644)
}
