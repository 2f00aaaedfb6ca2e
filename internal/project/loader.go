package project

import (
	"bytes"
	"context"
	"path"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
	"github.com/logsieve/logsieve/internal/source/live"
	"github.com/logsieve/logsieve/internal/source/terraform"
	"github.com/logsieve/logsieve/internal/workers"
)

// Loader reads configurations, each with what belongs to it: the other files
// of its Terraform module, the modules that it calls and the files of values.
type Loader struct {
	// Files opens files; nil is what belongs to the names that are read.
	Files *Files
	// Load reads a file; nil is from Files. It is called concurrently.
	Load func(name string) ([]byte, error)
	// List lists the files and folders in a folder; nil is from Files.
	List func(dir string) (files, folders []string, err error)
	// Config says where files of other formats hold something of ours; nil is nowhere.
	Config *Config
	// Workers is how many files are read at once; 0 is one for each processor.
	Workers int

	own       bool // Files
	mutex     sync.Mutex
	modules   map[string]*module // by folder
	refused   map[string]error   // by their texts
	notJudged []NotJudged        // in no order
	parsed    *terraform.Parsed
	callers   *callers
}

// Read reads files, given by their names in order, side by side, and keeps
// those that hold something. failed are those that could not be opened.
func (l *Loader) Read(ctx context.Context, names []string) (files []*source.File, failed []error) {
	if err := l.start(names...); err != nil {
		return nil, []error{err}
	}
	read := make([]*source.File, len(names))
	errs := make([]error, len(names))
	workers.Do(len(names), l.Workers, func() func(int) {
		w := &worker{}
		return func(i int) {
			if ctx.Err() == nil {
				read[i], errs[i] = l.file(names[i], w)
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, []error{err}
	}
	files = slices.DeleteFunc(read, func(f *source.File) bool { return f == nil })
	live.Settle(files)
	return files,
		slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// start forgets what earlier runs have read, and makes the Files that nobody
// set.
func (l *Loader) start(names ...string) (err error) {
	l.refused, l.notJudged = map[string]error{}, nil
	l.modules, l.parsed = map[string]*module{}, &terraform.Parsed{}
	l.callers = newCallers(names, l.load, l.parsed)
	if l.Files == nil {
		l.own = true
		if l.Files, err = NewFiles(Bounds{}); err != nil {
			return err
		}
	}
	last := ""
	for _, name := range names {
		if dir := path.Dir(name); l.own && dir != last {
			l.Files.Give(name)
			last = dir
		}
	}
	return nil
}

// worker is the memory that files are read in one after the other.
type worker struct {
	scratch document.Scratch
	buffer  []byte
}

// file reads one file, nil when it holds nothing of ours.
func (l *Loader) file(name string, w *worker) (*source.File, error) {
	data, err := l.loadInto(name, w)
	if err != nil {
		return nil, err
	}
	f := l.parse(name, data, &w.scratch)
	if len(f.Resources)+len(f.Listings) == 0 {
		l.leftOut(f, data)
	}
	if len(f.Resources)+len(f.Links)+len(f.Listings) == 0 && len(f.Problems) == 0 && !slices.ContainsFunc(f.Comments, forUs) {
		return nil, nil
	}
	if l.Load == nil {
		f.Data = bytes.Clone(data) // the next file is read over it
	}
	return f, nil
}

// File reads one file whatever it holds. It is not safe for concurrent use.
func (l *Loader) File(name string) (*source.File, error) {
	if l.modules == nil {
		if err := l.start(name); err != nil {
			return nil, err
		}
	}
	data, err := l.load(name)
	if err != nil {
		return nil, err
	}
	return l.parse(name, data, nil), nil
}

// parse reads the text of a file.
func (l *Loader) parse(name string, data []byte, scratch *document.Scratch) *source.File {
	m := l.module(path.Dir(name))
	return languages.Read(source.Input{Name: name, Data: data}, languages.Options{
		Terraform: terraform.Options{
			Siblings: m.siblings, Values: m.values, Overrides: m.overrides,
			Callers: func() []map[string]bool { return l.callers.ofModule(path.Dir(name)) },
			Module:  func(dir string) []source.Input { return l.module(dir).siblings() },
			Parsed:  l.parsed,
		},
		Load:    l.beside(),
		Places:  l.Config.PlacesIn(name),
		Callers: func() []map[string]bool { return l.callers.ofTemplate(name, l.load) },
		Scratch: scratch,
	})
}

// loadInto reads a file; the next one is read in the same memory.
func (l *Loader) loadInto(name string, w *worker) ([]byte, error) {
	if l.Load != nil {
		return l.Load(name)
	}
	data, err := l.Files.ReadInto(name, w.buffer)
	if cap(data) <= maxBuffer {
		w.buffer = data
	}
	return data, err
}

func (l *Loader) load(name string) ([]byte, error) {
	if l.Load != nil {
		return l.Load(name)
	}
	return l.Files.Read(name)
}

// Problems are findings about what could not be read of a file.
func Problems(f *source.File) []finding.Finding {
	var found []finding.Finding
	for _, p := range f.Problems {
		one := finding.Unreadable().At(f.Name, p.Span)
		one.Message, one.Help = p.Reason, p.Remedy
		found = append(found, one)
	}
	return found
}
