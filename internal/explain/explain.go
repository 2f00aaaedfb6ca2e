// Package explain says in plain English what a filter pattern means, and why a
// log event matches it or does not. It reads the syntax tree and the engine's
// traces, and decides nothing itself: what it suggests has been run through
// the engine.
package explain

import (
	"fmt"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/plan"
)

// Explanation is what can be said about a pattern. Its JSON is stable; spans
// are byte offsets in filterPattern.
type Explanation struct {
	FilterPattern string `json:"filterPattern"`
	Kind          string `json:"kind"`      // match-all, terms, json or space-delimited
	Canonical     string `json:"canonical"` // as logsieve fmt prints it
	// Summary is what every matching log event has to be, whatever the
	// conditions.
	Summary string `json:"summary"`
	// Tree is the pattern's boolean tree; null when there is no condition.
	Tree *Node `json:"tree"`
	// Fields are those of a space-delimited pattern, in order.
	Fields  []FieldMeaning `json:"fields"`
	Remarks []Remark       `json:"remarks"`
	// ExtractedValues are the names that a match yields.
	ExtractedValues []string   `json:"extractedValues"`
	MetricValue     References `json:"metricValue"`
	Dimensions      References `json:"dimensions"`
	// Plan is how the engine runs the pattern, where asked for.
	Plan *plan.Plan `json:"plan,omitempty"`
}

// NodeKind tells the nodes of a Tree apart.
type NodeKind string

// The kinds of nodes.
const (
	AllOf     NodeKind = "all"       // every child has to hold
	AnyOf     NodeKind = "any"       // one child has to hold
	Condition NodeKind = "condition" // one term, expression, comparison or test
	Ignored   NodeKind = "ignored"   // an optional term without effect (T6)
)

// Node is one node of a pattern's tree.
type Node struct {
	Kind NodeKind `json:"kind"`
	// Number counts the conditions from 1, ignored ones included.
	Number   int          `json:"number,omitempty"`
	Span     grammar.Span `json:"span"`
	Text     string       `json:"text"`    // as written
	Meaning  string       `json:"meaning"` // in English
	Children []*Node      `json:"children,omitempty"`
}

// FieldMeaning is a field of a space-delimited pattern.
type FieldMeaning struct {
	Reference string       `json:"reference"` // $name; "" for an ellipsis
	Span      grammar.Span `json:"span"`
	Meaning   string       `json:"meaning"`
}

// Explain explains a filter that was compiled from text. What an analysis
// knows beyond the single conditions, such as that one is always true, is
// given as facts and becomes a remark among the others.
func Explain(f *engine.Filter, text string, facts ...Remark) *Explanation {
	p := f.Pattern()
	x := &Explanation{
		FilterPattern: text,
		Kind:          p.Kind().String(),
		Canonical:     grammar.Format(p),
		Fields:        []FieldMeaning{},
	}
	b := &treeBuilder{text: text}
	switch p := p.(type) {
	case *grammar.MatchAllPattern:
		x.Summary = "every log event"
	case *grammar.TermsPattern:
		x.Summary = "a log event"
		x.Tree = b.terms(p)
	case *grammar.JSONPattern:
		x.Summary = "a log event that is one JSON object"
		x.Tree = b.expr(p.Expr)
	case *grammar.DelimitedPattern:
		x.Summary = delimitedSummary(p)
		x.Fields = fieldMeanings(p)
		x.Tree = b.fields(p)
	}
	x.Remarks = append(remarks(p, text), facts...)
	sortRemarks(x.Remarks)
	x.ExtractedValues, x.MetricValue, x.Dimensions = references(p)
	return x
}

// treeBuilder makes the tree and numbers its conditions.
type treeBuilder struct {
	text   string
	number int
}

func (b *treeBuilder) condition(n grammar.Node, kind NodeKind, meaning string) *Node {
	b.number++
	at := n.Span()
	return &Node{Kind: kind, Number: b.number, Span: at, Text: b.text[at.Start:at.End], Meaning: meaning}
}

func (b *treeBuilder) operator(kind NodeKind, at grammar.Span, children []*Node) *Node {
	if len(children) == 1 {
		return children[0]
	}
	meaning := "all of these hold"
	if kind == AnyOf {
		meaning = "at least one of these holds"
	}
	return &Node{Kind: kind, Span: at, Text: b.text[at.Start:at.End], Meaning: meaning, Children: children}
}

func (b *treeBuilder) terms(p *grammar.TermsPattern) *Node {
	if p.Regex != nil {
		return b.condition(p.Regex, Condition, regexMeaning("the message", p.Regex, true))
	}
	kind := AnyOf
	for _, t := range p.Terms {
		if t.Mode != grammar.Optional {
			kind = AllOf
		}
	}
	var children []*Node
	for _, t := range p.Terms {
		switch {
		case t.Mode == grammar.Excluded:
			children = append(children, b.condition(t, Condition, fmt.Sprintf("the message does not contain %s", quote(t.Text))))
		case t.Mode == grammar.Optional && kind == AllOf:
			children = append(children, b.condition(t, Ignored, "no effect: optional terms beside others are ignored"))
		default:
			children = append(children, b.condition(t, Condition, fmt.Sprintf("the message contains %s", quote(t.Text))))
		}
	}
	return b.operator(kind, p.At, children)
}

func (b *treeBuilder) expr(e grammar.Expr) *Node {
	var kind NodeKind
	var operands []grammar.Expr
	switch e := e.(type) {
	case *grammar.And:
		kind, operands = AllOf, e.Operands
	case *grammar.Or:
		kind, operands = AnyOf, e.Operands
	default:
		return b.condition(e, Condition, conditionMeaning(e))
	}
	children := make([]*Node, len(operands))
	for i, o := range operands {
		children[i] = b.expr(o)
	}
	return b.operator(kind, e.Span(), children)
}

// fields is nil when no field has a condition.
func (b *treeBuilder) fields(p *grammar.DelimitedPattern) *Node {
	var children []*Node
	for _, f := range p.Fields {
		if f.Expr != nil {
			children = append(children, b.expr(f.Expr))
		}
	}
	if children == nil {
		return nil
	}
	return b.operator(AllOf, p.At, children)
}

// conditions returns the numbered nodes in order.
func (n *Node) conditions() []*Node {
	if n == nil {
		return nil
	}
	if n.Number > 0 {
		return []*Node{n}
	}
	var out []*Node
	for _, c := range n.Children {
		out = append(out, c.conditions()...)
	}
	return out
}
