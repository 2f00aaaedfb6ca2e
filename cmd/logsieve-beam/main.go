// Command logsieve-beam backtests filters over many machines: the datapoints, the matches and the
// states of alarms that logsieve metrics and logsieve match --filters find, as an
// Apache Beam pipeline.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/s3"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/filterfile"
)

// Exit codes, as those of logsieve.
const (
	exitFindings = 1
	exitUsage    = 2
	exitInternal = 3
)

// options are the flags of this program; the others are Beam's.
type options struct {
	filter, filters, alarm  list
	account, region         string
	logGroup                string
	period                  string
	since, until, from, to  string
	field, format, zone     string
	input                   string
	missing                 string
	maxLine, samples, retry int
	split                   int64
	output                  string
	failOnAlarm             bool
}

// list is a flag that may be repeated.
type list []string

// String implements flag.Value.
func (l *list) String() string { return strings.Join(*l, " ") }

// Set implements flag.Value.
func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func (o *options) register(flags *flag.FlagSet) {
	flags.Var(&o.filter, "filter", "metric filters, as logsieve metrics --filter takes them: a FILE of requests, what describe-metric-filters prints, a configuration, or FILE#ADDRESS; may be repeated")
	flags.Var(&o.filters, "filters", "filters that are counted, as logsieve match --filters takes them; may be repeated")
	flags.Var(&o.alarm, "alarm", "alarm to evaluate for each metric, such as 'Sum >= 5 for 3 of 5'; may be repeated")
	flags.StringVar(&o.account, "account", "", "account that the log events come from, for @aws.account")
	flags.StringVar(&o.region, "log-region", "", "region that the log events come from, for @aws.region")
	flags.StringVar(&o.logGroup, "log-group", "", "log group, for @source.log of filters that name none")
	flags.StringVar(&o.period, "period", "60", "period of the datapoints: a number of seconds or a duration such as 5m, 1h or 1d")
	flags.StringVar(&o.since, "since", "", "only log events from this time or day on")
	flags.StringVar(&o.until, "until", "", "only log events before this time or day")
	flags.StringVar(&o.from, "from", "", "evaluate alarms from the period of this time on")
	flags.StringVar(&o.to, "to", "", "evaluate alarms up to the period of this time")
	flags.StringVar(&o.field, "time-field", "", "read the time from this property of the log event, or field of a space-delimited pattern")
	flags.StringVar(&o.format, "time-format", "", "format of the time, as of logsieve metrics --time-format")
	flags.StringVar(&o.zone, "time-zone", "UTC", "zone of times that name none, and of days")
	flags.StringVar(&o.input, "input", "auto", "what the files hold, as of logsieve metrics --input")
	flags.StringVar(&o.missing, "treat-missing", "missing", "what a period without a datapoint counts as in alarms: missing, notBreaching, breaching or ignore")
	flags.IntVar(&o.maxLine, "max-line", engine.MaxEventBytes, "pass over log events longer than so many bytes")
	flags.IntVar(&o.samples, "samples", 3, "log events that are shown of each filter")
	flags.IntVar(&o.retry, "attempts", 3, "how often a file is opened that cannot be read")
	flags.Int64Var(&o.split, "split", 256<<20, "read plain files of lines in parts of so many bytes; 0 never does")
	flags.StringVar(&o.output, "output", "", "where to write: the names of the outputs come after it, such as results/ or s3://bucket/results/")
	flags.BoolVar(&o.failOnAlarm, "fail-on-alarm", false, "exit with 1 when an alarm fires")
}

const usage = `Usage: logsieve-beam --filter FILE --output PREFIX [flags] FILES...

Backtests filters over log files on the machines of a Beam runner; without --runner on this one. FILES
are folders, globs, and s3:// and gs:// globs or prefixes that end in a slash.

`

func main() {
	var o options
	o.register(flag.CommandLine)
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	beam.Init() // a worker goes no further
	os.Exit(run(context.Background(), &o, flag.Args(), os.Stdout, os.Stderr))
}

// run runs the pipeline, and returns the exit code.
func run(ctx context.Context, o *options, args []string, stdout, stderr io.Writer) int {
	job, untold, err := o.job(args)
	if err != nil {
		fmt.Fprintln(stderr, "logsieve-beam:", err)
		return exitUsage
	}
	for _, err := range untold {
		fmt.Fprintln(stderr, "logsieve-beam: passed over:", err)
	}
	run, err := job.compile()
	if err != nil {
		fmt.Fprintln(stderr, "logsieve-beam:", err)
		return exitUsage
	}
	empty, err := (&found{}).append(nil, run.empty)
	if err != nil {
		fmt.Fprintln(stderr, "logsieve-beam:", err)
		return exitInternal
	}
	p, s := beam.NewPipelineWithRoot()
	build(s, *job, empty, args)
	if err := beamx.Run(ctx, p); err != nil {
		fmt.Fprintln(stderr, "logsieve-beam:", err)
		return exitInternal
	}
	res, ok, err := readResult(ctx, job)
	if err != nil || !ok {
		fmt.Fprintf(stderr, "logsieve-beam: the job was handed over; %s%s will have its id, %s\n", job.Output, resultName, job.ID)
		return 0
	}
	for _, b := range res.Broken {
		fmt.Fprintf(stderr, "logsieve-beam: %s: %s\n", b.Place, b.Reason)
	}
	for _, w := range res.Warnings {
		fmt.Fprintln(stderr, "logsieve-beam: warning:", w)
	}
	if res.Untimed > 0 {
		fmt.Fprintf(stderr, "logsieve-beam: %d log events have no readable time and published nothing\n", res.Untimed)
	}
	fmt.Fprintf(stdout, "%d files, %d bytes, %d log events, %d matched; written to %s\n", res.Files, res.Bytes, res.Events, res.Matched, job.Output)
	switch {
	case res.BrokenCount > 0 || len(untold) > 0:
		return exitInternal
	case o.failOnAlarm && res.Fired > 0:
		return exitFindings
	}
	return 0
}

// job is what the flags ask for. untold are filters that a configuration does
// not tell.
func (o *options) job(args []string) (job *Job, untold []error, err error) {
	switch {
	case len(args) == 0:
		return nil, nil, errors.New("no files are named (see logsieve-beam --help)")
	case len(o.filter)+len(o.filters) == 0:
		return nil, nil, errors.New("filters are needed: --filter or --filters")
	case o.output == "":
		return nil, nil, errors.New("--output is needed: where to write, such as results/")
	case o.failOnAlarm && len(o.alarm) == 0:
		return nil, nil, errors.New("--fail-on-alarm needs --alarm")
	case o.maxLine < 1 || o.maxLine > engine.MaxLineBytes:
		return nil, nil, fmt.Errorf("--max-line must be from 1 to %d", engine.MaxLineBytes)
	}
	switch metric.TreatMissing(o.missing) {
	case metric.TreatMissingMissing, metric.TreatMissingBreaching, metric.TreatMissingNotBreaching, metric.TreatMissingIgnore:
	default:
		return nil, nil, fmt.Errorf("--treat-missing %s: one of missing, notBreaching, breaching, ignore", o.missing)
	}
	switch logfile.Format(o.input) {
	case logfile.Auto, logfile.Lines, logfile.Export, logfile.Tail, logfile.EventList, logfile.EventLines, logfile.Documents, logfile.QueryCSV:
	default:
		return nil, nil, fmt.Errorf("--input %s: one of auto, lines, export, tail, events, event-lines, documents, csv", o.input)
	}
	period, err := backtest.ParsePeriod(o.period)
	if err != nil {
		return nil, nil, fmt.Errorf("--period: %w", err)
	}
	j := &Job{
		ID: rand.Text(), Period: period, Source: metric.Source{Account: o.account, Region: o.region}, Alarms: o.alarm, Missing: metric.TreatMissing(o.missing),
		Format: logfile.Format(o.input), TimeField: o.field, TimeFormat: o.format, TimeZone: o.zone,
		MaxLine: o.maxLine, Samples: o.samples, Split: o.split, Attempts: o.retry, Output: o.output,
	}
	location, err := backtest.ParseZone(o.zone)
	if err != nil {
		return nil, nil, fmt.Errorf("--time-zone: %w", err)
	}
	if j.Within, err = backtest.ParseRange(o.since, o.until, location); err != nil {
		return nil, nil, err
	}
	if j.Span, err = backtest.ParseSpan(o.from, o.to, location); err != nil {
		return nil, nil, err
	}
	reader := &filterfile.Reader{ReadFile: os.ReadFile}
	for _, kind := range []struct {
		names   []string
		read    func(string) ([]filterfile.Filter, []error, error)
		counted bool
	}{{o.filter, reader.Metric, false}, {o.filters, reader.Patterns, true}} {
		for _, name := range kind.names {
			filters, more, err := kind.read(name)
			if err != nil {
				return nil, nil, err
			}
			untold = append(untold, more...)
			for _, f := range filters {
				if f.Request.LogGroupName == "" {
					f.Request.LogGroupName = o.logGroup
				}
				j.Filters = append(j.Filters, Filter{f.Request, f.Place, kind.counted})
			}
		}
	}
	if len(j.Filters) == 0 {
		return nil, nil, errors.New("there is no filter to run")
	}
	return j, untold, nil
}
