package document

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// jsonNodes makes the nodes of a document and no values: most of a file is never
// looked at, and what is looked at is decoded then.
type jsonNodes struct {
	*nodeSlab
	file *Reader
	root *Node
	open []openNode
}

// openNode is a mapping or sequence that is being read; of a mapping the members
// start at mark.
type openNode struct {
	*Node
	mark int
}

// readJSON reads the document that stands between two offsets of a file; the
// error is that of request.Decode.
func (f *Reader) readJSON(start, end int) (*Node, error) {
	made := &jsonNodes{nodeSlab: f.memory(end - start), file: f}
	outer := made.mark()
	if jsontext.Read(f.Data[:end], start, made) == nil {
		return made.root, nil
	}
	made.pending = made.pending[:outer]
	_, err := request.Decode(f.Data[start:end])
	return nil, err
}

// add puts a node where it belongs.
func (b *jsonNodes) add(kind Kind, start, end int) *Node {
	n := b.newNode(kind, start, end)
	n.Style = JSONString
	switch last := len(b.open) - 1; {
	case last < 0:
		b.root = n
	case b.open[last].Kind == Mapping:
		b.pending[len(b.pending)-1].Value = n
	default:
		b.open[last].Items = append(b.open[last].Items, n)
	}
	return n
}

// Open is part of jsontext.Builder.
func (b *jsonNodes) Open(bracket byte, at int) {
	kind := Mapping
	if bracket == '[' {
		kind = Sequence
	}
	b.open = append(b.open, openNode{b.add(kind, at, at), b.mark()})
}

// Close is part of jsontext.Builder.
func (b *jsonNodes) Close(end int) {
	n := b.open[len(b.open)-1]
	b.open = b.open[:len(b.open)-1]
	n.Span.End, n.Whole.End = end, end
	if n.Kind == Mapping {
		n.Members = b.take(n.mark)
	}
}

// Name is part of jsontext.Builder.
func (b *jsonNodes) Name(t jsontext.Token) {
	b.push(Member{Name: jsontext.Text(b.file.DataText()[t.Start:t.End]), Key: Span{Start: t.Start, End: t.End}})
}

// Scalar is part of jsontext.Builder.
func (b *jsonNodes) Scalar(t jsontext.Token) { b.add(Scalar, t.Start, t.End) }

// DecodeJSON is the value of a scalar.
func (f *Reader) DecodeJSON(n *Node) *request.Value {
	v, err := request.Decode(f.Data[n.Span.Start:n.Span.End])
	if err != nil {
		return nil // the reader took it
	}
	return v
}

// jsonText is what a string stands for, "" for any other scalar.
func (f *Reader) jsonText(n *Node) string {
	raw := f.DataText()[n.Span.Start:n.Span.End]
	if raw[0] != '"' {
		return ""
	}
	return jsontext.Text(raw)
}
