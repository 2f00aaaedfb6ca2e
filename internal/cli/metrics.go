package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/plot"
)

type metricsCmd struct {
	Logs []string `arg:"" optional:"" name:"log" help:"Log files to read, or folders of them; - or no file means stdin. They may be compressed with gzip, zstd, bzip2 or xz."`

	Filter  []string `sep:"none" placeholder:"FILE" help:"PutMetricFilter request in JSON, or several: an array, one per line, or what describe-metric-filters prints; or a configuration, or FILE#ADDRESS of a metric filter in it. May be repeated."`
	Compare string   `placeholder:"FILE" help:"Filters to compare with, in the same form: shows what they gain and lose, and both curves."`

	Pattern   textFlag `group:"Ad-hoc filter" placeholder:"PATTERN" help:"Filter pattern, or FILE#ADDRESS of one, in place of --filter."`
	Value     textFlag `group:"Ad-hoc filter" placeholder:"VALUE" help:"metricValue: a number, a selector, $$name or $$position; 1 by default."`
	Default   textFlag `group:"Ad-hoc filter" placeholder:"NUMBER" help:"defaultValue."`
	Dimension []string `group:"Ad-hoc filter" sep:"none" placeholder:"NAME=VALUE" help:"Dimension: its name and a selector, $$name or $$position. Up to three."`
	Unit      string   `group:"Ad-hoc filter" placeholder:"UNIT" help:"Unit, such as Count or Milliseconds."`
	Namespace string   `group:"Ad-hoc filter" default:"logsieve" placeholder:"NAME" help:"metricNamespace (${default})."`
	Name      string   `group:"Ad-hoc filter" default:"metric" placeholder:"NAME" help:"metricName (${default})."`
	Criteria  textFlag `group:"Ad-hoc filter" placeholder:"TEXT" help:"fieldSelectionCriteria."`
	Emit      []string `group:"Ad-hoc filter" placeholder:"FIELD" help:"emitSystemFieldDimensions: @aws.account, @aws.region, @source.log."`

	Period   string `default:"60" placeholder:"TIME" help:"Period of the datapoints: a number of seconds or a duration such as 5m, 1h or 1d (${default})."`
	Account  string `placeholder:"ID" help:"Account that the log events come from, for @aws.account."`
	Region   string `placeholder:"NAME" help:"Region that the log events come from, for @aws.region."`
	LogGroup string `placeholder:"NAME" help:"Log group, for @source.log of filters that do not name one."`

	logFlags `embed:""`

	rangeFlags `embed:""`

	Jobs int `short:"j" placeholder:"NUM" help:"Use NUM processors, at most ${maxjobs}; the default is all of them, up to ${jobs}. The result does not depend on it."`

	Output       []string `short:"o" sep:"none" default:"table" placeholder:"FORMAT[:FILE]" formats:"table,json,csv,ndjson,put-metric-data" help:"table, json, csv, ndjson or put-metric-data, the requests of PutMetricData, one per line. May be repeated."`
	Stat         string   `default:"Sum" placeholder:"STATISTIC" help:"Statistic of sparklines and plots: Sum, Average, Minimum, Maximum or SampleCount (${default})."`
	Plot         []string `sep:"none" placeholder:"FILE" help:"Plot the metrics to FILE.svg or FILE.png. May be repeated."`
	Alarm        []string `sep:"none" placeholder:"ALARM" help:"Alarm to evaluate for each metric, such as 'Sum >= 5 for 3 of 5'. May be repeated."`
	From         string   `placeholder:"TIME" help:"Evaluate alarms from the period of this time on; the first log event's by default."`
	To           string   `placeholder:"TIME" help:"Evaluate alarms up to the period of this time; the last log event's by default."`
	TreatMissing string   `enum:"missing,notBreaching,breaching,ignore" default:"missing" placeholder:"HOW" help:"How alarms treat a period without a datapoint: missing (the default), notBreaching, breaching or ignore."`
	FailOnAlarm  bool     `help:"Exit with 1 when an alarm fires."`
}

// Help implements kong.HelpProvider.
func (metricsCmd) Help() string {
	return `Replays metric filters over logs and shows the datapoints that CloudWatch would have. logsieve match --filters shows for many filters at once what they match by day, and which ones never do.

The time of a log event is that of --time-field, --time-format or --rate if one is given, else what the file tells: the timestamp of JSON events, eventTime of CloudTrail, the time in front of an exported event, an ISO 8601 time at the start of the line, or the property timestamp, eventTime, @timestamp or time of a JSON line. Log events without a readable time are counted and reported, and publish nothing.

The exit code is 0, or 1 when an alarm fires with --fail-on-alarm, 2 when a filter or flag is wrong or no log event has a time, and 3 when some input could not be read, and 130 when the run was interrupted; what was found so far is printed then.`
}

// Run implements the command.
func (c *metricsCmd) Run(e *env) error {
	r, err := c.prepare(e)
	if err != nil {
		return err
	}
	logs := c.Logs
	if len(logs) == 0 {
		logs = []string{"-"}
	}
	readErr := r.read(r.files(logs, r.within), c.Jobs, r.replay)
	interrupted := errors.Is(readErr, context.Canceled) && e.ctx.Err() != nil
	if readErr != nil && !interrupted {
		return readErr
	}
	report := r.report()
	r.sayUntimed(r.replay)
	if r.replay.Untimed > 0 && r.replay.Timed == 0 && !interrupted {
		return exit(ExitUsage, nil)
	}
	if len(r.alarms) > 0 && report.Events > 0 && !r.replay.Spanned && r.replay.Untimed == 0 && r.span == (backtest.Span{}) {
		fmt.Fprintln(e.Err, "logsieve: no log event has a readable time: alarms have no period to look at; give --from and --to, or see --time-field, --time-format and --rate")
	}
	for _, w := range r.replay.Evaluator.Warnings() {
		fmt.Fprintf(e.Err, "logsieve: warning: %s\n", w)
	}
	if interrupted {
		fmt.Fprintf(e.Err, "logsieve: interrupted after %d log events; these are the datapoints so far\n", report.Events)
	}
	if err := e.writeEach(r.outputs, report.write); err != nil {
		return err
	}
	if !slices.ContainsFunc(r.outputs, func(o output) bool { return o.format == "table" || o.format == "json" }) {
		report.writeFindings(e.Err) // the other formats hold datapoints only
	}
	for _, file := range c.Plot {
		if err := plot.Write(file, report.picture()); err != nil {
			return exit(ExitInternal, fileError(err))
		}
	}
	switch {
	case interrupted:
		return exit(ExitInterrupted, nil)
	case r.failed:
		return exit(ExitInternal, nil)
	case c.FailOnAlarm && report.fired():
		return exit(ExitFindings, nil)
	}
	return nil
}

// metricsRun is one run of the metrics command.
type metricsRun struct {
	*metricsCmd
	*logReader
	period    time.Duration
	statistic metric.Statistic
	alarms    []*metric.Alarm
	within    logfile.Range
	span      backtest.Span // over which alarms are evaluated
	filters   []*metric.Filter
	outputs   []output

	replay *replay.Replay
}

// prepare checks the flags and compiles the filters.
func (c *metricsCmd) prepare(e *env) (*metricsRun, error) {
	r := &metricsRun{metricsCmd: c, logReader: &logReader{env: e}}
	usage := func(format string, args ...any) error {
		return exit(ExitUsage, fmt.Errorf("metrics: "+format, args...))
	}
	var err error
	if r.period, err = backtest.ParsePeriod(c.Period); err != nil {
		return nil, usage("--period: %w", err)
	}
	if err = r.use("metrics", c.logFlags); err != nil {
		return nil, err
	}
	if r.span, err = backtest.ParseSpan(c.From, c.To, r.location); err != nil {
		return nil, usage("%w", err)
	}
	var ok bool
	if r.statistic, ok = metric.ParseStatistic(c.Stat); !ok {
		return nil, usage("--stat: unknown statistic %q; one of Sum, Average, Minimum, Maximum, SampleCount", c.Stat)
	}
	for _, text := range c.Alarm {
		a, err := metric.ParseAlarm(text)
		if err != nil {
			return nil, usage("--alarm: %w", err)
		}
		a.TreatMissing = metric.TreatMissing(c.TreatMissing)
		r.alarms = append(r.alarms, a)
	}
	if c.FailOnAlarm && len(c.Alarm) == 0 {
		return nil, usage("--fail-on-alarm needs --alarm")
	}
	if (c.From != "" || c.To != "") && len(c.Alarm) == 0 {
		return nil, usage("--from and --to are for --alarm, which is missing")
	}
	for _, file := range c.Plot {
		if !plot.Supported(file) {
			return nil, usage("--plot %s: the name must end in .svg or .png", file)
		}
	}
	if err := checkJobs("metrics", c.Jobs); err != nil {
		return nil, err
	}
	if r.outputs, err = parseOutputs(c.Output, "table", "json", "csv", "ndjson", "put-metric-data"); err != nil {
		return nil, err
	}
	if r.within, err = backtest.ParseRange(c.Since, c.Until, r.location); err != nil {
		return nil, usage("%w", err)
	}
	if c.Rate != "" && r.within != (logfile.Range{}) {
		return nil, usage("--rate makes times up: --since and --until need those of log events")
	}
	if r.filters, err = r.loadFilters(); err != nil {
		return nil, err
	}
	if err = r.setClock("metrics", r.filters); err != nil {
		return nil, err
	}
	source := metric.Source{Account: c.Account, Region: c.Region}
	r.replay = &replay.Replay{
		Evaluator: metric.NewEvaluator(r.filters, r.period, source), Clock: r.clock, Workers: c.Jobs, TooLong: r.tooLong, Within: r.within,
		Span: len(r.alarms) > 0 && !r.span.Given(),
	}
	if c.Compare != "" {
		others, err := r.readFilters(c.Compare)
		if err != nil {
			return nil, err
		}
		r.other = &comparison{evaluator: metric.NewEvaluator(others, r.period, source)}
		r.replay.Other = r.other.evaluator
		r.replay.Differs = func(at replay.Place, message []byte, otherMatched bool) { r.other.note(0, at, message, otherMatched) }
		r.numbers = true
	}
	return r, nil
}
