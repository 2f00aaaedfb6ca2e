package project

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	var buffer []byte
	for _, size := range []int{0, 1, minBuffer - 1, minBuffer, minBuffer + 1, 3 * minBuffer, 10} {
		want := bytes.Repeat([]byte{'a', 'b', '\n'}, size)[:size]
		name := filepath.Join(dir, "f")
		if err := os.WriteFile(name, want, 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if buffer, err = readFile(name, buffer); err != nil || !bytes.Equal(buffer, want) {
			t.Errorf("%d bytes are read as %d: %v", size, len(buffer), err)
		}
	}
	for _, name := range []string{dir, filepath.Join(dir, "missing")} {
		_, want := os.ReadFile(name)
		_, err := readFile(name, buffer)
		var path *fs.PathError
		if !errors.As(err, &path) || err.Error() != want.Error() || errors.Is(want, fs.ErrNotExist) != errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}
