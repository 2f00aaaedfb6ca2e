package project

import (
	"maps"
	"path"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// module is what belongs to the Terraform files of a folder. It is read when
// it is asked for, and once.
type module struct {
	siblings  func() []source.Input // its files
	overrides func() []source.Input // those of them that override others
	values    func() []source.Input // the files that give values to its variables
}

// module returns the module of a folder.
func (l *Loader) module(dir string) *module {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	m := l.modules[dir]
	if m == nil {
		m = &module{
			siblings:  sync.OnceValue(func() []source.Input { return l.siblings(dir, terraform.IsModuleFile) }),
			overrides: sync.OnceValue(func() []source.Input { return l.siblings(dir, terraform.IsOverride) }),
			values:    sync.OnceValue(func() []source.Input { return terraform.ValueFiles(dir, l.list, l.beside()) }),
		}
		l.modules[dir] = m
	}
	return m
}

// siblings are the files of a folder that are wanted by their names.
func (l *Loader) siblings(dir string, wanted func(base string) bool) []source.Input {
	var list []source.Input
	load := l.beside()
	files, _ := l.list(dir)
	for _, base := range files {
		if !wanted(base) {
			continue
		}
		name := path.Join(dir, base)
		if data, err := load(name); err == nil {
			list = append(list, source.Input{Name: name, Data: data})
		}
	}
	return list
}

// list lists a folder; what cannot be listed is empty. That of stdin need not
// be there.
func (l *Loader) list(dir string) (files, folders []string) {
	list := l.List
	if list == nil {
		list = l.Files.List
	}
	files, folders, err := list(dir)
	if err != nil {
		l.note(err)
		return nil, nil
	}
	return files, folders
}

// beside loads files that nobody named, until they are too much.
func (l *Loader) beside() func(name string) ([]byte, error) {
	left := maxModule
	return func(name string) ([]byte, error) {
		data, err := l.load(name)
		if err == nil {
			if left -= len(data); left < 0 {
				data, err = nil, about(name, TooLargeError(maxModule))
			}
		}
		l.note(err)
		return data, err
	}
}

// note remembers that something was refused.
func (l *Loader) note(err error) {
	if !Refused(err) {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.refused[err.Error()] = err
}

// Refused are what nobody named and was not read because of what it is or
// where it lies. What it says is not known.
func (l *Loader) Refused() []error {
	var list []error
	for _, text := range slices.Sorted(maps.Keys(l.refused)) {
		list = append(list, l.refused[text])
	}
	return list
}
