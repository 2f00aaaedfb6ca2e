package lint

import (
	"context"
	"slices"

	"github.com/logsieve/logsieve/internal/source"
)

// maxPasses bounds how often fixes are made on fixes.
const maxPasses = 10

// Fixed is a file before and after its fixes.
type Fixed struct {
	Name          string
	Before, After []byte
	Fixes         int
}

// Fix makes the safe fixes of findings in memory, until none is left, and
// returns what remains. keep chooses among the findings of a run; nil keeps
// all. Files that a fix would leave unreadable stay as they are.
func (r *Runner) Fix(ctx context.Context, names []string, keep func([]Finding) []Finding) (Result, []Fixed) {
	fixed := map[string]*Fixed{}
	frozen := map[string]bool{}
	load := r.Load
	defer func() { r.Load = load }()
	r.Load = func(name string) ([]byte, error) {
		if f := fixed[name]; f != nil {
			return f.After, nil
		}
		if load != nil {
			return load(name)
		}
		return r.Files.ReadInto(name, nil)
	}
	result := r.Run(ctx, names)
	for range maxPasses {
		found := result.Findings
		if keep != nil {
			found = keep(slices.Clone(found))
		}
		undo, problems := r.pass(&result, found, fixed, frozen)
		if len(undo) == 0 {
			break
		}
		result = r.Run(ctx, names)
		if broken := brokenBy(&result, problems); len(broken) > 0 {
			for _, name := range broken {
				*fixed[name] = undo[name]
				frozen[name] = true
			}
			result = r.Run(ctx, names)
		}
	}
	var list []Fixed
	for _, name := range names {
		if f := fixed[name]; f != nil && string(f.Before) != string(f.After) {
			list = append(list, *f)
		}
	}
	return result, list
}

// pass fixes every file once. undo are the files' states before it, problems
// how much of each could not be read.
func (r *Runner) pass(result *Result, found []Finding, fixed map[string]*Fixed, frozen map[string]bool) (undo map[string]Fixed, problems map[string]int) {
	undo, problems = map[string]Fixed{}, map[string]int{}
	byFile := map[string][]Finding{}
	for _, f := range found {
		byFile[f.File] = append(byFile[f.File], f)
	}
	for _, f := range result.Files {
		if frozen[f.Name] {
			continue
		}
		after, n := applyFixes(f.Data, byFile[f.Name])
		if n == 0 {
			continue
		}
		if fixed[f.Name] == nil {
			fixed[f.Name] = &Fixed{Name: f.Name, Before: f.Data, After: f.Data}
		}
		undo[f.Name] = *fixed[f.Name]
		problems[f.Name] = len(f.Problems)
		fixed[f.Name].After = after
		fixed[f.Name].Fixes += n
	}
	return undo, problems
}

// brokenBy are the files that can be read less than before.
func brokenBy(result *Result, problems map[string]int) []string {
	var names []string
	for _, f := range result.Files {
		if before, ok := problems[f.Name]; ok && len(f.Problems) > before {
			names = append(names, f.Name)
		}
	}
	return names
}

// applyFixes makes the first safe fix of each finding of a file, unless it
// meets one that is made already. n is how many it made.
func applyFixes(data []byte, found []Finding) (after []byte, n int) {
	var edits []source.Edit
	for _, f := range found {
		i := slices.IndexFunc(f.Fixes, func(x Fix) bool { return x.Safe && len(x.Edits) > 0 })
		if i < 0 || slices.ContainsFunc(f.Fixes[i].Edits, func(e source.Edit) bool { return meets(edits, e) || e.Span.End > len(data) }) {
			continue
		}
		edits = append(edits, f.Fixes[i].Edits...)
		n++
	}
	slices.SortFunc(edits, func(a, b source.Edit) int { return a.Span.Start - b.Span.Start })
	done := 0
	for _, e := range edits {
		after = append(after, data[done:e.Span.Start]...)
		after = append(after, e.NewText...)
		done = e.Span.End
	}
	return append(after, data[done:]...), n
}

// meets reports whether an edit touches the same text, or the same place, as
// one of edits.
func meets(edits []source.Edit, e source.Edit) bool {
	return slices.ContainsFunc(edits, func(o source.Edit) bool {
		return e.Span.Start < o.Span.End && o.Span.Start < e.Span.End || e.Span.Start == o.Span.Start
	})
}
