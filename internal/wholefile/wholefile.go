// Package wholefile reads files that somebody may cut short meanwhile.
package wholefile

import (
	"errors"
	"io"
	"os"
)

// ErrCut says that a file ended before the end that it had when it was opened.
var ErrCut = errors.New("the file was cut short while it was read")

// Reader reads a file on from its offset. The end of a regular file that has
// become shorter is ErrCut instead of io.EOF, so that nobody takes a part for
// the whole.
func Reader(f *os.File) io.Reader {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return f
	}
	return &reader{f, info.Size()}
}

// reader embeds nothing: os.File also writes itself, past Read.
type reader struct {
	file *os.File
	size int64 // when it was opened
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	if err == io.EOF {
		if at, seekErr := r.file.Seek(0, io.SeekCurrent); seekErr == nil && at < r.size {
			err = ErrCut
		}
	}
	return n, err
}
