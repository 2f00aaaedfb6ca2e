package languages

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// TestParsedChangesNothing reads modules with and without trees that are kept.
func TestParsedChangesNothing(t *testing.T) {
	paths := sourcetest.Surfaces(t, ".tf")
	parsed := &terraform.Parsed{}
	for range 2 { // the second time all trees are there
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			in := source.Input{Name: filepath.Base(path), Data: data}
			siblings := func() []source.Input { return surfaceSiblings(t, path) }
			want := dumpSurface(Read(in, Options{Terraform: terraform.Options{Siblings: siblings}}))
			if diff := cmp.Diff(want, dumpSurface(Read(in, Options{Terraform: terraform.Options{Siblings: siblings, Parsed: parsed}}))); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
		}
	}
}
