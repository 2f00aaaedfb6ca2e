package logfile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"
)

// exportTime is how CloudWatch exports a log event's time.
const exportTime = "2006-01-02T15:04:05.000Z"

// exported splits an exported line into its time and the message.
func exported(line []byte) (at time.Time, message []byte, ok bool) {
	n := len(exportTime)
	if len(line) <= n || line[n] != ' ' || line[n-1] != 'Z' || line[10] != 'T' || line[19] != '.' {
		return at, nil, false
	}
	at, err := time.Parse(exportTime, string(line[:n]))
	return at, line[n+1:], err == nil
}

// tailed splits a line of "aws logs tail" into its time and the message; the
// stream is between them.
func tailed(line []byte) (at time.Time, stream, message []byte, ok bool) {
	if len(line) < 25 || line[10] != 'T' || line[4] != '-' {
		return at, nil, nil, false
	}
	told, rest, _ := bytes.Cut(line, []byte(" "))
	stream, message, ok = bytes.Cut(rest, []byte(" "))
	if !ok || len(stream) == 0 {
		return at, nil, nil, false
	}
	at, err := time.Parse(time.RFC3339, string(told))
	return at, stream, message, err == nil
}

// isTail reports whether a line is surely one of "aws logs tail": syslog writes
// the name of a host in the place of the stream, which has no slash, and most
// streams have one.
func isTail(line []byte) bool {
	_, stream, _, ok := tailed(line)
	return ok && bytes.IndexByte(stream, '/') > 0
}

// split splits a line that starts with a time of the file's format.
func (f *Reader) split(line []byte) (at time.Time, message []byte, ok bool) {
	if f.format == Tail {
		at, _, message, ok = tailed(line)
		return at.UTC(), message, ok
	}
	return exported(line)
}

// exports gives each log event after its time. A line without one continues
// the log event before it, and is a log event itself where there is none.
func (f *Reader) exports(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		var event Event
		var number int64
		open := false
		end := func() bool {
			if !open {
				return true
			}
			open = false
			return yield(event, nil)
		}
		count := func() int64 {
			if f.numbers {
				number++
			}
			return number
		}
		for line, err := range f.lines(ctx) {
			if err != nil {
				if _, ok := errors.AsType[*TooLongError](err); ok {
					count()
					if !yield(line, err) {
						return
					}
					continue
				}
				if end() {
					yield(line, err)
				}
				return
			}
			told, message, timed := f.split(line.Message)
			switch {
			case timed:
				if !end() {
					return
				}
				open = true
				event = Event{Message: append(event.Message[:0], message...), Number: count(), Line: line.Line, Timestamp: told}
			case !open:
				line.Number = count()
				if !yield(line, nil) {
					return
				}
			case len(event.Message) < f.maxLine:
				event.Message = append(append(event.Message, '\n'), line.Message...)
			}
		}
		end()
	}
}

// eventLines gives the events of filter-log-events, one JSON object per line.
// A line that is not one is a log event itself.
func (f *Reader) eventLines(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for e, err := range f.lines(ctx) {
			if err == nil {
				var event struct {
					Message   *string
					Timestamp *int64
				}
				if json.Unmarshal(e.Message, &event) == nil && event.Message != nil {
					e.Message = []byte(*event.Message)
					if event.Timestamp != nil {
						e.Timestamp = time.UnixMilli(*event.Timestamp).UTC()
					}
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
