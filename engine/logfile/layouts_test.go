package logfile_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/logfile"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestLayouts reads a small file of each layout, made after what AWS documents
// of it, and finds out what it is.
func TestLayouts(t *testing.T) {
	files, err := filepath.Glob("testdata/layouts/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		format, got := events(t, bytes.NewReader(data), logfile.Options{Numbers: true})
		all.WriteString(filepath.Base(file) + ": " + string(format) + "\n")
		for _, e := range got {
			all.WriteString("\t" + strings.ReplaceAll(e, "\n", "\n\t\t") + "\n")
		}
	}
	const golden = "testdata/layouts.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(all.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), all.String()); diff != "" {
		t.Error(diff)
	}
}
