//go:build unix

package project

import (
	"io/fs"
	"syscall"
)

// nonBlocking opens a pipe without waiting for somebody who writes to it.
const nonBlocking = syscall.O_NONBLOCK

// readFile reads a regular file of at most limit bytes into a buffer, from its
// start, and returns it. A link is errLink unless links are followed. It is
// os.ReadFile but for the memory and for what package os asks of the kernel
// first, to wait for files that are no files: ten calls instead of four.
func readFile(name string, buffer []byte, limit int64, links bool) ([]byte, error) {
	flags := syscall.O_RDONLY | syscall.O_CLOEXEC | syscall.O_NONBLOCK
	if !links {
		flags |= syscall.O_NOFOLLOW
	}
	var fd int
	err := again(func() (err error) {
		fd, err = syscall.Open(name, flags, 0)
		return err
	})
	switch {
	case err == syscall.ELOOP && !links, err == syscall.EMLINK && !links: // FreeBSD says the latter
		return buffer[:0], errLink
	case err == syscall.ENXIO: // a socket
		return buffer[:0], ErrIrregular
	case err != nil:
		return buffer[:0], &fs.PathError{Op: "open", Path: name, Err: err}
	}
	defer func() { _ = syscall.Close(fd) }() // nothing was written
	var info syscall.Stat_t
	if err := again(func() error { return syscall.Fstat(fd, &info) }); err != nil {
		return buffer[:0], &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	switch kind := info.Mode & syscall.S_IFMT; {
	case kind == syscall.S_IFDIR:
		return buffer[:0], &fs.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
	case kind != syscall.S_IFREG:
		return buffer[:0], ErrIrregular
	}
	data, err := readAll(buffer, info.Size, limit, func(p []byte) (n int, err error) {
		err = again(func() (err error) {
			n, err = syscall.Read(fd, p)
			return err
		})
		return n, err
	})
	if number, ok := err.(syscall.Errno); ok {
		err = &fs.PathError{Op: "read", Path: name, Err: number}
	}
	return data, err
}

// again repeats a call that a signal has interrupted.
func again(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR {
			return err
		}
	}
}
