package chain

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/logsieve/logsieve/internal/diag"
)

// WriteText writes chains for people: a tree for each alarm, and the log events
// that make it ring.
func WriteText(w io.Writer, list []*Alarm, color bool) error {
	out := bufio.NewWriter(w)
	paint := diag.Painter(color)
	for i, a := range list {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s  %s  %s:%d\n", diag.OneLine(a.Name), paint(tint(a.Whole), string(a.Whole)), a.File, a.Line)
		if a.Reason != "" {
			fmt.Fprintf(out, "  %s: %s\n", a.Verdict, diag.OneLine(a.Reason))
		}
		for _, l := range a.Links {
			l.write(out, "  ", color)
		}
		if a.Witness != nil {
			a.Witness.write(out)
		}
	}
	return out.Flush()
}

func tint(v Verdict) string {
	return map[Verdict]string{Proven: diag.Green, Broken: diag.BoldRed, Undecided: diag.Yellow}[v]
}

func (l *Link) write(out io.Writer, indent string, color bool) {
	line := indent + l.Kind
	if l.Name != "" {
		line += " " + diag.OneLine(l.Name)
	}
	if l.File != "" {
		line += fmt.Sprintf("  %s:%d", l.File, l.Line)
	}
	if l.Verdict != Proven {
		line += "  " + diag.Painter(color)(tint(l.Verdict), string(l.Verdict)) + ": " + diag.OneLine(l.Reason)
	}
	fmt.Fprintln(out, line)
	for _, next := range l.Links {
		next.write(out, indent+"  ", color)
	}
}

func (w *Witness) write(out io.Writer) {
	fmt.Fprintln(out, "  rings with")
	for _, e := range w.Events {
		times := ""
		if e.Count > 1 {
			times = fmt.Sprintf("  (%d times)", e.Count)
		}
		fmt.Fprintf(out, "    %s  %s%s\n", clock(e.Timestamp), diag.OneLine(e.Message), times)
	}
	var states []string
	for _, t := range w.Transitions {
		states = append(states, fmt.Sprintf("%s at %s", t.State, clock(t.Timestamp)))
	}
	fmt.Fprintf(out, "    %s\n", strings.Join(states, ", "))
}

func clock(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05Z") }
