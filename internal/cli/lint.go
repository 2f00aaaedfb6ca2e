package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/report"
)

type lintCmd struct {
	Paths         []string     `arg:"" optional:"" name:"path" help:"Files and folders; - is stdin, no path the current folder."`
	StdinName     string       `placeholder:"NAME" default:"stdin.yaml" help:"Treat standard input as a file with this name: its extension selects the format (${default})."`
	Select        []string     `placeholder:"RULE" help:"Report only these rules: codes, names, families such as FS, or all."`
	Ignore        []string     `placeholder:"RULE" help:"Do not report these rules."`
	Config        string       `placeholder:"FILE" help:"Use this configuration instead of the nearest .logsieve.yaml; none for no configuration."`
	FailOn        string       `enum:",error,warning,info,never" default:"" placeholder:"SEVERITY" help:"The lowest severity that makes the exit code 1: error, warning (the default), info or never."`
	Fix           bool         `help:"Apply the safe fixes to the files, and report what is left."`
	Diff          bool         `help:"Print the safe fixes as a diff instead, and change nothing."`
	Changed       optionalFlag `placeholder:"REF" help:"Check only files that git reports as changed, and those that their values may reach: since the last commit, or since the branch forked from REF (--changed=REF)."`
	Related       bool         `help:"Also check the files that values of the given ones may reach: files of a Terraform module that use what they declare or what a .tfvars file sets, and files that call the module."`
	Baseline      string       `placeholder:"FILE" help:"Omit the findings that this baseline lists."`
	WriteBaseline optionalFlag `placeholder:"FILE" help:"Write the findings to a baseline (.logsieve-baseline.json or --write-baseline=FILE) instead of reporting them."`
	Gitignore     bool         `default:"true" negatable:"" help:"Skip files in folders that git ignores."`
	Bounds        boundFlags   `embed:""`
	Jobs          int          `short:"j" placeholder:"NUM" help:"Read and judge NUM files at once; the default is one per processor. The findings do not depend on it."`
	Work          workFlags    `embed:""`
	Quiet         bool         `short:"q" help:"Do not report on stderr how much was found and judged."`
	Verbose       bool         `short:"v" help:"For each file of a folder that holds nothing to judge, say why."`
	Color         string       `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Output        []string     `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json,sarif,github,junit,gitlab,checkstyle" default:"text" help:"Write text, json, sarif, github, junit, gitlab or checkstyle, to stdout or FILE. May be repeated."`
}

// Help implements kong.HelpProvider.
func (lintCmd) Help() string {
	return `Reads CloudFormation, SAM, CDK output, Terraform (also plans), Serverless Framework, Pulumi, Landing Zone Accelerator, Crossplane, Ansible, AWS CLI JSON, scripts, workflows, Markdown, programs of CDK, Pulumi and SDKs, snapshots of tests, lists of patterns, and what .logsieve.yaml says of other files; it reports what the service would refuse and what cannot have been meant, at its place.

"logsieve rules" lists the rules. A comment "# logsieve: ignore[rule] -- reason" silences a finding on its line or the next.

The exit code is 0 without findings, 1 with some, 2 for a mistake in the configuration, and 3 when a file could not be opened.`
}

// lintRun is one run of lint.
type lintRun struct {
	*lintCmd
	env    *env
	config *lint.Config
	runner *lint.Runner
	names  []string
	failed []error // paths that could not be read

	excluded            []string // files that were named
	incomplete, missing string   // as in report.Report
}

// Run implements the command.
func (c *lintCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, report.Formats()...)
	if err != nil {
		return err
	}
	if c.Fix && c.Diff || c.WriteBaseline.given && (c.Fix || c.Diff) {
		return exit(ExitUsage, errors.New("lint: use only one of --fix, --diff and --write-baseline"))
	}
	if c.Baseline != "" && c.WriteBaseline.given {
		return exit(ExitUsage, errors.New("lint: --baseline is read and --write-baseline=FILE written; give one of them"))
	}
	if err := checkJobs("lint", c.Jobs); err != nil {
		return err
	}
	work, err := c.Work.budget(e, "lint")
	if err != nil {
		return err
	}
	// A run is short and ends before the memory matters.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	r := &lintRun{lintCmd: c, env: e}
	if err := r.configure(); err != nil {
		return err
	}
	r.runner.Work = work
	if err := r.choose(); err != nil {
		return err
	}
	return r.run(outs)
}

// configuration reads the one of a name, the nearest for "", nil for "none" and
// where there is none.
func configuration(name string, bounds boundFlags) (*lint.Config, error) {
	switch name {
	case "":
		if dir, err := os.Getwd(); err == nil {
			name = project.FindUp(dir, project.ConfigName)
		}
	case "none":
		name = ""
	}
	if name == "" {
		return nil, nil
	}
	data, err := project.ReadGiven(name, bounds.bounds())
	if err != nil {
		return nil, exit(ExitInternal, fileError(err))
	}
	config, err := lint.ParseConfig(name, data)
	if err != nil {
		return nil, exit(ExitUsage, err)
	}
	return config, nil
}

// configure reads the configuration and resolves the names of rules.
func (r *lintRun) configure() error {
	var err error
	if r.config, err = configuration(r.Config, r.Bounds); err != nil {
		return err
	}
	if r.config != nil && r.FailOn == "" {
		r.FailOn = r.config.FailOn
	}
	if r.runner, err = lint.NewRunner(r.config, lint.Selection{Select: r.Select, Ignore: r.Ignore}); err != nil {
		return exit(ExitUsage, fmt.Errorf("lint: %w", err))
	}
	r.runner.Workers = r.Jobs
	r.runner.Files, err = r.Bounds.files()
	return err
}

// choose finds the files to look at.
func (r *lintRun) choose() error {
	paths := r.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if i := slices.Index(paths, "-"); i >= 0 {
		if r.Fix {
			return exit(ExitUsage, errors.New("lint: --fix changes files; use --diff with stdin"))
		}
		data, err := r.env.readInput("-")
		if err != nil {
			return err
		}
		stdin := path.Clean(filepath.ToSlash(r.StdinName))
		r.runner.Load = func(name string) ([]byte, error) {
			if name == stdin {
				return data, nil
			}
			return r.runner.Files.Read(name)
		}
		r.runner.Files.Give(stdin)
		r.names = append(r.names, stdin)
		paths = slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == "-" })
	}
	walker := project.Walker{Config: r.config.Project(), Files: r.runner.Files, NoGitignore: !r.Gitignore}
	files, failed := walker.Find(r.env.ctx, paths)
	r.failed, r.excluded = failed, walker.Excluded
	r.runner.Partial = !slices.ContainsFunc(paths, isFolder)
	if r.Changed.given {
		changed, err := project.Changed(r.env.ctx, r.Changed.text)
		if err != nil {
			return exit(ExitInternal, fmt.Errorf("lint: --changed: %w", err))
		}
		r.runner.Partial = true
		files = project.Related(files, changed, r.runner.Files.Read)
	}
	if r.Related {
		files = r.related(&walker, files)
	}
	r.names = append(r.names, files...)
	slices.Sort(r.names)
	r.names = slices.Compact(r.names)
	return nil
}

// related are files and those below the working folder that values of them may
// reach.
func (r *lintRun) related(walker *project.Walker, files []string) []string {
	given := map[string]bool{}
	for _, name := range files {
		given[project.Relative(name)] = true
	}
	below, failed := walker.Find(r.env.ctx, []string{"."})
	r.failed = append(r.failed, failed...)
	return append(files, project.Related(below, given, r.runner.Files.Read)...)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func (r *lintRun) run(outs []output) error {
	baseline, dir, err := r.baseline()
	if err != nil {
		return err
	}
	judged := project.Scope{Dir: dir, Files: r.names, Ran: r.runner.Ran}
	keep := func(found []lint.Finding) []lint.Finding { return found }
	known, stale := 0, 0
	if baseline != nil {
		keep = func(found []lint.Finding) []lint.Finding {
			found, known, stale = baseline.Apply(found, judged)
			return found
		}
	}
	var result lint.Result
	var fixed []lint.Fixed
	fixes := r.Fix || r.Diff
	if fixes {
		result, fixed = r.runner.Fix(r.env.ctx, r.names, keep)
	} else {
		if !r.WriteBaseline.given {
			r.tellWhenInterrupted(outs, baseline, judged)
		}
		result = r.runner.Run(r.env.ctx, r.names)
	}
	// Files that were fixed in part, or a baseline of a part, are of no use.
	if err := r.env.complete(); err != nil {
		return err
	}
	if fixes {
		if err := r.deliver(fixed); err != nil {
			return err
		}
	}
	r.failed = append(r.failed, result.Failed...)
	r.refused()
	scope := r.scope(result.Files)
	found := result.Findings
	if r.WriteBaseline.given {
		if err := r.writeBaseline(found, judged); err != nil {
			return err
		}
		return r.unreadable(nil)
	}
	found = keep(slices.Clone(found))
	if !r.Diff {
		if err := r.report(outs, &result, scope, found); err != nil {
			return err
		}
	}
	r.summary(scope, found, known, stale)
	if err := r.unreadable(found); err != nil || !r.Diff || len(fixed) == 0 {
		return err
	}
	return exit(ExitFindings, nil) // what a diff would mend is still there
}

// tellWhenInterrupted reports the files that have been judged, if the run is
// interrupted.
func (r *lintRun) tellWhenInterrupted(outs []output, baseline *project.Baseline, scope project.Scope) {
	judged := &collected[lint.Judged]{ctx: r.env.ctx}
	r.runner.Judged = judged.add
	r.env.whenInterrupted(func() error {
		result := r.runner.SoFar(judged.soFar())
		found, known := result.Findings, 0
		if baseline != nil {
			found, known, _ = baseline.Apply(found, scope)
		}
		r.incomplete = interruptedAfter(len(result.Files), len(r.names), "file")
		if i := slices.IndexFunc(r.names, func(name string) bool { return result.Source(name) == nil }); i >= 0 {
			r.missing = r.names[i]
		}
		scope := project.Scoped{Judged: project.Count(result.Files)}
		if err := r.report(outs, &result, scope, found); err != nil {
			return err
		}
		fmt.Fprintf(r.env.Err, "logsieve: %s\n", r.incomplete)
		r.summary(scope, found, known, 0)
		return nil
	})
}

// refused says what was not read beside the files that were looked at.
func (r *lintRun) refused() {
	for _, err := range r.runner.Refused() {
		fmt.Fprintf(r.env.Err, "logsieve: %v\n", fileError(err))
	}
}

// report writes the findings in all formats that were asked for.
func (r *lintRun) report(outs []output, result *lint.Result, scope project.Scoped, found []lint.Finding) error {
	rep := report.Report{
		Findings: found, Source: result.Source, Rule: lint.Lookup, Version: version(), Dir: workingFolder(), Incomplete: r.incomplete, Missing: r.missing, Judged: scope,
	}
	for _, f := range result.Files {
		if len(f.Resources)+len(f.Problems) > 0 {
			rep.Files = append(rep.Files, f.Name)
		}
	}
	colored(r.env, outs, r.Color)
	return r.env.writeEach(outs, func(w io.Writer, o output) error {
		rep.Color = o.color
		return rep.Write(w, o.format)
	})
}

// summary says on stderr how much was found, and in what.
func (r *lintRun) summary(scope project.Scoped, found []lint.Finding, known, stale int) {
	if r.Quiet {
		return
	}
	r.notJudged(scope)
	var parts []string
	for _, s := range []request.Severity{request.Error, request.Warning, request.Info} {
		n := 0
		for _, f := range found {
			if f.Severity == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, count(n, s.String()))
		}
	}
	if len(parts) == 0 {
		parts = []string{"no findings"}
	}
	if known > 0 {
		parts = append(parts, fmt.Sprintf("%d known to the baseline", known))
	}
	switch {
	case scope.Judged.Files > 0:
		fmt.Fprintf(r.env.Err, "%s in %s\n", strings.Join(parts, ", "), scope)
	case len(found)+known > 0:
		fmt.Fprintf(r.env.Err, "%s; %s\n", strings.Join(parts, ", "), scope)
	default:
		fmt.Fprintln(r.env.Err, scope)
	}
	if stale > 0 {
		fmt.Fprintf(r.env.Err, "%s in the baseline no longer %s; regenerate it with --write-baseline\n", count(stale, "finding"), map[bool]string{true: "occurs", false: "occur"}[stale == 1])
	}
}

// count is a number and what is counted.
func count(n int, what string) string {
	if n == 1 || what == request.Info.String() {
		return fmt.Sprintf("%d %s", n, what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// unreadable ends the run: what could not be opened weighs most.
func (r *lintRun) unreadable(found []lint.Finding) error {
	for _, err := range r.failed {
		fmt.Fprintf(r.env.Err, "logsieve: %v\n", fileError(err))
	}
	if len(r.failed) > 0 {
		return exit(ExitInternal, nil)
	}
	least := request.Warning
	switch r.FailOn {
	case "never":
		return nil
	case "error":
		least = request.Error
	case "info":
		least = request.Info
	}
	if slices.ContainsFunc(found, func(f lint.Finding) bool { return atLeast(f.Severity, least) }) {
		return exit(ExitFindings, nil)
	}
	return nil
}

// atLeast reports whether a severity is as grave as another.
func atLeast(s, least request.Severity) bool {
	order := []request.Severity{request.Info, request.Warning, request.Error}
	return slices.Index(order, s) >= slices.Index(order, least)
}
