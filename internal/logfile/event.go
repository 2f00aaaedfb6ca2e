package logfile

import (
	"errors"
	"fmt"
	"time"
)

// DefaultMaxLine is the largest log event that CloudWatch Logs takes, in
// bytes (PutLogEvents).
const DefaultMaxLine = 1 << 20

// Event is one log event of a file.
type Event struct {
	// Message is valid until the next call to Next.
	Message []byte
	// Number counts the events of the file from 1, those that are too long
	// included.
	Number int64
	// Line is the line on which the event starts, from 1.
	Line int64
	// Timestamp is the zero time when the file does not tell.
	Timestamp time.Time
}

// Reader yields the log events of one file.
type Reader interface {
	// Next returns the next event and io.EOF after the last. After a
	// *TooLongError reading goes on with the event behind; every other error
	// is final.
	Next() (Event, error)
}

// ErrBinary says that the file holds a NUL byte near its start, so that it is
// no log text.
var ErrBinary = errors.New("binary file (NUL byte)")

// TooLongError says that an event is longer than the limit and was passed
// over.
type TooLongError struct {
	Line  int64
	Limit int // in bytes
}

// Error implements error.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("log event longer than %d bytes", e.Limit)
}
