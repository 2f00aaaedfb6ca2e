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

// fileFlags say which configurations a command reads, as lint does.
type fileFlags struct {
	StdinName string     `placeholder:"NAME" default:"stdin.yaml" help:"Treat standard input as a file with this name: its extension selects the format (${default})."`
	Config    string     `placeholder:"FILE" help:"Select the files to look at by this configuration instead of the nearest .logsieve.yaml; none for no configuration."`
	Gitignore bool       `default:"true" negatable:"" help:"Skip files in folders that git ignores."`
	Bounds    boundFlags `embed:""`
}

// judgedFlags say what is told of them on stderr.
type judgedFlags struct {
	Quiet   bool `short:"q" help:"Do not report on stderr how much was judged."`
	Verbose bool `short:"v" help:"For each file of a folder that holds nothing to judge, say why."`
}

// run is a run over paths.
func (f fileFlags) run(e *env, told judgedFlags, paths ...string) *lintRun {
	return &lintRun{env: e, lintCmd: &lintCmd{
		Paths: paths, StdinName: f.StdinName, Config: f.Config, Gitignore: f.Gitignore, Bounds: f.Bounds, Quiet: told.Quiet, Verbose: told.Verbose,
	}}
}

// read finds and reads the files.
func (r *lintRun) read() ([]*source.File, error) {
	if err := r.configure(); err != nil {
		return nil, err
	}
	if err := r.choose(); err != nil {
		return nil, err
	}
	files, unread := r.runner.Read(r.env.ctx, r.names)
	r.failed = append(r.failed, unread...)
	return files, r.env.ctx.Err()
}

// notRead says what of the files is not judged, and what was not read beside them.
func (r *lintRun) notRead(files []*source.File) {
	r.refused()
	for _, f := range files {
		for _, p := range project.Problems(f) {
			fmt.Fprintf(r.env.Err, "logsieve: %s: %s What it holds is not judged.\n", f.Name, p.Message)
		}
	}
}

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

// notJudged says of the files that were named, or are too large, why nothing of
// them is judged; with --verbose also of the others in folders.
func (r *lintRun) notJudged(s project.Scoped) {
	named := r.named()
	for _, one := range s.NotJudged {
		if one.Told() || !r.Verbose && !one.TooLarge() && !slices.Contains(named, one.File) {
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
