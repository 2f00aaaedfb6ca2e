package logfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// Format is how a file holds its log events.
type Format string

// The formats. Their texts do not change.
const (
	// Auto finds out, from the first 64 KiB.
	Auto Format = "auto"
	// Lines have a log event each; empty lines are not log events.
	Lines Format = "lines"
	// Export is what CloudWatch Logs exports: each log event after its time.
	// Lines without a time continue the log event before them.
	Export Format = "export"
	// EventList is JSON with a list of log events: what "aws logs
	// filter-log-events" and "get-log-events" print, what a subscription
	// delivers, what CloudTrail stores, and plain lists.
	EventList Format = "events"
	// EventLines have one log event as filter-log-events prints it, in JSON.
	EventLines Format = "event-lines"
)

// detectionWindow is how much of a file may be looked at to tell its format.
const detectionWindow = 64 << 10

// detectFormat also returns the text with what it looked at. What could be read
// before an error counts, so that it is for those who read on to meet.
func detectFormat(text *bufio.Reader, opts Options) (Format, io.Reader, error) {
	window := detectionWindow
	if opts.Live {
		window = 2 // what comes with these bytes has to do
	}
	_, err := text.Peek(window)
	head, _ := text.Peek(text.Buffered())
	var all io.Reader = text
	if err != nil && err != io.EOF {
		if len(head) == 0 || err == ErrBinary {
			return "", nil, err
		}
		all = io.MultiReader(bytes.NewReader(bytes.Clone(head)), failing{err})
	}
	format := detect(head)
	if format == Export && opts.MessageTime {
		format = Lines
	}
	return format, all, nil
}

// failing is the end of a text that cannot be read further.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// detect tells the format of a file from its beginning.
func detect(head []byte) Format {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 {
		return Lines
	}
	if _, _, ok := exported(head); ok {
		return Export
	}
	dec := json.NewDecoder(bytes.NewReader(head))
	switch head[0] {
	case '[':
		// A list of objects or texts, and not "[ERROR] …".
		if _, err := dec.Token(); err != nil {
			return Lines
		}
		next, err := dec.Token()
		if _, isText := next.(string); err == nil && (isText || next == json.Delim('{') || next == json.Delim(']')) {
			return EventList
		}
	case '{':
		first, _, whole := bytes.Cut(head, []byte("\n"))
		var members map[string]json.RawMessage
		if whole || len(head) < detectionWindow {
			if json.Unmarshal(first, &members) == nil {
				return detectObject(members)
			}
		}
		if hasEventList(dec) {
			return EventList
		}
	}
	return Lines
}

// detectObject decides for a line that is a JSON object.
func detectObject(members map[string]json.RawMessage) Format {
	for _, name := range []string{"events", "logEvents", "Records"} {
		if list := members[name]; len(list) > 0 && list[0] == '[' {
			return EventList
		}
	}
	// An event as filter-log-events has it, and nothing else.
	for name := range members {
		switch name {
		case "timestamp", "message", "ingestionTime", "eventId", "id", "logStreamName":
		default:
			return Lines
		}
	}
	message, timestamp := members["message"], members["timestamp"]
	if len(message) > 0 && message[0] == '"' && len(timestamp) > 0 && '0' <= timestamp[0] && timestamp[0] <= '9' {
		return EventLines
	}
	return Lines
}

// hasEventList reports whether a JSON document that is spread over lines, or
// too long to be seen whole, has a list of events at its top.
func hasEventList(dec *json.Decoder) bool {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return false
		}
		if name == "events" || name == "logEvents" || name == "Records" {
			list, err := dec.Token()
			return err == nil && list == json.Delim('[')
		}
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return false
		}
	}
	return false
}
