package explain

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Summary counts what was said of several log events.
type Summary struct {
	Events  int64 `json:"events"` // that were looked at
	Matches int64 `json:"matches"`
	// NotJSON are the log events that are not one JSON object, which a JSON
	// pattern requires; 0 for other patterns.
	NotJSON    int64           `json:"notJSON"`
	NearMisses []NearMissCount `json:"nearMisses"` // most first
}

// NearMissCount is a kind of near miss.
type NearMissCount struct {
	Code   string `json:"code"`
	Events int64  `json:"events"` // that have it
}

// AddMatch counts a log event that matches, and of which nothing more is said.
func (s *Summary) AddMatch() { s.Events, s.Matches = s.Events+1, s.Matches+1 }

// Add counts a log event.
func (s *Summary) Add(w *Why) {
	s.Events++
	if w.Verdict == "match" {
		s.Matches++
	}
	if w.Kind == "json" && w.Requirement != nil && w.Requirement.Reason != "" {
		s.NotJSON++
	}
	seen := map[string]bool{}
	for _, m := range w.NearMisses {
		if seen[m.Code] {
			continue
		}
		seen[m.Code] = true
		i := slices.IndexFunc(s.NearMisses, func(c NearMissCount) bool { return c.Code == m.Code })
		if i < 0 {
			i = len(s.NearMisses)
			s.NearMisses = append(s.NearMisses, NearMissCount{Code: m.Code})
		}
		s.NearMisses[i].Events++
	}
}

// Sorted is the summary with its near misses in order, and a list if there are none.
func (s Summary) Sorted() Summary {
	s.NearMisses = append([]NearMissCount{}, s.NearMisses...)
	slices.SortFunc(s.NearMisses, func(a, b NearMissCount) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Code, b.Code))
	})
	return s
}

// WriteText writes the summary for people, as one line or two.
func (s Summary) WriteText(w io.Writer) error {
	s = s.Sorted()
	line := fmt.Sprintf("%d log events: %d matched", s.Events, s.Matches)
	switch s.NotJSON {
	case 0:
	case 1:
		line += ", 1 is not a JSON object"
	default:
		line += fmt.Sprintf(", %d are not JSON objects", s.NotJSON)
	}
	var kinds []string
	for _, c := range s.NearMisses {
		kinds = append(kinds, fmt.Sprintf("%d %s", c.Events, c.Code))
	}
	if kinds != nil {
		line += "\nnear misses: " + strings.Join(kinds, ", ")
	}
	_, err := fmt.Fprintln(w, line)
	return err
}
