package terraform

import (
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func FuzzTerraform(f *testing.F) {
	sourcetest.Seed(f, ".tf")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		for _, name := range []string{"main.tf", "main.tf.json"} {
			file := source.NewReader(source.Input{Name: name, Data: data})
			// The same text as a sibling tells every local a second time.
			Read(file, Options{
				Siblings: func() []source.Input { return []source.Input{{Name: "other.tf", Data: data}} },
				Values:   func() []source.Input { return []source.Input{{Name: "terraform.tfvars", Data: data}} },
				Module:   func(dir string) []source.Input { return []source.Input{{Name: dir + "/m.tf", Data: data}} },
			})
			sourcetest.CheckFile(t, file.File())
		}
	})
}

func FuzzPlan(f *testing.F) {
	sourcetest.Seed(f, "plan.json", "state.json", "changes.json", "future.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		file := source.NewReader(source.Input{Name: "plan.json", Data: data})
		ReadPlan(file)
		sourcetest.CheckFile(t, file.File())
	})
}
