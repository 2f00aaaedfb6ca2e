package engine

import "github.com/logsieve/logsieve/grammar"

// Verdict is what became of one node of a pattern for one log event.
type Verdict uint8

// The verdicts.
const (
	// NotApplicable is the verdict of what was not asked: conditions on a log
	// event that is not of the pattern's language, and optional terms beside
	// others (T6).
	NotApplicable Verdict = iota
	False
	True
)

// String is the verdict as used in output.
func (v Verdict) String() string {
	return [...]string{"not applicable", "false", "true"}[v]
}

func verdictOf(holds bool) Verdict {
	if holds {
		return True
	}
	return False
}

// TraceKind tells the nodes of a trace apart.
type TraceKind uint8

// The kinds of trace nodes.
const (
	// AllOf holds when none of its children is False.
	AllOf TraceKind = iota
	// AnyOf holds when one of its children is True.
	AnyOf
	// Condition is a term, a regular expression, a comparison or a test.
	Condition
	// Requirement is what the language asks of every log event, whatever the
	// conditions: that it is one JSON object (J2), or that it has enough
	// values (S3).
	Requirement
)

// Trace is how a filter came to its verdict on one log event. It points into
// the message.
type Trace struct {
	Pattern grammar.Pattern
	Matched bool
	// Root is the pattern's boolean tree with the verdicts.
	Root *TraceNode
	// Shape says how a JSON pattern reads the message; JSONObject for other
	// patterns.
	Shape EventShape
	// ShapeAt is where in the message the shape shows: the text behind the
	// object, the object behind the text, where broken JSON breaks off; -1 if
	// there is no such place.
	ShapeAt int
	// Fields is how a space-delimited pattern splits the message: the values
	// in order, then the fields without one.
	Fields []TracedField
}

// TraceNode is one node of the tree with its verdict.
type TraceNode struct {
	Kind TraceKind
	// Node is the pattern's node: a *grammar.Term, *grammar.Regex,
	// *grammar.Comparison or *grammar.Test for a Condition; the pattern itself
	// for a Requirement and for what the pattern implies without writing it,
	// such as the "and" between terms.
	Node     grammar.Node
	Verdict  Verdict
	Children []*TraceNode

	// Operand is the value that a comparison or test looked at; under a
	// wildcard the element that decided, and a missing value when none did.
	Operand Operand
	// Wildcard is set when the selector has a wildcard.
	Wildcard *WildcardTrace
	// Spans are the places in the message that made a term or expression hold
	// or an excluded term fail: the first 100.
	Spans []grammar.Span
}

// WildcardTrace is what a selector with a wildcard selected.
type WildcardTrace struct {
	// Parent is the value whose elements are selected.
	Parent Operand
	// Selected are the first selected values, Count how many there are.
	Selected []Operand
	Count    int
	// Decided is set when one value decided: one that satisfies the
	// condition, or for != and NOT EXISTS one that refutes it (J5).
	Decided bool
}

// Operand is a value of the log event that a condition looked at.
type Operand struct {
	Value
	// Span is its place in the message, the quotes of a JSON string included;
	// empty for a missing value.
	Span grammar.Span
	// Selector is the property selector of the value, without a wildcard; ""
	// for fields.
	Selector string
	// OutOfRange is set for a JSON number beyond the range of a double, which
	// satisfies no number test (J15).
	OutOfRange bool
	// Numeric is set for a field that reads as a number (S9).
	Numeric bool
}

// EventShape is how a message reads as JSON (J2).
type EventShape uint8

// The shapes of messages.
const (
	JSONObject   EventShape = iota
	NoJSON                  // no JSON at all
	TopLevelJSON            // an array or a scalar
	TextBefore              // an object with text in front of it
	TextAfter               // an object with text behind it
	BrokenJSON              // starts like an object
)

// TracedField is one value of a message and the field that takes it.
type TracedField struct {
	// Field is nil for a value that no field takes: under an ellipsis or [].
	Field *grammar.Field
	// Reference is how metricValue and dimensions name the value: $ip, $3.
	Reference string
	// Position counts the values of the message from 1; 0 for a field that has
	// none.
	Position int
	// Span is the value without delimiters, Raw with them.
	Span, Raw grammar.Span
	// Rest is set when the field took the rest of the line (S2).
	Rest bool
}

// maxTraceSpans and maxTraceValues bound what a trace says about one condition.
const (
	maxTraceSpans  = 100
	maxTraceValues = 16
)

// Trace evaluates all conditions of the pattern on a message, those too that
// Match would not look at any more, and returns what they saw. Its verdict is
// that of Match.
func (f *Filter) Trace(message []byte) *Trace {
	t := &Trace{Pattern: f.pattern, ShapeAt: -1}
	switch m := f.matcher.(type) {
	case *termsMatcher:
		t.Root = m.trace(f.pattern.(*grammar.TermsPattern), message)
	case regexMatcher:
		t.Root = m.trace(f.pattern.(*grammar.TermsPattern), message)
	case *jsonMatcher:
		m.trace(t, f.pattern.(*grammar.JSONPattern), message)
	case *delimitedMatcher:
		m.trace(t, f.pattern.(*grammar.DelimitedPattern), message)
	default:
		t.Root = &TraceNode{Kind: AllOf, Node: f.pattern, Verdict: True}
	}
	t.Matched = t.Root.Verdict == True
	return t
}

// operator makes a node whose verdict follows from its children's: what does
// not apply has no say, and where nothing applies the node does not either.
func operator(kind TraceKind, node grammar.Node, children ...*TraceNode) *TraceNode {
	n := &TraceNode{Kind: kind, Node: node, Children: children, Verdict: verdictOf(kind == AllOf)}
	applicable := len(children) == 0
	for _, c := range children {
		switch {
		case c.Verdict == NotApplicable:
			continue
		case kind == AnyOf && c.Verdict == True, kind == AllOf && c.Verdict == False:
			n.Verdict = c.Verdict
		}
		applicable = true
	}
	if !applicable {
		n.Verdict = NotApplicable
	}
	return n
}

// Conditions returns the conditions of the trace in the order of the pattern.
func (t *Trace) Conditions() []*TraceNode {
	var out []*TraceNode
	t.Root.walk(func(n *TraceNode) {
		if n.Kind == Condition {
			out = append(out, n)
		}
	})
	return out
}

func (n *TraceNode) walk(visit func(*TraceNode)) {
	visit(n)
	for _, c := range n.Children {
		c.walk(visit)
	}
}

// Deciding returns the smallest set of conditions that decided: for a match,
// conditions that hold and suffice; for no match, conditions that fail and
// suffice for that. Of several smallest sets it is the first. A requirement
// is among them when it failed, or when there is nothing else.
func (t *Trace) Deciding() []*TraceNode {
	set := t.Root.deciding()
	conditions := set[:0:0]
	for _, n := range set {
		if n.Kind == Condition || n.Verdict == False {
			conditions = append(conditions, n)
		}
	}
	if len(conditions) == 0 {
		return set
	}
	return conditions
}

func (n *TraceNode) deciding() []*TraceNode {
	if n.Kind == Condition || n.Kind == Requirement {
		return []*TraceNode{n}
	}
	// A true "and" and a false "or" need all that agree, the others one.
	all := n.Kind == AllOf && n.Verdict == True || n.Kind == AnyOf && n.Verdict == False
	var set []*TraceNode
	for _, c := range n.Children {
		if c.Verdict != n.Verdict {
			continue
		}
		s := c.deciding()
		switch {
		case all:
			set = append(set, s...)
		case set == nil || len(s) < len(set):
			set = s
		}
	}
	return set
}
