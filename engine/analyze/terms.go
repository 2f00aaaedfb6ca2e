package analyze

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// need is a set of texts that must occur and of ones that must not.
type need struct{ with, without []string }

// alternatives says when a terms pattern matches, or does not, as a list of
// needs of which one has to be met.
func (l literals) alternatives(match bool) []need {
	switch {
	case len(l.optional) > 0 && !match:
		return []need{{without: l.optional}}
	case len(l.optional) > 0:
		var out []need
		for _, t := range l.optional {
			out = append(out, need{with: []string{t}})
		}
		return out
	case match:
		return []need{{l.included, l.excluded}}
	}
	var out []need
	for _, t := range l.included {
		out = append(out, need{without: []string{t}})
	}
	for _, t := range l.excluded {
		out = append(out, need{with: []string{t}})
	}
	return out
}

// findTerms asks about two patterns of terms without regular expressions. No
// automaton is needed: texts can be put side by side with a character between
// them that no term holds, so that what must not occur does so only inside of
// what must.
func (q *inquiry) findTerms(want region2) (finding, bool) {
	var needs [2][]need
	for i, s := range q.sides {
		switch p := s.pattern.(type) {
		case *grammar.MatchAllPattern:
			needs[i] = literals{}.alternatives(want[i])
		case *grammar.TermsPattern:
			if p.Regex != nil {
				return finding{}, false
			}
			needs[i] = s.terms().alternatives(want[i])
		default:
			return finding{}, false
		}
	}
	b := q.opts.question()
	best := ""
	for _, x := range needs[0] {
		for _, y := range needs[1] {
			n := need{slices.Concat(x.with, y.with), slices.Concat(x.without, y.without)}
			if !b.Spend((len(n.with) + 1) * (len(n.without) + 1)) {
				return unknown(b, nil), true
			}
			if !n.possible() || best != "" && len(n.with) > maxWritten {
				continue
			}
			b.Spend(len(n.with) * len(n.with))
			if event := n.event(); best == "" || len(event) < len(best) {
				best = event
			}
		}
	}
	if best == "" {
		return finding{answer: No, steps: b.Used()}, true
	}
	return finding{answer: Yes, event: best, steps: b.Used()}, true
}

// maxWritten is of how many terms at most all events are written, to take the
// shortest, rather than the first one.
const maxWritten = 32

// possible reports whether nothing that must occur holds what must not.
func (n need) possible() bool {
	for _, t := range n.with {
		for _, other := range n.without {
			if strings.Contains(t, other) {
				return false
			}
		}
	}
	return true
}

// event is a text that meets the need.
func (n need) event() string {
	var with []string
	for i, t := range n.with {
		covered := false
		for j, other := range n.with {
			covered = covered || strings.Contains(other, t) && (len(other) > len(t) || j < i)
		}
		if !covered {
			with = append(with, t)
		}
	}
	used := strings.Join(n.without, "")
	apart := "\uE000"
	for _, r := range " xyzabc_.-0" + pleasant {
		if !strings.ContainsRune(used, r) {
			apart = string(r)
			break
		}
	}
	for i := 0; strings.Contains(used, apart); i++ {
		apart = string(rune(0xE000 + i))
	}
	if len(with) == 0 {
		if apart == " " && !strings.Contains(used, "x") {
			return "x"
		}
		return apart
	}
	return strings.Join(with, apart)
}
