package project

import (
	"errors"
	"io"
	"os"
	"slices"
)

// minBuffer is what a buffer has room for: most files.
const minBuffer = 16 << 10

// maxBuffer bounds what is kept for the next file.
const maxBuffer = 4 << 20

// errLink is a file that is a link.
var errLink = errors.New("a link")

// readRegular reads an open file if it is a regular one.
func readRegular(f *os.File, buffer []byte, limit int64) ([]byte, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return buffer[:0], err
	case !info.Mode().IsRegular() && !info.IsDir(): // a folder is told by the read
		return buffer[:0], ErrIrregular
	}
	return readAll(buffer, info.Size(), limit, func(p []byte) (int, error) {
		n, err := f.Read(p)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return n, err
	})
}

// readAll reads what has a size, or until nothing comes if it tells none, and
// nothing of what is larger than limit.
func readAll(buffer []byte, size, limit int64, read func([]byte) (int, error)) ([]byte, error) {
	if size > limit {
		return buffer[:0], TooLargeError(limit)
	}
	data := slices.Grow(buffer[:0], max(minBuffer, int(size)))
	for {
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
		n, err := read(data[len(data):cap(data)])
		if n <= 0 || err != nil {
			return data, err
		}
		if data = data[:len(data)+n]; int64(len(data)) > limit {
			return data[:0], TooLargeError(limit)
		}
		if int64(len(data)) == size {
			return data, nil // what is written to it meanwhile is for another run
		}
	}
}
