//go:build !unix

package project

import (
	"io/fs"
	"os"
)

const nonBlocking = 0

// readFile reads a regular file of at most limit bytes into a buffer, from its
// start, and returns it. A link is errLink unless links are followed.
func readFile(name string, buffer []byte, limit int64, links bool) ([]byte, error) {
	stat := os.Lstat
	if links {
		stat = os.Stat
	}
	switch info, err := stat(name); {
	case err != nil:
		return buffer[:0], err
	case info.Mode()&fs.ModeSymlink != 0:
		return buffer[:0], errLink
	case !info.Mode().IsRegular() && !info.IsDir():
		return buffer[:0], ErrIrregular
	}
	f, err := os.Open(name)
	if err != nil {
		return buffer[:0], err
	}
	defer f.Close()
	return readRegular(f, buffer, limit)
}
