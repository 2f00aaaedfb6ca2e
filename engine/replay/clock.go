package replay

import (
	"bytes"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/eventtime"
)

// ClockOptions say where the times of log events are. The zero value takes the
// time that the file tells beside the message; without one, an ISO 8601 time
// or one of the common log format at the start of the message, or of a JSON
// event the property timestamp, eventTime, @timestamp or time.
type ClockOptions struct {
	// Field is a property selector such as $.at; with Fields, which is a filter
	// with a space-delimited pattern, also $name or $position.
	Field  string
	Fields *engine.Filter
	// Format is the format of the time in Field or, without Field, at the start
	// of the message: rfc3339, iso8601, clf, rfc1123, epoch, epoch-ms,
	// epoch-us, epoch-ns, a format of strftime, or a layout of package time;
	// "" reads the usual ones.
	Format string
	// Location is that of times that name none; nil is UTC.
	Location *time.Location
	// Interval, in milliseconds, gives log events times by their number, from
	// Start on, whatever else is known; 0 does not. The zero Start is the epoch.
	Interval float64
	Start    time.Time
}

// Clock tells the times of log events. It remembers where the last one was,
// and is not safe for concurrent use.
type Clock struct {
	parser *eventtime.Parser
	field  *engine.Extractor // of ClockOptions.Field
	prefix bool              // the time is at the start of the message
	// inMessage is set when the time is read out of the text of a line, be it
	// its start or a field.
	inMessage bool
	// known are the properties that usually hold the time of a JSON event, the
	// one that did last first.
	known []*engine.Extractor
	// before is the beginning of the last JSON event, up to its time: where
	// the next one begins the same, its time is at the same place.
	before []byte

	interval float64
	start    int64
	opts     ClockOptions
}

// Fork returns a clock of the same options that has seen nothing. It may be
// used at the same time as k.
func (k *Clock) Fork() *Clock {
	forked, _ := NewClock(k.opts) // they are valid
	return forked
}

// NewClock returns a clock. The error is a *engine.ReferenceError when it is
// about Field, and else about Format.
func NewClock(opts ClockOptions) (*Clock, error) {
	k := &Clock{interval: opts.Interval, opts: opts}
	if !opts.Start.IsZero() {
		k.start = opts.Start.UnixMilli()
	}
	if opts.Location == nil {
		opts.Location = time.UTC
	}
	var err error
	if k.parser, err = eventtime.New(opts.Format, opts.Location); err != nil {
		return nil, err
	}
	selects := strings.HasPrefix(opts.Field, "$.")
	switch {
	case opts.Field == "":
		k.prefix = opts.Format != ""
	case selects || opts.Fields == nil:
		k.field, err = engine.SelectorExtractor([]string{opts.Field})
	default:
		k.field, err = opts.Fields.Extractor([]string{opts.Field})
	}
	if err != nil {
		return nil, err
	}
	k.inMessage = k.prefix || k.field != nil && !selects
	for _, name := range []string{"$.timestamp", "$.eventTime", "$.['@timestamp']", "$.time"} {
		x, err := engine.SelectorExtractor([]string{name})
		if err != nil {
			return nil, err
		}
		k.known = append(k.known, x)
	}
	return k, nil
}

// InMessage reports whether the clock reads times out of the text of lines, so
// that logfile.Options.MessageTime is to be set.
func (k *Clock) InMessage() bool { return k.inMessage }

// ByNumber reports whether the number of a log event tells its time, so that
// files cannot be read side by side.
func (k *Clock) ByNumber() bool { return k.interval != 0 }

// Time is the time of a log event in milliseconds since the epoch: number
// counts all of them from 0, told is the time that the file tells beside the
// message, or the zero time.
func (k *Clock) Time(message []byte, number int64, told time.Time) (ms int64, ok bool) {
	switch {
	case k.interval != 0:
		return k.start + int64(float64(number)*k.interval), true
	case k.field != nil:
		return k.property(k.field, message)
	case k.prefix:
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

// maxPrefix bounds how far into a line its time is remembered to be.
const maxPrefix = 64

// property reads the time out of a property or field. The walk over the event
// is spared when the line begins as the one before it up to the time.
func (k *Clock) property(x *engine.Extractor, message []byte) (ms int64, ok bool) {
	if len(k.before) > 0 && bytes.HasPrefix(message, k.before) {
		rest := message[len(k.before):]
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
	k.before = k.before[:0]
	// The value is a part of the message unless it had to be decoded.
	at := cap(message) - cap(v.Text)
	if ok && v.Kind == engine.TextValue && message[0] == '{' && at > 0 && at <= min(maxPrefix, len(message)-1) &&
		len(v.Text) > 0 && &message[at] == &v.Text[0] {
		k.before = append(k.before, message[:at]...)
	}
	return ms, ok
}
