package backtest

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/filterfile"
)

// Report is what filters matched.
type Report struct {
	Version int      `json:"version"` // 1
	Filters []Filter `json:"filters"`
	// NeverMatched are the places of filters without a match.
	NeverMatched []string `json:"neverMatched"`
	Events       int64    `json:"events"`
	Matched      int64    `json:"matched"` // log events that some filter matches
}

// Filter is what one filter matched.
type Filter struct {
	Name          string `json:"name"`
	FilterPattern string `json:"filterPattern"`
	Place         string `json:"place"` // where it is written
	Matches       int64  `json:"matches"`
	// Untimed are the matches without a readable time, which are of no day.
	Untimed int64     `json:"untimed"`
	First   *Sighting `json:"first,omitempty"`
	Last    *Sighting `json:"last,omitempty"`
	Days    []Day     `json:"days"`
	Samples []Sample  `json:"samples,omitempty"` // the first by time
}

// Sighting is where and when a log event is.
type Sighting struct {
	Timestamp *int64 `json:"timestamp,omitempty"` // milliseconds since the epoch
	File      string `json:"file"`
	Line      int64  `json:"line"`
}

// Sample is a log event that a filter matches.
type Sample struct {
	Sighting
	Message string `json:"message"`
	Cut     bool   `json:"cut,omitempty"` // the log event is longer
}

// Day is how many log events a filter matches on a day.
type Day struct {
	Date    string `json:"date"`
	Matches int64  `json:"matches"`
}

// NewReport reports what replays have read of the filters that are listed.
func NewReport(listed []filterfile.Filter, read *replay.Replay) *Report {
	b := &Report{Version: 1, NeverMatched: []string{}, Events: read.Evaluator.Events(), Matched: read.Evaluator.Result().Matched}
	for i, m := range read.Tally.Matches() {
		f := Filter{
			Name: listed[i].Request.FilterName, FilterPattern: *listed[i].Request.FilterPattern, Place: listed[i].Place,
			Matches: m.Events, Untimed: m.Untimed, Days: []Day{},
		}
		for _, d := range m.Days {
			f.Days = append(f.Days, Day{d.Date, d.Events})
		}
		for _, s := range m.Samples {
			f.Samples = append(f.Samples, Sample{*newSighting(s.Sighting), s.Message, s.Cut})
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

func newSighting(s replay.Sighting) *Sighting {
	seen := &Sighting{File: s.File, Line: s.Line}
	if s.Timed {
		seen.Timestamp = &s.Timestamp
	}
	return seen
}

// WriteTable writes the report for people, with times in a zone.
func (b *Report) WriteTable(w io.Writer, location *time.Location) error {
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

// title is the name of a filter, or its pattern.
func (f *Filter) title() string {
	if f.Name != "" {
		return f.Name
	}
	return f.FilterPattern
}

// write writes when and where a filter matched.
func (f *Filter) write(w io.Writer, location *time.Location) {
	fmt.Fprintf(w, "\n%s\n", diag.Visible(f.title()))
	for _, end := range []struct {
		name string
		at   *Sighting
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
