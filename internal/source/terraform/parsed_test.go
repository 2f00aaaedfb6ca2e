package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestParsedIsBounded holds that old trees go when new ones come.
func TestParsedIsBounded(t *testing.T) {
	parsed := &Parsed{}
	text := []byte("locals {}\n# " + strings.Repeat("x", maxParsed/10) + "\n")
	for i := range 25 {
		if tree := parsed.file(source.Input{Name: fmt.Sprint(i), Data: text}); !tree.whole || len(tree.blocks) != 1 {
			t.Fatal("not read")
		}
		if len(parsed.files) > 10 || parsed.size > maxParsed {
			t.Fatalf("%d files of %d bytes are kept", len(parsed.files), parsed.size)
		}
	}
	// One that alone is too large is read all the same.
	if tree := parsed.file(source.Input{Name: "large", Data: []byte("# " + strings.Repeat("x", 2*maxParsed))}); !tree.whole {
		t.Error("not read")
	}
}
