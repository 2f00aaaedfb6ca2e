package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/backtest"
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
	outputs, err := parseOutputs(format, "table", "text", "json")
	if err != nil {
		return err
	}
	r := &logReader{env: e, numbers: true}
	if err := r.use("match", logFlags{Input: string(c.format()), timeFlags: c.timeFlags, MaxLine: c.MaxLine}); err != nil {
		return err
	}
	within, err := backtest.ParseRange(c.Since, c.Until, r.location)
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
	report := backtest.NewReport(listed, read)
	err = e.writeEach(outputs, func(w io.Writer, o output) error {
		switch {
		case o.format != "json":
			return report.WriteTable(w, r.location)
		case c.JSON:
			return jsontext.Write(w, report, "")
		}
		return jsontext.Write(w, report, "  ")
	})
	if err != nil {
		return err
	}
	switch {
	case r.failed:
		return exit(ExitInternal, nil)
	case report.Matched == 0:
		return exit(ExitFindings, nil)
	}
	return nil
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
