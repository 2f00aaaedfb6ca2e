package filtertest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// Loader reads test files and what they refer to. It reads every file once,
// and is not safe for concurrent use.
type Loader struct {
	// Work is what may be spent on putting messages together; nil is no bound.
	Work *budget.Budget

	read    func(name string) ([]byte, error)
	data    map[string]loaded
	files   map[string]*source.File
	project project.Loader
}

type loaded struct {
	data []byte
	err  error
}

// NewLoader returns a loader. read returns a file's content, names the names
// of the files in a folder; both take names with / between folders.
func NewLoader(read func(name string) ([]byte, error), names func(dir string) ([]string, error)) *Loader {
	l := &Loader{read: read, data: map[string]loaded{}, files: map[string]*source.File{}}
	l.project.Load = l.file
	l.project.List = func(dir string) (files, folders []string, err error) {
		files, err = names(dir)
		return files, nil, err
	}
	return l
}

// Configure has files of other formats read as a configuration says; nil is
// none.
func (l *Loader) Configure(config *project.Config) { l.project.Config = config }

func (l *Loader) file(name string) ([]byte, error) {
	f, ok := l.data[name]
	if !ok {
		f.data, f.err = l.read(name)
		l.data[name] = f
	}
	return f.data, f.err
}

// config reads a configuration by its format.
func (l *Loader) config(name string) (f *source.File, err error) {
	if f = l.files[name]; f == nil {
		if f, err = l.project.File(name); err == nil {
			l.files[name] = f
		}
	}
	return f, err
}

// Load reads a test file. The error is of reading the file itself; everything
// else that is wrong is among the problems, in the order of the file.
func (l *Loader) Load(name string) (*File, []*Problem, error) {
	data, err := l.file(name)
	if err != nil {
		return nil, nil, err
	}
	f, problems := l.Parse(name, data)
	return f, problems, nil
}

// Parse reads the text of a test file.
func (l *Loader) Parse(name string, data []byte) (*File, []*Problem) {
	f := &File{Name: name, Data: data}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return f, []*Problem{document.NotYAML(name, err)}
	}
	p := &parser{Strict: document.Strict{File: name}, messages: messages{work: l.Work}, loader: l, out: f}
	if len(root.Content) == 0 {
		return f, []*Problem{{File: name, Line: 1, Column: 1, Message: "the file is empty; it needs tests"}}
	}
	p.root(root.Content[0])
	return f, p.Sorted()
}

// reason says why a file could not be read, without the system call and the
// name, which stands in front already.
func reason(name string, err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Sprintf("%s: %v", name, p.Err)
	}
	return fmt.Sprintf("%s: %v", name, err)
}

// relative is a path of a test file as the loader takes it: it starts at the
// test file's folder.
func (p *parser) relative(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(path.Dir(p.File), name)
}
