package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/diag"
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

// listedFilter is a filter of the file and where it stands.
type listedFilter struct {
	name, pattern string
	place         string // FILE:LINE, or FILE[INDEX] for an array
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

// filterRequest is what counts of a request that holds a filter pattern.
type filterRequest struct {
	FilterName    string  `json:"filterName"`
	FilterPattern *string `json:"filterPattern"`
}

func (r filterRequest) listed(place string) (listedFilter, error) {
	if r.FilterPattern == nil {
		return listedFilter{}, fmt.Errorf("%s: no filterPattern", place)
	}
	return listedFilter{r.FilterName, *r.FilterPattern, place}, nil
}

// listFilters reads a JSON array of requests, or line by line requests and
// patterns. A JSON pattern is never valid JSON, so that the two stay apart.
func listFilters(name string, data []byte) ([]listedFilter, error) {
	var out []listedFilter
	var requests []filterRequest
	if json.Unmarshal(data, &requests) == nil && bytes.Contains(data, []byte("{")) {
		for i, r := range requests {
			l, err := r.listed(fmt.Sprintf("%s[%d]", name, i))
			if err != nil {
				return nil, err
			}
			out = append(out, l)
		}
		return out, nil
	}
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		l := listedFilter{pattern: line, place: fmt.Sprintf("%s:%d", name, i+1)}
		if line[0] == '{' && json.Valid([]byte(line)) {
			var r filterRequest
			err := json.Unmarshal([]byte(line), &r)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.place, err)
			}
			if l, err = r.listed(l.place); err != nil {
				return nil, err
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// count notes which filters match a log event, and reports whether any does.
func (s *filterSet) count(message []byte) bool {
	s.events++
	s.hits = s.set.Match(s.hits[:0], message)
	for _, i := range s.hits {
		s.counts[i].Matches++
	}
	return len(s.hits) > 0
}

func (s *filterSet) print(w io.Writer, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(struct {
			Filters []filterCount `json:"filters"`
			Events  int64         `json:"events"`
		}{s.counts, s.events})
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "matches\tname\tfilterPattern")
	for _, c := range s.counts {
		fmt.Fprintf(t, "%d\t%s\t%s\n", c.Matches, c.Name, c.FilterPattern)
	}
	return t.Flush()
}

// checkFilters refuses flags that say how to select or print log events.
func (c *matchCmd) checkFilters() error {
	if c.Pattern.given || c.InvertMatch || c.Count || c.Quiet || c.MaxCount != nil || c.LineNumber || c.WithFilename || c.NoFilename {
		return exit(ExitUsage, errors.New("match: --filters goes with --json, --events and --max-line only"))
	}
	return nil
}
