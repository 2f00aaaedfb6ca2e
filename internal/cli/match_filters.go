package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/filterfile"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// backtest is match --filters.
func (c *matchCmd) backtest(e *env, logs []string) error {
	format := c.Output
	if c.JSON {
		format = append(format, "json")
	}
	if len(format) == 0 {
		format = []string{"table"}
	}
	outputs, err := parseOutputs(format, "table", "json")
	if err != nil {
		return err
	}
	r := &logReader{env: e, numbers: true}
	if err := r.use("match", logFlags{Input: string(c.format()), timeFlags: c.timeFlags, MaxLine: c.MaxLine}); err != nil {
		return err
	}
	within, err := parseRange(c.Since, c.Until, r.location)
	if err != nil {
		return exit(ExitUsage, fmt.Errorf("match: %w", err))
	}
	listed, err := r.filterFile(c.Filters, (*filterfile.Reader).Patterns)
	if err != nil {
		return err
	}
	filters := make([]*metric.Filter, len(listed))
	for i, l := range listed {
		if filters[i], err = metric.Counting(l.Request); err != nil {
			return e.invalidPattern(diag.Source{Name: l.Place, Text: *l.Request.FilterPattern}, err)
		}
	}
	if err := r.setClock("match", filters); err != nil {
		return err
	}
	read := &replay.Replay{
		Evaluator: metric.NewEvaluator(filters, 0, metric.Source{}), Clock: r.clock, Workers: c.Jobs, TooLong: r.tooLong,
		Within: within, Tally: replay.NewTally(len(filters), 0, r.location),
	}
	err = r.read(r.files(logs, within), c.Jobs, read)
	switch {
	case errors.Is(err, context.Canceled) && e.ctx.Err() != nil:
		return exit(ExitInterrupted, errors.New("interrupted"))
	case err != nil:
		return err
	}
	report := newBacktest(listed, read)
	for _, o := range outputs {
		write := report.writeTable(r.location)
		if o.format == "json" {
			write = func(w io.Writer) error { return jsontext.Write(w, report, report.indent(c.JSON)) }
		}
		if err := o.write(e, write); err != nil {
			return err
		}
	}
	switch {
	case r.failed:
		return exit(ExitInternal, nil)
	case report.Matched == 0:
		return exit(ExitFindings, nil)
	}
	return nil
}

// backtestReport is what the filters of --filters matched.
type backtestReport struct {
	Version int              `json:"version"` // 1
	Filters []backtestFilter `json:"filters"`
	// NeverMatched are the places of filters without a match.
	NeverMatched []string `json:"neverMatched"`
	Events       int64    `json:"events"`
	Matched      int64    `json:"matched"` // log events that some filter matches
}

// backtestFilter is what one filter matched.
type backtestFilter struct {
	Name          string `json:"name"`
	FilterPattern string `json:"filterPattern"`
	Place         string `json:"place"` // where it is written
	Matches       int64  `json:"matches"`
	// Untimed are the matches without a readable time, which are of no day.
	Untimed int64         `json:"untimed"`
	First   *sighting     `json:"first,omitempty"`
	Last    *sighting     `json:"last,omitempty"`
	Days    []dayOfFilter `json:"days"`
}

type sighting struct {
	Timestamp *int64 `json:"timestamp,omitempty"` // milliseconds since the epoch
	File      string `json:"file"`
	Line      int64  `json:"line"`
}

type dayOfFilter struct {
	Date    string `json:"date"`
	Matches int64  `json:"matches"`
}

func newBacktest(listed []filterfile.Filter, read *replay.Replay) *backtestReport {
	b := &backtestReport{Version: 1, NeverMatched: []string{}, Events: read.Evaluator.Events(), Matched: read.Evaluator.Result().Matched}
	for i, m := range read.Tally.Matches() {
		f := backtestFilter{
			Name: listed[i].Request.FilterName, FilterPattern: *listed[i].Request.FilterPattern, Place: listed[i].Place,
			Matches: m.Events, Untimed: m.Untimed, Days: []dayOfFilter{},
		}
		for _, d := range m.Days {
			f.Days = append(f.Days, dayOfFilter{d.Date, d.Events})
		}
		if m.Events == 0 {
			b.NeverMatched = append(b.NeverMatched, f.Place)
		} else {
			f.First, f.Last = newSighting(m.First), newSighting(m.Last)
		}
		b.Filters = append(b.Filters, f)
	}
	return b
}

func newSighting(s replay.Sighting) *sighting {
	seen := &sighting{File: s.File, Line: s.Line}
	if s.File == stdinName {
		seen.File = "-"
	}
	if s.Timed {
		seen.Timestamp = &s.Timestamp
	}
	return seen
}

// indent is that of the report in JSON, which --json puts on one line.
func (b *backtestReport) indent(line bool) string {
	if line {
		return ""
	}
	return "  "
}

// writeTable writes the report for people.
func (b *backtestReport) writeTable(location *time.Location) func(io.Writer) error {
	return func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "matches\tname\tfilterPattern")
		for _, f := range b.Filters {
			fmt.Fprintf(t, "%d\t%s\t%s\n", f.Matches, diag.Visible(f.Name), diag.Visible(f.FilterPattern))
		}
		_ = t.Flush() // what fails to be written is told at the end
		for _, f := range b.Filters {
			if f.Matches > 0 {
				f.write(w, location)
			}
		}
		if len(b.NeverMatched) > 0 {
			fmt.Fprintln(w, "\nnever matched:")
			for _, f := range b.Filters {
				if f.Matches == 0 {
					fmt.Fprintf(w, "  %s: %s\n", diag.Visible(f.Place), diag.Visible(f.title()))
				}
			}
		}
		_, err := fmt.Fprintf(w, "\n%d log events, %d matched\n", b.Events, b.Matched)
		return err
	}
}

// title is the name of a filter, or its pattern.
func (f *backtestFilter) title() string {
	if f.Name != "" {
		return f.Name
	}
	return f.FilterPattern
}

// write writes when and where a filter matched.
func (f *backtestFilter) write(w io.Writer, location *time.Location) {
	fmt.Fprintf(w, "\n%s\n", diag.Visible(f.title()))
	for _, end := range []struct {
		name string
		at   *sighting
	}{{"first", f.First}, {"last ", f.Last}} {
		when := ""
		if end.at.Timestamp != nil {
			when = time.UnixMilli(*end.at.Timestamp).In(location).Format("2006-01-02T15:04:05Z07:00") + "  "
		}
		fmt.Fprintf(w, "  %s  %s%s\n", end.name, when, diag.Visible(replay.Place{File: end.at.File, Line: end.at.Line}.String()))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, d := range f.Days {
		fmt.Fprintf(t, "%s\t%d\t\n", d.Date, d.Matches)
	}
	if f.Untimed > 0 && len(f.Days) > 0 {
		fmt.Fprintf(t, "no time\t%d\t\n", f.Untimed)
	}
	_ = t.Flush()
}

// checkFilters refuses flags that say how to select or print log events.
func (c *matchCmd) checkFilters() error {
	if c.Why {
		return exit(ExitUsage, errors.New("match: --why cannot be combined with --filters"))
	}
	if c.Pattern.given || c.InvertMatch || c.Count || c.WithMatches || c.NoMatches || c.Quiet || c.After+c.Before+c.Context > 0 || c.MaxCount != nil || c.LineNumber || c.WithFilename || c.NoFilename {
		return exit(ExitUsage, errors.New("match: --filters can be combined only with --output, --json, --events, --recursive, --since, --until, --jobs, --max-line and the flags about event time"))
	}
	return nil
}
