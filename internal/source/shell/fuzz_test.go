package shell

import (
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func FuzzShell(f *testing.F) {
	sourcetest.Seed(f, ".sh", "Makefile")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		for _, name := range []string{"run.sh", "Makefile"} {
			file := source.NewReader(source.Input{Name: name, Data: data})
			Read(file)
			sourcetest.CheckFile(t, file.File())
		}
	})
}
