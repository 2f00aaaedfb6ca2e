package patterns

import (
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func FuzzPatterns(f *testing.F) {
	sourcetest.Seed(f, ".patterns")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		file := source.NewReader(source.Input{Name: "x.patterns", Data: data})
		Read(file)
		sourcetest.CheckFile(t, file.File())
	})
}
