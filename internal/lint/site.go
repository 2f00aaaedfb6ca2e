package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// site is a place that holds a filter pattern or field selection criteria.
type site struct {
	file     *source.File
	resource *source.Resource
	member   string       // of the request that holds the text
	text     *source.Text // of which the pattern is the part from base on
	base     int
	body     string // the pattern's known text
	criteria bool
	pattern  grammar.Pattern // nil when it is not known, or does not parse
	errors   grammar.Errors  // of what is known
	standIns []grammar.Span  // what stands in for holes; nothing is said of it
}

// span maps a place in the pattern to the file.
func (s *site) span(at grammar.Span) source.Span {
	return s.text.Span(s.base+at.Start, s.base+at.End)
}

// whole is where the pattern stands in the file.
func (s *site) whole() source.Span { return s.span(grammar.Span{Start: 0, End: len(s.body)}) }

// edit replaces a part of the pattern. The parts of one fix must not overlap.
func (s *site) edit(at grammar.Span, text string) (source.Edit, bool) {
	return s.text.Edit(s.base+at.Start, s.base+at.End, text)
}

// holes are the offsets in body where something unknown stands.
func (s *site) holes() []int {
	var offsets []int
	for _, h := range s.text.Holes {
		offsets = append(offsets, min(max(h.Offset-s.base, 0), len(s.body)))
	}
	return offsets
}

// patternSites finds the patterns of a request, in the order of the members,
// and parses them.
func (c *checker) patternSites(f *source.File, r *source.Resource) []*site {
	var sites []*site
	add := func(member string, text *source.Text, criteria bool) {
		s := &site{file: f, resource: r, member: member, text: text, body: text.Decoded, criteria: criteria}
		if f.FormatOf(r).TrimsPatterns && r.Operation == putMetricFilter && !criteria {
			s.trim()
		}
		s.parse(c.patterns)
		sites = append(sites, s)
	}
	for _, name := range request.PatternMembers(r.Operation) {
		if v := r.Input.Get(name); v != nil && v.Kind == source.String {
			add(name, v.Text, false)
		}
	}
	if v := r.Input.Get("fieldSelectionCriteria"); v != nil && v.Kind == source.String {
		add("fieldSelectionCriteria", v.Text, true)
	}
	if r.Operation == putAccountPolicy {
		if v := r.Input.Get("policyDocument"); v != nil && v.Kind == source.String {
			if text := nestedText(v.Text, "FilterPattern"); text != nil {
				add("policyDocument", text, false)
			}
		}
	}
	return sites
}

// trim takes the blanks off that the tool takes off. After a hole at an end
// nothing is known to be an end.
func (s *site) trim() {
	cut := len(s.body) - len(strings.TrimLeft(s.body, " \t\r\n"))
	s.base, s.body = cut, strings.Trim(s.body, " \t\r\n")
}

// hole stands for an unknown part while the text around it is read as JSON.
const hole = request.Hole

// nestedText is the text of a member of a JSON object that is itself written
// in a text, with its way back to the file through both. It is nil when there
// is none that can be read.
func nestedText(outer *source.Text, name string) *source.Text {
	in := document.NewInside(outer)
	if in == nil {
		return nil
	}
	root, err := request.Decode(in.Data())
	if err != nil {
		return nil
	}
	v := root.Get(name)
	if _, ok := v.Text(); !ok {
		return nil
	}
	return in.Text(document.JSONText(in.Data(), v))
}
