package filtertest

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// writer finds the places of nodes in a file and writes others there.
type writer struct {
	data  []byte
	lines []int // where they start
	root  yaml.Node
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// offset is where a node starts. YAML counts columns in characters.
func (w *writer) offset(n *yaml.Node) (int, bool) {
	if n.Line < 1 || n.Line > len(w.lines) || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || n.Kind == yaml.AliasNode {
		return 0, false
	}
	at := w.lines[n.Line-1]
	if n.Line == 1 {
		at += len(w.data) - len(bytes.TrimPrefix(w.data, []byte("\ufeff")))
	}
	for range n.Column - 1 {
		if at >= len(w.data) {
			return at, at == len(w.data)
		}
		_, size := utf8.DecodeRune(w.data[at:])
		at += size
	}
	return at, true
}

// end is where a node ends.
func (w *writer) end(n *yaml.Node) (int, bool) {
	at, ok := w.offset(n)
	if !ok {
		return 0, false
	}
	switch {
	case n.Style&yaml.FlowStyle != 0:
		return w.closed(at)
	case n.Kind == yaml.ScalarNode:
		return w.scalarEnd(n, at)
	case len(n.Content) == 0:
		return at, true
	}
	return w.end(n.Content[len(n.Content)-1])
}

// scalarEnd knows scalars of one line.
func (w *writer) scalarEnd(n *yaml.Node, at int) (int, bool) {
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 0, false
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		return w.quoteEnd(at)
	}
	end := at + len(n.Value)
	return end, end <= len(w.data) && string(w.data[at:end]) == n.Value
}

// quoteEnd is the end of a quoted scalar.
func (w *writer) quoteEnd(at int) (int, bool) {
	if at >= len(w.data) {
		return 0, false
	}
	quote := w.data[at]
	for i := at + 1; i < len(w.data); i++ {
		switch c := w.data[i]; {
		case c == '\\' && quote == '"':
			i++
		case c == quote && quote == '\'' && i+1 < len(w.data) && w.data[i+1] == quote:
			i++
		case c == quote:
			return i + 1, true
		}
	}
	return 0, false
}

// closed is the end of a flow collection.
func (w *writer) closed(at int) (int, bool) {
	depth := 0
	for i := at; i < len(w.data); i++ {
		switch c := w.data[i]; c {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"', '\'':
			// A quote opens a text only where a text may start.
			if i > 0 && strings.IndexByte(" \t\n,:[{", w.data[i-1]) < 0 {
				continue
			}
			end, ok := w.quoteEnd(i)
			if !ok {
				return 0, false
			}
			i = end - 1
		case '#':
			if i > 0 && (w.data[i-1] == ' ' || w.data[i-1] == '\t' || w.data[i-1] == '\n') {
				for i < len(w.data) && w.data[i] != '\n' {
					i++
				}
			}
		}
	}
	return 0, false
}

// indent is how far the line of an offset is indented, the dashes of list
// items included.
func (w *writer) indent(at int) int {
	i, _ := slices.BinarySearch(w.lines, at+1)
	line := w.data[w.lines[i-1]:]
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '-' && n+1 < len(line) && line[n+1] == ' ') {
		n++
	}
	return n
}

// inFlow reports whether an offset is inside a flow collection.
func (w *writer) inFlow(at int) bool {
	var in func(n *yaml.Node) bool
	in = func(n *yaml.Node) bool {
		if n.Style&yaml.FlowStyle != 0 {
			start, ok := w.offset(n)
			if !ok {
				return false
			}
			end, ok := w.closed(start)
			return ok && start < at && at < end
		}
		return slices.ContainsFunc(n.Content, in)
	}
	return in(&w.root)
}
