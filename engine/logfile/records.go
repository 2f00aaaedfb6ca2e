package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// records reads the events out of JSON documents: what `aws logs
// filter-log-events` and `get-log-events` print ({"events": [{"message": …,
// "timestamp": …}]}), what a subscription delivers ({"logEvents": […]}), what
// CloudTrail stores ({"Records": [{…}]}), and plain lists of these or of
// strings, as --query leaves them. A CloudTrail record is an event itself, and
// so is an element that has no message: the event's message is the element's
// own text without the space between tokens.
//
// The rows of a Logs Insights query ({"results": [[{"field": "@message", …}]]})
// are its log events, too. What CloudWatch Logs sends to see whether a
// destination is there (CONTROL_MESSAGE), and a digest of CloudTrail, hold none.
//
// Elements are cut out one by one, so memory does not grow with the file.
type records struct {
	cut    *cutter
	max    int
	number int64
	state  state
	inDoc  bool // between { and }
	found  bool // the document had a list of events
	whole  bool // the list's elements are events themselves
	rows   bool // they are rows of a query
	skip   bool // they are not log events
	each   bool // documents are events themselves
	buf    bytes.Buffer
}

// state is what may come next.
type state uint8

const (
	between     state = iota // a document, or the end
	firstMember              // a member, or }
	nextMember               // a comma and a member, or }
	firstItem                // an element of a list of events, or ]
	nextItem                 // a comma and an element, or ]
)

// newRecords returns a reader of events of at most maxLine bytes. An element
// that holds one may have more: escapes, other members.
func newRecords(r io.Reader, maxLine int) *records {
	return &records{cut: newCutter(r, min(6*maxLine, 32<<20)+64<<10), max: maxLine}
}

// ErrNoEvents says that a JSON document holds no list of events.
var ErrNoEvents = errors.New(`no log events: expected an object with "events", "logEvents" or "Records", or a list`)

// ErrNoMessage says that the rows of a query hold no log events.
var ErrNoMessage = errors.New("no log events: the query has no @message among its fields")

// next returns the next event, and io.EOF after the last. After a
// *TooLongError reading goes on with the event after it; every other error is
// final: ErrNoEvents, or one of JSON or of reading.
func (r *records) next() (Event, error) {
	for {
		next, err := r.cut.peek()
		if err != nil {
			if err == io.EOF && r.state == between {
				return Event{}, err
			}
			return Event{}, r.failed(unexpected(err), r.cut.last)
		}
		switch r.state {
		case between:
			if r.each {
				e, _, err := r.element()
				return e, err
			}
			err = r.document(next)
		case firstMember, nextMember:
			err = r.member(next)
		default:
			var e Event
			var is bool
			if e, is, err = r.item(next); is {
				return e, err
			}
		}
		if err != nil {
			return Event{}, err
		}
	}
}

// document starts a document.
func (r *records) document(next byte) error {
	switch next {
	case '[':
		r.state, r.inDoc, r.whole, r.rows, r.skip = firstItem, false, false, false, false
	case '{':
		r.state, r.inDoc, r.found, r.skip = firstMember, true, false, false
	default:
		if _, line, err := r.cut.value(); err != nil && err != errTooLong {
			return r.broken(err, line)
		}
		return ErrNoEvents
	}
	r.cut.pass(1)
	return nil
}

// member goes over a member of a document, up to its list if it has one.
func (r *records) member(next byte) error {
	if next == '}' {
		r.cut.pass(1)
		r.state = between
		if !r.found {
			return ErrNoEvents
		}
		return nil
	}
	if r.state == nextMember {
		if err := r.comma(next, "object key:value pair"); err != nil {
			return err
		}
	}
	if next, err := r.cut.peek(); err != nil {
		return r.failed(unexpected(err), r.cut.last)
	} else if next != '"' {
		return r.cannotStand(next)
	}
	quoted, line, err := r.cut.value()
	if err != nil && err != errTooLong {
		return r.broken(err, line)
	}
	name := ""
	if err == nil {
		name = string(jsontext.TextBytes(quoted))
	}
	colon, err := r.cut.peek()
	if err != nil {
		return r.failed(unexpected(err), r.cut.last)
	}
	if colon != ':' {
		return r.failed(&brokenError{"not JSON: expected colon after object key", errNotJSON}, r.cut.count(r.cut.pos))
	}
	r.cut.pass(1)
	if next, err = r.cut.peek(); err != nil {
		return r.failed(unexpected(err), r.cut.last)
	}
	r.state = nextMember
	if isEventList(name) && (name != "results" || next == '[') {
		if next != '[' {
			return ErrNoEvents
		}
		r.cut.pass(1)
		r.state, r.found, r.whole, r.rows = firstItem, true, name == "Records", name == "results"
		return nil
	}
	value, line, err := r.cut.value()
	if err != nil && err != errTooLong {
		return r.broken(err, line)
	}
	switch {
	case name == "messageType":
		r.skip = string(value) == `"CONTROL_MESSAGE"`
	case name == digestMember:
		r.found = true
	}
	return nil
}

// isEventList reports whether a member of a document is its list of events.
func isEventList(name string) bool {
	return name == "events" || name == "logEvents" || name == "Records" || name == "results"
}

// digestMember is in every digest file of CloudTrail, and in no log event.
const digestMember = "digestS3Bucket"

// item is an element of a list, if there is another one.
func (r *records) item(next byte) (e Event, is bool, err error) {
	if next == ']' {
		r.cut.pass(1)
		if r.state = between; r.inDoc {
			r.state = nextMember
		}
		return Event{}, false, nil
	}
	if r.state == nextItem {
		if err := r.comma(next, "array element"); err != nil {
			return Event{}, false, err
		}
	}
	r.state = nextItem
	if r.skip {
		_, line, err := r.cut.value()
		if err != nil && err != errTooLong {
			return Event{}, true, r.broken(err, line)
		}
		return Event{}, false, nil
	}
	return r.element()
}

// element is the value that comes next, as an event.
func (r *records) element() (e Event, is bool, err error) {
	raw, line, err := r.cut.value()
	if err == nil || err == errTooLong {
		r.number++
	}
	switch {
	case err == errTooLong:
		return Event{}, true, &TooLongError{Line: line, Limit: r.max}
	case err != nil:
		return Event{}, false, r.broken(err, line)
	}
	e = Event{Number: r.number, Line: line}
	if r.rows || raw[0] == '[' && isRow(raw) {
		if !readRow(raw, &e) {
			return Event{}, true, ErrNoMessage
		}
	} else {
		r.read(raw, &e)
	}
	if len(e.Message) > r.max {
		return Event{}, true, &TooLongError{Line: line, Limit: r.max}
	}
	return e, true, nil
}

// comma goes past the comma that must come next.
func (r *records) comma(next byte, after string) error {
	if next != ',' {
		return r.failed(&brokenError{"not JSON: expected comma after " + after, errNotJSON}, r.cut.count(r.cut.pos))
	}
	r.cut.pass(1)
	return nil
}

// cannotStand is the error about a character.
func (r *records) cannotStand(c byte) error {
	return r.failed(&brokenError{"not JSON: " + strconv.QuoteRune(rune(c)) + " cannot stand here", errNotJSON}, r.cut.count(r.cut.pos))
}

// broken is the error of a value that cannot be cut.
func (r *records) broken(err error, line int64) error {
	if err == errNotJSON {
		line, err = r.cut.broken()
	}
	return r.failed(err, line)
}

// failed adds the line at which the document is broken.
func (r *records) failed(err error, line int64) error {
	return fmt.Errorf("line %d: %w", line, brokenJSON(err))
}

// read fills an event from one element.
func (r *records) read(raw []byte, e *Event) {
	switch raw[0] {
	case '"':
		e.Message = jsontext.TextBytes(raw)
		return
	case '{':
		message, at := r.members(raw)
		e.Timestamp = at
		if message != nil && !r.whole && !r.each {
			e.Message = jsontext.TextBytes(message)
			return
		}
	}
	e.Message = raw
	if r.cut.spaced {
		r.buf.Reset()
		_ = json.Compact(&r.buf, raw) // it is valid
		e.Message = r.buf.Bytes()
	}
}

// members are the message of an element, with its quotes, and its time. A
// record of another shape may hold these names with other types; it is an event
// itself then.
func (r *records) members(raw []byte) (message []byte, at time.Time) {
	var millis, told time.Time
	fits := true
	jsontext.Members(raw, func(name, value []byte) bool {
		switch string(name) {
		case `"message"`:
			message = nil
			if value[0] == '"' {
				message = value
			} else if value[0] != 'n' {
				fits = fits && r.whole
			}
		case `"timestamp"`: // milliseconds since the epoch
			millis = time.Time{}
			if n, err := strconv.ParseInt(string(value), 10, 64); err == nil {
				millis = time.UnixMilli(n).UTC()
			} else if value[0] != 'n' {
				fits = false
			}
		case `"eventTime"`: // CloudTrail
			told = time.Time{}
			if value[0] == '"' {
				var err error
				if told, err = time.Parse(time.RFC3339, string(value[1:len(value)-1])); err != nil {
					fits = false
				}
			} else if value[0] != 'n' {
				fits = false
			}
			return !r.whole // what comes after it is not asked for
		}
		return fits
	})
	switch {
	case !fits:
		return nil, time.Time{}
	case !millis.IsZero():
		return message, millis
	}
	return message, told
}
