package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/atomicfile"
)

// files are the files of a folder and what they hold.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(data)
	}
	return all
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func TestReplace(t *testing.T) {
	for _, c := range []struct {
		name   string
		before []byte            // what was read
		now    map[string]string // what the folder holds by then
		want   map[string]string
		err    error
	}{
		{"as it was read", []byte("old"), map[string]string{"f": "old"}, map[string]string{"f": "new"}, nil},
		{"edited since", []byte("old"), map[string]string{"f": "edit"}, map[string]string{"f": "edit"}, atomicfile.ErrChanged},
		{"emptied since", []byte("old"), map[string]string{"f": ""}, map[string]string{"f": ""}, atomicfile.ErrChanged},
		{"removed since", []byte("old"), map[string]string{"g": "g"}, map[string]string{"g": "g"}, atomicfile.ErrChanged},
		{"not there", nil, map[string]string{}, map[string]string{"f": "new"}, nil},
		{"made since", nil, map[string]string{"f": "edit"}, map[string]string{"f": "edit"}, atomicfile.ErrChanged},
		{"made since, and empty", nil, map[string]string{"f": ""}, map[string]string{"f": ""}, atomicfile.ErrChanged},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.now {
				put(t, filepath.Join(dir, name), text)
			}
			name := filepath.Join(dir, "f")
			err := atomicfile.Replace(name, c.before, []byte("new"))
			if !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if err != nil && !strings.HasPrefix(err.Error(), name+": ") {
				t.Errorf("%v does not name the file", err)
			}
			if diff := cmp.Diff(c.want, files(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWriteFails holds that a file is whole whatever happens to the writer, as
// on a full disk, and that nothing is left beside it.
func TestWriteFails(t *testing.T) {
	full := errors.New("no space left on device")
	for _, now := range []map[string]string{{"f": "old"}, {}} {
		dir := t.TempDir()
		for name, text := range now {
			put(t, filepath.Join(dir, name), text)
		}
		err := atomicfile.Write(filepath.Join(dir, "f"), func(w io.Writer) error {
			if _, err := io.WriteString(w, "half of it"); err != nil {
				t.Fatal(err)
			}
			return full
		})
		if !errors.Is(err, full) {
			t.Errorf("error %v", err)
		}
		if diff := cmp.Diff(now, files(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	for _, text := range []string{"first", "second"} {
		err := atomicfile.Write(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"f": text}, files(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
	none := filepath.Join(dir, "none", "f")
	if err := atomicfile.Write(none, func(io.Writer) error { return nil }); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), none) {
		t.Errorf("error %v", err)
	}
	if err := atomicfile.Write(dir, func(io.Writer) error { return nil }); err == nil {
		t.Error("a folder is written")
	}
}
