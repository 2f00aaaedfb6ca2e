package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/backtest"
)

// Job is what workers have to know; Beam sends it to them as JSON.
type Job struct {
	ID      string // of this run
	Filters []Filter
	Period  time.Duration
	Source  metric.Source
	Alarms  []string
	Missing metric.TreatMissing
	Span    backtest.Span

	Within     logfile.Range
	Format     logfile.Format
	TimeField  string
	TimeFormat string
	TimeZone   string
	MaxLine    int
	Samples    int // log events that are shown of each filter

	Split    int64 // plain files are read in parts of so many bytes
	Attempts int   // how often a file is opened that cannot be read
	Output   string
}

// Filter is a filter of the job.
type Filter struct {
	Request *metric.PutMetricFilterRequest
	Place   string
	// Counted says that the filter publishes nothing.
	Counted bool
}

// compiled is a job that is ready to run.
type compiled struct {
	*Job
	filters  []*metric.Filter
	alarms   []*metric.Alarm
	location *time.Location
	clock    *replay.Clock
	empty    *replay.Replay
}

// compile compiles what workers are sent. Its errors are for who has written the
// flags.
func (j *Job) compile() (*compiled, error) {
	c := &compiled{Job: j}
	for _, f := range j.Filters {
		compile := metric.Compile
		if f.Counted {
			compile = metric.Counting
		}
		one, err := compile(f.Request)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Place, err)
		}
		for _, field := range one.SystemFields() {
			for _, s := range []struct{ field, value, flag string }{
				{grammar.AccountField, j.Source.Account, "account"}, {grammar.RegionField, j.Source.Region, "log-region"},
				{grammar.SourceLogField, f.Request.LogGroupName, "log-group"},
			} {
				if field == s.field && s.value == "" {
					return nil, fmt.Errorf("%s: the filter uses %s; say with --%s what it is", f.Place, field, s.flag)
				}
			}
		}
		c.filters = append(c.filters, one)
	}
	for _, text := range j.Alarms {
		a, err := metric.ParseAlarm(text)
		if err != nil {
			return nil, fmt.Errorf("--alarm: %w", err)
		}
		a.TreatMissing = j.Missing
		c.alarms = append(c.alarms, a)
	}
	var err error
	if c.location, err = backtest.ParseZone(j.TimeZone); err != nil {
		return nil, fmt.Errorf("--time-zone: %w", err)
	}
	opts := replay.ClockOptions{Field: j.TimeField, Format: j.TimeFormat, Location: c.location}
	if j.TimeField != "" && !strings.HasPrefix(j.TimeField, "$.") {
		for _, f := range c.filters {
			if f.FilterPattern().Pattern().Kind() == grammar.Delimited {
				opts.Fields = f.FilterPattern()
				break
			}
		}
		if opts.Fields == nil {
			return nil, fmt.Errorf("--time-field %s: write a property selector such as $.time; $name and $position are for space-delimited filter patterns", j.TimeField)
		}
	}
	if c.clock, err = replay.NewClock(opts); err != nil {
		return nil, fmt.Errorf("--time-field and --time-format: %w", err)
	}
	c.empty = &replay.Replay{
		Evaluator: metric.NewEvaluator(c.filters, j.Period, j.Source), Clock: c.clock, Workers: 1, Within: j.Within,
		Span:  len(c.alarms) > 0 && !j.Span.Given(),
		Tally: replay.NewTally(len(c.filters), j.Samples, c.location),
	}
	return c, nil
}
