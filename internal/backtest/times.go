package backtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	// Time zones by name must not depend on what is installed.
	_ "time/tzdata"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/eventtime"
)

// ParsePeriod reads seconds, or a number with a unit: s, m, h or d.
func ParsePeriod(text string) (time.Duration, error) {
	number, unit := text, time.Second
	if text != "" {
		switch text[len(text)-1] {
		case 's':
			number = text[:len(text)-1]
		case 'm':
			number, unit = text[:len(text)-1], time.Minute
		case 'h':
			number, unit = text[:len(text)-1], time.Hour
		case 'd':
			number, unit = text[:len(text)-1], 24*time.Hour
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > int64(100*365*24*time.Hour/unit) {
		return 0, fmt.Errorf("invalid period %q: use a number of seconds or a duration such as 5m, 1h or 1d", text)
	}
	return time.Duration(n) * unit, nil
}

// ParseZone reads the name of a time zone or an offset such as +02:00.
func ParseZone(text string) (*time.Location, error) {
	if text != "" && (text[0] == '+' || text[0] == '-') {
		for _, layout := range []string{"-07:00", "-0700", "-07"} {
			if t, err := time.Parse(layout, text); err == nil {
				_, offset := t.Zone()
				return time.FixedZone(text, offset), nil
			}
		}
	}
	if text == "" || strings.EqualFold(text, "local") {
		return nil, fmt.Errorf("invalid time zone %q: use a name such as Europe/Berlin or UTC, or an offset such as +02:00", text)
	}
	location, err := time.LoadLocation(text)
	if err != nil {
		return nil, fmt.Errorf("invalid time zone %q: use a name such as Europe/Berlin or UTC, or an offset such as +02:00", text)
	}
	return location, nil
}

// ParseTime reads a time, or the start of a day.
func ParseTime(flag, text string, location *time.Location) (ms int64, err error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, location); err == nil {
		if day.Format(time.DateOnly) != text { // clocks are put forward at midnight
			_, day = day.ZoneBounds()
		}
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

// ParseRange reads --since and --until.
func ParseRange(since, until string, location *time.Location) (r logfile.Range, err error) {
	for _, end := range []struct {
		flag, text string
		to         *time.Time
	}{{"--since", since, &r.Since}, {"--until", until, &r.Until}} {
		if end.text == "" {
			continue
		}
		ms, err := ParseTime(end.flag, end.text, location)
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

// Span is the time over which alarms are evaluated, in milliseconds since the
// epoch; nil where the log events say it.
type Span struct{ From, To *int64 }

// Given reports whether log events need not say anything.
func (s Span) Given() bool { return s.From != nil && s.To != nil }

// ParseSpan reads --from and --to.
func ParseSpan(from, to string, location *time.Location) (s Span, err error) {
	for _, end := range []struct {
		flag, text string
		to         **int64
	}{{"--from", from, &s.From}, {"--to", to, &s.To}} {
		if end.text == "" {
			continue
		}
		ms, err := ParseTime(end.flag, end.text, location)
		if err != nil {
			return s, err
		}
		*end.to = &ms
	}
	if s.Given() && *s.From > *s.To {
		return s, fmt.Errorf("--from %s is after --to %s: exchange them", from, to)
	}
	return s, nil
}

// Periods are the first and the last period of the time.
func (s Span) Periods(r *replay.Replay, period time.Duration) (first, last int64, ok bool) {
	first, last, ok = s.Ends(r)
	return metric.PeriodStart(first, period.Milliseconds()), metric.PeriodStart(last, period.Milliseconds()), ok
}

// Ends are when the time starts and ends; ok is false when neither flags nor log
// events tell it.
func (s Span) Ends(r *replay.Replay) (first, last int64, ok bool) {
	first, last, ok = r.First, r.Last, r.Spanned || s.Given()
	switch {
	case s.From != nil && !r.Spanned:
		first, last, ok = *s.From, *s.From, true
	case s.To != nil && !r.Spanned:
		first, last, ok = *s.To, *s.To, true
	}
	if s.From != nil {
		first = *s.From
	}
	if s.To != nil {
		last = *s.To
	}
	return first, last, ok
}
