package lint

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// Runner lints files with one configuration.
type Runner struct {
	project.Loader
	settings *settings
	// Partial is set when files of the project are missing on purpose: then
	// an ignore of a rule that compares files may be of use.
	Partial bool
	// Work is what may be spent on proofs; nil is budget.Command steps.
	Work *budget.Budget
	// Judged is as in Options.
	Judged func(Judged)
}

// NewRunner resolves the names of rules; config may be nil.
func NewRunner(config *Config, selection Selection) (*Runner, error) {
	s, err := newSettings(config, selection)
	if err != nil {
		return nil, err
	}
	return &Runner{settings: s, Loader: project.Loader{Config: config.Project()}}, nil
}

// Result is what a run found.
type Result struct {
	Findings []Finding      // by file, place and code
	Files    []*source.File // those that hold something of ours, by name
	Failed   []error        // files that could not be opened
}

// Run reads and judges files, given by their names in order. Workers bounds
// also how many are judged at once; what is found does not depend on it.
func (r *Runner) Run(ctx context.Context, names []string) Result {
	files, failed := r.Read(ctx, names)
	return Result{r.judge(files), files, failed}
}

// judge is what is found in files after levels and ignores.
func (r *Runner) judge(files []*source.File) []Finding {
	options := r.settings.options()
	options.Workers, options.Work, options.Judged = r.Workers, r.Work, r.Judged
	return r.settle(files, Check(files, options), r.Partial)
}

// SoFar is what a run has found that did not end: of the files that it judged,
// what was told last. Rules that compare files have said nothing. It may be called
// while Run is at work.
func (r *Runner) SoFar(judged []Judged) Result {
	last := map[string]Judged{}
	for _, one := range judged {
		last[one.File.Name] = one
	}
	var result Result
	var found []Finding
	for _, name := range slices.Sorted(maps.Keys(last)) {
		result.Files = append(result.Files, last[name].File)
		found = append(found, last[name].Found...)
	}
	result.Findings = r.settle(result.Files, inOrder(found), true)
	return result
}

// settle applies levels and ignores to what was found in files. partial is set
// when rules that compare files have not seen all of them.
func (r *Runner) settle(files []*source.File, found []Finding, partial bool) []Finding {
	found = r.inPlace(files, found)
	for _, f := range files {
		found = append(found, withoutCut(f, project.Problems(f), found)...)
	}
	byFile := map[string][]Finding{}
	for _, f := range r.settings.apply(found) {
		byFile[f.File] = append(byFile[f.File], f)
	}
	var kept []Finding
	for _, f := range files {
		kept = append(kept, r.silence(f, byFile[f.Name], partial)...)
	}
	slices.SortStableFunc(kept, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Code, b.Code))
	})
	return kept
}

// silence drops what the file says to ignore, and adds what is wrong with the
// ignores.
func (r *Runner) silence(f *source.File, found []Finding, partial bool) []Finding {
	if !project.HasIgnores(f) {
		return found
	}
	in := project.ReadIgnores(f, r.settings.ignored)
	found = in.Apply(found)
	more := append(in.Wrong, in.Unused(f.Name, func(code string) bool { return r.ran(code, f.Name, partial) })...)
	return append(found, r.settings.apply(more)...)
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

// Ran reports whether a rule looks at a file and at all it compares it with.
func (r *Runner) Ran(code, file string) bool { return r.ran(code, file, r.Partial) }

func (r *Runner) ran(code, file string, partial bool) bool {
	for _, rule := range r.settings.rules {
		if rule.Code == code {
			return r.settings.level(rule, file) != Off && !(partial && rule.groups != nil)
		}
	}
	return false
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
