package cli

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// scope is what a run judges of the files that it has read, and what it does not.
func (r *lintRun) scope(files []*source.File) project.Scoped {
	s := project.Scoped{Judged: project.Count(files), NotJudged: r.runner.NotJudged()}
	for _, name := range r.excluded {
		s.NotJudged = append(s.NotJudged, project.NotJudged{File: name, Reason: "the configuration excludes it"})
	}
	for _, err := range r.failed {
		if one, ok := project.NotOpened(err); ok {
			s.NotJudged = append(s.NotJudged, one)
		}
	}
	s.LeaveOut(files, r.named())
	s.Sort()
	return s
}

// named are the files and folders that were given.
func (r *lintRun) named() (names []string) {
	for _, p := range r.Paths {
		names = append(names, path.Clean(filepath.ToSlash(p)))
	}
	if slices.Contains(names, "-") {
		names = append(names, path.Clean(filepath.ToSlash(r.StdinName)))
	}
	return names
}

// notJudged says of the files that were named why nothing of them is judged;
// with --verbose also of those of folders.
func (r *lintRun) notJudged(s project.Scoped) {
	named := r.named()
	for _, one := range s.NotJudged {
		if one.Told() || !r.Verbose && !slices.Contains(named, one.File) {
			continue
		}
		fmt.Fprintf(r.env.Err, "logsieve: %s: not judged: %s\n", diag.Visible(one.File), one.Reason)
	}
}

// judged says on stderr what was judged, and what was not.
func (r *lintRun) judged(s project.Scoped) {
	if r.Quiet {
		return
	}
	r.notJudged(s)
	fmt.Fprintf(r.env.Err, "judged %s\n", s)
}
