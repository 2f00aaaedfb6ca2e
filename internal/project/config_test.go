package project

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFindUp: the nearest file, however deep the folder. A folder of the name
// is none.
func TestFindUp(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b", "c")
	if err := os.MkdirAll(filepath.Join(deep, ConfigName), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{root, filepath.Join(root, "a"), filepath.Join(root, "a", "b")} {
		want := filepath.Join(name, ConfigName)
		if err := os.WriteFile(want, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if got := FindUp(deep, ConfigName); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := FindUp(deep, "no such file"); got != "" {
		t.Error(got)
	}
}
