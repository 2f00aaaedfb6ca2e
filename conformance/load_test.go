package conformance_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/conformance"
)

func suite(name string, ids ...string) string {
	var cases []string
	for _, id := range ids {
		cases = append(cases, `{"id": "`+id+`", "request": {}, "matched": [], "rules": [], "evidence": "chosen"}`)
	}
	return `{"suite": "` + name + `", "cases": [` + strings.Join(cases, ", ") + `]}`
}

func ids(suites []*conformance.Suite) []string {
	var all []string
	for _, s := range suites {
		for _, c := range s.Cases {
			all = append(all, s.Path+" "+c.ID)
		}
	}
	return all
}

func TestLoad(t *testing.T) {
	fsys := fstest.MapFS{
		"b.json":          {Data: []byte(suite("b", "b/2", "b/1"))},
		"a/z.json":        {Data: []byte(suite("z", "z/1"))},
		"a/events.json":   {Data: []byte(`{"events": []}`)},
		"a/lines.json":    {Data: []byte("{\"a\": 1}\n{\"a\": 2}\n")},
		"a/list.json":     {Data: []byte(`[{"cases": 1}]`)},
		"a/notes.txt":     {Data: []byte(suite("txt", "txt/1"))},
		"a/patterns.yaml": {Data: []byte("cases: 1")},
	}
	got, err := conformance.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a/z.json z/1", "b.json b/2", "b.json b/1"}
	if d := cmp.Diff(want, ids(got)); d != "" {
		t.Error(d)
	}
	c := got[0].Cases[0]
	if c.Service != "logs" || c.Operation != "TestMetricFilter" {
		t.Errorf("defaults: %q %q", c.Service, c.Operation)
	}
}

func TestLoadErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		fsys fstest.MapFS
		want string
	}{
		{"broken suite", fstest.MapFS{"a.json": {Data: []byte("{\"suite\": \"a\",\n \"cases\": [}")}},
			"a.json: line 2, column 12: invalid character '}' looking for beginning of value"},
		{"unknown member", fstest.MapFS{"a.json": {Data: []byte(`{"suite": "a", "cases": [{"id": "a/1", "expect": 1}]}`)}},
			`a.json: case 1 (a/1): json: unknown field "expect"`},
		{"same id", fstest.MapFS{"a.json": {Data: []byte(suite("a", "x/1"))}, "b.json": {Data: []byte(suite("b", "x/1"))}},
			"b.json: case x/1: a case in a.json has the same id"},
		{"too large", fstest.MapFS{"a.json": {Data: make([]byte, 64<<20+1)}}, "read a.json: larger than 64 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := conformance.Load(tt.fsys)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// TestLoadPassesOver: what is no file in a folder is not waited for.
func TestLoadPassesOver(t *testing.T) {
	suites, err := conformance.Load(fstest.MapFS{
		"a.json": {Data: []byte(suite("a", "x/1"))}, "pipe.json": {Mode: fs.ModeNamedPipe}, "dev.json": {Mode: fs.ModeDevice},
	})
	if err != nil || len(suites) != 1 {
		t.Errorf("%d suites, %v", len(suites), err)
	}
}

func TestLoadPaths(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return p
	}
	sub := filepath.Join(dir, "sub")
	a := write("sub/a.json", suite("a", "a/1"))
	b := write("b.suite", suite("b", "b/1"))
	other := write("sub/other.json", "{}")

	got, err := conformance.LoadPaths(b, a, sub)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{b + " b/1", a + " a/1"}, ids(got)); d != "" {
		t.Error(d)
	}
	if _, err := conformance.LoadPaths(other); !errors.Is(err, conformance.ErrNotSuite) {
		t.Errorf("a file that is no suite: %v", err)
	}
	if _, err := conformance.LoadPaths(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
