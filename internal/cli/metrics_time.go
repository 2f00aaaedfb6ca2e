package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/eventtime"
)

// eventClock tells the times of log events, in milliseconds since the epoch.
type eventClock struct {
	parser *eventtime.Parser
	field  *engine.Extractor // of --time-field
	format bool              // --time-format: the time is at the start of the line
	// inLine is set when the time is read out of the text of a line, be it
	// its start or a field.
	inLine bool
	// known are the properties that usually hold the time of a JSON line, the
	// one that did last first.
	known []*engine.Extractor
	// prefix is the beginning of the last JSON line, up to its time: where the
	// next line begins the same, its time stands at the same place.
	prefix []byte

	step  float64 // milliseconds between log events; 0 without --rate
	start int64
}

func newEventClock(c *metricsCmd, location *time.Location, filters []*metric.Filter) (*eventClock, error) {
	k := &eventClock{format: c.TimeFormat != "" && !c.TimeField.given}
	k.inLine = k.format || c.TimeField.given && !strings.HasPrefix(c.TimeField.text, "$.")
	var err error
	if k.parser, err = eventtime.New(c.TimeFormat, location); err != nil {
		return nil, fmt.Errorf("--time-format: %w", err)
	}
	if c.Start != "" && c.Rate == "" {
		return nil, fmt.Errorf("--start is the time of the first log event for --rate, which is missing")
	}
	if c.Rate != "" {
		if c.TimeField.given || c.TimeFormat != "" {
			return nil, fmt.Errorf("--rate excludes --time-field and --time-format")
		}
		return k, k.setRate(c.Rate, cmp.Or(c.Start, "1970-01-01T00:00:00Z"), location)
	}
	if c.TimeField.given {
		if k.field, err = timeField(c.TimeField.text, filters); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"$.timestamp", "$.eventTime", "$.['@timestamp']", "$.time"} {
		x, err := engine.SelectorExtractor([]string{name})
		if err != nil {
			return nil, err
		}
		k.known = append(k.known, x)
	}
	return k, nil
}

func timeField(reference string, filters []*metric.Filter) (*engine.Extractor, error) {
	if strings.HasPrefix(reference, "$.") {
		x, err := engine.SelectorExtractor([]string{reference})
		if err != nil {
			return nil, fmt.Errorf("--time-field: %w", err)
		}
		return x, nil
	}
	for _, f := range filters {
		if f.Filter().Pattern().Kind() == grammar.Delimited {
			x, err := f.Filter().Extractor([]string{reference})
			if err != nil {
				return nil, fmt.Errorf("--time-field: %w", err)
			}
			return x, nil
		}
	}
	return nil, fmt.Errorf("--time-field %s: write a property selector such as $.time; $name and $position are for space-delimited filter patterns", reference)
}

// maxStep is a year: what is slower is a slip, and would overflow times.
const maxStep = 365 * 24 * 3600 * 1000

func (k *eventClock) setRate(rate, start string, location *time.Location) error {
	number, unit := rate, time.Second
	for suffix, u := range map[string]time.Duration{"/s": time.Second, "/m": time.Minute, "/h": time.Hour} {
		if n, ok := strings.CutSuffix(rate, suffix); ok {
			number, unit = n, u
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	k.step = float64(unit/time.Millisecond) / n
	if err != nil || !(n > 0) || math.IsInf(n, 0) || k.step > maxStep {
		return fmt.Errorf("--rate %s: write log events per second, minute or hour, such as 100, 50/m or 2/h", rate)
	}
	parser, err := eventtime.New("", location)
	if err != nil {
		return err
	}
	var ok bool
	if k.start, ok = parser.Parse([]byte(start)); !ok {
		return fmt.Errorf("--start %s: write a time such as 2026-01-01T00:00:00Z", start)
	}
	return nil
}

// byRate reports whether the number of a log event tells its time.
func (k *eventClock) byRate() bool { return k.step != 0 }

// at is the time of a log event: number counts all of them from 0, told is
// the time that the file tells beside the message.
func (k *eventClock) at(message []byte, number int64, told time.Time) (ms int64, ok bool) {
	switch {
	case k.step != 0:
		return k.start + int64(float64(number)*k.step), true
	case k.field != nil:
		return k.property(k.field, message)
	case k.format:
		ms, _, ok = k.parser.Prefix(message)
		return ms, ok
	case !told.IsZero():
		return told.UnixMilli(), true
	}
	if len(message) > 0 && message[0] == '{' {
		for i, x := range k.known {
			if ms, ok := k.property(x, message); ok {
				k.known[0], k.known[i] = k.known[i], k.known[0]
				return ms, true
			}
		}
		return 0, false
	}
	ms, _, ok = k.parser.Prefix(message)
	return ms, ok
}

// maxPrefix bounds how far into a line its time is remembered to stand.
const maxPrefix = 64

// property reads the time out of a property or field. The walk over the event
// is spared when the line begins as the one before it up to the time.
func (k *eventClock) property(x *engine.Extractor, message []byte) (ms int64, ok bool) {
	if len(k.prefix) > 0 && bytes.HasPrefix(message, k.prefix) {
		rest := message[len(k.prefix):]
		if end := bytes.IndexByte(rest, '"'); end >= 0 && bytes.IndexByte(rest[:end], '\\') < 0 {
			if ms, ok := k.parser.Parse(rest[:end]); ok {
				return ms, true
			}
		}
	}
	v := x.Values(message)[0]
	switch v.Kind {
	case engine.NumberValue, engine.TextValue:
	default:
		return 0, false
	}
	ms, ok = k.parser.Parse(v.Text)
	k.prefix = k.prefix[:0]
	// The value is a part of the message unless it had to be decoded.
	at := cap(message) - cap(v.Text)
	if ok && v.Kind == engine.TextValue && message[0] == '{' && at > 0 && at <= min(maxPrefix, len(message)-1) &&
		len(v.Text) > 0 && &message[at] == &v.Text[0] {
		k.prefix = append(k.prefix, message[:at]...)
	}
	return ms, ok
}
