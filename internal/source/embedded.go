package source

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
)

// Embedded is a document that stands in a text of a file: a template in a
// property, a script in a step, an example in prose.
type Embedded struct {
	Name string // of a file in the same folder that would be read as it
	Text *Text
	// Address is what it belongs to; addresses in it stand below. "" is nothing.
	Address     string
	At          Span // what names it
	Conditional bool // as in Resource
	Shown       bool // as in Resource
}

// Embed adds a document that is read once the file is.
func (f *Reader) Embed(e Embedded) { f.Embedded = append(f.Embedded, e) }

// FormatOf is the format that a resource of the file is written in: that of the
// file, unless it stands in a document in it.
func (f *File) FormatOf(r *Resource) *Format {
	if r != nil && r.Format != nil {
		return r.Format
	}
	return f.Format
}

// TakeIn adds what was read of an embedded document.
func (f *Reader) TakeIn(e Embedded, in *document.Inside, inner *Reader) {
	for _, r := range inner.Resources {
		r.Address = JoinAddress(e.Address, r.Address)
		r.At, r.Body = in.Span(r.At), in.Span(r.Body)
		if r.Input = f.Inside(in, r.Input, e.Address); r.Input.Kind == Unknown {
			continue
		}
		r.Conditional = r.Conditional || e.Conditional
		r.Shown = r.Shown || e.Shown
		if r.Format == nil {
			r.Format = inner.Format
		}
		for _, m := range r.Repeated {
			m.Key = in.Span(m.Key)
		}
		for i := range r.Ignores {
			r.Ignores[i].Span = in.Span(r.Ignores[i].Span)
		}
		for i, ref := range r.References {
			r.References[i] = JoinAddress(e.Address, ref)
		}
		f.Resources = append(f.Resources, r)
	}
	for _, c := range inner.Comments {
		f.Comments = append(f.Comments, Comment{Span: in.Span(c.Span), Text: c.Text})
	}
}

// Document is the JSON that stands in a text, with what is not known in it; nil when
// there is none that can be read. What it takes is told at a place.
func (f *Reader) Document(v *Value, at Span) *Value {
	if v.Kind != String || !f.Spend(Steps(v.Text), at) {
		return nil
	}
	in := document.NewInside(v.Text)
	if in == nil {
		return nil
	}
	root, err := request.Decode(in.Data())
	if err != nil {
		return nil
	}
	return f.Inside(in, ValueOfJSON(in.Data(), root), "")
}

// Inside is a value of an embedded document as one of the file.
func (f *Reader) Inside(in *document.Inside, v *Value, prefix string) *Value {
	at := in.Span(v.Span)
	if !f.Spend(1, at) {
		return &Value{Kind: Unknown, Span: at}
	}
	out := &Value{Kind: v.Kind, Span: at, Bool: v.Bool, Literal: v.Literal, What: v.What, Ref: v.Ref, Attribute: v.Attribute}
	if out.Ref != "" {
		out.Ref = JoinAddress(prefix, out.Ref)
	}
	if v.Text != nil {
		out.Text = in.Text(v.Text)
		if f.Shown {
			out.Text = out.Text.Blanks()
		}
		if out.Text.Decoded == "" && len(out.Text.Holes) == 1 {
			h := out.Text.Holes[0]
			return &Value{Kind: Unknown, Span: at, What: h.What, Ref: h.Ref, Attribute: h.Attribute}
		}
		if f.Shown && (IsForm(out.Text.Decoded) || elided(out.Text.Decoded)) {
			return &Value{Kind: Unknown, Span: at, What: out.Text.Decoded}
		}
	}
	for _, item := range v.Items {
		out.Items = append(out.Items, f.Inside(in, item, prefix))
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, &Member{Name: m.Name, Key: in.Span(m.Key), Value: f.Inside(in, m.Value, prefix)})
	}
	return out
}
