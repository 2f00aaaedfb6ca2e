package document_test

import (
	"testing"

	"github.com/logsieve/logsieve/internal/document"
)

// TestYAMLTabs holds that a tab is refused where the kept library refuses it,
// at its place.
func TestYAMLTabs(t *testing.T) {
	for _, c := range []struct {
		src string
		at  int // of the tab that is refused, -1 for none
	}{
		{"a:\n\tb: 1\n", 3},
		{"a:\n  b: 1\n\tc: 2\n", 10},
		{"a:\n  b: 1\n  \tc: 2\n", 14}, // c goes on with the text 1
		{"a:\n\t- b\n", 3},
		{"a:\n  - b\n\t- c\n", 9},
		{"a:\n\tb\n", 3},
		{"a:\n\t'b'\n", 3},
		{"a:\n\t[b]\n", 3},
		{"a:\n\tb:\n\t\tc: 1\nd: 1\n", 3},
		{"a:\tb\n", -1},
		{"a: b\t\n", -1},
		{"a: b\t# c\n", -1},
		{"a: b\n\t# c\nd: e\n", -1},
		{"a: b\n\t\nd: e\n", -1},
		{"a: {\n\tb: 1,\n\t\"c\": 2 }\n", -1},
		{"a: [\n\tb,\n\tc ]\n", -1},
		{"a: 'b\n\tc'\n", -1},
		{"a: |\n  b\n  \tc\n", -1},
	} {
		f := &document.Reader{Data: []byte(c.src)}
		f.Documents("x.yaml")
		_, err := yamlOracle(c.src)
		at := -1
		if len(f.Problems) > 0 {
			at = f.Problems[0].Span.Start
		}
		if at != c.at || len(f.Problems) > 1 {
			t.Errorf("%q: refused at %d, %d problems", c.src, at, len(f.Problems))
		}
		if (err != nil) != (c.at >= 0) {
			t.Errorf("%q: the library says %v", c.src, err)
		}
	}
}
