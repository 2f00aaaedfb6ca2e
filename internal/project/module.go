package project

import (
	"os"
	"path"
	"path/filepath"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
)

// module is what belongs to the Terraform files of a folder. It is read when
// it is asked for, and once.
type module struct {
	siblings func() []source.Input // its files
	values   func() []source.Input // the files that give values to its variables
}

// module returns the module of a folder.
func (l *Loader) module(dir string) *module {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	m := l.modules[dir]
	if m == nil {
		m = &module{
			siblings: sync.OnceValue(func() []source.Input { return l.siblings(dir) }),
			values:   sync.OnceValue(func() []source.Input { return source.ValueFiles(dir, listFolder, l.load) }),
		}
		l.modules[dir] = m
	}
	return m
}

// siblings are the Terraform files of a folder.
func (l *Loader) siblings(dir string) []source.Input {
	var list []source.Input
	files, _ := listFolder(dir)
	for _, base := range files {
		if !source.IsTerraform(base) {
			continue
		}
		name := path.Join(dir, base)
		if data, err := l.load(name); err == nil {
			list = append(list, source.Input{Name: name, Data: data})
		}
	}
	return list
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
