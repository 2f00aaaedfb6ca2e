//go:build unix

package project

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestIrregular: a pipe that nobody writes to, a device without an end and a
// socket are refused at once, also through links and where all may be read.
func TestIrregular(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir) // the name of a socket is short
	if err := syscall.Mkfifo("pipe", 0o644); err != nil {
		t.Skip(err)
	}
	if l, err := net.Listen("unix", "socket"); err == nil {
		defer l.Close()
	}
	for link, target := range map[string]string{"zero": "/dev/zero", "stdin": "/dev/stdin", "to-pipe": "pipe", "environ": "/proc/self/environ"} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	for _, b := range []Bounds{{}, {Root: "."}, {Anywhere: true}} {
		f, err := NewFiles(b)
		if err != nil {
			t.Fatal(err)
		}
		f.Give(".")
		for name, outside := range map[string]bool{"pipe": false, "to-pipe": false, "socket": false, "zero": true, "/dev/zero": true} {
			want := ErrIrregular
			if outside && !b.Anywhere {
				want = ErrOutside
			}
			if _, err := os.Lstat(name); err != nil {
				continue // a system without
			}
			if _, err := f.Read(name); !errors.Is(err, want) {
				t.Errorf("%s with %+v: %v, want %v", name, b, err, want)
			}
			if _, err := f.ReadInto(filepath.Join(dir, name), nil); filepath.IsLocal(name) && !errors.Is(err, want) {
				t.Errorf("%s with %+v: %v, want %v", name, b, err, want)
			}
		}
		if _, err := f.Read("environ"); !b.Anywhere && !errors.Is(err, ErrOutside) {
			t.Errorf("environment: %v", err)
		}
	}
	// Given by its own name it is still no file.
	if _, err := ReadGiven("/dev/zero", Bounds{}); !errors.Is(err, ErrIrregular) {
		t.Error(err)
	}
}
