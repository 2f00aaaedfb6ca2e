package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// cutter cuts the values out of JSON documents as they stand, checked and not
// decoded. Memory holds the value that is looked at, of at most max bytes.
type cutter struct {
	r       io.Reader
	buf     []byte
	pos     int   // what is looked at next
	counted int   // up to where lines are counted
	line    int64 // of counted, from 0
	max     int
	last    int64 // the line on which the last token ended
	spaced  bool  // there is space between the tokens of the last value
	ended   error // why there is nothing more to read
}

// errTooLong is a value of more than max bytes; it was passed over.
var errTooLong = errors.New("too long")

// errNotJSON is a value that is not JSON; the cutter stands before it.
var errNotJSON = errors.New("not JSON")

func newCutter(r io.Reader, max int) *cutter {
	buf := *cutterSpaces.Get().(*[]byte)
	return &cutter{r: r, buf: buf[:0], max: max, last: 1}
}

// release gives the space back. What was cut out is gone.
func (c *cutter) release() {
	if buf := c.buf; cap(buf) == bufferSize { // and not grown
		cutterSpaces.Put(&buf)
	}
	c.buf, c.pos, c.ended = nil, 0, io.EOF
}

// fill reads on. What has been passed goes.
func (c *cutter) fill() bool {
	if c.ended != nil {
		return false
	}
	if c.pos > 0 {
		c.count(c.pos)
		n := copy(c.buf, c.buf[c.pos:])
		c.buf, c.pos, c.counted = c.buf[:n], 0, 0
	}
	if len(c.buf) == cap(c.buf) {
		c.buf = append(make([]byte, 0, 2*cap(c.buf)), c.buf...)
	}
	// A reader may have nothing now, and must not be asked for ever.
	for range 100 {
		n, err := c.r.Read(c.buf[len(c.buf):cap(c.buf)])
		c.buf = c.buf[:len(c.buf)+n]
		if err != nil {
			c.ended = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	c.ended = io.ErrNoProgress
	return false
}

// count counts the lines up to an offset in the buffer.
func (c *cutter) count(to int) int64 {
	if to > c.counted {
		c.line += int64(bytes.Count(c.buf[c.counted:to], []byte("\n")))
		c.counted = to
	}
	return c.line + 1
}

// peek is the next byte that is not space.
func (c *cutter) peek() (byte, error) {
	for {
		if c.pos = jsontext.SkipSpace(c.buf, c.pos); c.pos < len(c.buf) {
			return c.buf[c.pos], nil
		}
		if !c.fill() {
			return 0, c.ended
		}
	}
}

// value is the next value, until more is asked for, and the line on which it
// starts.
func (c *cutter) value() (value []byte, line int64, err error) {
	if _, err := c.peek(); err != nil {
		return nil, c.last, unexpected(err)
	}
	for {
		end, spaced := jsontext.Value(c.buf, c.pos)
		// A number at the end of what was read may go on.
		if end >= 0 && (end < len(c.buf) || c.ended != nil) || end == len(c.buf) && (c.buf[end-1] < '0' || c.buf[end-1] > '9') {
			value = c.buf[c.pos:end:end]
			line = c.count(c.pos)
			c.spaced = spaced
			c.pass(end - c.pos)
			if len(value) > c.max {
				return nil, line, errTooLong
			}
			return value, line, nil
		}
		if len(c.buf)-c.pos > c.max {
			line = c.count(c.pos)
			if _, err := c.broken(); err != io.ErrUnexpectedEOF {
				return nil, line, errNotJSON
			}
			return nil, line, c.passLong()
		}
		if !c.fill() && end < 0 {
			line = c.count(c.pos)
			if c.ended != io.EOF {
				return nil, line, c.ended
			}
			return nil, line, errNotJSON
		}
	}
}

// pass goes over what was looked at.
func (c *cutter) pass(n int) {
	c.pos += n
	c.last = c.count(c.pos)
}

// passLong goes over a value that is too long, which is not checked.
func (c *cutter) passLong() error {
	depth, quoted := 0, false
	for {
		for ; c.pos < len(c.buf); c.pos++ {
			switch b := c.buf[c.pos]; {
			case quoted && b == '\\':
				if c.pos+1 == len(c.buf) && !c.fill() {
					return unexpected(c.ended)
				}
				c.pos++
			case b == '"':
				quoted = !quoted
				if depth == 0 && !quoted {
					c.pos++
					return errTooLong
				}
			case quoted:
			case b == '{' || b == '[':
				depth++
			case b == '}' || b == ']':
				if depth--; depth <= 0 {
					if depth == 0 {
						c.pos++
					}
					return errTooLong
				}
			case depth == 0 && b == ',':
				return errTooLong
			}
		}
		if !c.fill() {
			return unexpected(c.ended)
		}
	}
}

// broken is the line on which the text from here on is broken, and what encoding/json
// says of it.
func (c *cutter) broken() (line int64, err error) {
	dec := json.NewDecoder(bytes.NewReader(c.buf[c.pos:]))
	var raw json.RawMessage
	err = unexpected(dec.Decode(&raw))
	if err == nil {
		err = errNotJSON
	}
	at := c.pos + int(dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = c.pos + max(int(syntax.Offset)-1, 0)
	} else if err == io.ErrUnexpectedEOF {
		at = len(c.buf)
	}
	return c.count(min(at, len(c.buf))), err
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
