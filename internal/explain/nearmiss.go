package explain

import (
	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
)

// NearMiss is something that nearly matched, or that matched by mistake.
type NearMiss struct {
	Code string `json:"code"` // stable, kebab-case
	// Condition is the number of the condition; 0 for the pattern as a whole.
	Condition  int    `json:"condition,omitempty"`
	Message    string `json:"message"`
	Suggestion string `json:"suggestion"`
	// FilterPattern is the pattern with the suggestion made. It has been tried
	// on the log event: the condition, or the whole pattern, holds then.
	FilterPattern string `json:"filterPattern,omitempty"`
}

// nearSearch looks for the near misses of one log event.
type nearSearch struct {
	filter  *engine.Filter
	trace   *engine.Trace
	text    string
	message []byte
	event   any // the decoded message, for JSON patterns
	out     []NearMiss
}

func nearMisses(f *engine.Filter, t *engine.Trace, text string, message []byte) []NearMiss {
	s := &nearSearch{filter: f, trace: t, text: text, message: message, out: []NearMiss{}}
	switch p := f.Pattern().(type) {
	case *grammar.TermsPattern:
		s.terms(p)
	case *grammar.JSONPattern:
		s.json()
	case *grammar.DelimitedPattern:
		s.delimited(p)
	}
	return s.out
}

// add keeps a near miss, and its pattern if that may be suggested.
func (s *nearSearch) add(m NearMiss) {
	if m.FilterPattern != "" && !advice.Pattern(s.filter.Pattern(), m.FilterPattern, advice.Other) {
		m.FilterPattern = ""
	}
	s.out = append(s.out, m)
}

// tried is what became of a changed pattern on the log event: whether it
// matches, and whether one of its conditions holds.
type tried struct {
	matches, holds bool
	// selects is set when the condition's selector leads somewhere.
	selects bool
}

// try runs a changed pattern. Its conditions are numbered as those of the
// pattern.
func (s *nearSearch) try(pattern string, condition int) tried {
	f, err := engine.ParseAndCompile(pattern)
	if err != nil {
		return tried{}
	}
	t := f.Trace(s.message)
	out := tried{matches: t.Matched}
	if c := t.Conditions(); condition > 0 && condition <= len(c) {
		out.holds = c[condition-1].Verdict == engine.True
		out.selects = !missing(c[condition-1])
	}
	return out
}

// suggest adds a near miss if its condition holds with another text at a place
// of the pattern; for a near miss of no condition the pattern has to match.
func (s *nearSearch) suggest(m NearMiss, at grammar.Span, with string) bool {
	m.FilterPattern = replaced(s.text, at, with)
	t := s.try(m.FilterPattern, m.Condition)
	if m.Condition > 0 && !t.holds || m.Condition == 0 && !t.matches {
		return false
	}
	s.add(m)
	return true
}

// holdsOn reports whether one comparison with a value, written as in a
// pattern, holds on a JSON value.
func holdsOn(op, value, operand string) bool {
	f, err := engine.ParseAndCompile("{ $.v " + op + " " + value + " }")
	return err == nil && f.Match([]byte(`{"v":`+operand+`}`))
}
