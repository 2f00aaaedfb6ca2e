//go:build !unix

package project

import (
	"errors"
	"io"
	"os"
)

// readFile reads a file into a buffer, from its start, and returns it.
func readFile(name string, buffer []byte) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return buffer[:0], err
	}
	defer f.Close()
	return readAll(buffer, func(p []byte) (int, error) {
		n, err := f.Read(p)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return n, err
	})
}
