package logfile

import (
	"bytes"
	"errors"
	"io"
)

// ErrBinary says that a file holds a NUL byte near its start, so that it is
// no log text.
var ErrBinary = errors.New("binary file (NUL byte)")

// binaryWindow is how far into a file a NUL byte makes it a binary file.
const binaryWindow = 32 << 10

var byteOrderMark = []byte("\xef\xbb\xbf")

// newText returns a reader of the log text in r: without a byte order mark, which
// belongs to the file and not to its first event, and with ErrBinary in place
// of what is not text. It never waits for more than the next bytes of r, so
// that a slow pipe shows its first line at once.
func newText(r io.Reader) io.Reader { return &text{r: r} }

type text struct {
	r       io.Reader
	started bool
	head    []byte // read to look for a byte order mark, and none of it
	offset  int    // of what is read next, as far as it matters
}

// Read implements io.Reader.
func (t *text) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if !t.started {
		t.started = true
		if err := t.start(); err != nil {
			return 0, err
		}
	}
	if len(t.head) > 0 {
		n := copy(p, t.head)
		t.head = t.head[n:]
		return t.check(p[:n], nil)
	}
	n, err := t.r.Read(p)
	return t.check(p[:n], err)
}

// start reads one byte, and two more only if a byte order mark may follow.
func (t *text) start() error {
	head := make([]byte, len(byteOrderMark))
	n, err := io.ReadFull(t.r, head[:1])
	if err != nil {
		return err
	}
	if head[0] == byteOrderMark[0] {
		n, err = io.ReadFull(t.r, head[1:])
		n++
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
	}
	if t.head = head[:n]; bytes.Equal(t.head, byteOrderMark) {
		t.head = nil
	}
	return nil
}

func (t *text) check(p []byte, err error) (int, error) {
	if t.offset < binaryWindow {
		if bytes.IndexByte(p[:min(len(p), binaryWindow-t.offset)], 0) >= 0 {
			return 0, ErrBinary
		}
		t.offset += len(p)
	}
	return len(p), err
}
