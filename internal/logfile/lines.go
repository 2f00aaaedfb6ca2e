package logfile

import (
	"bufio"
	"bytes"
	"io"
)

// binaryWindow is how far into a file a NUL byte makes it a binary file.
const binaryWindow = 32 << 10

var byteOrderMark = []byte("\xef\xbb\xbf")

// Lines reads one event per line, as the CloudWatch agent does by default: a
// line feed ends the event and a carriage return before it is dropped. An
// empty line is no event, since PutLogEvents takes none. A byte order mark at
// the start belongs to the file and not to its first event.
type Lines struct {
	r       *bufio.Reader
	max     int
	line    int64
	number  int64
	offset  int    // of the next line, as far as it matters for binaryWindow
	long    []byte // a line that did not fit into r's buffer
	started bool
}

// NewLines returns a reader of lines of at most maxLine bytes.
func NewLines(r io.Reader, maxLine int) *Lines {
	return &Lines{r: bufio.NewReaderSize(r, bufferSize), max: maxLine}
}

// Next implements Reader. Its errors are *TooLongError, ErrBinary and those
// of reading.
func (l *Lines) Next() (Event, error) {
	if !l.started {
		l.started = true
		if err := l.start(); err != nil {
			return Event{}, err
		}
	}
	for {
		text, tooLong, err := l.readLine()
		if err != nil {
			return Event{}, err
		}
		l.line++
		if l.offset < binaryWindow {
			// What start could not see yet, because reads came in small pieces.
			if bytes.IndexByte(text[:min(len(text), binaryWindow-l.offset)], 0) >= 0 {
				return Event{}, ErrBinary
			}
			l.offset += len(text) + len("\n")
		}
		if tooLong {
			l.number++
			return Event{}, &TooLongError{Line: l.line, Limit: l.max}
		}
		if len(text) == 0 {
			continue
		}
		l.number++
		return Event{Message: text, Number: l.number, Line: l.line}, nil
	}
}

// start looks at the first bytes. It takes what one read gives rather than
// wait for the whole window, so that a slow pipe shows its first line at once.
func (l *Lines) start() error {
	if _, err := l.r.Peek(1); err != nil {
		return err
	}
	head, _ := l.r.Peek(min(l.r.Buffered(), binaryWindow))
	if bytes.IndexByte(head, 0) >= 0 {
		return ErrBinary
	}
	if head[0] == byteOrderMark[0] {
		// Only here is it worth waiting for more than one byte.
		head, _ = l.r.Peek(len(byteOrderMark))
	}
	if !bytes.Equal(head, byteOrderMark) {
		return nil
	}
	_, err := l.r.Discard(len(byteOrderMark))
	return err
}

// readLine returns the next line without its end. A line above the limit is
// read to its end and not kept.
func (l *Lines) readLine() (text []byte, tooLong bool, err error) {
	l.long = l.long[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		switch {
		case err == nil:
			part = part[:len(part)-1]
		case err == io.EOF && len(part)+len(l.long) > 0 || err == io.EOF && tooLong:
			// The last line has no end.
		case err == bufio.ErrBufferFull:
			if tooLong || len(l.long)+len(part) > l.max+len("\r") {
				tooLong = true
				continue
			}
			l.long = append(l.long, part...)
			continue
		default:
			return nil, false, err
		}
		if tooLong {
			return nil, true, nil
		}
		text = part
		if len(l.long) > 0 {
			l.long = append(l.long, part...)
			text = l.long
		}
		text = bytes.TrimSuffix(text, []byte("\r"))
		if len(text) > l.max {
			return nil, true, nil
		}
		return text, false, nil
	}
}
