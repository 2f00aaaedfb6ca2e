package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/eventtime"
)

// clock is the clock that the flags describe; names of fields are those of the
// filters.
func (c logFlags) clock(location *time.Location, filters ...*engine.Filter) (*replay.Clock, error) {
	opts := replay.ClockOptions{Format: c.TimeFormat, Location: location}
	if c.Start != "" && c.Rate == "" {
		return nil, errors.New("--start is the time of the first log event for --rate, which is missing")
	}
	if c.Rate != "" {
		if c.TimeField.given || c.TimeFormat != "" {
			return nil, errors.New("--rate excludes --time-field and --time-format")
		}
		var err error
		if opts.Interval, err = parseRate(c.Rate); err != nil {
			return nil, err
		}
		if opts.Start, err = parseStart(c.Start, location); err != nil {
			return nil, err
		}
	}
	if c.TimeField.given {
		opts.Field = c.TimeField.text
		for _, f := range filters {
			if f.Pattern().Kind() == grammar.Delimited {
				opts.Fields = f
				break
			}
		}
		if opts.Fields == nil && !strings.HasPrefix(opts.Field, "$.") {
			return nil, fmt.Errorf("--time-field %s: write a property selector such as $.time; $name and $position are for space-delimited filter patterns", opts.Field)
		}
	}
	clock, err := replay.NewClock(opts)
	var reference *engine.ReferenceError
	switch {
	case errors.As(err, &reference):
		return nil, fmt.Errorf("--time-field: %w", err)
	case err != nil:
		return nil, fmt.Errorf("--time-format: %w", err)
	}
	return clock, nil
}

// maxInterval is a year: what is slower is a slip, and would overflow times.
const maxInterval = 365 * 24 * 3600 * 1000

// parseRate reads how many log events there are in a second, minute or hour,
// and returns the milliseconds between them.
func parseRate(rate string) (interval float64, err error) {
	number, unit := rate, time.Second
	for suffix, u := range map[string]time.Duration{"/s": time.Second, "/m": time.Minute, "/h": time.Hour} {
		if n, ok := strings.CutSuffix(rate, suffix); ok {
			number, unit = n, u
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	interval = float64(unit/time.Millisecond) / n
	if err != nil || !(n > 0) || math.IsInf(n, 0) || interval > maxInterval {
		return 0, fmt.Errorf("--rate %s: write log events per second, minute or hour, such as 100, 50/m or 2/h", rate)
	}
	return interval, nil
}

// parseStart reads the time of the first log event.
func parseStart(start string, location *time.Location) (time.Time, error) {
	if start == "" {
		return time.Time{}, nil
	}
	ms, err := parseTime("--start", start, location)
	return time.UnixMilli(ms), err
}

// parseTime reads a time, or the start of a day.
func parseTime(flag, text string, location *time.Location) (ms int64, err error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, location); err == nil {
		return day.UnixMilli(), nil
	}
	parser, err := eventtime.New("", location)
	if err != nil {
		return 0, err
	}
	ms, ok := parser.Parse([]byte(text))
	if !ok {
		return 0, fmt.Errorf("%s %s: write a time such as 2026-01-01T00:00:00Z, or a day such as 2026-01-01", flag, text)
	}
	return ms, nil
}

// parseRange reads --since and --until.
func parseRange(since, until string, location *time.Location) (r logfile.Range, err error) {
	for _, end := range []struct {
		flag, text string
		to         *time.Time
	}{{"--since", since, &r.Since}, {"--until", until, &r.Until}} {
		if end.text == "" {
			continue
		}
		ms, err := parseTime(end.flag, end.text, location)
		if err != nil {
			return r, err
		}
		*end.to = time.UnixMilli(ms)
	}
	if !r.Until.IsZero() && !r.Since.Before(r.Until) {
		return r, fmt.Errorf("--since %s is not before --until %s: exchange them", since, until)
	}
	return r, nil
}

// span is the time over which alarms are evaluated, in milliseconds since the
// epoch; nil where the log events say it.
type span struct{ from, to *int64 }

func (s span) given() bool { return s.from != nil && s.to != nil }

// parseSpan reads --from and --to.
func parseSpan(from, to string, location *time.Location) (s span, err error) {
	for _, end := range []struct {
		flag, text string
		to         **int64
	}{{"--from", from, &s.from}, {"--to", to, &s.to}} {
		if end.text == "" {
			continue
		}
		ms, err := parseTime(end.flag, end.text, location)
		if err != nil {
			return s, err
		}
		*end.to = &ms
	}
	if s.given() && *s.from > *s.to {
		return s, fmt.Errorf("--from %s is after --to %s: exchange them", from, to)
	}
	return s, nil
}

// periods are the first and the last period of the time.
func (s span) periods(r *replay.Replay, period time.Duration) (first, last int64, ok bool) {
	first, last, ok = s.ends(r)
	return metric.PeriodStart(first, period.Milliseconds()), metric.PeriodStart(last, period.Milliseconds()), ok
}

// ends are when the time starts and ends; ok is false when neither flags nor log
// events tell it.
func (s span) ends(r *replay.Replay) (first, last int64, ok bool) {
	first, last, ok = r.First, r.Last, r.Spanned || s.given()
	switch {
	case s.from != nil && !r.Spanned:
		first, last, ok = *s.from, *s.from, true
	case s.to != nil && !r.Spanned:
		first, last, ok = *s.to, *s.to, true
	}
	if s.from != nil {
		first = *s.from
	}
	if s.to != nil {
		last = *s.to
	}
	return first, last, ok
}
