package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/alarmreport"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/report"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/suggest"
)

type alarmsCmd struct {
	Paths []string `arg:"" optional:"" name:"path" help:"Configuration files, or folders of them; the working folder by default."`

	Alarm   []string `sep:"none" placeholder:"NAME" help:"Only the alarm with this name or address. May be repeated."`
	Failing bool     `help:"Leave out the alarms that are proven to ring."`

	AssumeDeployed bool `help:"Take resources that are deployed under a condition as deployed, and actions of alarms that are not known as given."`

	Logs         []string `sep:"none" placeholder:"[GROUP=]FILE" help:"Replay the log events of FILE through each chain, those of log group GROUP or of all; - is stdin. They may be compressed with gzip, zstd, bzip2 or xz. May be repeated."`
	From         string   `placeholder:"TIME" help:"Evaluate the alarms from the period of this time on; the first log event's by default."`
	To           string   `placeholder:"TIME" help:"Evaluate the alarms up to the period of this time; the last log event's by default."`
	TreatMissing string   `enum:",missing,notBreaching,breaching,ignore" default:"" placeholder:"HOW" help:"What a period without a datapoint counts as when logs are replayed: missing, notBreaching, breaching or ignore; what the alarm says by default."`

	logFlags `embed:""`

	Work workFlags `embed:""`

	StdinName string     `placeholder:"NAME" default:"stdin.yaml" help:"Treat standard input as a file with this name: its extension selects the format (${default})."`
	Config    string     `placeholder:"FILE" help:"Take the files to look at from this configuration instead of the nearest .logsieve.yaml; none for none."`
	Gitignore bool       `default:"true" negatable:"" help:"Leave out what git ignores in folders."`
	Bounds    boundFlags `embed:""`

	Quiet   bool `short:"q" help:"Do not say on stderr how much was judged."`
	Verbose bool `short:"v" help:"Say of each file of a folder that holds nothing of ours why."`

	Output []string `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,html,json,sarif,github,junit" help:"Write text, html, json, sarif, github or junit, to stdout or FILE. May be repeated."`
	FailOn string   `enum:",error,warning,info,never" default:"" placeholder:"SEVERITY" help:"Exit with 1 when an alarm is broken (error), or also when one is undecided (warning, the default); or never."`
	Color  string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
}

// Help implements kong.HelpProvider.
func (alarmsCmd) Help() string {
	return `Follows each alarm back to its metric, the metric filters that publish it and their log groups, and on to its actions, and says of it: proven, with log events that make it ring; broken, at which link and why; undecided, for want of what. The log events have been run through the filter and the alarm before they are shown. With --logs it also says when each alarm would have rung on real ones.

The files may be configurations, or what the AWS CLI prints of a live account (docs/live.md), also from standard input: aws cloudwatch describe-alarms | logsieve alarms - metric-filters.json.

The exit code is 0 when every alarm is proven, 1 when one is broken or undecided (see --fail-on), 2 when a flag is wrong or there is no alarm, and 3 when a file cannot be read.`
}

// Run implements the command.
func (c *alarmsCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "html", "json", "sarif", "github", "junit")
	if err != nil {
		return err
	}
	work, err := c.Work.budget(e, "alarms")
	if err != nil {
		return err
	}
	logs, err := c.logs(e)
	if err != nil {
		return err
	}
	r := &lintRun{env: e, lintCmd: &lintCmd{
		Paths: c.Paths, StdinName: c.StdinName, Config: c.Config, FailOn: c.FailOn, Gitignore: c.Gitignore, Bounds: c.Bounds,
		Quiet: c.Quiet, Verbose: c.Verbose,
	}}
	if err := r.configure(); err != nil {
		return err
	}
	if err := r.choose(); err != nil {
		return err
	}
	files, unread := r.runner.Read(e.ctx, r.names)
	if err := e.ctx.Err(); err != nil {
		return err
	}
	r.failed = append(r.failed, unread...)
	for _, f := range files {
		for _, p := range project.Problems(f) {
			fmt.Fprintf(e.Err, "logsieve: %s: %s What it holds is not judged.\n", f.Name, p.Message)
		}
	}
	followed := &collected[*chain.Alarm]{ctx: e.ctx}
	e.whenInterrupted(func() error {
		list := followed.soFar()
		incomplete := fmt.Sprintf("Incomplete: interrupted after %s; nothing is said of others.", count(len(list), "alarm"))
		fmt.Fprintf(e.Err, "logsieve: %s\n", incomplete)
		return c.report(r, files, slices.DeleteFunc(list, c.leavesOut), incomplete, outs)
	})
	list := chain.Of(estate.New(files), chain.Options{
		Refused: refusedBy(files), AssumeDeployed: c.AssumeDeployed,
		Analyze: analyze.Options{Steps: questionSteps(work), Work: work}, Followed: followed.add,
	})
	if err := e.complete(); err != nil {
		return err
	}
	if len(list) == 0 {
		r.notJudged(r.scope(files))
	}
	if err := c.check(list); err != nil {
		return err
	}
	list = slices.DeleteFunc(list, c.leavesOut)
	if err := logs.replay(list); err != nil {
		return err
	}
	if err := c.report(r, files, list, "", outs); err != nil || !logs.failed {
		return err
	}
	return exit(ExitInternal, nil)
}

// report writes chains in all formats; incomplete says why others are missing.
func (c *alarmsCmd) report(r *lintRun, files []*source.File, list []*chain.Alarm, incomplete string, outs []output) error {
	e := r.env
	found := chain.Findings(list)
	scope := r.scope(files)
	rep := report.Report{Findings: found, Rule: chainRule, Suite: "logsieve alarms", Version: version(), Dir: workingFolder(), Incomplete: incomplete, Judged: scope}
	rep.Source = func(name string) []byte {
		for _, f := range files {
			if f.Name == name {
				return f.Data
			}
		}
		return nil
	}
	for _, f := range files {
		rep.Files = append(rep.Files, f.Name)
	}
	slices.SortStableFunc(rep.Findings, func(a, b lint.Finding) int { return strings.Compare(a.File, b.File) })
	for _, o := range outs {
		err := o.write(e, func(w io.Writer) error {
			switch o.format {
			case "text":
				err := alarmreport.WriteText(w, list, o.file == "" && useColor(c.Color, os.Getenv, e.Out))
				if err == nil && incomplete != "" {
					_, err = fmt.Fprintln(w, incomplete)
				}
				return err
			case "html":
				return alarmreport.WriteHTML(w, list, len(files), version(), incomplete)
			case "json":
				enc := json.NewEncoder(w)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return enc.Encode(struct {
					Version    int            `json:"version"`
					Incomplete string         `json:"incomplete,omitempty"`
					Alarms     []*chain.Alarm `json:"alarms"`
					project.Scoped
				}{1, incomplete, list, scope.Listed()})
			}
			return rep.Write(w, o.format)
		})
		if err != nil {
			return err
		}
	}
	r.judged(scope)
	return r.unreadable(found)
}

// check fails when there is no alarm, or not one that was asked for.
func (c *alarmsCmd) check(list []*chain.Alarm) error {
	if len(list) == 0 {
		return exit(ExitUsage, fmt.Errorf("alarms: no alarm on a metric of logs was found in %s", strings.Join(append(slices.Clone(c.Paths), ".")[:max(1, len(c.Paths))], " ")))
	}
	var names []string
	for _, a := range list {
		names = append(names, a.Name, a.Located.Resource.Address)
	}
	for _, name := range c.Alarm {
		if !slices.Contains(names, name) {
			text := fmt.Sprintf("--alarm: there is no alarm %q", name)
			if near := suggest.Closest(name, names); near != "" {
				text += ", did you mean " + near + "?"
			}
			return exit(ExitUsage, fmt.Errorf("%s", text))
		}
	}
	return nil
}

// leavesOut reports whether an alarm was not asked for.
func (c *alarmsCmd) leavesOut(a *chain.Alarm) bool {
	asked := len(c.Alarm) == 0 || slices.Contains(c.Alarm, a.Name) || slices.Contains(c.Alarm, a.Located.Resource.Address)
	return !asked || c.Failing && a.Whole == chain.Proven
}

// refusedBy says what lint is sure that the service refuses.
func refusedBy(files []*source.File) func(estate.Located) string {
	type place struct{ file, address string }
	refused := map[place]string{}
	for _, f := range lint.Check(files, lint.Options{}) {
		if at := (place{f.File, f.Resource}); f.Severity == request.Error && refused[at] == "" {
			refused[at] = f.Message
		}
	}
	return func(l estate.Located) string { return refused[place{l.File.Name, l.Resource.Address}] }
}

// chainRule documents the codes of alarms.
func chainRule(code string) *lint.Rule {
	switch code {
	case chain.BrokenCode:
		return &lint.Rule{Code: code, Name: "alarm-broken", Summary: "An alarm rings, and somebody hears it.", Severity: request.Error}
	case chain.UndecidedCode:
		return &lint.Rule{Code: code, Name: "alarm-undecided", Summary: "What an alarm depends on is known.", Severity: request.Warning}
	}
	return nil
}
