// Package alarmreport writes the chains of alarms for people: as text and as a
// page.
package alarmreport

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/plot"
)

// WriteText writes chains for people: a tree for each alarm and the log events
// that make it ring, then one for each subscription filter and a log event that
// arrives.
func WriteText(w io.Writer, alarms []*chain.Alarm, subscriptions []*chain.Subscription, color bool) error {
	out := bufio.NewWriter(w)
	for i, a := range alarms {
		if i > 0 {
			fmt.Fprintln(out)
		}
		writeChain(out, &a.Chain, "", color)
		if a.Witness != nil {
			writeWitness(out, a.Witness)
		}
		if a.Replay != nil {
			writeReplay(out, a.Replay)
		}
	}
	for i, s := range subscriptions {
		if i > 0 || len(alarms) > 0 {
			fmt.Fprintln(out)
		}
		writeChain(out, &s.Chain, s.Kind+" ", color)
		if s.Event != "" {
			fmt.Fprintf(out, "  delivers\n    %s\n", diag.OneLine(s.Event))
		}
		if a := s.Arrivals; a != nil && a.Reason != "" {
			fmt.Fprintf(out, "  not replayed: %s\n", diag.OneLine(a.Reason))
		} else if a != nil {
			fmt.Fprintf(out, "  replayed %s\n", arrived(a))
			if a.Example != "" {
				fmt.Fprintf(out, "    %s\n", diag.OneLine(example(a)))
			}
		}
	}
	return out.Flush()
}

func writeChain(out io.Writer, c *chain.Chain, kind string, color bool) {
	fmt.Fprintf(out, "%s%s  %s  %s:%d\n", kind, diag.OneLine(c.Name), diag.Painter(color)(tint(c.Whole), string(c.Whole)), c.File, c.Line)
	if c.Reason != "" {
		fmt.Fprintf(out, "  %s: %s\n", c.Verdict, diag.OneLine(c.Reason))
	}
	for _, l := range c.Links {
		writeLink(out, l, "  ", color)
	}
}

func tint(v chain.Verdict) string {
	return map[chain.Verdict]string{chain.Proven: diag.Green, chain.Broken: diag.BoldRed, chain.Undecided: diag.Yellow}[v]
}

func writeLink(out io.Writer, l *chain.Link, indent string, color bool) {
	line := indent + l.Kind
	if l.Name != "" {
		line += " " + diag.OneLine(l.Name)
	}
	if l.File != "" {
		line += fmt.Sprintf("  %s:%d", l.File, l.Line)
	}
	if l.Verdict != chain.Proven {
		line += "  " + diag.Painter(color)(tint(l.Verdict), string(l.Verdict)) + ": " + diag.OneLine(l.Reason)
	}
	fmt.Fprintln(out, line)
	for _, next := range l.Links {
		writeLink(out, next, indent+"  ", color)
	}
}

// maxShown bounds the periods of a witness and the changes of state that are
// shown.
const maxShown = 10

func writeWitness(out io.Writer, w *chain.Witness) {
	fmt.Fprintln(out, "  rings with")
	for _, e := range w.Events[:min(len(w.Events), maxShown)] {
		fmt.Fprintf(out, "    %s  %s%s\n", clock(e.Timestamp), diag.OneLine(e.Message), times(e.Count))
	}
	if more := len(w.Events) - maxShown; more > 0 {
		fmt.Fprintf(out, "    and the same in %d more periods\n", more)
	}
	fmt.Fprintf(out, "    %s\n", states(w.Transitions))
}

func times(count int) string {
	if count == 1 {
		return ""
	}
	return fmt.Sprintf("  (%d times)", count)
}

// states are changes of state in one line.
func states(list []metric.Transition) string {
	var parts []string
	for _, t := range list[:min(len(list), maxShown)] {
		parts = append(parts, fmt.Sprintf("%s at %s", t.State, clock(t.Timestamp)))
	}
	if more := len(list) - maxShown; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, ", ")
}

func writeReplay(out io.Writer, r *chain.Replay) {
	if r.Reason != "" {
		fmt.Fprintf(out, "  not replayed: %s\n", diag.OneLine(r.Reason))
		return
	}
	fmt.Fprintf(out, "  replayed %s\n", replayed(r))
	if line := plot.Sparkline(points(r), r.First, r.Last, r.Period*1000); line != "" {
		fmt.Fprintf(out, "    %s  %s  threshold %s\n", series(r), line, limit(r))
	}
	for _, u := range r.Unpublished {
		fmt.Fprintf(out, "    %s\n", diag.OneLine(u.String()))
	}
	fmt.Fprintf(out, "    %s\n", outcome(r))
}

// arrived counts what was read for a subscription filter.
func arrived(a *chain.Arrivals) string {
	verb := func(n int64, one, many string) string {
		if n == 1 {
			return one
		}
		return many
	}
	text := fmt.Sprintf("%d %s: ", a.Events, verb(a.Events, "log event", "log events"))
	if a.Matched == 0 {
		return text + "none matches"
	}
	if a.Delivered != nil && *a.Delivered > 0 {
		text += fmt.Sprintf("%d %s", a.Matched, verb(a.Matched, "arrives", "arrive"))
	} else {
		text += fmt.Sprintf("%d %s", a.Matched, verb(a.Matched, "matches", "match"))
	}
	switch {
	case a.First == nil:
	case a.Matched == 1:
		text += ", at " + clock(*a.First)
	default:
		text += fmt.Sprintf(", the first at %s, the last at %s", clock(*a.First), clock(*a.Last))
	}
	switch {
	case a.Delivered == nil:
		return text + "; whether they arrive is undecided"
	case *a.Delivered == 0:
		return text + "; none arrives"
	}
	return text
}

// example is a log event that was read.
func example(a *chain.Arrivals) string {
	if a.Cut {
		return a.Example + "…"
	}
	return a.Example
}

// replayed counts what was read.
func replayed(r *chain.Replay) string {
	if r.Events == 0 {
		return fmt.Sprintf("from %s to %s: no log event reaches the alarm", clock(r.First), clock(r.Last+r.Period*1000))
	}
	events := "log events"
	if r.Events == 1 {
		events = "log event"
	}
	return fmt.Sprintf("%d %s from %s to %s: %d matched", r.Events, events, clock(r.First), clock(r.Last+r.Period*1000), r.Matched)
}

// series says what is compared with the threshold.
func series(r *chain.Replay) string {
	return fmt.Sprintf("%s per %s", r.Statistic, plot.Period(time.Duration(r.Period)*time.Second))
}

func limit(r *chain.Replay) string { return fmt.Sprintf("%s %g", r.Operator, r.Threshold) }

// outcome says what the alarm did.
func outcome(r *chain.Replay) string {
	switch {
	case len(r.Transitions) == 0:
		return "It does not ring: INSUFFICIENT_DATA throughout"
	case r.Rang():
		return "It rings: " + states(r.Transitions)
	}
	return "It does not ring: " + states(r.Transitions)
}

func clock(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05Z") }
