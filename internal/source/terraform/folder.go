package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// Folder lists the files and the folders in a folder, by their base names.
// What cannot be listed is empty.
type Folder func(dir string) (files, folders []string)

// ValuesDepth bounds how deep below a module its files of values are looked
// for: env/prod.tfvars, environments/prod/app.tfvars.
const ValuesDepth = 2

// ValueFiles finds the files that give values to the variables of the module in
// a folder: those of the folder, and those below it, where people keep one for
// each environment. A folder with a Terraform file is another module; its
// files of values are its own.
func ValueFiles(dir string, list Folder, load func(name string) ([]byte, error)) []source.Input {
	var found []source.Input
	var look func(dir string, depth int)
	look = func(dir string, depth int) {
		files, folders := list(dir)
		if depth > 0 && slices.ContainsFunc(files, IsModuleFile) {
			return
		}
		for _, base := range files {
			if !IsValuesFile(base) {
				continue
			}
			name := path.Join(dir, base)
			if data, err := load(name); err == nil {
				found = append(found, source.Input{Name: name, Data: data})
			}
		}
		if depth == ValuesDepth {
			return
		}
		for _, base := range folders {
			if !strings.HasPrefix(base, ".") && base != "node_modules" {
				look(path.Join(dir, base), depth+1)
			}
		}
	}
	look(dir, 0)
	return found
}

// IsModuleFile reports whether a file is a part of a module, by its name.
func IsModuleFile(name string) bool { return source.Terraform.Called(name) }
