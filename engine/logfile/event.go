package logfile

import (
	"fmt"
	"time"
)

// Event is one log event of a file.
type Event struct {
	// Message is valid until the next event is asked for.
	Message []byte
	// Number counts the log events of the file from 1, those that are too long
	// included, and Line is the line on which the event starts, from 1. Both
	// are 0 in files of lines unless Options.Numbers is set.
	Number, Line int64
	// Timestamp is the time that the file tells beside the message; the zero
	// time when it tells none.
	Timestamp time.Time
}

// TooLongError says that a log event is longer than the limit and was passed
// over.
type TooLongError struct {
	Line  int64 // as in Event
	Limit int   // in bytes
}

// Error implements error.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("log event longer than %d bytes", e.Limit)
}
