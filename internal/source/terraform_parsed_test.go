package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParsedChangesNothing reads modules with and without trees that are kept.
func TestParsedChangesNothing(t *testing.T) {
	paths, err := filepath.Glob("testdata/surfaces/*.tf")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	parsed := &Parsed{}
	for range 2 { // the second time all trees are there
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			in := Input{Name: filepath.Base(path), Data: data}
			siblings := func() []Input { return surfaceSiblings(t, path) }
			want := dumpSurface(Read(in, Options{Siblings: siblings}))
			if diff := cmp.Diff(want, dumpSurface(Read(in, Options{Siblings: siblings, Parsed: parsed}))); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
		}
	}
}

// TestParsedIsBounded holds that old trees go when new ones come.
func TestParsedIsBounded(t *testing.T) {
	parsed := &Parsed{}
	text := []byte("locals {}\n# " + strings.Repeat("x", maxParsed/10) + "\n")
	for i := range 25 {
		if tree := parsed.file(Input{Name: fmt.Sprint(i), Data: text}); !tree.whole || len(tree.blocks) != 1 {
			t.Fatal("not read")
		}
		if len(parsed.files) > 10 || parsed.size > maxParsed {
			t.Fatalf("%d files of %d bytes are kept", len(parsed.files), parsed.size)
		}
	}
	// One that alone is too large is read all the same.
	if tree := parsed.file(Input{Name: "large", Data: []byte("# " + strings.Repeat("x", 2*maxParsed))}); !tree.whole {
		t.Error("not read")
	}
}
