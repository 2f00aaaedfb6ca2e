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
func (c *candidate) possible() bool { return c.tree != nil && c.notice.answer != analyze.No }

// example is a log event that must be noticed.
func (q *requirement) example() string {
	if len(q.Match) > 0 {
		return q.Match[0]
	}
	return analyze.Satisfiable(q.Pattern, q.opts.Analyze).Event
}

// nearest is the filter that matches most of the samples, or names most of the
// values that the required pattern names; nil when none does.
func (q *requirement) nearest() *candidate {
	var best *candidate
	most := 0
	for _, c := range q.candidates {
		score := q.named(c.Filter)
		if c.compiled != nil && score > 0 {
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

// named is how many of the values that the required pattern names a filter's
// text names.
func (q *requirement) named(f *Filter) int {
	n := 0
	for _, v := range q.values() {
		if strings.Contains(f.Text, v) {
			n++
		}
	}
	return n
}

// values are the texts that the required pattern compares with, or those that
// the log events hold.
func (q *requirement) values() []string {
	var list []string
	add := func(text string) {
		if text = strings.Trim(text, "*"); text != "" && !strings.HasSuffix(text, ".amazonaws.com") {
			list = append(list, text)
		}
	}
	if q.Pattern == nil {
		for _, event := range q.Match {
			var object map[string]any
			if json.Unmarshal([]byte(event), &object) != nil {
				add(event)
			}
			for _, v := range object {
				if text, ok := v.(string); ok {
					add(text)
				}
			}
		}
		return unique(list)
	}
	grammar.Walk(q.Pattern, func(n grammar.Node) bool {
		if c, ok := n.(*grammar.Comparison); ok {
			if t, ok := c.Value.(*grammar.Text); ok {
				add(t.Decoded)
			}
		}
		return true
	})
	return list
}
