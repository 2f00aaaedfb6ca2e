package cli

import (
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/change"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/report"
)

type diffCmd struct {
	Old string `arg:"" help:"A folder or file; git:REF, the working folder as of a git revision; git:REF:PATH; or - for stdin."`
	New string `arg:"" help:"The other state, in any of the same forms."`

	Work workFlags `embed:""`

	fileFlags `embed:""`

	Output []string `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,json,markdown,sarif,github,junit" help:"Write text, json, markdown (a comment for a pull request), sarif, github or junit, to stdout or FILE. May be repeated."`
	Color  string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
}

// Help implements kong.HelpProvider.
func (diffCmd) Help() string {
	return `Compares by meaning: filters are equivalent, narrower, wider or different, each with a log event that is lost or gained and has been run through the matcher. It says what was added, removed, renamed or changed, which alarms stop ringing and at which link, and what a deploy would do in between.

Resources are paired by address, else by name and log group, else by equal meaning. As in git, PATH counts from the top of the repository, or from the working folder when it starts with ./; nothing is checked out.

The exit code is 0 when both mean the same, 1 when they differ or it is not known, 2 when a flag or a revision is malformed or there is nothing to compare, and 3 when a file or a revision cannot be read.`
}

// Run implements the command.
func (c *diffCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json", "markdown", "sarif", "github", "junit")
	if err != nil {
		return err
	}
	work, err := c.Work.budget(e, "diff")
	if err != nil {
		return err
	}
	var sides [2]*change.Side
	failed := false
	for i, name := range []string{c.Old, c.New} {
		var unread []error
		if sides[i], unread, err = c.side(e, name, [2]string{"OLD", "NEW"}[i]); err != nil {
			return err
		}
		for _, err := range unread {
			failed = true
			fmt.Fprintf(e.Err, "logsieve: %s: %v\n", name, fileError(err))
		}
	}
	if len(sides[0].Files)+len(sides[1].Files) == 0 && !failed {
		return exit(ExitUsage, errors.New("diff: there is nothing to compare"))
	}
	d := change.Of(sides[0], sides[1], change.Options{Work: work})
	if err := e.ctx.Err(); err != nil {
		return err
	}
	colored(e, outs, c.Color)
	err = e.writeEach(outs, func(w io.Writer, o output) error {
		switch o.format {
		case "json":
			return d.WriteJSON(w)
		case "markdown":
			return d.WriteMarkdown(w)
		case "sarif", "github", "junit":
			return diffReport(d, sides[1]).Write(w, o.format)
		}
		return d.WriteText(w, o.color)
	})
	switch {
	case err != nil:
		return err
	case failed:
		return exit(ExitInternal, nil)
	case d.Different():
		return exit(ExitFindings, nil)
	}
	return nil
}

// diffReport are the differences as findings on the new side.
func diffReport(d *change.Diff, new *change.Side) *report.Report {
	rep := &report.Report{Findings: d.Findings(), Rule: diffRule, Suite: "logsieve diff", Version: version(), Dir: workingFolder()}
	data := map[string][]byte{}
	for _, f := range new.Files {
		data[f.Name] = f.Data
		rep.Files = append(rep.Files, f.Name)
	}
	rep.Source = func(name string) []byte { return data[name] }
	return rep
}

// diffRule documents the codes of differences.
func diffRule(code string) *lint.Rule {
	switch code {
	case change.StopsCode:
		return &lint.Rule{Code: code, Name: "no-longer-works", Summary: "An alarm or a subscription filter that worked still does.", Severity: request.Error}
	case change.InDoubtCode:
		return &lint.Rule{Code: code, Name: "no-longer-proven", Summary: "An alarm or a subscription filter that was proven still is.", Severity: request.Warning}
	case change.DeployCode:
		return &lint.Rule{Code: code, Name: "deploy", Summary: "A deploy loses no log event and counts none twice.", Severity: request.Warning}
	case change.ChangedCode:
		return &lint.Rule{Code: code, Name: "changed", Summary: "What was added, removed, renamed or changed.", Severity: request.Info}
	case change.BeginsCode:
		return &lint.Rule{Code: code, Name: "may-work-again", Summary: "An alarm or a subscription filter that was broken works, or may.", Severity: request.Info}
	}
	return nil
}

// side reads one of the two states. unread are paths that could not be read.
func (c *diffCmd) side(e *env, name, which string) (side *change.Side, unread []error, err error) {
	r := c.run(e, judgedFlags{}, name)
	if err := r.configure(); err != nil {
		return nil, nil, err
	}
	side = &change.Side{Name: name, Root: path.Clean(filepath.ToSlash(name))}
	switch revision, ok := strings.CutPrefix(name, "git:"); {
	case ok:
		tree, err := c.tree(e, r, revision)
		if err != nil {
			return nil, nil, err
		}
		defer tree.Close()
		side.Root = tree.Root()
		if tree.Left > 0 {
			fmt.Fprintf(e.Err, "logsieve: %s: %s not followed\n", name, count(tree.Left, "link or submodule"))
		}
	default:
		if name == "-" {
			side.Root = path.Clean(filepath.ToSlash(c.StdinName))
		}
		if err := r.choose(); err != nil {
			return nil, nil, err
		}
	}
	files, failed := r.runner.Read(e.ctx, r.names)
	if err := e.ctx.Err(); err != nil {
		return nil, nil, err
	}
	r.refused()
	for _, f := range files {
		for _, p := range project.Problems(f) {
			fmt.Fprintf(e.Err, "logsieve: %s: %s:%d: %s What it holds is not compared.\n", name, f.Name, f.Position(p.Span.Start).Line, p.Message)
		}
	}
	if len(files) == 0 {
		fmt.Fprintf(e.Err, "logsieve: nothing to compare in %s %s: of %s none holds anything of ours\n", which, name, count(len(r.names), "file"))
	}
	side.Files, side.Looked, side.Refused = files, len(r.names), refusedBy(files)
	return side, append(r.failed, failed...), nil
}

// tree has a run read a git revision, REF or REF:PATH.
func (c *diffCmd) tree(e *env, r *lintRun, revision string) (*project.Tree, error) {
	ref, within := splitRevision(revision)
	tree, err := project.OpenTree(e.ctx, ref, within)
	if err != nil {
		code := ExitInternal
		if errors.Is(err, project.ErrRevision) {
			code = ExitUsage
		}
		return nil, exit(code, fmt.Errorf("diff: %w", fileError(err)))
	}
	if c.Bounds.Root != "" {
		if err := tree.Below(c.Bounds.Root); err != nil {
			tree.Close()
			return nil, exit(ExitUsage, fmt.Errorf("diff: %w", fileError(err)))
		}
	}
	walker := project.Walker{Config: r.config.Project(), NoGitignore: !r.Gitignore}
	r.names, r.failed = tree.Find(&walker)
	r.runner.Load, r.runner.List = tree.Load, tree.List
	return tree, nil
}

// splitRevision splits REF:PATH; a colon in braces is of the revision, as in
// main@{12:00}.
func splitRevision(text string) (ref, within string) {
	depth := 0
	for i, r := range text {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == ':' && depth <= 0:
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}
