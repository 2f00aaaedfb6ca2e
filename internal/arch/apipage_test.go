package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAPIPage holds docs/api.md to the packages that there are, and its code to
// the examples that it names, which are run.
func TestAPIPage(t *testing.T) {
	root := filepath.Join("..", "..")
	data, err := os.ReadFile(filepath.Join(root, "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)

	_, public := compiled(t)
	for i, path := range public {
		public[i] = strings.TrimPrefix(path, module)
	}
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(page, -1) {
		listed = append(listed, row[1])
	}
	slices.Sort(listed)
	slices.Sort(public)
	if d := cmp.Diff(public, listed); d != "" {
		t.Errorf("packages (-public +page):\n%s", d)
	}

	blocks := regexp.MustCompile("(?ms)^```go file=(\\S+)\n(.*?)^```$").FindAllStringSubmatch(page, -1)
	if n := strings.Count(page, "```go"); n == 0 || n != len(blocks) {
		t.Errorf("%d blocks of Go, %d of them with a file", n, len(blocks))
	}
	for _, b := range blocks {
		code, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b[1])))
		if err != nil {
			t.Fatal(err)
		}
		inFunction := regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(b[2], "\t$1")
		if !strings.Contains(string(code), inFunction) {
			t.Errorf("%s does not hold\n%s", b[1], b[2])
		}
	}
}
