package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/backtest"
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
	ms, err := backtest.ParseTime("--start", start, location)
	return time.UnixMilli(ms), err
}
