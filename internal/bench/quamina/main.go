// Command quamina measures JSON filters beside quamina, in one process and on
// the same events, which the bench program has generated.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"
	"time"

	"quamina.net/go/quamina"

	"github.com/logsieve/logsieve/engine"
)

// A task asks both for the same events.
type task struct {
	name, ours, theirs string
	least              float64 // the goal's ratio
}

func tasks() []task {
	return []task{
		{"a member near the end", `{ $.eventType = "AwsServiceEvent" }`, `{"eventType": ["AwsServiceEvent"]}`, 1.8},
		{"a nested member and one near the end", `{ $.userIdentity.type = "IAMUser" && $.eventCategory = "Data" }`,
			`{"userIdentity": {"type": ["IAMUser"]}, "eventCategory": ["Data"]}`, 1.8},
		{"one event in 200", `{ $.errorCode = "AccessDenied" || $.errorCode = "ThrottlingException" }`,
			`{"errorCode": ["AccessDenied", "ThrottlingException"]}`, 1.8},
		{"whole event walked", `{ $.eventID NOT EXISTS }`, `{"eventID": [{"exists": false}]}`, 1.8},
	}
}

func main() {
	file := flag.String("file", os.TempDir()+"/logsieve-bench/cloudtrail.jsonl", "events, one a line")
	size := flag.Int64("size", 64<<20, "bytes to read of them")
	rounds := flag.Int("rounds", 7, "runs of each matcher")
	flag.Parse()
	if err := run(*file, *size, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "quamina:", err)
		os.Exit(1)
	}
}

func run(file string, size int64, rounds int) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, size))
	if err != nil {
		return err
	}
	events := bytes.Split(data[:bytes.LastIndexByte(data, '\n')], []byte("\n"))
	fmt.Println("| goal | task | ours | anchor | its time | ratio | goal's ratio |\n|---|---|---|---|---|---|---|")
	for _, t := range tasks() {
		filter, err := engine.ParseAndCompile(t.ours)
		if err != nil {
			return err
		}
		q, err := quamina.New()
		if err != nil {
			return err
		}
		if err := q.AddPattern("x", t.theirs); err != nil {
			return err
		}
		theirs := func(event []byte) bool {
			matches, err := q.MatchesForEvent(event)
			return err == nil && len(matches) > 0
		}
		n := 0
		for _, event := range events {
			if filter.Match(event) != theirs(event) {
				return fmt.Errorf("%s: the two differ on %s", t.name, event)
			}
			if filter.Match(event) {
				n++
			}
		}
		var times [2][]time.Duration
		for range rounds {
			for i, match := range []func([]byte) bool{filter.Match, theirs} {
				start := processorTime()
				for _, event := range events {
					match(event)
				}
				times[i] = append(times[i], processorTime()-start)
			}
		}
		for i := range times {
			slices.Sort(times[i])
		}
		a, b := times[0][rounds/2], times[1][rounds/2]
		fmt.Printf("| 2 | %s (%d of %d events) | %d ms | quamina 1.4.0 | %d ms | %.2f | %.2f |\n",
			t.name, n, len(events), a.Milliseconds(), b.Milliseconds(), float64(b)/float64(a), t.least)
	}
	return nil
}

// processorTime is how long this process has computed: the clock also shows
// what else the machine does.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
