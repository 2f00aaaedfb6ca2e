package policy

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// unnoticed is a log event that no filter tells anybody of, not even one that
// is in doubt if that can be: one of the samples, else one that the filters do
// not match together.
func (q *requirement) unnoticed() string {
	for _, keep := range []func(*candidate) bool{(*candidate).possible, (*candidate).certain} {
		for _, event := range slices.Concat(q.Match, q.missed) {
			if !slices.ContainsFunc(q.candidates, func(c *candidate) bool { return keep(c) && c.compiled.Match([]byte(event)) }) {
				return event
			}
		}
		var used []*candidate
		for _, c := range q.candidates {
			if keep(c) {
				used = append(used, c)
			}
		}
		if len(used) > 0 && q.Pattern != nil {
			if event := q.together(used).witness; event != "" {
				return event
			}
		}
	}
	return q.example()
}

// possible reports whether the filter may tell somebody of what it can match.
func (c *candidate) possible() bool {
	return c.tree != nil && c.notice.answer != analyze.No && c.fed.answer != analyze.No
}

// example is a log event that must be noticed.
func (q *requirement) example() string {
	if len(q.Match) > 0 {
		return q.Match[0]
	}
	return analyze.Satisfiable(q.Pattern, q.opts.Analyze).Event
}

// nearest is the filter that matches most of the samples, or names most of the
// values that the required pattern names; nil when none does. A filter that is
// mostly about other values is not near, whatever it shares.
func (q *requirement) nearest() *candidate {
	values := q.values()
	var best *candidate
	most := 0
	for _, c := range q.candidates {
		score := named(c.Text, values)
		if own := compared(c.tree); score == 0 || 2*shared(own, values) < len(own) {
			continue
		}
		if c.compiled != nil {
			for _, event := range q.Match {
				if c.compiled.Match([]byte(event)) {
					score += 2
				}
			}
		}
		if score > most {
			best, most = c, score
		}
	}
	return best
}

// named is how many values a text names.
func named(text string, values []string) int {
	n := 0
	for _, v := range values {
		if strings.Contains(text, v) {
			n++
		}
	}
	return n
}

// shared is how many of the values are among others.
func shared(values, others []string) int {
	n := 0
	for _, v := range values {
		if slices.Contains(others, v) {
			n++
		}
	}
	return n
}

// values are the texts that the required pattern compares with, or those that
// the log events hold.
func (q *requirement) values() []string {
	if q.Pattern != nil {
		return compared(q.Pattern)
	}
	var list []string
	for _, event := range q.Match {
		var object map[string]any
		if json.Unmarshal([]byte(event), &object) != nil {
			list = append(list, event)
		}
		for _, v := range object {
			if text, ok := v.(string); ok && telling(text) {
				list = append(list, text)
			}
		}
	}
	return unique(list)
}

// compared are the texts that a pattern compares with, without wildcards at
// their ends.
func compared(p grammar.Pattern) []string {
	var list []string
	if p == nil {
		return nil
	}
	for n := range grammar.All(p) {
		if c, ok := n.(*grammar.Comparison); ok {
			if t, ok := c.Value.(*grammar.Text); ok && telling(t.Decoded) {
				list = append(list, strings.Trim(t.Decoded, "*"))
			}
		}
	}
	return list
}

// telling reports whether a text tells what a pattern is about: the source of
// an event is the same for many.
func telling(text string) bool {
	return strings.Trim(text, "*") != "" && !strings.HasSuffix(text, ".amazonaws.com")
}
