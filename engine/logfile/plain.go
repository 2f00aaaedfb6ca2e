package logfile

import (
	"bytes"
	"io"
	"os"
)

// plain reports whether a file is a regular one that holds plain text from its
// offset on, and moves the offset past a byte order mark. Whatever is in doubt
// is left to those that read it in order.
func plain(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	offset, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return false
	}
	var first [8]byte
	if n, err := f.ReadAt(first[:], offset); err != nil && err != io.EOF || Compressed(first[:n]) {
		return false
	}
	head := make([]byte, min(int64(binaryWindow+len(byteOrderMark)), info.Size()))
	n, err := f.ReadAt(head, offset)
	if err != nil && err != io.EOF {
		return false
	}
	head = head[:n]
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	if bytes.HasPrefix(head, byteOrderMark) {
		if _, err := f.Seek(int64(len(byteOrderMark)), io.SeekCurrent); err != nil {
			return false
		}
	}
	return true
}
