//go:build devtools && unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"syscall"
	"time"

	"github.com/logsieve/logsieve/engine"
)

// regexSample is how much of a log is searched with regular expressions.
const regexSample = 8 << 20

// regexRows measures expressions that promise no literal against package
// regexp, in this process, event by event.
func regexRows(name string, rounds int) ([]row, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, regexSample))
	if err != nil {
		return nil, err
	}
	lines := bytes.Split(data[:bytes.LastIndexByte(data, '\n')], []byte("\n"))
	var rows []row
	for _, source := range []string{`[0-9]{5}-[a-f]+`, `[A-Z][a-z]+[A-Z][a-z]+[0-9]`} {
		filter, err := engine.ParseAndCompile("%" + source + "%")
		if err != nil {
			return nil, err
		}
		re, err := regexp.Compile(source)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			if filter.Match(line) != re.Match(line) {
				return nil, fmt.Errorf("%s: package regexp differs on %s", source, line)
			}
		}
		ours, theirs := race(rounds, lines, filter.Match, re.Match)
		rows = append(rows, row{"5", "%" + source + "%", "regexp", ours, theirs, 6})
	}
	return rows, nil
}

// race runs two matchers in turn over all lines, and returns their median
// processor times.
func race(rounds int, lines [][]byte, a, b func([]byte) bool) (time.Duration, time.Duration) {
	var times [2][]time.Duration
	for range rounds {
		for i, match := range []func([]byte) bool{a, b} {
			start := processorTime()
			for _, line := range lines {
				match(line)
			}
			times[i] = append(times[i], processorTime()-start)
		}
	}
	return newTiming(times[0]).median, newTiming(times[1]).median
}

// processorTime is how long this process has computed.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
