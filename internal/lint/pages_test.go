package lint

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const pages = "../../docs/rules"

// TestPages keeps the pages of the rules in step with their data. -update
// writes them.
func TestPages(t *testing.T) {
	want := map[string]bool{"README.md": true}
	compare(t, filepath.Join(pages, "README.md"), Index(Rules()))
	for _, r := range Rules() {
		want[r.Name+".md"] = true
		compare(t, filepath.Join(pages, r.Name+".md"), strings.TrimRight(r.Page(), "\n")+"\n")
	}
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !want[e.Name()] {
			t.Errorf("%s is the page of no rule", e.Name())
		}
	}
}
