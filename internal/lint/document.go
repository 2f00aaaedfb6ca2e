package lint

import (
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// document is a request rendered as JSON, with the way back from the paths of
// findings to the values of the file. Parts that are not known are left out,
// or stand in by a value of the caller's choice.
type document struct {
	text []byte
	root *docNode
}

// docNode is a value of the document and what it was rendered from.
type docNode struct {
	value   *source.Value
	key     source.Span // of the member that holds it
	members map[string]*docNode
	items   []*docNode
	unknown bool // it stands in for what is not known
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

func (r *renderer) render(v *source.Value) *document {
	var b strings.Builder
	root, ok := r.value(&b, v, source.Span{})
	if !ok {
		return nil
	}
	return &document{[]byte(b.String()), root}
}

// value writes one value; ok is false when it is left out.
func (r *renderer) value(b *strings.Builder, v *source.Value, key source.Span) (*docNode, bool) {
	node := &docNode{value: v, key: key}
	if text, ok := r.coerced[v]; ok {
		b.WriteString(text)
		return node, true
	}
	switch v.Kind {
	case source.Null:
		b.WriteString("null")
	case source.Bool:
		b.WriteString(strconv.FormatBool(v.Bool))
	case source.Number:
		b.WriteString(v.Literal)
	case source.List:
		r.list(b, v, node)
	case source.Map:
		r.members(b, v, node)
	default:
		if text, ok := known(v); ok {
			writeString(b, text)
			return node, true
		}
		text, ok := r.standIns[v]
		if !ok {
			return nil, false
		}
		node.unknown = true
		b.WriteString(text)
	}
	return node, true
}

// known is the text of a value that is known in full. A token that CDK has
// not resolved stands for something else.
func known(v *source.Value) (string, bool) {
	text, ok := v.Str()
	return text, ok && !strings.Contains(text, cdkToken)
}

func (r *renderer) list(b *strings.Builder, v *source.Value, node *docNode) {
	b.WriteByte('[')
	for _, item := range v.Items {
		var inner strings.Builder
		child, ok := r.value(&inner, item, source.Span{})
		if !ok {
			continue
		}
		if len(node.items) > 0 {
			b.WriteByte(',')
		}
		b.WriteString(inner.String())
		node.items = append(node.items, child)
	}
	b.WriteByte(']')
}

func (r *renderer) members(b *strings.Builder, v *source.Value, node *docNode) {
	node.members = map[string]*docNode{}
	b.WriteByte('{')
	first := true
	for _, m := range v.Members {
		var inner strings.Builder
		child, ok := r.value(&inner, m.Value, m.Key)
		if !ok {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		writeString(b, m.Name)
		b.WriteByte(':')
		b.WriteString(inner.String())
		node.members[m.Name] = child
	}
	b.WriteByte('}')
}

// writeString writes a JSON string; it escapes only what JSON demands, so that
// texts stay what they are.
func writeString(b *strings.Builder, text string) {
	const digits = "0123456789abcdef"
	b.WriteByte('"')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			b.WriteString(`\u00`)
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}

// resolve finds the deepest value on a path that the document holds. whole
// reports whether the path ends there; onKey whether it ends at a map's key.
func (d *document) resolve(path request.Path) (node *docNode, whole, onKey bool) {
	node = d.root
	for _, s := range path {
		var next *docNode
		switch s.Kind {
		case request.IndexStep:
			if s.Index >= 0 && s.Index < len(node.items) {
				next = node.items[s.Index]
			}
		default:
			next = node.members[s.Name]
			onKey = s.Kind == request.KeyStep
		}
		if next == nil {
			return node, false, false
		}
		node = next
	}
	return node, true, onKey
}
