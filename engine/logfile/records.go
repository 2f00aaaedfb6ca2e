package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// records reads the events out of JSON documents: what `aws logs
// filter-log-events` and `get-log-events` print ({"events": [{"message": …,
// "timestamp": …}]}), what a subscription delivers ({"logEvents": […]}), what
// CloudTrail stores ({"Records": [{…}]}), and plain lists of these or of
// strings, as --query leaves them. A CloudTrail record is an event itself, and
// so is an element that has no message: the event's message is the element's
// own text without the space between tokens.
//
// Elements are read one by one, so memory does not grow with the file.
type records struct {
	dec     *json.Decoder
	lines   *lineCounter
	max     int
	number  int64
	inList  bool // between [ and ]
	inDoc   bool // between { and }
	found   bool // the document had a list of events
	whole   bool // the list's elements are events themselves
	buf     bytes.Buffer
	element struct {
		Message   *string    `json:"message"`
		Timestamp *int64     `json:"timestamp"` // milliseconds since the epoch
		EventTime *time.Time `json:"eventTime"` // CloudTrail
	}
}

// newRecords returns a reader of events of at most maxLine bytes.
func newRecords(r io.Reader, maxLine int) *records {
	lines := &lineCounter{r: r}
	return &records{dec: json.NewDecoder(lines), lines: lines, max: maxLine}
}

// ErrNoEvents says that a JSON document holds no list of events.
var ErrNoEvents = errors.New(`no log events: expected an object with "events", "logEvents" or "Records", or a list`)

// next returns the next event, and io.EOF after the last. After a
// *TooLongError reading goes on with the event after it; every other error is
// final: ErrNoEvents, or one of JSON or of reading.
func (r *records) next() (Event, error) {
	for !r.inList || !r.dec.More() {
		if err := r.advance(); err != nil {
			if err == io.EOF && r.inDoc {
				err = io.ErrUnexpectedEOF
			}
			return Event{}, r.wrap(err)
		}
	}
	var raw json.RawMessage
	if err := r.dec.Decode(&raw); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return Event{}, r.wrap(err)
	}
	r.number++
	event := Event{Number: r.number, Line: r.lines.at(r.dec.InputOffset() - int64(len(raw)))}
	if err := r.read(raw, &event); err != nil {
		return Event{}, err
	}
	if len(event.Message) > r.max {
		return Event{}, &TooLongError{Line: event.Line, Limit: r.max}
	}
	return event, nil
}

// wrap adds the line at which the document is broken.
func (r *records) wrap(err error) error {
	if err == io.EOF || errors.Is(err, ErrNoEvents) {
		return err
	}
	return fmt.Errorf("line %d: %w", r.lines.at(r.dec.InputOffset()), brokenJSON(err))
}

// advance moves to the next list of events, over whatever else the documents
// hold, or to io.EOF.
func (r *records) advance() error {
	if r.inList {
		r.inList = false
		if _, err := r.dec.Token(); err != nil { // ]
			return unexpected(err)
		}
		if !r.inDoc {
			return nil
		}
	}
	if !r.inDoc {
		t, err := r.dec.Token()
		switch {
		case err != nil:
			return err
		case t == json.Delim('['):
			r.inList, r.whole = true, false
		case t == json.Delim('{'):
			r.inDoc, r.found = true, false
		default:
			return ErrNoEvents
		}
		return nil
	}
	t, err := r.dec.Token()
	if err != nil {
		return unexpected(err)
	}
	if t == json.Delim('}') {
		r.inDoc = false
		if !r.found {
			return ErrNoEvents
		}
		return nil
	}
	if t == "events" || t == "logEvents" || t == "Records" {
		list, err := r.dec.Token()
		if err != nil {
			return unexpected(err)
		}
		if list != json.Delim('[') {
			return ErrNoEvents
		}
		r.inList, r.found, r.whole = true, true, t == "Records"
		return nil
	}
	var other json.RawMessage
	return unexpected(r.dec.Decode(&other))
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// read fills event from one element.
func (r *records) read(raw json.RawMessage, event *Event) error {
	if raw[0] == '"' {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return r.wrap(err)
		}
		event.Message = []byte(s)
		return nil
	}
	if raw[0] == '{' {
		r.element.Message, r.element.Timestamp, r.element.EventTime = nil, nil, nil
		// A record of another shape may hold these names with other types; it
		// is an event itself then.
		if json.Unmarshal(raw, &r.element) == nil {
			switch e := &r.element; {
			case e.Timestamp != nil:
				event.Timestamp = time.UnixMilli(*e.Timestamp).UTC()
			case e.EventTime != nil:
				event.Timestamp = *e.EventTime
			}
			if r.element.Message != nil && !r.whole {
				event.Message = []byte(*r.element.Message)
				return nil
			}
		}
	}
	r.buf.Reset()
	if err := json.Compact(&r.buf, raw); err != nil {
		return r.wrap(err)
	}
	event.Message = r.buf.Bytes()
	return nil
}

// lineCounter turns offsets into lines. It remembers the line feeds that its
// reader has passed and nobody has asked about yet.
type lineCounter struct {
	r     io.Reader
	read  int64
	feeds []int64
	lines int64
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i := 0; i < n; {
		j := bytes.IndexByte(p[i:n], '\n')
		if j < 0 {
			break
		}
		c.feeds = append(c.feeds, c.read+int64(i+j))
		i += j + 1
	}
	c.read += int64(n)
	return n, err
}

// at returns the line of an offset; offsets must not fall.
func (c *lineCounter) at(offset int64) int64 {
	n := 0
	for n < len(c.feeds) && c.feeds[n] < offset {
		n++
	}
	c.lines += int64(n)
	c.feeds = append(c.feeds[:0], c.feeds[n:]...)
	return c.lines + 1
}
