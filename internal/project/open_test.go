package project

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// given are Files for a folder.
func given(t testing.TB, dir string) *Files {
	t.Helper()
	f, err := NewFiles(Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	f.Give(dir)
	return f
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	files := given(t, dir)
	var buffer []byte
	for _, size := range []int{0, 1, minBuffer - 1, minBuffer, minBuffer + 1, 3 * minBuffer, 10} {
		want := bytes.Repeat([]byte{'a', 'b', '\n'}, size)[:size]
		name := filepath.Join(dir, "f")
		if err := os.WriteFile(name, want, 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if buffer, err = files.ReadInto(name, buffer); err != nil || !bytes.Equal(buffer, want) {
			t.Errorf("%d bytes are read as %d: %v", size, len(buffer), err)
		}
	}
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{folder, filepath.Join(dir, "missing")} {
		_, want := os.ReadFile(name)
		_, err := files.ReadInto(name, buffer)
		var path *fs.PathError
		if !errors.As(err, &path) || !errors.Is(err, errors.Unwrap(want)) || errors.Is(want, fs.ErrNotExist) != errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// tree writes files, folders (a name with / at its end) and links ("-> target").
func tree(t testing.TB, dir string, entries map[string]string) {
	t.Helper()
	for name, text := range entries {
		at := filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(at), 0o755)
		target, link := strings.CutPrefix(text, "-> ")
		switch {
		case err != nil:
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(at, 0o755)
		case link:
			err = os.Symlink(strings.ReplaceAll(target, "DIR", dir), at)
		default:
			err = os.WriteFile(at, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestBounds holds what is read of a repository and of a folder in none: what
// lies below, whatever links there are, and nothing that they or .. lead out
// to.
func TestBounds(t *testing.T) {
	dir := t.TempDir()
	tree(t, dir, map[string]string{
		"secret": "s", "other/a.tf": "o",
		"repo/.git/": "", "repo/a.tf": "a", "repo/sub/b.tf": "b", "repo/sub/deep/c.tf": "c",
		"repo/sub/in.tf": "-> ../a.tf", "repo/sub/folder": "-> ../sub/deep", "repo/twice": "-> sub/in.tf",
		"repo/out.tf": "-> ../secret", "repo/abs.tf": "-> DIR/secret", "repo/etc": "-> /etc/passwd", "repo/up": "-> ..",
		"repo/round": "-> round", "repo/chain": "-> out.tf", "repo/mod": "-> ../other", "repo/gone": "-> ../nothing",
		"plain/sub/a.tf": "p", "plain/b.tf": "-> sub/a.tf", "plain/c.tf": "-> ../secret",
	})
	t.Chdir(dir)
	const out = "outside"
	for _, tt := range []struct {
		bounds     Bounds
		give, name string
		want       string // "outside", another error, or what is in the file after =
	}{
		{give: "repo", name: "repo/a.tf", want: "=a"},
		{give: "repo/sub", name: "repo/a.tf", want: "=a"}, // of its repository
		{give: "repo/sub/b.tf", name: "repo/sub/../a.tf", want: "=a"},
		{give: "repo", name: "repo/sub/in.tf", want: "=a"},
		{give: "repo", name: "repo/sub/folder/c.tf", want: "=c"},
		{give: "repo", name: "repo/twice", want: "=a"},
		{give: "repo", name: filepath.Join(dir, "repo/a.tf"), want: "=a"},
		{give: "repo", name: "secret", want: out},
		{give: "repo", name: "repo/../secret", want: out},
		{give: "repo", name: "/etc/passwd", want: out},
		{give: "repo", name: "repo/out.tf", want: out},
		{give: "repo/out.tf", name: "repo/out.tf", want: out}, // named, and a pull request may have put it there
		{give: "repo", name: "repo/abs.tf", want: out},
		{give: "repo", name: "repo/etc", want: out},
		{give: "repo", name: "repo/chain", want: out},
		{give: "repo", name: "repo/up/secret", want: out},
		{give: "repo", name: "repo/mod/a.tf", want: out},
		{give: "repo/mod", name: "repo/mod/a.tf", want: out},
		{give: "repo", name: "repo/gone", want: out},
		{give: "repo", name: "repo/round", want: "too many"},
		{give: "repo", name: "repo/none", want: "no such file"},
		{give: "repo", name: "repo/a.tf/b", want: "not a directory"},
		{give: "repo", name: "repository/a.tf", want: out}, // a name that only starts alike
		{give: "plain", name: "plain/sub/a.tf", want: "=p"},
		{give: "plain", name: "plain/b.tf", want: "=p"},
		{give: "plain", name: "plain/c.tf", want: out},
		{give: "plain/sub", name: "plain/b.tf", want: out},
		{give: "plain/sub/a.tf", name: "plain/sub/a.tf", want: "=p"},
		{bounds: Bounds{Root: "."}, give: "repo", name: "secret", want: "=s"},
		{bounds: Bounds{Root: "."}, give: "repo", name: "repo/out.tf", want: "=s"},
		{bounds: Bounds{Root: "repo/sub"}, give: "repo", name: "repo/a.tf", want: out},
		{bounds: Bounds{Root: "repo/sub"}, give: "repo", name: "repo/sub/in.tf", want: out},
		{bounds: Bounds{Anywhere: true}, give: "repo", name: "repo/out.tf", want: "=s"},
		{bounds: Bounds{Anywhere: true}, give: "repo", name: "secret", want: "=s"},
	} {
		f, err := NewFiles(tt.bounds)
		if err != nil {
			t.Fatal(err)
		}
		f.Give(tt.give)
		for range 2 { // what is known of a folder must not change the answer
			data, err := f.Read(tt.name)
			got := "=" + string(data)
			switch {
			case errors.Is(err, ErrOutside):
				got = out
			case err != nil:
				got = err.Error()
			}
			if got != tt.want && (err == nil || tt.want == out || strings.HasPrefix(tt.want, "=") || !strings.Contains(got, tt.want)) {
				t.Errorf("%s with %s and %+v: %s, want %s", tt.name, tt.give, tt.bounds, got, tt.want)
			}
		}
	}
	if _, err := NewFiles(Bounds{Root: "secret"}); err == nil {
		t.Error("a file is taken as root")
	}
}

// TestLarge: nothing of a file is read that is too large.
func TestLarge(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "sparse")
	for size, want := range map[int64]bool{maxBeside: true, maxBeside + 1: false, 100 << 30: false} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, size); err != nil {
			t.Skip(err) // a file system without holes
		}
		data, err := given(t, dir).Read(name)
		var large TooLargeError
		if got := err == nil; got != want || !want && (!errors.As(err, &large) || cap(data) > 0) {
			t.Errorf("%d bytes: %v, %d read", size, err, cap(data))
		}
	}
	// One that grows, or whose size is not told.
	endless := func(p []byte) (int, error) { return len(p), nil }
	if data, err := readAll(nil, 0, 1<<20, endless); !errors.Is(err, TooLargeError(1<<20)) || cap(data) > 4<<20 {
		t.Errorf("%d bytes, %v", cap(data), err)
	}
}

func TestWritable(t *testing.T) {
	dir := t.TempDir()
	tree(t, dir, map[string]string{"repo/.git/": "", "repo/out": "-> ../x", "repo/in": "-> a", "repo/a": "", "x": "", "repo/up": "-> .."})
	f := given(t, filepath.Join(dir, "repo"))
	for name, want := range map[string]bool{"repo/a": true, "repo/new": true, "repo/in": true, "repo/out": false, "x": false, "repo/../x": false, "repo/up/x": false} {
		if err := f.Writable(filepath.Join(dir, filepath.FromSlash(name))); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
