package source

import (
	"github.com/logsieve/logsieve/engine/request"
)

// node is a part of a YAML or JSON document. What a scalar decodes to is found
// out when it is asked for: most of a file is never looked at.
type node struct {
	kind  Kind   // String for every scalar, List, Map; Null where nothing stands
	style Style  // of a scalar
	tag   string // of YAML, as it is written: !Ref
	span  Span   // quotes and brackets included
	whole Span   // with tag and anchor

	indent  int            // of a block scalar's content
	chomp   byte           // of a block scalar: +, - or 0
	lines   bool           // a scalar of several lines
	json    *request.Value // of a JSON scalar
	base    int            // where the JSON document starts in the file
	items   []*node
	members []nodeMember
}

// nodeMember is one entry of a mapping.
type nodeMember struct {
	name  string
	key   Span
	value *node
}

// get is the value of a key, the last one that is written; nil when there is
// none.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	for i := len(n.members) - 1; i >= 0; i-- {
		if n.members[i].name == name {
			return n.members[i].value
		}
	}
	return nil
}

// only is the entry of a mapping that has one.
func (n *node) only() (nodeMember, bool) {
	if n == nil || n.kind != Map || len(n.members) != 1 {
		return nodeMember{}, false
	}
	return n.members[0], true
}

// text decodes a scalar with the way back to the file; it is empty for what
// is none.
func (f *File) text(n *node) *Text {
	switch {
	case n.kind != String:
		t := NewText(Mixed)
		t.Anchor(n.span.Start)
		return t
	case n.json != nil:
		return jsonStringText(f.Data[n.base:], n.json).shift(n.base)
	}
	return yamlText(f.Data, n)
}

// str is the decoded text of a scalar, "" for anything else.
func (f *File) str(n *node) string {
	switch {
	case n == nil || n.kind != String:
		return ""
	case n.json != nil:
		return n.json.Str()
	case n.style == YAMLPlain && !n.lines:
		return string(f.Data[n.span.Start:n.span.End])
	}
	return yamlText(f.Data, n).Decoded
}

// scalar is the value of a scalar. A plain one of YAML may be a number, a
// boolean or null; numbers that JSON cannot spell stay the text they are.
func (f *File) scalar(n *node) *Value {
	switch {
	case n.kind == Null:
		return &Value{Kind: Null, Span: n.whole}
	case n.json != nil && n.json.Kind() != request.String:
		v := scalarJSON(n.json)
		v.Span = n.span
		return v
	case n.json == nil && n.style == YAMLPlain && !n.lines && n.tag != "!" && n.tag != "!!str":
		raw := string(f.Data[n.span.Start:n.span.End])
		switch raw {
		case "~", "null", "Null", "NULL":
			return &Value{Kind: Null, Span: n.whole}
		case "true", "True", "TRUE":
			return &Value{Kind: Bool, Span: n.whole, Bool: true}
		case "false", "False", "FALSE":
			return &Value{Kind: Bool, Span: n.whole}
		}
		if isNumber(raw) {
			return &Value{Kind: Number, Span: n.whole, Literal: raw}
		}
	}
	return &Value{Kind: String, Span: n.whole, Text: f.text(n)}
}

// raw is a node as a message can show it.
func (f *File) raw(n *node) string {
	return oneLine(string(f.Data[n.whole.Start:n.whole.End]))
}

// jsonNode makes nodes of a JSON document that starts at an offset of a file.
func jsonNode(v *request.Value, base int) *node {
	at := Span{Start: base + v.Span().Start, End: base + v.Span().End}
	n := &node{kind: String, style: JSONString, span: at, whole: at, base: base}
	switch v.Kind() {
	case request.Object:
		n.kind = Map
		n.members = make([]nodeMember, 0, len(v.Members()))
		for _, m := range v.Members() {
			key := Span{Start: base + m.NameSpan.Start, End: base + m.NameSpan.End}
			n.members = append(n.members, nodeMember{m.Name, key, jsonNode(m.Value, base)})
		}
	case request.Array:
		n.kind = List
		n.items = make([]*node, 0, len(v.Items()))
		for _, item := range v.Items() {
			n.items = append(n.items, jsonNode(item, base))
		}
	default:
		n.json = v
	}
	return n
}
