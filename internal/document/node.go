package document

// Kind says what a node is.
type Kind uint8

// The kinds. Null is where nothing stands; whether a scalar is a number or a
// null is for those to say who look at it.
const (
	Null Kind = iota
	Scalar
	Sequence
	Mapping
)

// Node is a part of a YAML or JSON document. What a scalar decodes to is found
// out when it is asked for: most of a file is never looked at.
type Node struct {
	Kind    Kind
	Style   Style  // of a scalar
	Lines   bool   // a scalar of several lines
	chomp   byte   // of a block scalar: +, - or 0
	Tag     string // of YAML, as it is written: !Ref
	Span    Span   // quotes and brackets included
	Whole   Span   // with tag and anchor
	indent  int    // of a block scalar's content
	Items   []*Node
	Members []Member

	index map[string]*Node // of many Members by name, once one is asked for
}

// Member is one entry of a mapping.
type Member struct {
	Name  string
	Key   Span
	Value *Node
}

// Get is the value of a key, the last one that is written; nil when there is
// none.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	const many = 64
	if len(n.Members) >= many {
		if n.index == nil {
			n.index = make(map[string]*Node, len(n.Members))
			for _, m := range n.Members {
				n.index[m.Name] = m.Value
			}
		}
		return n.index[name]
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// Elements are the items of a sequence, none for anything else.
func (n *Node) Elements() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Only is the entry of a mapping that has one.
func (n *Node) Only() (Member, bool) {
	if n == nil || n.Kind != Mapping || len(n.Members) != 1 {
		return Member{}, false
	}
	return n.Members[0], true
}

// Text decodes a scalar with the way back to the file; it is empty for what
// is none.
func (f *Reader) Text(n *Node) *Text {
	switch {
	case n.Kind != Scalar:
		t := NewText(Mixed)
		t.Anchor(n.Span.Start)
		return t
	case n.Style == JSONString:
		return jsonTextAt(f.Data, n.Span, f.jsonText(n))
	}
	return yamlText(f.Data, n)
}

// Str is the decoded text of a scalar, "" for anything else.
func (f *Reader) Str(n *Node) string {
	switch {
	case n == nil || n.Kind != Scalar:
		return ""
	case n.Style == JSONString:
		return f.jsonText(n)
	case n.Style == YAMLPlain && !n.Lines:
		return f.DataText()[n.Span.Start:n.Span.End]
	}
	return yamlText(f.Data, n).Decoded
}

// Raw is a node as a message can show it.
func (f *Reader) Raw(n *Node) string {
	return OneLine(string(f.Data[n.Whole.Start:n.Whole.End]))
}

// Overwritten reports whether a key is written again behind its entry. Of
// mappings that nobody writes by hand it is not looked up.
func Overwritten(members []Member, i int) bool {
	if len(members) > MaxWritten {
		return false
	}
	for _, m := range members[i+1:] {
		if m.Name == members[i].Name {
			return true
		}
	}
	return false
}

// MaxWritten is the most entries of a mapping that somebody writes by hand.
const MaxWritten = 1000
