package request

import (
	"errors"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// Decode reads one JSON document and keeps the place of every value. The
// error is a *JSONError.
func Decode(doc []byte) (*Value, error) {
	d := decoder{doc: doc}
	if err := jsontext.Read(doc, 0, &d); err != nil {
		var at *jsontext.Error
		errors.As(err, &at)
		return nil, &JSONError{Offset: at.Offset, Reason: at.Reason}
	}
	return d.root, nil
}

// decoder makes values of a document's parts.
type decoder struct {
	doc     []byte
	root    *Value
	open    []opened // objects and arrays
	members []Member // of the objects that are open
	items   []*Value // of the arrays
	free    []Value
}

// opened is an object or array whose members or items start at first.
type opened struct {
	*Value
	first int
}

// add puts a value where it belongs, in memory that a few values share: most
// documents are small, and have some.
func (d *decoder) add(v Value) *Value {
	if len(d.free) == 0 {
		d.free = make([]Value, min(1+(len(d.doc)-v.span.Start)/16, 32))
	}
	d.free[0] = v
	added := &d.free[0]
	d.free = d.free[1:]
	switch n := len(d.open); {
	case n == 0:
		d.root = added
	case d.open[n-1].kind == Object:
		d.members[len(d.members)-1].Value = added
	default:
		d.items = append(d.items, added)
	}
	return added
}

// Open is part of jsontext.Builder.
func (d *decoder) Open(bracket byte, at int) {
	if bracket == '{' {
		v := d.add(Value{kind: Object, span: Span{Start: at}})
		d.open = append(d.open, opened{v, len(d.members)})
		return
	}
	v := d.add(Value{kind: Array, span: Span{Start: at}})
	d.open = append(d.open, opened{v, len(d.items)})
}

// Close is part of jsontext.Builder.
func (d *decoder) Close(end int) {
	v := d.open[len(d.open)-1]
	d.open = d.open[:len(d.open)-1]
	v.span.End = end
	if v.kind == Object {
		v.members = append([]Member(nil), d.members[v.first:]...)
		d.members = d.members[:v.first]
	} else {
		v.items = append([]*Value(nil), d.items[v.first:]...)
		d.items = d.items[:v.first]
	}
}

// Name is part of jsontext.Builder.
func (d *decoder) Name(t jsontext.Token) {
	d.members = append(d.members, Member{Name: jsontext.Text(string(d.doc[t.Start:t.End])), NameSpan: Span{t.Start, t.End}})
}

// Scalar is part of jsontext.Builder.
func (d *decoder) Scalar(t jsontext.Token) {
	v := Value{span: Span{t.Start, t.End}}
	switch d.doc[t.Start] {
	case 'n':
		v.kind = Null
	case 't', 'f':
		v.kind, v.flag = Bool, d.doc[t.Start] == 't'
	case '"':
		v.kind, v.text = String, jsontext.Text(string(d.doc[t.Start:t.End]))
		v.escaped = len(v.text) != t.End-t.Start-len(`""`) || t.Escaped
	default:
		v.kind, v.text = Number, string(d.doc[t.Start:t.End])
	}
	d.add(v)
}
