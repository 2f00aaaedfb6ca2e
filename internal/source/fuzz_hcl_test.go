package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seedSurfaces adds the files of the surfaces whose name holds one of the parts.
func seedSurfaces(f *testing.F, parts ...string) {
	paths, err := filepath.Glob("testdata/surfaces/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, ".golden") {
			continue
		}
		for _, part := range parts {
			if strings.Contains(filepath.Base(path), part) {
				data, err := os.ReadFile(path)
				if err != nil {
					f.Fatal(err)
				}
				f.Add(data)
				break
			}
		}
	}
}

func FuzzTerraform(f *testing.F) {
	seedSurfaces(f, ".tf")
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"main.tf", "main.tf.json"} {
			file := &File{Input: Input{Name: name, Data: data}}
			// The same text as a sibling tells every local a second time.
			readTerraform(file, Options{
				Siblings: func() []Input { return []Input{{Name: "other.tf", Data: data}} },
				Values:   func() []Input { return []Input{{Name: "terraform.tfvars", Data: data}} },
				Module:   func(dir string) []Input { return []Input{{Name: dir + "/m.tf", Data: data}} },
			})
			checkFile(t, file)
		}
	})
}

func FuzzShell(f *testing.F) {
	seedSurfaces(f, ".sh", "Makefile")
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"run.sh", "Makefile"} {
			file := &File{Input: Input{Name: name, Data: data}}
			readShell(file)
			checkFile(t, file)
		}
	})
}

func FuzzPlan(f *testing.F) {
	seedSurfaces(f, "plan.json", "state.json", "changes.json", "future.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		file := &File{Input: Input{Name: "plan.json", Data: data}}
		readPlan(file)
		checkFile(t, file)
	})
}

func FuzzPatterns(f *testing.F) {
	seedSurfaces(f, ".patterns")
	f.Fuzz(func(t *testing.T, data []byte) {
		file := &File{Input: Input{Name: "x.patterns", Data: data}}
		readPatterns(file)
		checkFile(t, file)
	})
}
