package logfile

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// queryTime is how Logs Insights prints @timestamp, in UTC.
const queryTime = "2006-01-02 15:04:05.000"

// isRow reports whether an array is a row of a query.
func isRow(raw []byte) bool {
	at := jsontext.SkipSpace(raw, 1)
	if raw[at] != '{' {
		return false
	}
	end, _ := jsontext.Value(raw, at)
	field, value := rowField(raw[at:end])
	return field != nil && value != nil
}

// readRow fills an event from a row of a query; false when the row has no
// @message.
func readRow(raw []byte, e *Event) bool {
	if raw[0] != '[' {
		return false
	}
	found := false
	for at := jsontext.SkipSpace(raw, 1); raw[at] != ']'; {
		end, _ := jsontext.Value(raw, at)
		if raw[at] == '{' {
			field, value := rowField(raw[at:end])
			if len(value) > 0 && value[0] == '"' {
				switch string(field) {
				case `"@message"`:
					e.Message, found = jsontext.TextBytes(value), true
				case `"@timestamp"`:
					e.Timestamp, _ = time.Parse(queryTime, string(value[1:len(value)-1]))
				}
			}
		}
		if at = jsontext.SkipSpace(raw, end); raw[at] == ',' {
			at = jsontext.SkipSpace(raw, at+1)
		}
	}
	return found
}

// rowField are the field and the value of an element of a row, as written.
func rowField(raw []byte) (field, value []byte) {
	jsontext.Members(raw, func(name, v []byte) bool {
		switch string(name) {
		case `"field"`:
			field = v
		case `"value"`:
			value = v
		}
		return true
	})
	return field, value
}

// isQueryCSV reports whether a line is the head of a query's results.
func isQueryCSV(line []byte) bool {
	fields, err := csv.NewReader(bytes.NewReader(line)).Read()
	return err == nil && slices.Contains(fields, "@message")
}

// queryRows gives the @message of each row of what the console saves of a
// query.
func (f *Reader) queryRows(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		// A quotation mark that is not closed would take the rest of the file.
		budget := int64(2*f.maxLine + 64<<10)
		text := &limited{r: f.text}
		rows := csv.NewReader(text)
		rows.ReuseRecord, rows.LazyQuotes, rows.FieldsPerRecord = true, true, -1
		message, at := -1, -1
		for number := int64(0); ; number++ {
			if err := ctx.Err(); err != nil {
				yield(Event{}, err)
				return
			}
			text.left, text.limit = budget, budget
			row, err := rows.Read()
			if err == io.EOF {
				if message < 0 {
					yield(Event{}, ErrNoMessage)
				}
				return
			}
			var large *TooLargeError
			if errors.As(err, &large) {
				line, _ := rows.FieldPos(0)
				err = &TooLongError{Line: int64(line), Limit: f.maxLine}
			}
			if err != nil {
				yield(Event{}, err)
				return
			}
			if number == 0 {
				message, at = slices.Index(row, "@message"), slices.Index(row, "@timestamp")
				if message < 0 {
					yield(Event{}, ErrNoMessage)
					return
				}
				continue
			}
			if message >= len(row) {
				continue
			}
			line, _ := rows.FieldPos(message)
			e := Event{Message: []byte(row[message]), Number: number, Line: int64(line)}
			if at >= 0 && at < len(row) {
				e.Timestamp, _ = time.Parse(queryTime, row[at])
			}
			if len(e.Message) > f.maxLine {
				e, err = Event{}, &TooLongError{Line: int64(line), Limit: f.maxLine}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
