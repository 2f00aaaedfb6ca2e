package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// trace evaluates every condition with the code that decides a match.
func (m *jsonMatcher) trace(t *Trace, p *grammar.JSONPattern, message []byte) {
	s := m.state()
	defer m.release(s)
	tr := jsonTracer{state: s, message: message}
	requirement := &TraceNode{Kind: Requirement, Node: p}
	tr.applicable = m.collect(s, message) && jsontext.ValidObject(message)
	requirement.Verdict = verdictOf(tr.applicable)
	if !tr.applicable {
		t.Shape, t.ShapeAt = shapeOf(message)
	}
	t.Root = operator(AllOf, p, requirement, tr.expr(p.Expr, m.expr))
}

type jsonTracer struct {
	state      *jsonState
	message    []byte
	applicable bool
}

// expr goes through the syntax tree and its compiled twin side by side.
func (tr *jsonTracer) expr(e grammar.Expr, x *jsonExpr) *TraceNode {
	if x.condition != nil {
		return tr.condition(e, x.condition)
	}
	kind := AllOf
	if x.or {
		kind = AnyOf
	}
	operands := operandsOf(e)
	children := make([]*TraceNode, len(x.operands))
	for i, o := range x.operands {
		children[i] = tr.expr(operands[i], o)
	}
	n := operator(kind, e, children...)
	if tr.applicable {
		n.Verdict = verdictOf(x.holds(tr.state))
	}
	return n
}

func operandsOf(e grammar.Expr) []grammar.Expr {
	switch e := e.(type) {
	case *grammar.And:
		return e.Operands
	case *grammar.Or:
		return e.Operands
	default:
		return nil
	}
}

func (tr *jsonTracer) condition(e grammar.Expr, c *jsonCondition) *TraceNode {
	n := &TraceNode{Kind: Condition, Node: e}
	if !tr.applicable {
		return n
	}
	n.Verdict = verdictOf(c.holds(tr.state))
	steps := selectorOf(e).Steps
	v := tr.state.values[c.slot]
	if !c.wildcard {
		n.Operand = tr.operand(steps, v)
		return n
	}
	at := len(steps) - len(c.suffix) - 1
	n.Wildcard = &WildcardTrace{Parent: tr.operand(steps[:at], v)}
	if v == nil || v[0] != '{' && v[0] != '[' {
		return n
	}
	for i, m := range tr.state.distinct(v) {
		selected := tr.state.descend(m.value, c.suffix)
		if selected == nil {
			continue
		}
		step := &grammar.Step{Kind: grammar.IndexStep, Index: i}
		if v[0] == '{' {
			name := string(m.name)
			step = &grammar.Step{Kind: grammar.NameStep, Name: name, Bracketed: !isReferenceName(name)}
		}
		decides := !n.Wildcard.Decided && c.selects(tr.state, selected)
		n.Wildcard.Count++
		if !decides && n.Wildcard.Count > maxTraceValues {
			continue
		}
		operand := tr.operand(slices.Concat(steps[:at], []*grammar.Step{step}, c.suffix), selected)
		if decides {
			n.Operand, n.Wildcard.Decided = operand, true
		}
		if n.Wildcard.Count <= maxTraceValues {
			n.Wildcard.Selected = append(n.Wildcard.Selected, operand)
		}
	}
	return n
}

func selectorOf(e grammar.Expr) *grammar.Selector {
	switch e := e.(type) {
	case *grammar.Test:
		return e.Selector
	case *grammar.Comparison:
		if s, ok := e.Left.(*grammar.Selector); ok {
			return s
		}
	}
	return &grammar.Selector{}
}

// operand describes a raw value of the message.
func (tr *jsonTracer) operand(steps []*grammar.Step, raw []byte) Operand {
	o := Operand{Selector: (&grammar.Selector{Steps: steps}).String()}
	if raw == nil {
		return o
	}
	var x Extractor
	o.Value = x.jsonValue(raw)
	start := cap(tr.message) - cap(raw)
	o.Span = grammar.Span{Start: start, End: start + len(raw)}
	if o.Kind == NumberValue {
		_, ok := eventNumber(raw)
		o.OutOfRange = !ok
	}
	return o
}

// shapeOf says why a message is not one JSON object, and where that shows.
func shapeOf(message []byte) (EventShape, int) {
	start := jsontext.SkipSpace(message, 0)
	if start == len(message) {
		return NoJSON, -1
	}
	if end := jsontext.ValidValue(message, start); end >= 0 {
		behind := jsontext.SkipSpace(message, end)
		switch {
		case behind < len(message) && message[start] == '{':
			return TextAfter, behind
		case behind == len(message):
			return TopLevelJSON, start
		}
	}
	if message[start] == '{' {
		return BrokenJSON, brokenAt(message)
	}
	// Text such as a request id may hold braces of its own.
	const tries = 8
	at := start
	for range tries {
		n := bytes.IndexByte(message[at:], '{')
		if n < 0 {
			break
		}
		at += n
		if jsontext.ValidObject(message[at:]) {
			return TextBefore, at
		}
		at++
	}
	return NoJSON, -1
}

// brokenAt is the offset of the first byte that breaks the JSON; the
// message's length when it breaks off, -1 when package json sees no error.
func brokenAt(message []byte) int {
	var syntax *json.SyntaxError
	var any json.RawMessage
	if err := json.Unmarshal(message, &any); !errors.As(err, &syntax) {
		return -1
	}
	if bytes.HasSuffix([]byte(syntax.Error()), []byte("end of JSON input")) {
		return len(message)
	}
	return max(0, min(int(syntax.Offset)-1, len(message)))
}
