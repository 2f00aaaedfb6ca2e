package source

import "strings"

// node is a part of a YAML or JSON document. What a scalar decodes to is found
// out when it is asked for: most of a file is never looked at.
type node struct {
	kind  Kind   // String for every scalar, List, Map; Null where nothing stands
	style Style  // of a scalar
	tag   string // of YAML, as it is written: !Ref
	span  Span   // quotes and brackets included
	whole Span   // with tag and anchor

	indent  int  // of a block scalar's content
	chomp   byte // of a block scalar: +, - or 0
	lines   bool // a scalar of several lines
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
	case n.style == JSONString:
		return jsonTextAt(f.Data, n.span, f.jsonText(n))
	}
	return yamlText(f.Data, n)
}

// str is the decoded text of a scalar, "" for anything else.
func (f *File) str(n *node) string {
	switch {
	case n == nil || n.kind != String:
		return ""
	case n.style == JSONString:
		return f.jsonText(n)
	case n.style == YAMLPlain && !n.lines:
		return f.dataText()[n.span.Start:n.span.End]
	}
	return yamlText(f.Data, n).Decoded
}

// scalar is the value of a scalar. A plain one of YAML may be a number, a
// boolean or null; numbers that JSON cannot spell stay the text they are.
func (f *File) scalar(n *node) *Value {
	switch {
	case n.kind == Null:
		return &Value{Kind: Null, Span: n.whole}
	case n.style == JSONString && f.Data[n.span.Start] != '"':
		v := scalarJSON(f.decodeJSON(n))
		v.Span = n.span
		return v
	case n.style == YAMLPlain && !n.lines && n.tag != "!" && n.tag != "!!str":
		raw := f.dataText()[n.span.Start:n.span.End]
		switch raw {
		case "~", "null", "Null", "NULL":
			return &Value{Kind: Null, Span: n.whole}
		case "true", "True", "TRUE":
			return &Value{Kind: Bool, Span: n.whole, Bool: true}
		case "false", "False", "FALSE":
			return &Value{Kind: Bool, Span: n.whole}
		}
		if isNumber(raw) {
			return &Value{Kind: Number, Span: n.whole, Literal: strings.Clone(raw)}
		}
	}
	return &Value{Kind: String, Span: n.whole, Text: f.text(n)}
}

// raw is a node as a message can show it.
func (f *File) raw(n *node) string {
	return oneLine(string(f.Data[n.whole.Start:n.whole.End]))
}
