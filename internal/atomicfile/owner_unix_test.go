//go:build unix

package atomicfile_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/atomicfile"
)

func TestModeIsKept(t *testing.T) {
	for _, mode := range []os.FileMode{0o600, 0o755, 0o664, 0o700 | os.ModeSetuid} {
		name := filepath.Join(t.TempDir(), "f")
		put(t, name, "old")
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		if err := atomicfile.Replace(name, []byte("old"), []byte("new")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != mode {
			t.Errorf("mode %v, was %v", info.Mode(), mode)
		}
	}
}

// TestOwnerIsKept needs the right to give files away.
func TestOwnerIsKept(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	put(t, name, "old")
	if err := os.Chown(name, 12345, 54321); err != nil {
		t.Skip(err)
	}
	if err := os.Chmod(name, 0o4755); err != nil { // which a change of owners clears
		t.Fatal(err)
	}
	before, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Replace(name, []byte("old"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if s := info.Sys().(*syscall.Stat_t); s.Uid != 12345 || s.Gid != 54321 || info.Mode() != before.Mode() {
		t.Errorf("%d:%d %v, was %v", s.Uid, s.Gid, info.Mode(), before.Mode())
	}
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	put(t, at("target"), "old")
	for link, to := range map[string]string{"link": "target", "again": at("link"), "dangling": "later", "loop": "loop"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := atomicfile.Replace(at("again"), []byte("old"), []byte("new")); err != nil {
		t.Error(err)
	}
	if err := atomicfile.Replace(at("dangling"), nil, []byte("made")); err != nil {
		t.Error(err)
	}
	if err := atomicfile.Replace(at("loop"), nil, []byte("x")); err == nil {
		t.Error("a link to itself is written")
	}
	if err := os.Remove(at("loop")); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"target": "new", "link": "new", "again": "new", "later": "made", "dangling": "made"}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Lstat(at("link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link has gone: %v", err)
	}

	if err := os.Link(at("target"), at("hard")); err != nil {
		t.Fatal(err)
	}
	err := atomicfile.Replace(at("hard"), []byte("new"), []byte("newer"))
	if err == nil || !strings.Contains(err.Error(), "left as it is: it has 2 hard links") {
		t.Errorf("error %v", err)
	}
	want["hard"] = "new"
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestPipe holds that what is not a regular file is written to, and stays.
// It is not tried on /dev/null, which root could replace for everyone.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	err = atomicfile.Write(path, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err })
	if err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Fatalf("the pipe has been replaced: %v", err)
	}
	text := make([]byte, 8)
	if n, err := pipe.Read(text); string(text[:n]) != "x" || err != nil {
		t.Errorf("%q, %v", text[:n], err)
	}
}
