package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/chain"
)

// alarmLogs replays log files through chains.
type alarmLogs struct {
	*logReader
	*alarmsCmd
	span backtest.Span
}

// logs checks the flags about log files.
func (c *alarmsCmd) logs(e *env) (*alarmLogs, error) {
	r := &alarmLogs{logReader: &logReader{env: e}, alarmsCmd: c}
	if len(c.Logs) == 0 && (c.From != "" || c.To != "" || c.TreatMissing != "") {
		return nil, exit(ExitUsage, fmt.Errorf("alarms: --from, --to and --treat-missing are for --logs, which is missing"))
	}
	if err := r.use("alarms", c.logFlags); err != nil {
		return nil, err
	}
	var err error
	if r.span, err = backtest.ParseSpan(c.From, c.To, r.location); err != nil {
		return nil, exit(ExitUsage, fmt.Errorf("alarms: %w", err))
	}
	return r, nil
}

// replay reads the log files, and sets what the alarms do and what subscription filters
// deliver.
func (r *alarmLogs) replay(all chains) error {
	if len(r.Logs) == 0 {
		return nil
	}
	logs := chain.NewLogs(all.alarms, all.subscriptions)
	if err := r.setClock("alarms", logs.Filters("")); err != nil {
		return err
	}
	groups := logs.Groups()
	names, of := make([]string, len(r.Logs)), make([]string, len(r.Logs))
	for i, arg := range r.Logs {
		names[i] = arg
		if group, name, ok := strings.Cut(arg, "="); ok && slices.Contains(groups, group) {
			names[i], of[i] = name, group
		} else if len(groups) > 1 {
			fmt.Fprintf(r.Err, "logsieve: %s is used for each of %d log groups; write GROUP=FILE to name one, such as %s=%s\n", arg, len(groups), groups[0], arg)
		}
	}
	var within logfile.Range
	if len(all.alarms) == 0 { // which look at periods
		within = between(r.span)
	}
	replays := map[string]*replay.Replay{}
	next := 0
	err := r.readAll(names, func(string) *replay.Replay {
		group := of[next]
		next++
		if replays[group] == nil {
			replays[group] = &replay.Replay{Evaluator: logs.Evaluator(group), Tally: logs.Tally(group, r.location), Clock: r.clock, TooLong: r.tooLong, Span: true, Within: within}
		}
		return replays[group]
	})
	if err != nil {
		return err
	}
	logs.Arrive()
	if len(all.alarms) == 0 {
		return nil
	}
	whole := &replay.Replay{}
	for _, one := range replays {
		r.sayUntimed(one)
		switch {
		case !whole.Spanned:
			whole.First, whole.Last, whole.Spanned = one.First, one.Last, one.Spanned
		case one.Spanned:
			whole.First, whole.Last = min(whole.First, one.First), max(whole.Last, one.Last)
		}
	}
	first, last, ok := r.span.Ends(whole)
	if !ok {
		return exit(ExitUsage, fmt.Errorf("alarms: no log event has a readable time; see --time-field, --time-format and --rate"))
	}
	logs.Replay(first, last, metric.TreatMissing(r.TreatMissing))
	return nil
}

// between are the times from one end of a span to the other, both included.
func between(s backtest.Span) (within logfile.Range) {
	if s.From != nil {
		within.Since = time.UnixMilli(*s.From)
	}
	if s.To != nil {
		within.Until = time.UnixMilli(*s.To + 1)
	}
	return within
}
