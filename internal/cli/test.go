package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"time"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/filtertest"
	"github.com/logsieve/logsieve/internal/project"
)

type testCmd struct {
	Files       []string      `arg:"" optional:"" name:"file" help:"Test files, or folders with *.logsieve.yaml files (default: the current folder); - is standard input."`
	Run_        string        `name:"run" placeholder:"REGEX" help:"Run only tests whose name matches this regular expression."`
	Coverage    bool          `help:"Report which conditions were seen true and false."`
	MinCoverage *float64      `placeholder:"PERCENT" help:"Fail when fewer conditions are covered; implies --coverage."`
	Update      bool          `help:"Replace what was expected with the actual results, and print the difference."`
	DryRun      bool          `help:"With --update: only print the difference."`
	Watch       bool          `help:"Run again when a file changes."`
	Interval    time.Duration `default:"1s" help:"How often --watch checks the files."`
	Work        workFlags     `embed:""`
	Verbose     bool          `short:"v" help:"Also list the tests that pass."`
	Color       string        `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Config      string        `placeholder:"FILE" help:"Read files of other formats as this configuration says instead of the nearest .logsieve.yaml; none for none."`
	Bounds      boundFlags    `embed:""`
	Schema      bool          `help:"Print the JSON Schema of test files."`
	Output      []string      `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json,junit,tap" default:"text" help:"Write text, json, junit or tap, to stdout or FILE. May be repeated."`
}

// Help says what a test file is.
func (testCmd) Help() string {
	return "Runs tests of filters: YAML files whose names end in .logsieve.yaml. Folders are searched for them. What filters match in logs that you have shows logsieve match --filters.\n" +
		"The exit code is 0 when all tests pass, 1 when one fails or too little is covered, 2 when a test file or what it refers to is wrong or there is nothing to run, and 3 when a file cannot be read."
}

// testRun is one command line of logsieve test.
type testRun struct {
	*testCmd
	*env
	name    *regexp.Regexp
	outputs []output
	files   *project.Files
	seen    snapshot // of what the run read, for --watch
}

// Run runs the tests once, or with --watch until it is interrupted.
func (c *testCmd) Run(e *env) error {
	if c.Schema {
		_, err := e.Out.Write(filtertest.Schema())
		return err
	}
	r := &testRun{testCmd: c, env: e}
	var err error
	if r.outputs, err = parseOutputs(c.Output, "text", "json", "junit", "tap"); err != nil {
		return err
	}
	if c.Run_ != "" {
		if r.name, err = regexp.Compile(c.Run_); err != nil {
			return exit(ExitUsage, fmt.Errorf("--run %s: %s", c.Run_, regexReason(err)))
		}
	}
	switch {
	case c.MinCoverage != nil && !(*c.MinCoverage >= 0 && *c.MinCoverage <= 100):
		return exit(ExitUsage, errors.New("--min-coverage is a percentage from 0 to 100"))
	case c.Interval < 10*time.Millisecond:
		return exit(ExitUsage, errors.New("--interval must be 10ms at least"))
	case c.DryRun && !c.Update:
		return exit(ExitUsage, errors.New("--dry-run needs --update"))
	case slices.Contains(c.Files, "-") && (c.Update || c.Watch):
		return exit(ExitUsage, errors.New("--update and --watch need files, not standard input"))
	case c.Update && c.Watch:
		return exit(ExitUsage, errors.New("use only one of --update and --watch"))
	}
	if c.Watch {
		ticker := time.NewTicker(c.Interval)
		defer ticker.Stop()
		return r.watch(func() bool {
			select {
			case <-e.ctx.Done():
				return false
			case <-ticker.C:
				return true
			}
		})
	}
	return r.once()
}

// once finds, reads and runs the tests.
func (r *testRun) once() error {
	work, err := r.Work.budget(r.env, "test")
	if err != nil {
		return err
	}
	names, err := r.testFiles()
	if err != nil {
		return err
	}
	loader := filtertest.NewLoader(r.readFile, r.fileNames)
	loader.Work = work
	config, err := configuration(r.Config, r.Bounds)
	if err != nil {
		return err
	}
	loader.Configure(config.Project())
	files, err := r.load(loader, names)
	if err := cmp.Or(r.ctx.Err(), err); err != nil {
		return err
	}
	options := filtertest.Options{Name: r.name, Coverage: r.Coverage || r.MinCoverage != nil}
	if !r.Update { // which would take away what was not run
		options.Ran = r.tellWhenInterrupted(files)
	}
	report, err := filtertest.Run(r.ctx, files, options)
	if err := r.complete(); err != nil {
		return err
	}
	switch {
	case err != nil:
		return exit(ExitInternal, err)
	case len(report.Results) == 0:
		return exit(ExitUsage, fmt.Errorf("test: no test has a name that matches --run %s", r.Run_))
	}
	if r.Update {
		return r.update(files, report)
	}
	if err := r.report(report); err != nil {
		return err
	}
	if r.MinCoverage != nil && report.Coverage.Percent() < *r.MinCoverage {
		return exit(ExitFindings, fmt.Errorf("coverage %.1f%% is below %g%%", report.Coverage.Percent(), *r.MinCoverage))
	}
	if report.Failed() > 0 {
		return exit(ExitFindings, nil)
	}
	return nil
}

// tellWhenInterrupted reports the results that the function it returns is told,
// if the run is interrupted.
func (r *testRun) tellWhenInterrupted(files []*filtertest.File) func(*filtertest.Result) {
	results := &collected[*filtertest.Result]{ctx: r.ctx}
	all := 0
	for _, f := range files {
		all += len(f.Tests)
	}
	r.whenInterrupted(func() error {
		report := &filtertest.Report{Results: results.soFar()}
		report.Incomplete = interruptedAfter(len(report.Results), all, "test")
		fmt.Fprintf(r.Err, "logsieve: %s\n", report.Incomplete)
		return r.report(report)
	})
	return results.add
}

// report writes the report in all formats that were asked for.
func (r *testRun) report(report *filtertest.Report) error {
	colored(r.env, r.outputs, r.Color)
	err := r.writeEach(r.outputs, func(w io.Writer, o output) error {
		switch o.format {
		case "json":
			return report.WriteJSON(w)
		case "junit":
			return report.WriteJUnit(w)
		case "tap":
			return report.WriteTAP(w)
		}
		return report.WriteText(w, filtertest.TextOptions{Verbose: r.Verbose, Color: o.color})
	})
	if err == nil {
		fmt.Fprintf(r.Err, "judged %s\n", report.Judged())
	}
	return err
}

func (r *testRun) readFile(name string) ([]byte, error) {
	if name == testStdin {
		return r.readInput("-")
	}
	if r.seen != nil {
		r.seen[name] = fingerprint(name)
	}
	return r.files.ReadInto(name, nil)
}

// load reads the test files; all that is wrong with them is said on stderr.
func (r *testRun) load(loader *filtertest.Loader, names []string) ([]*filtertest.File, error) {
	var files []*filtertest.File
	wrong := false
	for _, name := range names {
		f, problems, err := loader.Load(name)
		if err != nil {
			return nil, exit(ExitInternal, fileError(err))
		}
		for _, p := range problems {
			wrong = true
			fmt.Fprintf(r.Err, "%s\n", diag.Visible(p.Error()))
			for _, line := range p.Detail {
				fmt.Fprintf(r.Err, "    %s\n", line)
			}
		}
		files = append(files, f)
	}
	if wrong {
		return nil, exit(ExitUsage, nil)
	}
	return files, nil
}

// update prints what changes, and writes it unless --dry-run is given.
func (r *testRun) update(files []*filtertest.File, report *filtertest.Report) error {
	left := 0
	for _, f := range files {
		u := filtertest.NewUpdate(f, report.Results)
		if len(u.Diff) > 0 {
			if _, err := diag.Text(r.Out, false).Write(u.Diff); err != nil {
				return err
			}
			if !r.DryRun {
				if err := atomicfile.Replace(filepath.FromSlash(u.Name), f.Data, u.Data); err != nil {
					return exit(ExitInternal, fileError(err))
				}
			}
		}
		left += len(u.Left)
		for _, failure := range u.Left {
			fmt.Fprintf(r.Err, "%s: %s: %s; this cannot be updated in place\n", failure.Place, failure.What, failure.Message)
		}
	}
	if left > 0 {
		return exit(ExitFindings, nil)
	}
	return nil
}

// regexReason is what is wrong with a regular expression.
func regexReason(err error) string {
	if wrong, ok := errors.AsType[*syntax.Error](err); ok {
		return "not a regular expression: " + wrong.Code.String()
	}
	return err.Error()
}
