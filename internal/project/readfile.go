package project

import "slices"

// minBuffer is what a buffer has room for: most files, and one byte more, as
// only a read of nothing tells that a file has ended.
const minBuffer = 16 << 10

// maxBuffer bounds what is kept for the next file.
const maxBuffer = 4 << 20

// readAll reads until nothing comes, or more than a file may have.
func readAll(buffer []byte, read func([]byte) (int, error)) ([]byte, error) {
	data := slices.Grow(buffer[:0], minBuffer)
	for len(data) <= maxFile {
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
		n, err := read(data[len(data):cap(data)])
		if n <= 0 || err != nil {
			return data, err
		}
		data = data[:len(data)+n]
	}
	return data, nil
}
