package project

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWalkAsGit compares the files of a folder with those that git does not
// ignore, for ignore files of all sorts. Git takes ? for a byte, and we for a
// character: names are ASCII here.
func TestWalkAsGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	names := []string{"a.tf", "b.tf", "x/a.tf", "x/b.yaml", "x/y/a.tf", "x/y/c d.tf", "build/a.tf", "x/build/a.tf", "doc/a.yaml", "x/.hidden.tf"}
	patterns := []string{
		"a.tf", "/a.tf", "*.tf", "x/", "x", "/x/*", "build/", "**/build", "x/**", "x/**/a.tf", "!a.tf", "!x/", "!/x/y/", "?.tf", "[ab].tf", "[!a].tf",
		"# comment", "", `\#a`, `c\ d.tf`, "c d.tf", "*.yaml", "doc", "y", "**/y/*.tf", "/**/b.yaml", "x/y", `\!a.tf`, "a.tf   ", ".*", "*", "!*/", "!*.yaml", "[a-", "x//y",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		dir := t.TempDir()
		for _, name := range names {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var lines []string
		ignore := func(at string) {
			text := ""
			for range 1 + r.IntN(4) {
				text += patterns[r.IntN(len(patterns))] + "\n"
			}
			if n < len(patterns) && at == "" {
				text = patterns[n] + "\n"
			}
			lines = append(lines, fmt.Sprintf("%s.gitignore: %q", at, text))
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(at), ".gitignore"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		ignore("")
		if r.IntN(2) == 0 {
			ignore("x/")
		}
		git := exec.Command("git", "-c", "core.excludesFile=/dev/null", "-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard", "-z")
		git.Dir = dir
		init := exec.Command("git", "init", "-q")
		init.Dir = dir
		if err := init.Run(); err != nil {
			t.Fatal(err)
		}
		out, err := git.Output()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for name := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
			if s := string(name); s != "" && !strings.HasSuffix(s, ".gitignore") {
				want = append(want, s)
			}
		}
		slices.Sort(want)
		opened, err := NewFiles(Bounds{})
		if err != nil {
			t.Fatal(err)
		}
		files, failed := (&Walker{Files: opened}).Find(t.Context(), []string{dir})
		if len(failed) > 0 {
			t.Fatal(errors.Join(failed...))
		}
		var got []string
		for _, f := range files {
			got = append(got, strings.TrimPrefix(f, filepath.ToSlash(dir)+"/"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-git +walk):\n%s", strings.Join(lines, ", "), diff)
		}
	}
}
