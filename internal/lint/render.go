package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// rendered is a request rendered as JSON, with the way back from the paths of
// findings to the values of the file. Parts that are not known are left out,
// or stand in by a value of the caller's choice.
type rendered struct {
	text []byte
	root *docNode
}

// docNode is a value of the document and what it was rendered from.
type docNode struct {
	value   *source.Value
	key     source.Span // of the member that holds it
	inside  *docInside  // of a list or a map
	unknown bool        // it stands in for what is not known
}

type docInside struct {
	members []docMember
	items   []*docNode
}

type docMember struct {
	name string
	node *docNode
}

// member is the last member of a name, nil when there is none.
func (n *docNode) member(name string) *docNode {
	if n.inside == nil {
		return nil
	}
	for _, m := range slices.Backward(n.inside.members) {
		if m.name == name {
			return m.node
		}
	}
	return nil
}

// renderer makes documents of one request. The zero value leaves out what is
// not known.
type renderer struct {
	// standIns are the values for unknown ones, nil to leave them out.
	standIns map[*source.Value]string
	// coerced are values to be written as another type, as tools do that know
	// the types of members.
	coerced map[*source.Value]string
}

func (r *renderer) render(v *source.Value) *rendered {
	w := documentWriter{renderer: r}
	root, ok := w.value(v, source.Span{})
	if !ok {
		return nil
	}
	return &rendered{w.text, root}
}

// add adds a member to the document's object.
func (d *rendered) add(name, text string) {
	if n := len(d.text); n > 1 && d.text[n-1] == '}' {
		d.text = d.text[:n-1]
		if n > 2 {
			d.text = append(d.text, ',')
		}
		d.text = append(append(append(appendString(d.text, name), ':'), text...), '}')
	}
}

// documentWriter writes one document.
type documentWriter struct {
	*renderer
	text []byte
}

// value writes one value; ok is false when it is left out.
func (w *documentWriter) value(v *source.Value, key source.Span) (node *docNode, ok bool) {
	node = &docNode{value: v, key: key}
	if text, ok := w.coerced[v]; ok {
		w.text = append(w.text, text...)
		return node, true
	}
	switch v.Kind {
	case source.Null:
		w.text = append(w.text, "null"...)
	case source.Bool:
		w.text = strconv.AppendBool(w.text, v.Bool)
	case source.Number:
		w.text = append(w.text, v.Literal...)
	case source.List:
		w.list(v, node)
	case source.Map:
		w.members(v, node)
	default:
		if text, ok := known(v); ok {
			w.text = appendString(w.text, text)
			return node, true
		}
		text, ok := w.standIns[v]
		if !ok {
			return nil, false
		}
		node.unknown = true
		w.text = append(w.text, text...)
	}
	return node, true
}

// known is the text of a value that is known in full. A token that CDK has
// not resolved stands for something else.
func known(v *source.Value) (string, bool) {
	text, ok := v.Str()
	return text, ok && !strings.Contains(text, cdkToken)
}

func (w *documentWriter) list(v *source.Value, node *docNode) {
	w.text = append(w.text, '[')
	in := &docInside{items: make([]*docNode, 0, len(v.Items))}
	node.inside = in
	for _, item := range v.Items {
		before := len(w.text)
		if len(in.items) > 0 {
			w.text = append(w.text, ',')
		}
		child, ok := w.value(item, source.Span{})
		if !ok {
			w.text = w.text[:before]
			continue
		}
		in.items = append(in.items, child)
	}
	w.text = append(w.text, ']')
}

func (w *documentWriter) members(v *source.Value, node *docNode) {
	w.text = append(w.text, '{')
	in := &docInside{members: make([]docMember, 0, len(v.Members))}
	node.inside = in
	for _, m := range v.Members {
		before := len(w.text)
		if len(in.members) > 0 {
			w.text = append(w.text, ',')
		}
		w.text = append(appendString(w.text, m.Name), ':')
		child, ok := w.value(m.Value, m.Key)
		if !ok {
			w.text = w.text[:before]
			continue
		}
		in.members = append(in.members, docMember{m.Name, child})
	}
	w.text = append(w.text, '}')
}

// appendString writes a JSON string; it escapes only what JSON demands, so that
// texts stay what they are.
func appendString(b []byte, text string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// resolve finds the deepest value on a path that the document holds. whole
// reports whether the path ends there; onKey whether it ends at a map's key.
func (d *rendered) resolve(path request.Path) (node *docNode, whole, onKey bool) {
	node = d.root
	for _, s := range path {
		var next *docNode
		switch s.Kind {
		case request.IndexStep:
			if in := node.inside; in != nil && s.Index >= 0 && s.Index < len(in.items) {
				next = in.items[s.Index]
			}
		default:
			next = node.member(s.Name)
			onKey = s.Kind == request.KeyStep
		}
		if next == nil {
			return node, false, false
		}
		node = next
	}
	return node, true, onKey
}
