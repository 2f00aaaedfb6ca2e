package logfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/logsieve/logsieve/internal/jsontext"
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
	// Tail is what "aws logs tail" prints: the time, the log stream and the
	// message. Lines without a time continue the log event before them.
	Tail Format = "tail"
	// EventList is JSON with a list of log events: what "aws logs
	// filter-log-events" and "get-log-events" print, what a subscription
	// delivers, what CloudTrail stores, and plain lists.
	EventList Format = "events"
	// EventLines have one log event as filter-log-events prints it, in JSON.
	EventLines Format = "event-lines"
	// Documents are JSON values one after the other, spread over lines or
	// without anything between them: a log event each.
	Documents Format = "documents"
	// QueryCSV is what the console saves of a Logs Insights query with @message
	// among its fields.
	QueryCSV Format = "csv"
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
	if (format == Export || format == Tail) && opts.MessageTime {
		format = Lines
	}
	if format == Lines && !opts.Live {
		if length, lines := header(head); length > 0 {
			// Empty lines are not log events, and keep the numbers of the others.
			blank := bytes.Repeat([]byte("\n"), lines)
			_, _ = text.Discard(length) // they are there
			if all != text {
				all = io.MultiReader(bytes.NewReader(bytes.Clone(head[length:])), failing{err})
			}
			all = io.MultiReader(bytes.NewReader(blank), all)
		}
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
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if isTail(line) {
		return Tail
	}
	if bytes.Contains(line, []byte("@message")) && isQueryCSV(line) {
		return QueryCSV
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
		if next == json.Delim('[') { // rows of a query, and not "[[ERROR]] …"
			if next, err = dec.Token(); err == nil && next == json.Delim('{') {
				if name, err := dec.Token(); err == nil && (name == "field" || name == "value") {
					return EventList
				}
			}
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
		if isDocuments(head) {
			return Documents
		}
	}
	return Lines
}

// isDocuments reports whether a text starts with a JSON object that is not a
// line, and goes on with another or ends.
func isDocuments(head []byte) bool {
	end, _ := jsontext.Value(head, 0)
	if end < 0 {
		return false
	}
	next := jsontext.SkipSpace(head, end)
	return next == len(head) || head[next] == '{'
}

// detectObject decides for a line that is a JSON object.
func detectObject(members map[string]json.RawMessage) Format {
	for name, list := range members {
		if isEventList(name) && len(list) > 0 && list[0] == '[' && (name != "results" || isRows(list)) {
			return EventList
		}
	}
	if _, is := members[digestMember]; is {
		return EventList
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

// isRows reports whether a list is the results of a query.
func isRows(list []byte) bool {
	at := jsontext.SkipSpace(list, 1)
	return list[at] == ']' || list[at] == '[' && isRow(list[at:])
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
		if name == digestMember {
			return true
		}
		if name, _ := name.(string); isEventList(name) {
			list, err := dec.Token()
			if err != nil || list != json.Delim('[') {
				return false
			}
			if name != "results" {
				return true
			}
			row, err := dec.Token()
			return err == nil && (row == json.Delim('[') || row == json.Delim(']'))
		}
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return false
		}
	}
	return false
}
