package cli

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"unicode/utf16"
	"unicode/utf8"
)

// errCutUTF16 is a text in UTF-16 that ends inside a character.
var errCutUTF16 = errors.New("it ends too early: part of it is missing")

// asUTF8 is a file as UTF-8 if its byte order mark says that it is written in
// UTF-16, as PowerShell writes what > catches; false for any other.
func asUTF8(f *os.File) (io.Reader, bool) {
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, false
	}
	mark := make([]byte, 4)
	n, _ := f.ReadAt(mark, at)
	mark = mark[:n]
	var order binary.ByteOrder
	switch {
	case bytes.Equal(mark, []byte{0xff, 0xfe, 0, 0}): // UTF-32
		return nil, false
	case bytes.HasPrefix(mark, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(mark, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return nil, false
	}
	return &utf16Reader{in: bufio.NewReaderSize(f, 64<<10), order: order}, true
}

// utf16Reader reads UTF-16 as UTF-8. What is not a character is U+FFFD.
type utf16Reader struct {
	in    *bufio.Reader
	order binary.ByteOrder
	rest  []byte // of the last character
}

// Read implements io.Reader.
func (u *utf16Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(u.rest) == 0 {
			if n > 0 && u.in.Buffered() < 4 {
				return n, nil // the next bytes may have to be waited for
			}
			r, err := u.character()
			if err != nil {
				return n, err
			}
			u.rest = utf8.AppendRune(u.rest, r)
		}
		copied := copy(p[n:], u.rest)
		u.rest = u.rest[:copy(u.rest, u.rest[copied:])]
		n += copied
	}
	return n, nil
}

func (u *utf16Reader) character() (rune, error) {
	unit, err := u.in.Peek(2)
	if err != nil {
		if err == io.EOF && len(unit) == 1 {
			err = errCutUTF16
		}
		return 0, err
	}
	r := rune(u.order.Uint16(unit))
	size := 2
	if utf16.IsSurrogate(r) {
		second := rune(0)
		if pair, err := u.in.Peek(4); err == nil {
			second = rune(u.order.Uint16(pair[2:]))
		}
		if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
			size = 4
		}
	}
	_, err = u.in.Discard(size)
	return r, err
}
