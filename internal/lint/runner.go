package lint

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/source"
)

// Runner lints files with one configuration.
type Runner struct {
	config   *Config
	settings *settings
	// Partial is set when files of the project are missing on purpose: then
	// an ignore of a rule that compares files may be of use.
	Partial bool
	// Load reads a file; nil is from the disk. It is called concurrently.
	Load func(name string) ([]byte, error)
	// Workers is how many files are read and judged at once; 0 is one for each
	// processor. What is found does not depend on it.
	Workers int
	// Work is what may be spent on proofs; nil is budget.Command steps.
	Work *budget.Budget

	mutex   sync.Mutex
	modules map[string]*module // by folder
	parsed  *source.Parsed
}

// NewRunner resolves the names of rules; config may be nil.
func NewRunner(config *Config, selection Selection) (*Runner, error) {
	s, err := newSettings(config, selection)
	if err != nil {
		return nil, err
	}
	return &Runner{config: config, settings: s}, nil
}

// Result is what a run found.
type Result struct {
	Findings []Finding      // by file, place and code
	Files    []*source.File // those that hold something of ours, by name
	Failed   []error        // files that could not be opened
}

// maxFile bounds one file: a plan of a large estate has tens of megabytes, a
// data dump more.
const maxFile = 256 << 20

// Run reads and judges files, given by their names in order.
func (r *Runner) Run(ctx context.Context, names []string) Result {
	files, failed := r.read(ctx, names)
	return Result{r.judge(files), files, failed}
}

// read reads files side by side, and keeps those that hold something.
func (r *Runner) read(ctx context.Context, names []string) (files []*source.File, failed []error) {
	r.modules, r.parsed = map[string]*module{}, &source.Parsed{}
	read := make([]*source.File, len(names))
	errs := make([]error, len(names))
	sideBySide(len(names), r.Workers, func() func(int) {
		w := &worker{}
		return func(i int) {
			if ctx.Err() == nil {
				read[i], errs[i] = r.file(names[i], w)
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, []error{err}
	}
	return slices.DeleteFunc(read, func(f *source.File) bool { return f == nil }),
		slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// worker is the memory that files are read in one after the other.
type worker struct {
	scratch source.Scratch
	buffer  []byte
}

// file reads one file, nil when it holds nothing of ours.
func (r *Runner) file(name string, w *worker) (*source.File, error) {
	data, err := r.loadInto(name, w)
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, maxFile>>20)
	}
	m := r.module(path.Dir(name))
	f := source.Read(source.Input{Name: name, Data: data}, source.Options{
		Siblings: m.siblings, Values: m.values,
		Module: func(dir string) []source.Input { return r.module(dir).siblings() },
		Parsed: r.parsed, Scratch: &w.scratch,
	})
	if len(f.Resources) == 0 && len(f.Problems) == 0 && !slices.ContainsFunc(f.Comments, forUs) {
		return nil, nil
	}
	if r.Load == nil {
		f.Data = bytes.Clone(data) // the next file is read over it
	}
	return f, nil
}

func forUs(c source.Comment) bool { return strings.HasPrefix(c.Text, marker) }

// loadInto reads a file; the next one is read in the same memory.
func (r *Runner) loadInto(name string, w *worker) ([]byte, error) {
	if r.Load != nil {
		return r.Load(name)
	}
	data, err := readFile(filepath.FromSlash(name), w.buffer)
	if cap(data) <= maxBuffer {
		w.buffer = data
	}
	return data, err
}

func (r *Runner) load(name string) ([]byte, error) {
	if r.Load != nil {
		return r.Load(name)
	}
	return os.ReadFile(filepath.FromSlash(name))
}

// judge is what is found in files after levels and ignores.
func (r *Runner) judge(files []*source.File) []Finding {
	options := r.settings.options()
	options.Workers, options.Work = r.Workers, r.Work
	found := r.inPlace(files, Check(files, options))
	for _, f := range files {
		found = append(found, problems(f)...)
	}
	byFile := map[string][]Finding{}
	for _, f := range r.settings.apply(found) {
		byFile[f.File] = append(byFile[f.File], f)
	}
	var kept []Finding
	for _, f := range files {
		kept = append(kept, r.silence(f, byFile[f.Name])...)
	}
	slices.SortStableFunc(kept, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Code, b.Code))
	})
	return kept
}

// silence drops what the file says to ignore, and adds what is wrong with the
// ignores.
func (r *Runner) silence(f *source.File, found []Finding) []Finding {
	hasOwn := slices.ContainsFunc(f.Resources, func(r *source.Resource) bool { return len(r.Ignores) > 0 })
	if !hasOwn && !slices.ContainsFunc(f.Comments, forUs) {
		return found
	}
	in := readIgnores(f, r.settings.rules, false)
	found = in.apply(found)
	more := append(in.wrong, in.unused(f.Name, func(code string) bool { return r.Ran(code, f.Name) })...)
	return append(found, r.settings.apply(more)...)
}

// Ran reports whether a rule looks at a file and at all it compares it with.
func (r *Runner) Ran(code, file string) bool {
	for _, rule := range r.settings.rules {
		if rule.Code == code {
			return r.settings.level(rule, file) != Off && !(r.Partial && rule.groups != nil)
		}
	}
	return false
}

// problems are findings about what could not be read.
func problems(f *source.File) []Finding {
	var found []Finding
	for _, p := range f.Problems {
		one := selfFinding(codeUnreadable)
		one.File, one.Span, one.Message, one.Help = f.Name, p.Span, p.Reason, p.Remedy
		found = append(found, one)
	}
	return found
}

// Source is the text of a file of the result.
func (r *Result) Source(name string) []byte {
	i, ok := slices.BinarySearchFunc(r.Files, name, func(f *source.File, name string) int { return cmp.Compare(f.Name, name) })
	if !ok {
		return nil
	}
	return r.Files[i].Data
}

// FailOnNames are the severities from which findings fail a run.
func FailOnNames() []string { return []string{"error", "warning", "info", "never"} }
