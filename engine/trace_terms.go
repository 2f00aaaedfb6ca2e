package engine

import (
	"bytes"

	"github.com/logsieve/logsieve/grammar"
)

func (m *termsMatcher) trace(p *grammar.TermsPattern, message []byte) *TraceNode {
	kind := AllOf
	if len(m.optional) > 0 {
		kind = AnyOf
	}
	children := make([]*TraceNode, len(p.Terms))
	for i, t := range p.Terms {
		n := &TraceNode{Kind: Condition, Node: t}
		n.Spans = occurrences(nil, message, []byte(t.Text), maxTraceSpans)
		if t.Mode != grammar.Optional || kind == AnyOf { // T6
			n.Verdict = verdictOf((len(n.Spans) > 0) == (t.Mode != grammar.Excluded))
		}
		children[i] = n
	}
	root := operator(kind, p, children...)
	root.Verdict = verdictOf(m.match(message))
	return root
}

func (m regexMatcher) trace(p *grammar.TermsPattern, message []byte) *TraceNode {
	n := &TraceNode{Kind: Condition, Node: p.Regex, Verdict: verdictOf(m.match(message))}
	if n.Verdict == True {
		n.Spans = m.highlight(message)
		n.Spans = n.Spans[:min(len(n.Spans), maxTraceSpans)]
	}
	return n
}

// occurrences appends where a term occurs, without overlaps, up to limit
// spans; a negative limit is none.
func occurrences(spans []grammar.Span, message, term []byte, limit int) []grammar.Span {
	for i := 0; limit < 0 || len(spans) < limit; {
		j := bytes.Index(message[i:], term)
		if j < 0 {
			break
		}
		spans = append(spans, grammar.Span{Start: i + j, End: i + j + len(term)})
		i += j + len(term)
	}
	return spans
}
