package languages

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestScratch reads files with one Scratch, and from one buffer, and looks at
// what was read of all of them in the end: nothing of it may lie in memory that
// is used again.
func TestScratch(t *testing.T) {
	paths := sourcetest.Surfaces(t)
	paths = append(paths, paths...) // the second time the memory has been used
	scratch := &document.Scratch{}
	buffer := make([]byte, 1<<16)
	var alone, after []*source.File
	resources := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in := source.Input{Name: filepath.Base(path), Data: data}
		alone = append(alone, Read(in, Options{}))
		f := Read(source.Input{Name: in.Name, Data: buffer[:copy(buffer, data)]}, Options{Scratch: scratch})
		f.Data = data
		after = append(after, f)
		resources += len(after[len(after)-1].Resources)
	}
	for i, path := range paths {
		if !reflect.DeepEqual(alone[i], after[i]) {
			t.Errorf("%s is read differently with used memory", path)
		}
	}
	if resources < 100 {
		t.Errorf("only %d resources were read", resources)
	}
}
