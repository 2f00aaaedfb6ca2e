//go:build unix && !aix && !solaris && !illumos

package engine

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapText maps the first size bytes of a file.
func mapText(f *os.File, size int) ([]byte, error) {
	conn, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	var text []byte
	var failed error
	if err := conn.Control(func(fd uintptr) {
		text, failed = unix.Mmap(int(fd), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	}); err != nil {
		return nil, err
	}
	return text, failed
}

func unmapText(text []byte) { _ = unix.Munmap(text) }

// dropText lets the system take back memory; the text comes back when it is
// touched.
func dropText(text []byte) { _ = unix.Madvise(text, unix.MADV_DONTNEED) }
