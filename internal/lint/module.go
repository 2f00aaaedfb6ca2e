package lint

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// module is what belongs to the Terraform files of a folder. It is read when
// it is asked for, and once.
type module struct {
	siblings func() []source.Input // its files
	values   func() []source.Input // the files that give values to its variables
}

// module returns the module of a folder.
func (r *Runner) module(dir string) *module {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	m := r.modules[dir]
	if m == nil {
		m = &module{
			siblings: sync.OnceValue(func() []source.Input { return r.siblings(dir) }),
			values:   sync.OnceValue(func() []source.Input { return terraform.ValueFiles(dir, listFolder, r.load) }),
		}
		r.modules[dir] = m
	}
	return m
}

// siblings are the Terraform files of a folder.
func (r *Runner) siblings(dir string) []source.Input {
	var list []source.Input
	files, _ := listFolder(dir)
	for _, base := range files {
		if !terraform.IsModuleFile(base) {
			continue
		}
		name := path.Join(dir, base)
		if data, err := r.load(name); err == nil {
			list = append(list, source.Input{Name: name, Data: data})
		}
	}
	return list
}

// inPlace drops what is wrong in a module where it is called: what stands in
// the module is told where it stands. What rules say that compare resources
// stays, because only the call brings them together.
func (r *Runner) inPlace(files []*source.File, found []Finding) []Finding {
	type resource struct{ file, address string }
	calls := map[resource]source.Span{}
	for _, f := range files {
		for _, res := range f.Resources {
			if res.Called {
				calls[resource{f.Name, res.Address}] = res.At
			}
		}
	}
	if len(calls) == 0 {
		return found
	}
	compares := map[string]bool{}
	for _, rule := range r.settings.rules {
		compares[rule.Code] = rule.groups != nil
	}
	return slices.DeleteFunc(found, func(g Finding) bool {
		at, called := calls[resource{g.File, g.Resource}]
		return called && g.Span == at && !compares[g.Code]
	})
}

// listFolder lists a folder of the disk; that of stdin need not be there.
func listFolder(dir string) (files, folders []string) {
	entries, err := os.ReadDir(filepath.FromSlash(dir))
	if err != nil {
		return nil, nil
	}
	for _, e := range entries {
		if e.IsDir() {
			folders = append(folders, e.Name())
		} else {
			files = append(files, e.Name())
		}
	}
	return files, folders
}
