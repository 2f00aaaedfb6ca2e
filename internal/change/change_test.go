package change_test

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/change"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
)

var update = flag.Bool("update", false, "rewrite golden files")

// sideOf reads the files of a folder of an archive.
func sideOf(t testing.TB, files map[string]string, root string) *change.Side {
	t.Helper()
	var names []string
	for name := range files {
		if strings.HasPrefix(name, root+"/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	loader := project.Loader{
		Workers: 1,
		Load: func(name string) ([]byte, error) {
			text, ok := files[path.Clean(name)]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return []byte(text), nil
		},
		List: func(dir string) (list, folders []string, err error) {
			for _, name := range names {
				if path.Dir(name) == path.Clean(dir) {
					list = append(list, path.Base(name))
				}
			}
			return list, nil, nil
		},
	}
	read, failed := loader.Read(context.Background(), names)
	if len(failed) > 0 {
		t.Fatal(failed)
	}
	refused := map[string]string{}
	for _, f := range lint.Check(read, lint.Options{}) {
		if at := f.File + " " + f.Resource; f.Severity == request.Error && refused[at] == "" {
			refused[at] = f.Message
		}
	}
	return &change.Side{Name: root, Root: root, Files: read, Looked: len(names),
		Refused: func(l estate.Located) string { return refused[l.File.Name+" "+l.Resource.Address] }}
}

// TestOf compares the folders old and new of each archive, and what is said of
// them with its file want.
func TestOf(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, f := range a.Files {
				files[f.Name] = string(f.Data)
			}
			d := change.Of(sideOf(t, files, "old"), sideOf(t, files, "new"), change.Options{})
			var out bytes.Buffer
			if err := d.WriteText(&out, false); err != nil {
				t.Fatal(err)
			}
			if *update {
				a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
				a.Files = append(a.Files, txtar.File{Name: "want", Data: out.Bytes()})
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(files["want"], out.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			back := change.Of(sideOf(t, files, "new"), sideOf(t, files, "old"), change.Options{})
			if back.Same != d.Same || back.Different() != d.Different() && len(d.Deploy)+len(back.Deploy) == 0 {
				t.Errorf("the other way round %d are the same, not %d", back.Same, d.Same)
			}
			for _, root := range []string{"old", "new"} {
				if same := change.Of(sideOf(t, files, root), sideOf(t, files, root), change.Options{}); same.Different() || len(same.Changes) > 0 {
					t.Errorf("%s differs from itself: %s", root, same.Summary())
				}
			}
		})
	}
}

// TestUndecided says within which bound a comparison was not decided, and shows
// what was found before.
func TestUndecided(t *testing.T) {
	files := map[string]string{
		"old/a.ndjson": putFilter("g", "f", `%[ab]*a[ab]{14}%`, "M"),
		"new/a.ndjson": putFilter("g", "f", `%[ab]*b[ab]{14}%`, "M"),
	}
	d := change.Of(sideOf(t, files, "old"), sideOf(t, files, "new"), change.Options{Work: budget.New(t.Context(), 100_000)})
	if len(d.Changes) != 1 || d.Changes[0].Class != change.Unknown || !d.Different() {
		t.Fatal(d.Summary())
	}
	p := d.Changes[0].Pattern
	if p.Relation != change.Undecided || p.Lost != nil || p.Reason != "too large to prove within 25000 steps" {
		t.Errorf("%+v", p)
	}
}

// TestClass finds the alarm on a log group that takes no filters any more also
// where nobody asks what the service refuses.
func TestClass(t *testing.T) {
	a, err := txtar.ParseFile(filepath.Join("testdata", "beyond.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	old, new := sideOf(t, files, "old"), sideOf(t, files, "new")
	old.Refused, new.Refused = nil, nil
	var found []string
	for _, c := range change.Of(old, new, change.Options{}).Chains {
		found = append(found, c.Name+": "+c.Link)
	}
	if d := cmp.Diff([]string{"far: metric filter far", "own: log group /own"}, found); d != "" {
		t.Error(d)
	}
}
