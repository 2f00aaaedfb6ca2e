package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/alarmreport"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/report"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/suggest"
)

type alarmsCmd struct {
	Paths []string `arg:"" optional:"" name:"path" help:"Configuration files, or folders of them; the working folder by default."`

	Alarm        []string `sep:"none" placeholder:"NAME" help:"Only the alarm with this name or address. May be repeated."`
	Subscription []string `sep:"none" placeholder:"NAME" help:"Only the subscription filter or account policy with this name or address. May be repeated."`
	Failing      bool     `help:"Leave out what is proven."`

	AssumeDeployed bool `help:"Assume that conditional resources are deployed, and that unknown actions of alarms exist."`

	Logs         []string `sep:"none" placeholder:"[GROUP=]FILE" help:"Replay the log events of FILE through each chain, those of log group GROUP or of all; - is stdin. They may be compressed with gzip, zstd, bzip2 or xz. May be repeated."`
	From         string   `placeholder:"TIME" help:"Evaluate the alarms from the period of this time on; the first log event's by default. Without an alarm, leave out log events before it."`
	To           string   `placeholder:"TIME" help:"Evaluate the alarms up to the period of this time; the last log event's by default. Without an alarm, leave out log events after it."`
	TreatMissing string   `enum:",missing,notBreaching,breaching,ignore" default:"" placeholder:"HOW" help:"How to treat a period without a datapoint when logs are replayed: missing, notBreaching, breaching or ignore; by default as the alarm says."`

	logFlags `embed:""`

	Work workFlags `embed:""`

	fileFlags   `embed:""`
	judgedFlags `embed:""`

	Output []string `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,html,json,sarif,github,junit" help:"Write text, html, json, sarif, github or junit, to stdout or FILE. May be repeated."`
	FailOn string   `enum:",error,warning,info,never" default:"" placeholder:"SEVERITY" help:"Exit with 1 when a chain is broken (error), or also when one is undecided (warning, the default); or never."`
	Color  string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
}

// Help implements kong.HelpProvider.
func (alarmsCmd) Help() string {
	return `Follows each alarm back to its metric, the metric filters that publish it and their log groups, and on to its actions, and says of it: proven, with log events that make it ring; broken, at which link and why; undecided, for want of what. The log events have been run through the filter and the alarm before they are shown. With --logs it also says when each alarm would have rung on real ones, and how many of them a subscription filter would have delivered.

After the alarms come subscription filters and account policies that deliver: log groups, destination and what permits it, with a log event that is delivered.

The files may be configurations, or what the AWS CLI prints of a live account (docs/live.md), also from standard input: aws cloudwatch describe-alarms | logsieve alarms - metric-filters.json.

The exit code is 0 when all is proven, 1 when an alarm, a subscription filter or an account policy is broken or undecided (see --fail-on), 2 when a flag is wrong or there is neither, and 3 when a file cannot be read.`
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
	r := c.run(e, c.judgedFlags, c.Paths...)
	r.FailOn = c.FailOn
	files, err := r.read()
	if err != nil {
		return err
	}
	r.notRead(files)
	followed := &collected[*chain.Alarm]{ctx: e.ctx}
	e.whenInterrupted(func() error {
		list := followed.soFar()
		incomplete := fmt.Sprintf("Incomplete: interrupted after %s; nothing is said of others.", count(len(list), "alarm"))
		fmt.Fprintf(e.Err, "logsieve: %s\n", incomplete)
		return c.report(r, files, chains{alarms: list}.asked(c), incomplete, outs)
	})
	known := estate.New(files)
	opts := chain.Options{
		Refused: refusedBy(files), AssumeDeployed: c.AssumeDeployed,
		Analyze: analyze.Options{Steps: questionSteps(work), Work: work}, Followed: followed.add,
	}
	all := chains{chain.Of(known, opts), chain.Subscriptions(known, opts)}
	if err := e.complete(); err != nil {
		return err
	}
	if len(all.alarms)+len(all.subscriptions) == 0 {
		r.notJudged(r.scope(files))
	}
	if err := c.check(all); err != nil {
		return err
	}
	all = all.asked(c)
	if err := logs.replay(all); err != nil {
		return err
	}
	if err := c.report(r, files, all, "", outs); err != nil || !logs.failed {
		return err
	}
	return exit(ExitInternal, nil)
}

// chains are what is told.
type chains struct {
	alarms        []*chain.Alarm
	subscriptions []*chain.Subscription
}

// report writes chains in all formats; incomplete says why others are missing.
func (c *alarmsCmd) report(r *lintRun, files []*source.File, all chains, incomplete string, outs []output) error {
	e := r.env
	found := chain.Findings(all.alarms, all.subscriptions)
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
	colored(e, outs, c.Color)
	err := e.writeEach(outs, func(w io.Writer, o output) error {
		switch o.format {
		case "text":
			err := alarmreport.WriteText(w, all.alarms, all.subscriptions, o.color)
			if err == nil && incomplete != "" {
				_, err = fmt.Fprintln(w, incomplete)
			}
			return err
		case "html":
			return alarmreport.WriteHTML(w, all.alarms, all.subscriptions, len(files), version(), incomplete)
		case "json":
			return jsontext.Write(w, struct {
				Version       int                   `json:"version"`
				Incomplete    string                `json:"incomplete,omitempty"`
				Alarms        []*chain.Alarm        `json:"alarms"`
				Subscriptions []*chain.Subscription `json:"subscriptions"`
				project.Scoped
			}{1, incomplete, listOf(all.alarms), listOf(all.subscriptions), scope.Listed()}, "  ")
		}
		return rep.Write(w, o.format)
	})
	if err != nil {
		return err
	}
	r.judged(scope)
	return r.unreadable(found)
}

// listOf is a list that JSON shows when it is empty, too.
func listOf[T any](list []T) []T { return append([]T{}, list...) }

// check fails when there is nothing to follow, or not what was asked for.
func (c *alarmsCmd) check(all chains) error {
	if len(all.alarms)+len(all.subscriptions) == 0 {
		return exit(ExitUsage, fmt.Errorf("alarms: no alarm on a metric of logs and no subscription filter was found in %s", strings.Join(append(slices.Clone(c.Paths), ".")[:max(1, len(c.Paths))], " ")))
	}
	var names, subscriptions []string
	for _, a := range all.alarms {
		names = append(names, a.Name, a.Located.Resource.Address)
	}
	for _, s := range all.subscriptions {
		subscriptions = append(subscriptions, s.Name, s.Located.Resource.Address)
	}
	if err := there("--alarm", "alarm", c.Alarm, names); err != nil {
		return err
	}
	return there("--subscription", "subscription filter", c.Subscription, subscriptions)
}

// there fails when something that was asked for is not there.
func there(flag, kind string, asked, names []string) error {
	for _, name := range asked {
		if !slices.Contains(names, name) {
			text := fmt.Sprintf("%s: there is no %s %q", flag, kind, name)
			if near := suggest.Closest(name, names); near != "" {
				text += "; did you mean " + near + "?"
			}
			return exit(ExitUsage, fmt.Errorf("%s", text))
		}
	}
	return nil
}

// asked are the chains that were asked for.
func (all chains) asked(c *alarmsCmd) chains {
	out := func(one *chain.Chain, names []string) bool {
		asked := len(c.Alarm)+len(c.Subscription) == 0 || slices.Contains(names, one.Name) || slices.Contains(names, one.Located.Resource.Address)
		return !asked || c.Failing && one.Whole == chain.Proven
	}
	return chains{
		slices.DeleteFunc(all.alarms, func(a *chain.Alarm) bool { return out(&a.Chain, c.Alarm) }),
		slices.DeleteFunc(all.subscriptions, func(s *chain.Subscription) bool { return out(&s.Chain, c.Subscription) }),
	}
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
	case chain.BrokenSubscriptionCode:
		return &lint.Rule{Code: code, Name: "subscription-broken", Summary: "What a subscription filter matches arrives.", Severity: request.Error}
	case chain.UndecidedSubscriptionCode:
		return &lint.Rule{Code: code, Name: "subscription-undecided", Summary: "What a subscription filter depends on is known.", Severity: request.Warning}
	}
	return nil
}
