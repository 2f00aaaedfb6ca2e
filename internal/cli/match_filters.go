package cli

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// filterSet is the filters of --filters and what they matched.
type filterSet struct {
	set    *engine.Set
	counts []filterCount
	hits   []int
	events int64
}

// filterCount is a line of the report.
type filterCount struct {
	Name          string `json:"name"`
	FilterPattern string `json:"filterPattern"`
	Matches       int64  `json:"matches"`
}

// readFilters reads and compiles the file of --filters.
func (e *env) readFilters(name string) (*filterSet, error) {
	data, err := e.readInput(name)
	if err != nil {
		return nil, err
	}
	listed, err := listFilters(name, data)
	if err != nil {
		return nil, exit(ExitUsage, err)
	}
	if len(listed) == 0 {
		return nil, exit(ExitUsage, fmt.Errorf("%s: no filter patterns", name))
	}
	s := &filterSet{}
	filters := make([]*engine.Filter, len(listed))
	for i, l := range listed {
		if filters[i], err = engine.ParseAndCompile(l.pattern); err != nil {
			return nil, e.invalidPattern(diag.Source{Name: l.place, Text: l.pattern}, err)
		}
		s.counts = append(s.counts, filterCount{Name: l.name, FilterPattern: l.pattern})
	}
	if s.set, err = engine.CompileSet(filters); err != nil {
		return nil, exit(ExitUsage, fmt.Errorf("%s: %w", name, err))
	}
	return s, nil
}

// count notes which filters match the log events of a block, and reports
// whether any does.
func (s *filterSet) count(b *engine.SetBlock) bool {
	s.events += b.Events
	for i := range b.Lines {
		s.note(b.Filters(i))
	}
	return len(b.Lines) > 0
}

// countEvent does so for one log event.
func (s *filterSet) countEvent(message []byte) bool {
	s.events++
	s.hits = s.set.Match(s.hits[:0], message)
	s.note(s.hits)
	return len(s.hits) > 0
}

func (s *filterSet) note(filters []int) {
	for _, i := range filters {
		s.counts[i].Matches++
	}
}

func (s *filterSet) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return jsontext.Write(w, struct {
			Version int           `json:"version"`
			Filters []filterCount `json:"filters"`
			Events  int64         `json:"events"`
		}{1, s.counts, s.events}, "")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "matches\tname\tfilterPattern")
	for _, c := range s.counts {
		fmt.Fprintf(t, "%d\t%s\t%s\n", c.Matches, diag.Visible(c.Name), diag.Visible(c.FilterPattern))
	}
	return t.Flush()
}

// checkFilters refuses flags that say how to select or print log events.
func (c *matchCmd) checkFilters() error {
	if c.Pattern.given || c.InvertMatch || c.Count || c.WithMatches || c.NoMatches || c.Quiet || c.After+c.Before+c.Context > 0 || c.MaxCount != nil || c.LineNumber || c.WithFilename || c.NoFilename {
		return exit(ExitUsage, errors.New("match: --filters can be combined only with --json, -o, --events, --recursive, --jobs and --max-line"))
	}
	return nil
}
