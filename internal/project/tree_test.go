package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// repo is a git repository in the working directory of the test.
func repo(t *testing.T) (run func(in string, args ...string) string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	run = func(in string, args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Stdin = strings.NewReader(in)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("git %v: %v %s", args, err, errs.String())
		}
		return strings.TrimSpace(string(out))
	}
	run("", "init", "-q")
	run("", "config", "user.email", "a@example.com")
	run("", "config", "user.name", "a")
	return run
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestTree reads revisions from the top of a repository and from below it.
func TestTree(t *testing.T) {
	run := repo(t)
	for name, text := range map[string]string{
		"main.tf": "top", "infra/a.tf": "a", "infra/deep/b.yaml": "b", "infra/notes.txt": "n", "other/c.json": "c",
		"infra/.gitignore": "ignored.tf\n", "infra/ignored.tf": "i", "node_modules/x.tf": "x", "infra/.logsieve.yaml": "",
	} {
		put(t, name, text)
	}
	run("", "add", "-f", ".")
	link := run("main.tf", "hash-object", "-w", "--stdin")
	run("", "update-index", "--add", "--cacheinfo", "120000,"+link+",infra/link.tf")
	run("", "update-index", "--add", "--cacheinfo", "160000,"+strings.Repeat("1", 40)+",infra/sub")
	run("", "commit", "-qm", "first")
	run("", "tag", "v1")
	put(t, "main.tf", "changed since")
	put(t, "infra/new.tf", "not in the revision")
	for _, tt := range []struct {
		from, path string
		want       []string
		left       int
	}{
		{".", "", []string{"infra/a.tf", "infra/deep/b.yaml", "main.tf", "other/c.json"}, 2},
		{".", "infra", []string{"infra/a.tf", "infra/deep/b.yaml"}, 2},
		{".", "infra/deep/b.yaml", []string{"infra/deep/b.yaml"}, 0},
		{".", "infra/notes.txt", []string{"infra/notes.txt"}, 0}, // a file that is named stands for itself
		{"infra", "", []string{"a.tf", "deep/b.yaml"}, 2},
		{"infra", "infra/deep", []string{"deep/b.yaml"}, 0}, // from the top, as in git
		{"infra", "./deep", []string{"deep/b.yaml"}, 0},
		{"infra", "..", []string{"../main.tf", "../other/c.json", "a.tf", "deep/b.yaml"}, 2},
		{"infra/deep", "../../other", []string{"../../other/c.json"}, 0},
	} {
		t.Run(tt.from+" "+tt.path, func(t *testing.T) {
			t.Chdir(filepath.FromSlash(tt.from))
			tree, err := OpenTree(t.Context(), "v1", tt.path)
			if err != nil {
				t.Fatal(err)
			}
			defer tree.Close()
			files, failed := tree.Find(&Walker{})
			slices.Sort(files)
			if d := cmp.Diff(tt.want, files); d != "" || len(failed) > 0 || tree.Left != tt.left {
				t.Errorf("%v, %d left\n%s", failed, tree.Left, d)
			}
			for _, name := range files {
				if data, err := tree.Load(name); err != nil || len(data) == 0 || string(data) == "changed since" {
					t.Errorf("%s: %q %v", name, data, err)
				}
			}
		})
	}
	tree, err := OpenTree(t.Context(), "HEAD", "")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	files, folders, err := tree.List("infra")
	if d := cmp.Diff([]string{".gitignore", ".logsieve.yaml", "a.tf", "ignored.tf", "notes.txt"}, files); d != "" || len(folders) != 1 || err != nil {
		t.Errorf("%v %v\n%s", folders, err, d)
	}
	for name, want := range map[string]error{
		"../x": ErrOutside, "/etc/passwd": ErrOutside, "infra/../../x": ErrOutside, "infra/new.tf": fs.ErrNotExist, "infra": fs.ErrNotExist,
		"main.tf/x": fs.ErrNotExist, "infra/link.tf": ErrNoLinks, "infra/sub": ErrNoLinks, "infra/sub/x.tf": ErrNoLinks, "infra/link.tf/x": ErrNoLinks,
	} {
		if _, err := tree.Load(name); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	if data, err := tree.Load("main.tf"); string(data) != "top" || err != nil {
		t.Errorf("after what is not there: %q %v", data, err)
	}
	if err := tree.Below("infra"); !errors.Is(err, ErrOutside) {
		t.Errorf("the whole revision below infra: %v", err)
	}
	if _, err := tree.Load("main.tf"); !errors.Is(err, ErrOutside) {
		t.Errorf("a file beside infra: %v", err)
	}
	if _, err := tree.Load("infra/a.tf"); err != nil {
		t.Errorf("a file below infra: %v", err)
	}
}

func TestOpenTreeRefuses(t *testing.T) {
	run := repo(t)
	put(t, "main.tf", "top")
	run("", "add", ".")
	run("", "commit", "-qm", "first")
	for _, ref := range []string{"", "-", "--help", "--upload-pack=x", "-p", "^HEAD", "a\nb", "a\x00b"} {
		if _, err := OpenTree(t.Context(), ref, ""); !errors.Is(err, ErrRevision) {
			t.Errorf("%q: %v", ref, err)
		}
	}
	for _, ref := range []string{"nosuch", "HEAD..HEAD", "HEAD HEAD", "HEAD:main.tf", "$(touch x)", "@{-9}"} {
		if _, err := OpenTree(t.Context(), ref, ""); err == nil || !strings.Contains(err.Error(), "there is no revision") {
			t.Errorf("%q: %v", ref, err)
		}
	}
	for _, name := range []string{"..", "../x", "/etc", "a/../../x"} {
		if _, err := OpenTree(t.Context(), "HEAD", name); !errors.Is(err, ErrOutside) {
			t.Errorf("%s: %v", name, err)
		}
	}
	tree, err := OpenTree(t.Context(), "HEAD", "nosuch")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	if _, failed := tree.Find(&Walker{}); len(failed) != 1 || !errors.Is(failed[0], fs.ErrNotExist) {
		t.Error(failed)
	}
	t.Chdir("..")
	if _, err := OpenTree(t.Context(), "HEAD", ""); err == nil || !strings.Contains(err.Error(), "not a git repository") {
		t.Error(err)
	}
}

// TestTreeIsBounded reads trees that stand for more than they hold, that lead
// out by their names, and that are damaged.
func TestTreeIsBounded(t *testing.T) {
	run := repo(t)
	blob := run("x", "hash-object", "-w", "--stdin")
	raw := func(object string) string {
		var b []byte
		for i := 0; i < len(object); i += 2 {
			var c byte
			_, _ = fmt.Sscanf(object[i:i+2], "%02x", &c)
			b = append(b, c)
		}
		return string(b)
	}
	tree := func(entries string) string {
		return run(entries, "hash-object", "-w", "-t", "tree", "--literally", "--stdin")
	}
	many := func(mode, object, suffix string) string {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, "%s %04d%s\x00%s", mode, i, suffix, raw(object))
		}
		return b.String()
	}
	wide := tree(many("40000", tree(many("100644", blob, ".tf")), ""))
	deep := tree("100644 a.tf\x00" + raw(blob))
	for range 1000 {
		deep = tree("40000 deeper\x00" + raw(deep))
	}
	for _, tt := range []struct {
		what, object, want string
	}{
		{"wide", wide, "more than 500000 files"},
		{"deep", deep, "more than 4096 bytes"},
		{"out", tree("100644 ..\x00" + raw(blob) + "100644 ../../x.tf\x00" + raw(blob) + "100644 b.tf\x00" + raw(blob)), ""},
		{"damaged", tree("100644 a.tf\x00abc"), "damaged"},
		{"missing", tree("40000 gone\x00" + raw(strings.Repeat("12", 20))), "missing"},
	} {
		one, err := OpenTree(t.Context(), tt.object, "")
		if err != nil {
			t.Fatal(tt.what, err)
		}
		files, failed := one.Find(&Walker{})
		switch {
		case tt.want == "":
			if d := cmp.Diff([]string{"b.tf"}, files); d != "" || len(failed) > 0 {
				t.Errorf("%s: %v\n%s", tt.what, failed, d)
			}
		case len(failed) != 1 || !strings.Contains(failed[0].Error(), tt.want):
			t.Errorf("%s: %v", tt.what, failed)
		}
		one.Close()
	}
}

// TestObjectsAreBounded reads no object that is too large, and the next one.
func TestObjectsAreBounded(t *testing.T) {
	run := repo(t)
	large, small := run(strings.Repeat("x", 100_000), "hash-object", "-w", "--stdin"), run("y", "hash-object", "-w", "--stdin")
	o := &objects{ctx: context.Background()}
	defer o.stop()
	var tooLarge TooLargeError
	if _, err := o.get(large, 1000); !errors.As(err, &tooLarge) {
		t.Error(err)
	}
	if data, err := o.get(small, 1000); string(data) != "y" || err != nil {
		t.Errorf("%q %v", data, err)
	}
}
