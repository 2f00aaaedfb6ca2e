package metric

import (
	"bytes"
	"context"
	"io"

	"github.com/logsieve/logsieve/engine"
)

// StreamOptions are the options of Evaluator.Stream.
type StreamOptions struct {
	// Workers and MaxLine are those of engine.StreamOptions.
	Workers, MaxLine int
	// Time tells the time of a log event, in milliseconds since the epoch; it
	// is required. It is asked for log events that publish something. number
	// counts all log events of the evaluator from 0 if ByNumber is set, and
	// says nothing otherwise. A log event without a time publishes nothing.
	Time     func(message []byte, number int64) (ms int64, ok bool)
	ByNumber bool
	// Silent, when set, is called for each log event that publishes nothing, as
	// Time is for the others.
	Silent func(message []byte, number int64)
	// Matched, when set, is called before Time and Silent for each log event
	// that a filter matches; Evaluator.Matching says which filters. line is the
	// line of the log event from 1, or 0 unless Numbers is set, which takes time.
	Matched func(message []byte, number, line int64)
	Numbers bool
	// TooLong, when set, is called for each line beyond MaxLine, with its number
	// as Matched.
	TooLong func(line int64)
}

// Stream evaluates every line of text, empty ones excepted, with the datapoints
// that Evaluate and Publish would give, several times as fast: log events that
// cannot publish anything are only counted. It returns the first error of text
// or of ctx; what was read before it counts.
func (e *Evaluator) Stream(ctx context.Context, text io.Reader, opts StreamOptions) error {
	s := &stream{Evaluator: e, opts: opts}
	engineOptions := engine.StreamOptions{Workers: opts.Workers, MaxLine: opts.MaxLine, EveryBlock: true, Numbers: opts.Numbers}
	switch {
	case len(e.runs) == 1 && e.runs[0].selected:
		each := s.matching
		if e.misses || opts.ByNumber || opts.Silent != nil {
			each = s.all
		}
		return e.runs[0].filter.Stream(ctx, text, engineOptions, func(b *engine.Block) error {
			if !s.tooLong(b) {
				each(b)
			}
			return nil
		})
	case e.set != nil:
		return e.set.Stream(ctx, text, engineOptions, func(b *engine.SetBlock) error {
			if !s.tooLong(&b.Block) {
				s.several(b)
			}
			return nil
		})
	}
	all, err := engine.ParseAndCompile("")
	if err != nil {
		return err
	}
	engineOptions.Workers = 1
	return all.Stream(ctx, text, engineOptions, func(b *engine.Block) error {
		if s.tooLong(b) {
			return nil
		}
		for _, line := range b.Lines {
			message := b.Data[line.Start:line.End]
			_, publishes := e.Evaluate(message)
			s.publish(publishes, message, line.Number)
		}
		return nil
	})
}

type stream struct {
	*Evaluator
	opts StreamOptions
}

func (s *stream) tooLong(b *engine.Block) bool {
	if b.TooLong != 0 && s.opts.TooLong != nil {
		s.opts.TooLong(max(b.TooLong, 0))
	}
	return b.TooLong != 0
}

// publish adds what the log event last evaluated publishes.
func (s *stream) publish(publishes bool, message []byte, line int64) {
	if s.opts.Matched != nil && len(s.hits) > 0 {
		s.opts.Matched(message, s.events-1, line)
	}
	if !publishes {
		if s.opts.Silent != nil {
			s.opts.Silent(message, s.events-1)
		}
		return
	}
	if ms, ok := s.opts.Time(message, s.events-1); ok {
		s.Publish(ms)
	}
}

// matching looks at nothing but the log events that the only filter matches,
// and counts the others.
func (s *stream) matching(b *engine.Block) {
	for _, line := range b.Lines {
		message := b.Data[line.Start:line.End]
		s.publish(s.evaluateSingle(message, true), message, line.Number)
	}
	s.events += countEvents(b.Data) - int64(len(b.Lines))
}

// all evaluates every log event, matched or not, with the only filter.
func (s *stream) all(b *engine.Block) {
	eachEvent(b, func(message []byte, match int) {
		s.publish(s.evaluateSingle(message, match >= 0), message, lineOf(b, match))
	})
}

// several evaluates several filters. Unless every log event counts, it looks
// only at those that some filter matches.
func (s *stream) several(b *engine.SetBlock) {
	evaluate := func(message []byte, match int) {
		var filters []int
		if match >= 0 {
			filters = b.Filters(match)
		}
		_, publishes := s.evaluateMatches(message, filters)
		s.publish(publishes, message, lineOf(&b.Block, match))
	}
	if s.misses || s.opts.ByNumber || s.opts.Silent != nil {
		eachEvent(&b.Block, evaluate)
		return
	}
	for i, line := range b.Lines {
		evaluate(b.Data[line.Start:line.End], i)
	}
	s.events += b.Events - int64(len(b.Lines))
}

// lineOf is the number of a selected line; 0 for one that is not.
func lineOf(b *engine.Block, match int) int64 {
	if match < 0 {
		return 0
	}
	return b.Lines[match].Number
}

// countEvents counts the log events of whole lines: empty lines are none.
func countEvents(data []byte) int64 {
	if len(data) == 0 {
		return 0
	}
	count := int64(bytes.Count(data, []byte{'\n'}))
	if data[len(data)-1] != '\n' {
		count++
	}
	returns := bytes.IndexByte(data, '\r') >= 0
	if data[0] != '\n' && !bytes.Contains(data, []byte("\n\n")) &&
		!(returns && (bytes.Contains(data, []byte("\n\r\n")) || bytes.HasPrefix(data, []byte("\r\n")) || bytes.HasSuffix(data, []byte("\n\r")) || len(data) == 1)) {
		return count
	}
	count = 0
	for line := range bytes.Lines(data) {
		line = bytes.TrimSuffix(line, []byte{'\n'})
		if len(bytes.TrimSuffix(line, []byte{'\r'})) > 0 {
			count++
		}
	}
	return count
}

// eachEvent calls f for each log event of a block, with its place among the
// selected lines, or -1.
func eachEvent(b *engine.Block, f func(message []byte, match int)) {
	next := 0
	for start := 0; start < len(b.Data); {
		end := len(b.Data)
		if i := bytes.IndexByte(b.Data[start:], '\n'); i >= 0 {
			end = start + i
		}
		message, match := bytes.TrimSuffix(b.Data[start:end], []byte{'\r'}), -1
		if next < len(b.Lines) && b.Lines[next].Start == start {
			match = next
			next++
		}
		if start = end + 1; len(message) > 0 { // else no log event
			f(message, match)
		}
	}
}
