package lint

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// standIn takes the place of a hole in a quoted text.
const standIn = "x"

// filled is the site with a stand-in for each hole, nil unless the pattern's
// structure is known: each hole stands in a quoted text or a regular
// expression that is closed behind it, and nothing is wrong with the rest.
func (s *site) filled() *site {
	if s.criteria || s.text.Known() || len(s.errors) > 0 || slices.Contains(s.enclosed(), false) {
		return nil
	}
	f := *s
	f.text = s.text.Fill(standIn)
	f.body = f.text.Decoded[s.base : s.base+len(s.body)+len(s.text.Holes)*len(standIn)]
	for i, h := range s.holes() {
		f.standIns = append(f.standIns, grammar.Span{Start: h + i*len(standIn), End: h + (i+1)*len(standIn)})
	}
	if f.pattern, f.errors = f.read(f.body); len(f.errors) > 0 {
		return nil
	}
	return &f
}

// holed runs the rules that judge one part of a pattern by itself on a pattern
// with holes. What they say of a part with a hole is not said, and nothing is
// proved: the proof could rest on the stand-in.
func (c *checker) holed(f *source.File, r *source.Resource, s *site) {
	filled := s.filled()
	if filled == nil {
		return
	}
	for _, rule := range c.rules {
		if rule.partial {
			rule.pattern(&patternPass{site: filled, reporter: reporter{c, rule, f, r}, analyzer: unproved{c.analyzer}})
		}
	}
}

// unproved is an analyzer that knows of single conditions only.
type unproved struct{ Analyzer }

func (unproved) Facts(grammar.Pattern) []Fact                              { return nil }
func (unproved) Satisfiable(grammar.Pattern) Answer                        { return Unsure }
func (unproved) Implies(grammar.Pattern, grammar.Pattern) (Answer, string) { return Unsure, "" }
func (unproved) Undecided(grammar.Pattern) string                          { return "" }
