// Package replay runs metric filters over log files: log files in, datapoints
// out. It joins logfile.Reader, a Clock and metric.Evaluator, as the command
// "logsieve metrics" does.
package replay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
)

// Place is where a log event is.
type Place struct {
	File string
	Line int64 // from 1; 0 when lines are not counted
}

// String is FILE:LINE, or FILE when lines are not counted.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Replay evaluates metric filters over log files, one after the other. The
// result is that of Evaluator. It is not safe for concurrent use.
type Replay struct {
	Evaluator *metric.Evaluator // required
	Clock     *Clock            // required
	// Workers is how many goroutines match, as in engine.StreamOptions.
	Workers int
	// Other, when set, evaluates the same log events beside Evaluator, and
	// Differs is called for those that only one of them matches. The reader
	// needs logfile.Options.Numbers for their lines.
	Other   *metric.Evaluator
	Differs func(at Place, message []byte, otherMatched bool)
	// Tally, when set, keeps what each filter of Evaluator matches. The reader
	// needs logfile.Options.Numbers for lines.
	Tally *Tally
	// TooLong, when set, is called for each log event that is passed over.
	TooLong func(at Place, err *logfile.TooLongError)

	// Within leaves log events out whose times are not in it; those without a
	// readable time stay. It takes the time of each.
	Within logfile.Range

	// Span is set to learn First and Last, the times of the first and the last
	// log event in milliseconds since the epoch, which takes the time of each;
	// Spanned says that one had a time.
	Span        bool
	First, Last int64
	Spanned     bool

	// Timed counts the log events that published something at their time,
	// Untimed those without a readable time, which published nothing.
	Timed, Untimed int64
	FirstUntimed   Place

	last moment
}

// moment is the time of a log event, by its number.
type moment struct {
	set    bool
	number int64
	ms     int64
	ok     bool
}

// Read evaluates the log events of a file; its name is for places. It returns
// the first error of the file or of ctx; what was read before it counts.
func (r *Replay) Read(ctx context.Context, name string, f *logfile.Reader) error {
	if f.Format() == logfile.Lines && r.Other == nil && r.Within == (logfile.Range{}) {
		at := Place{File: name}
		opts := metric.StreamOptions{
			Workers: r.Workers, MaxLine: f.MaxLine(), ByNumber: r.Clock.ByNumber(),
			Time: func(message []byte, number int64) (int64, bool) {
				return r.time(message, number, time.Time{}, at)
			},
			TooLong: func(line int64) { r.tooLong(Place{name, line}, &logfile.TooLongError{Line: line, Limit: f.MaxLine()}) },
		}
		if r.Tally != nil {
			opts.Numbers = true
			opts.Matched = func(message []byte, number, line int64) { r.tally(message, number, time.Time{}, Place{name, line}) }
		}
		if r.Span {
			opts.Silent = func(message []byte, number int64) { r.look(message, number, time.Time{}) }
		}
		return r.Evaluator.Stream(ctx, f.Text(), opts)
	}
	for e, err := range f.Events(ctx) {
		if err == nil {
			r.event(e, Place{name, e.Line})
			continue
		}
		var long *logfile.TooLongError
		if !errors.As(err, &long) {
			return err
		}
		r.tooLong(Place{name, long.Line}, long)
	}
	return nil
}

// event evaluates one log event.
func (r *Replay) event(e logfile.Event, at Place) {
	r.last.set = false // those that are left out have the numbers of those after them
	number := r.Evaluator.Events()
	if r.Within != (logfile.Range{}) {
		if ms, ok := r.when(e.Message, number, e.Timestamp); ok && !r.Within.Contains(time.UnixMilli(ms)) {
			return
		}
	}
	matched, publishes := r.Evaluator.Evaluate(e.Message)
	if matched && r.Tally != nil {
		r.tally(e.Message, number, e.Timestamp, at)
	}
	if r.Other != nil {
		otherMatched, otherPublishes := r.Other.Evaluate(e.Message)
		publishes = publishes || otherPublishes
		if matched != otherMatched && r.Differs != nil {
			r.Differs(at, e.Message, otherMatched)
		}
	}
	if !publishes {
		if r.Span {
			r.look(e.Message, number, e.Timestamp)
		}
		return
	}
	if ms, ok := r.time(e.Message, number, e.Timestamp, at); ok {
		r.Evaluator.Publish(ms)
		if r.Other != nil {
			r.Other.Publish(ms)
		}
	}
}

func (r *Replay) time(message []byte, number int64, told time.Time, at Place) (ms int64, ok bool) {
	if ms, ok = r.when(message, number, told); ok {
		r.Timed++
		r.span(ms)
	} else if r.Untimed++; r.Untimed == 1 {
		r.FirstUntimed = at
	}
	return ms, ok
}

// look takes the time of a log event that publishes nothing.
func (r *Replay) look(message []byte, number int64, told time.Time) {
	if ms, ok := r.when(message, number, told); ok {
		r.span(ms)
	}
}

func (r *Replay) tally(message []byte, number int64, told time.Time, at Place) {
	ms, ok := r.when(message, number, told)
	r.Tally.add(r.Evaluator.Matching(), Sighting{Place: at, Timestamp: ms, Timed: ok}, message)
}

// when asks the clock once for the time of a log event.
func (r *Replay) when(message []byte, number int64, told time.Time) (ms int64, ok bool) {
	if !r.last.set || r.last.number != number {
		r.last = moment{set: true, number: number}
		r.last.ms, r.last.ok = r.Clock.Time(message, number, told)
	}
	return r.last.ms, r.last.ok
}

func (r *Replay) span(ms int64) {
	if !r.Spanned {
		r.First, r.Last, r.Spanned = ms, ms, true
	}
	r.First, r.Last = min(r.First, ms), max(r.Last, ms)
}

// Fork returns a replay as r without what it has read. It may be used at the same
// time as r if Differs and TooLong may be called so; Merge brings them together.
func (r *Replay) Fork() *Replay {
	forked := &Replay{
		Evaluator: r.Evaluator.Fork(), Clock: r.Clock.Fork(), Workers: r.Workers,
		TooLong: r.TooLong, Within: r.Within, Span: r.Span, Tally: r.Tally.Fork(),
		Differs: r.Differs,
	}
	if r.Other != nil {
		forked.Other = r.Other.Fork()
	}
	return forked
}

// Merge adds what another replay of the same filters has read, whose files come
// after those of r: FirstUntimed is that of r if it has one.
func (r *Replay) Merge(other *Replay) error {
	if err := r.Evaluator.Merge(other.Evaluator); err != nil {
		return err
	}
	if r.Other != nil && other.Other != nil {
		if err := r.Other.Merge(other.Other); err != nil {
			return err
		}
	}
	r.merge(other)
	return nil
}

// merge is Merge without the evaluators.
func (r *Replay) merge(other *Replay) {
	if r.Tally != nil && other.Tally != nil {
		r.Tally.Merge(other.Tally)
	}
	if r.Untimed == 0 {
		r.FirstUntimed = other.FirstUntimed
	}
	r.Timed += other.Timed
	r.Untimed += other.Untimed
	if other.Spanned {
		r.span(other.First)
		r.span(other.Last)
	}
}

func (r *Replay) tooLong(at Place, err *logfile.TooLongError) {
	if r.TooLong != nil {
		r.TooLong(at, err)
	}
}
