//go:build unix

package project

import (
	"io/fs"
	"syscall"
)

// readFile reads a file into a buffer, from its start, and returns it. It is
// os.ReadFile but for the memory and for what package os asks of the kernel
// first, to wait for files that are no files: ten calls instead of four.
func readFile(name string, buffer []byte) ([]byte, error) {
	var fd int
	err := again(func() (err error) {
		fd, err = syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return buffer[:0], &fs.PathError{Op: "open", Path: name, Err: err}
	}
	defer func() { _ = syscall.Close(fd) }() // nothing was written
	data, err := readAll(buffer, func(p []byte) (n int, err error) {
		err = again(func() (err error) {
			n, err = syscall.Read(fd, p)
			return err
		})
		return n, err
	})
	if err != nil {
		return data, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// again repeats a call that a signal has interrupted.
func again(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR {
			return err
		}
	}
}
