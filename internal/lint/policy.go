package lint

import (
	"context"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// PolicyPrefix starts the codes of findings that rules of a policy make. An
// ignore of such a code is no business of lint, and the other way round.
const PolicyPrefix = "PL-"

// Read reads files, given by their names in order, and keeps those that hold
// something. failed are those that could not be opened.
func (r *Runner) Read(ctx context.Context, names []string) (files []*source.File, failed []error) {
	return r.read(ctx, names)
}

// Problems are findings about what could not be read of a file.
func Problems(f *source.File) []Finding { return problems(f) }

// SilencePolicy drops the findings of a policy that files say to ignore, and
// reports ignores of the codes that ran when they silence nothing.
func SilencePolicy(files []*source.File, found []Finding, ran []string) []Finding {
	for _, f := range files {
		in := readIgnores(f, nil, true)
		if len(in.list) == 0 {
			continue
		}
		var own, others []Finding
		for _, one := range found {
			if one.File == f.Name {
				own = append(own, one)
			} else {
				others = append(others, one)
			}
		}
		own = in.apply(own)
		own = append(own, in.unused(f.Name, func(code string) bool { return slices.Contains(ran, code) })...)
		found = append(others, own...)
	}
	return found
}

// isPolicy reports whether an ignore names a rule of a policy.
func isPolicy(rule string) bool { return strings.HasPrefix(rule, PolicyPrefix) }
