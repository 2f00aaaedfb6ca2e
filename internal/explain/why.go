package explain

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// Why is why a log event matches a pattern or does not. Its JSON is stable;
// spans of conditions are byte offsets in filterPattern, all others in the
// message.
type Why struct {
	FilterPattern string `json:"filterPattern"`
	Kind          string `json:"kind"`
	Verdict       string `json:"verdict"` // match or no match
	// Requirement is what the language asks of every log event.
	Requirement *Requirement   `json:"requirement"`
	Conditions  []WhyCondition `json:"conditions"`
	// DecidedBy are the numbers of the smallest set of conditions that decided;
	// empty when the requirement did, or when there are none.
	DecidedBy []int `json:"decidedBy"`
	// Fields is how a space-delimited pattern splits the message.
	Fields     []WhyField `json:"fields"`
	NearMisses []NearMiss `json:"nearMisses"`
}

// Requirement is what has to hold before any condition is asked.
type Requirement struct {
	Verdict string `json:"verdict"`
	Text    string `json:"text"`
	// Reason says what is wrong when it is false.
	Reason string `json:"reason,omitempty"`
}

// WhyCondition is one condition with its verdict.
type WhyCondition struct {
	Number  int          `json:"number"`
	Verdict string       `json:"verdict"` // true, false or not applicable
	Span    grammar.Span `json:"span"`
	Text    string       `json:"text"`
	// Saw is the operand in words: missing, null, "500" is text, 404.
	Saw string `json:"saw"`
	// Operand is the value that comparisons and tests looked at; under a
	// wildcard the one that decided.
	Operand *WhyOperand `json:"operand,omitempty"`
	// Selected are values under a wildcard, the first 16; SelectedCount says
	// how many there are.
	Selected      []WhyOperand `json:"selected,omitempty"`
	SelectedCount int          `json:"selectedCount,omitempty"`
	// Matched are the places in the message where a term or expression is
	// found, the first 100.
	Matched []grammar.Span `json:"matched,omitempty"`
}

// WhyOperand is a value of the log event.
type WhyOperand struct {
	Kind     string        `json:"kind"` // missing, null, boolean, number, text, object or array
	Text     string        `json:"text"` // texts decoded, all else as written
	Selector string        `json:"selector,omitempty"`
	Span     *grammar.Span `json:"span,omitempty"`
}

// WhyField is one value of a space-delimited event and the field it fills.
type WhyField struct {
	Reference string        `json:"reference"`
	Position  int           `json:"position"` // from 1; 0 when the message has no value for the field
	Value     string        `json:"value"`
	Span      *grammar.Span `json:"span,omitempty"`
	Named     bool          `json:"named"` // a field of the pattern takes the value
	Rest      bool          `json:"rest"`  // it is the rest of the line
}

// NewWhy says why a message matches a filter that was compiled from text.
func NewWhy(f *engine.Filter, text string, message []byte) *Why {
	t := f.Trace(message)
	w := &Why{
		FilterPattern: text,
		Kind:          f.Pattern().Kind().String(),
		Verdict:       "no match",
		Conditions:    []WhyCondition{},
		DecidedBy:     []int{},
		Fields:        []WhyField{},
	}
	if t.Matched {
		w.Verdict = "match"
	}
	w.Requirement = requirement(t, message)
	numbers := map[*engine.TraceNode]int{}
	for i, n := range t.Conditions() {
		numbers[n] = i + 1
		w.Conditions = append(w.Conditions, whyCondition(i+1, n, text))
	}
	for _, n := range t.Deciding() {
		if numbers[n] > 0 {
			w.DecidedBy = append(w.DecidedBy, numbers[n])
		}
	}
	for _, f := range t.Fields {
		field := WhyField{Reference: f.Reference, Position: f.Position, Named: f.Field != nil, Rest: f.Rest}
		if f.Position > 0 {
			field.Value = string(message[f.Span.Start:f.Span.End])
			field.Span = &grammar.Span{Start: f.Span.Start, End: f.Span.End}
		}
		w.Fields = append(w.Fields, field)
	}
	w.NearMisses = nearMisses(f, t, text, message)
	return w
}

func requirement(t *engine.Trace, message []byte) *Requirement {
	var node *engine.TraceNode
	for _, c := range t.Root.Children {
		if c.Kind == engine.Requirement {
			node = c
		}
	}
	if node == nil {
		return nil
	}
	r := &Requirement{Verdict: node.Verdict.String()}
	if t.Pattern.Kind() == grammar.JSON {
		r.Text = "the message is one JSON object"
		r.Reason = shapeReason(t, message)
		return r
	}
	needed, got := neededAndGot(t)
	r.Text = fmt.Sprintf("the message has at least %s", values(needed))
	if node.Verdict == engine.False {
		r.Reason = fmt.Sprintf("it has %s", values(got))
	}
	return r
}

// neededAndGot are how many values a space-delimited pattern needs, and how many
// the message has.
func neededAndGot(t *engine.Trace) (needed, got int) {
	for _, f := range t.Pattern.(*grammar.DelimitedPattern).Fields {
		if !f.Ellipsis {
			needed++
		}
	}
	for _, f := range t.Fields {
		if f.Position > 0 {
			got++
		}
	}
	return needed, got
}

func values(n int) string {
	if n == 1 {
		return "1 value"
	}
	return fmt.Sprintf("%d values", n)
}

func shapeReason(t *engine.Trace, message []byte) string {
	switch t.Shape {
	case engine.NoJSON:
		return "it is not JSON"
	case engine.TopLevelJSON:
		what := "a single value"
		if t.ShapeAt >= 0 && message[t.ShapeAt] == '[' {
			what = "an array"
		}
		return "it is " + what + ", not an object"
	case engine.TextBefore:
		return fmt.Sprintf("%s of text precede the object", bytesOf(t.ShapeAt))
	case engine.TextAfter:
		return fmt.Sprintf("text follows the object: %s", quote(clipped(string(message[t.ShapeAt:]))))
	case engine.BrokenJSON:
		switch {
		case t.ShapeAt == len(message):
			return fmt.Sprintf("it ends abruptly after %s", bytesOf(len(message)))
		case t.ShapeAt >= 0:
			return fmt.Sprintf("the JSON is broken at byte %d: %s", t.ShapeAt, quote(clipped(string(message[t.ShapeAt:]))))
		}
		return "the JSON is broken"
	}
	return ""
}

func bytesOf(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

func whyCondition(number int, n *engine.TraceNode, text string) WhyCondition {
	at := n.Node.Span()
	c := WhyCondition{
		Number: number, Verdict: n.Verdict.String(), Span: at, Text: text[at.Start:at.End],
		Saw: saw(n), Matched: n.Spans,
	}
	if n.Verdict == engine.NotApplicable {
		return c
	}
	switch n.Node.(type) {
	case *grammar.Comparison, *grammar.Test:
		o := whyOperand(n.Operand)
		c.Operand = &o
	}
	if n.Wildcard != nil {
		c.SelectedCount = n.Wildcard.Count
		for _, s := range n.Wildcard.Selected {
			c.Selected = append(c.Selected, whyOperand(s))
		}
	}
	return c
}

func whyOperand(o engine.Operand) WhyOperand {
	out := WhyOperand{Kind: kindOf(o), Text: string(o.Text), Selector: o.Selector}
	if o.Kind != engine.MissingValue {
		out.Span = &grammar.Span{Start: o.Span.Start, End: o.Span.End}
	}
	return out
}

func kindOf(o engine.Operand) string {
	switch o.Kind {
	case engine.NullValue:
		return "null"
	case engine.BooleanValue:
		return "boolean"
	case engine.NumberValue:
		return "number"
	case engine.TextValue:
		return "text"
	case engine.ContainerValue:
		if o.Text[0] == '[' {
			return "array"
		}
		return "object"
	default:
		return "missing"
	}
}

// saw says in words what a condition saw.
func saw(n *engine.TraceNode) string {
	switch e := n.Node.(type) {
	case *grammar.Term:
		if n.Verdict == engine.NotApplicable {
			return "ignored beside other terms"
		}
		return occurrencesText(n.Spans)
	case *grammar.Regex:
		if len(n.Spans) == 0 {
			return "no match"
		}
		return occurrencesText(n.Spans)
	case *grammar.Comparison:
		if n.Verdict == engine.NotApplicable {
			return "not evaluated"
		}
		if n.Wildcard != nil {
			return wildcardText(n, e.Value)
		}
		return operandText(n.Operand, e.Value, e.Op)
	default:
		if n.Verdict == engine.NotApplicable {
			return "not evaluated"
		}
		if n.Wildcard != nil {
			return wildcardText(n, nil)
		}
		return operandText(n.Operand, nil, grammar.Equal)
	}
}

func occurrencesText(spans []grammar.Span) string {
	switch len(spans) {
	case 0:
		return "not found"
	case 1:
		return fmt.Sprintf("found at byte %d", spans[0].Start)
	default:
		return fmt.Sprintf("found %d times, first at byte %d", len(spans), spans[0].Start)
	}
}

func wildcardText(n *engine.TraceNode, v grammar.Value) string {
	w := n.Wildcard
	if n.Wildcard.Decided {
		return n.Operand.Selector + " is " + operandText(n.Operand, v, grammar.Equal)
	}
	switch kind := kindOf(w.Parent); {
	case kind == "missing":
		return w.Parent.Selector + " is missing"
	case w.Count == 0 && kind != "object" && kind != "array":
		return fmt.Sprintf("%s is %s, not an object or array", w.Parent.Selector, operandText(w.Parent, nil, grammar.Equal))
	case w.Count == 0:
		return "nothing selected"
	}
	var some []string
	for _, s := range w.Selected[:min(3, len(w.Selected))] {
		some = append(some, operandText(s, v, grammar.Equal))
	}
	if w.Count > len(some) {
		some = append(some, "…")
	}
	return fmt.Sprintf("none of %s: %s", values(w.Count), strings.Join(some, ", "))
}

// operandText says what a value is, as far as a comparison with v cares.
func operandText(o engine.Operand, v grammar.Value, op grammar.CompareOp) string {
	switch kindOf(o) {
	case "missing":
		return "missing"
	case "null":
		return "null"
	case "object":
		return "an object"
	case "array":
		return "an array, " + clipped(string(o.Text))
	case "boolean":
		if v != nil {
			return string(o.Text) + " is a boolean"
		}
		return string(o.Text)
	case "number":
		number := clipped(string(o.Text))
		if o.OutOfRange {
			return number + " is beyond the range of a double"
		}
		if _, isNumber := v.(*grammar.Number); v != nil && !isNumber {
			if text := string(o.AppendText(nil)); text != string(o.Text) {
				return fmt.Sprintf("%s, whose text is %s", number, quote(clipped(text)))
			}
		}
		return number
	}
	text := quote(clipped(string(o.Text)))
	_, isNumber := v.(*grammar.Number)
	switch {
	case isNumber && o.Selector == "": // a field
		if o.Numeric {
			return string(o.Text)
		}
		return text + " is not a number"
	case isNumber && (op.Ordering() || engine.IsNumber(o.Text)), v == nil:
		return text + " is text"
	}
	return text
}
