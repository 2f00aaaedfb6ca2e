package lint

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/position"
)

// seededTogether are the folders of testdata/seeded whose files are judged
// together; each other file is judged alone.
var seededTogether = []string{"call", "multi-100", "multi-dup", "multi-regex", "multi-sub", "serverless-file", "tfvars"}

// TestSeededMistakes lints configs that were written with mistakes in them
// before any was shown to the linter. expect.txt says where each mistake is:
// each is found at its line and column by its rule, and nothing else is said.
func TestSeededMistakes(t *testing.T) {
	t.Chdir("testdata/seeded")
	want, sets := seededExpectations(t), seededSets(t)
	runner, err := NewRunner(nil, Selection{Select: []string{"all"}, Ignore: []string{"undefined-log-group"}})
	if err != nil {
		t.Fatal(err)
	}
	mistakes, files := 0, 0
	for name, set := range sets {
		t.Run(strings.ReplaceAll(name, "/", "-"), func(t *testing.T) {
			result := runner.Run(context.Background(), set)
			for _, err := range result.Failed {
				t.Error(err)
			}
			var got, expected []string
			for _, f := range result.Findings {
				at := position.NewLines(result.Source(f.File)).Of(f.Span.Start)
				got = append(got, fmt.Sprintf("%s:%d:%d: %s", f.File, at.Line, at.Column, f.Code))
			}
			for _, file := range set {
				expected = append(expected, want[file]...)
				delete(want, file)
			}
			slices.Sort(got)
			slices.Sort(expected)
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("the mistakes (-) are not what is found (+):\n%s", diff)
			}
			mistakes += len(expected)
			files += len(set)
		})
	}
	if len(want) > 0 {
		t.Errorf("expect.txt names files that are not there: %v", want)
	}
	if files < 174 || mistakes < 265 {
		t.Errorf("%d files with %d mistakes", files, mistakes)
	}
}

// seededExpectations are the lines of expect.txt by file, without the words.
func seededExpectations(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("expect.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		place, words, _ := strings.Cut(line, ": ")
		code, words, _ := strings.Cut(words, " ")
		file, _, ok := strings.Cut(place, ":")
		if !ok || Lookup(code) == nil || words == "" {
			t.Fatalf("expect.txt: %s", line)
		}
		want[file] = append(want[file], place+": "+code)
	}
	return want
}

// seededSets are the files that are judged together, under a name.
func seededSets(t *testing.T) map[string][]string {
	t.Helper()
	sets := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == ".gitattributes" || entry.Name() == "expect.txt" {
			return err
		}
		name = filepath.ToSlash(name)
		set := name
		if top, _, _ := strings.Cut(name, "/"); slices.Contains(seededTogether, top) {
			set = top
		}
		sets[set] = append(sets[set], name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sets
}

// TestSeededFixes makes the safe fixes of the seeded configs. Each line of the
// golden file was read: it is what the author must have meant, written as the
// file's language wants it.
func TestSeededFixes(t *testing.T) {
	golden, err := filepath.Abs("testdata/seeded.golden")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("testdata/seeded")
	runner, err := NewRunner(nil, Selection{})
	if err != nil {
		t.Fatal(err)
	}
	sets := seededSets(t)
	var changed strings.Builder
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		before := len(runner.Run(t.Context(), sets[name]).Findings)
		result, fixed := runner.Fix(t.Context(), sets[name], nil)
		fixes := 0
		for _, f := range fixed {
			fixes += f.Fixes
			was, is := strings.SplitAfter(string(f.Before), "\n"), strings.SplitAfter(string(f.After), "\n")
			if len(was) != len(is) {
				t.Errorf("%s: a fix changes the lines", f.Name)
				continue
			}
			for i := range was {
				if was[i] != is[i] {
					fmt.Fprintf(&changed, "%s:%d\n- %s\n+ %s\n", f.Name, i+1, strings.TrimSpace(was[i]), strings.TrimSpace(is[i]))
				}
			}
		}
		if after := len(result.Findings); after > before-fixes {
			t.Errorf("%s: %d fixes leave %d of %d findings", name, fixes, after, before)
		}
		for _, f := range result.Findings {
			if slices.ContainsFunc(f.Fixes, func(fix Fix) bool { return fix.Safe }) {
				t.Errorf("%s: a safe fix was not made: %s %s", f.File, f.Code, f.Message)
			}
		}
	}
	compare(t, golden, changed.String())
}
