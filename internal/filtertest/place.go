package filtertest

import (
	"bytes"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
)

// writer knows the places of nodes in a file and writes others there.
type writer struct {
	data []byte
	at   map[start]*document.Node
	// flows are the outermost flow collections, in their order.
	flows []document.Span
}

// start is where yaml says that a node starts. A mapping starts where its first
// key does.
type start struct {
	line, column int
	kind         yaml.Kind
}

func startOf(n *yaml.Node) start { return start{n.Line, n.Column, n.Kind} }

func newWriter(data []byte, root *yaml.Node) *writer {
	w := &writer{data: data, at: map[start]*document.Node{}}
	read := document.Reader{Data: data}
	if roots := read.Documents(""); len(roots) > 0 && root.Kind == yaml.DocumentNode {
		w.find(root.Content[0], roots[0], false)
	}
	slices.SortFunc(w.flows, func(a, b document.Span) int { return a.Start - b.Start })
	return w
}

// find pairs the nodes of both readers.
func (w *writer) find(n *yaml.Node, at *document.Node, inFlow bool) {
	if n.Kind == yaml.AliasNode || at == nil {
		return
	}
	w.at[startOf(n)] = at
	if n.Style&yaml.FlowStyle != 0 && !inFlow {
		w.flows, inFlow = append(w.flows, at.Span), true
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for i := range min(len(n.Content), len(at.Items)) {
			w.find(n.Content[i], at.Items[i], inFlow)
		}
	case yaml.MappingNode:
		// What is merged into a mapping comes before its own members.
		members := at.Members
		for i := len(n.Content) - 2; i >= 0 && len(members) > 0; i -= 2 {
			if n.Content[i].Tag != "!!merge" {
				w.find(n.Content[i+1], members[len(members)-1].Value, inFlow)
				members = members[:len(members)-1]
			}
		}
	}
}

// span is where a node stands that can be replaced: an anchor, tag or alias is
// left alone, and so is a text of several lines without quotes.
func (w *writer) span(n *yaml.Node) (document.Span, bool) {
	at := w.at[startOf(n)]
	if n.Kind == yaml.AliasNode || at == nil || at.Whole != at.Span || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 ||
		n.Kind == yaml.ScalarNode && n.Style == 0 && at.Lines {
		return document.Span{}, false
	}
	if len(n.Content) == 0 || n.Style&yaml.FlowStyle != 0 {
		return at.Span, true
	}
	last, ok := w.span(n.Content[len(n.Content)-1])
	return document.Span{Start: at.Span.Start, End: last.End}, ok
}

// indent is how far the line of an offset is indented, the dashes of list
// items included.
func (w *writer) indent(at int) int {
	line := w.data[bytes.LastIndexByte(w.data[:at], '\n')+1:]
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '-' && n+1 < len(line) && line[n+1] == ' ') {
		n++
	}
	return n
}

// inFlow reports whether an offset is inside a flow collection.
func (w *writer) inFlow(at int) bool {
	i, _ := slices.BinarySearchFunc(w.flows, at, func(s document.Span, at int) int { return s.Start - at })
	return i > 0 && at < w.flows[i-1].End
}
