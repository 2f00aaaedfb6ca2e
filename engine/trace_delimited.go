package engine

import (
	"strconv"

	"github.com/logsieve/logsieve/grammar"
)

// trace evaluates every comparison with the code that decides a match.
func (m *delimitedMatcher) trace(t *Trace, p *grammar.DelimitedPattern, message []byte) {
	values, ok := m.bind(nil, message)
	t.Fields = m.traceFields(p, values, message, ok)
	children := []*TraceNode{{Kind: Requirement, Node: p, Verdict: verdictOf(ok)}}
	i := 0
	for _, f := range p.Fields {
		if f.Ellipsis {
			continue
		}
		if x := m.fields[i].expr; x != nil {
			var v *fieldValue
			if ok {
				v = &values[m.at(i, len(values))]
			}
			children = append(children, x.trace(f.Expr, message, v))
		}
		i++
	}
	t.Root = operator(AllOf, p, children...)
}

// trace evaluates a field's condition on its value, nil if it has none.
func (x *fieldExpr) trace(e grammar.Expr, message []byte, v *fieldValue) *TraceNode {
	var n *TraceNode
	if x.value != nil {
		n = &TraceNode{Kind: Condition, Node: e}
	} else {
		kind := AllOf
		if x.or {
			kind = AnyOf
		}
		children := make([]*TraceNode, len(x.operands))
		for i, o := range operandsOf(e) {
			children[i] = x.operands[i].trace(o, message, v)
		}
		n = operator(kind, e, children...)
	}
	if v == nil {
		return n
	}
	text := message[v.start:v.end]
	n.Verdict = verdictOf(x.holds(text))
	if n.Kind == Condition {
		n.Operand = Operand{
			Value:   Value{Kind: TextValue, Text: text},
			Span:    grammar.Span{Start: v.start, End: v.end},
			Numeric: isFieldNumber(text),
		}
	}
	return n
}

// traceFields lists the values with their fields. When there are too few,
// fields take values from the left as far as they go.
func (m *delimitedMatcher) traceFields(p *grammar.DelimitedPattern, values []fieldValue, message []byte, ok bool) []TracedField {
	out := make([]TracedField, len(values))
	for i, v := range values {
		out[i] = TracedField{
			Reference: "$" + strconv.Itoa(i+1),
			Position:  i + 1,
			Span:      grammar.Span{Start: v.start, End: v.end},
			Raw:       grammar.Span{Start: v.raw, End: v.end},
		}
		if v.start > v.raw { // delimiters on both sides
			out[i].Raw.End++
		}
	}
	n := 0
	for _, f := range p.Fields {
		if f.Ellipsis {
			continue
		}
		at := n
		if ok {
			at = m.at(n, len(values))
		}
		n++
		if at >= len(values) {
			missing := TracedField{Field: f, Reference: "$" + f.Name}
			if f.Name == "" {
				missing.Reference = "$" + strconv.Itoa(n)
			}
			out = append(out, missing)
			continue
		}
		out[at].Field = f
		if f.Name != "" {
			out[at].Reference = "$" + f.Name
		}
	}
	if n > 0 && m.ellipsis < 0 && len(splitFields(nil, message, n+1)) > n {
		out[n-1].Rest = true
	}
	return out
}
