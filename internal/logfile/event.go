package logfile

import (
	"fmt"
	"time"
)

// Event is one log event of a JSON document.
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
