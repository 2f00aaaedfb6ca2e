package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/project"
)

// TestSurfaces lints folders as a user does. Each archive is one; what stands
// before its first file says where which rule reports, one a line; lines that
// start with # are comments. Nothing else may be said.
func TestSurfaces(t *testing.T) {
	archives, err := filepath.Glob("testdata/surfaces/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(err, len(archives))
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Chdir(t.TempDir())
			var want []string
			for line := range strings.Lines(string(archive.Comment)) {
				if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
					want = append(want, line)
				}
			}
			slices.Sort(want)
			for _, f := range archive.Files {
				if err := os.MkdirAll(filepath.Dir(f.Name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(want, lintFolder(t)); diff != "" {
				t.Errorf("what is wrong (-) is not what is found (+):\n%s", diff)
			}
		})
	}
}

// lintFolder lists what is found in the working directory by place and code.
func lintFolder(t *testing.T) []string {
	t.Helper()
	var config *Config
	if data, err := os.ReadFile(project.ConfigName); err == nil {
		if config, err = ParseConfig(project.ConfigName, data); err != nil {
			t.Fatal(err)
		}
	}
	runner, err := NewRunner(config, Selection{Ignore: []string{"no-retention", "undefined-log-group", "function-permission"}})
	if err != nil {
		t.Fatal(err)
	}
	if runner.Files, err = project.NewFiles(project.Bounds{Root: "."}); err != nil {
		t.Fatal(err)
	}
	walker := project.Walker{Config: config.Project(), Files: runner.Files}
	names, failed := walker.Find(t.Context(), []string{"."})
	result := runner.Run(t.Context(), names)
	for _, err := range append(append(failed, result.Failed...), runner.Refused()...) {
		t.Error(err)
	}
	var got []string
	for _, f := range result.Findings {
		at := position.NewLines(result.Source(f.File)).Of(f.Span.Start)
		got = append(got, fmt.Sprintf("%s:%d:%d %s", f.File, at.Line, at.Column, f.Code))
		if testing.Verbose() {
			t.Log(f.File, at, f.Message)
		}
	}
	slices.Sort(got)
	return got
}
