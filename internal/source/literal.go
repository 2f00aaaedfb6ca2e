package source

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
)

// literal reads values that are what they say.
type literal struct {
	f *Reader
}

// NewLiteral returns a reader of values of a file.
func NewLiteral(f *Reader) *literal { return &literal{f: f} }

func (l *literal) Value(n *document.Node) *Value {
	if !l.f.Spend(1, n.Whole) {
		return &Value{Kind: Unknown, Span: n.Whole}
	}
	switch n.Kind {
	case document.Sequence:
		out := &Value{Kind: List, Span: n.Whole}
		if len(n.Items) > 0 {
			out.Items = make([]*Value, 0, len(n.Items))
		}
		for _, item := range n.Items {
			out.Items = append(out.Items, l.Value(item))
		}
		return out
	case document.Mapping:
		out := &Value{Kind: Map, Span: n.Whole}
		for i, m := range n.Members {
			if !document.Overwritten(n.Members, i) {
				out.Members = append(out.Members, &Member{Name: m.Name, Key: m.Key, Value: l.Value(m.Value)})
			}
		}
		return out
	}
	return l.f.Scalar(n)
}

// Rendered is Value, with holes where another program puts something into a text.
func (l *literal) Rendered(n *document.Node) *Value {
	v := l.Value(n)
	render(v)
	return v
}

// render makes holes of what another program puts into the texts of a value.
func render(v *Value) {
	if v.Kind == String {
		if v.Text = v.Text.Rendered(); v.Text.Decoded == "" && len(v.Text.Holes) == 1 {
			*v = Value{Kind: Unknown, Span: v.Span, What: v.Text.Holes[0].What}
		}
	}
	for _, item := range v.Items {
		render(item)
	}
	for _, m := range v.Members {
		render(m.Value)
	}
}

// Scalar is the value of a scalar. A plain one of YAML may be a number, a
// boolean or null; numbers that JSON cannot spell stay the text they are.
func (f *Reader) Scalar(n *document.Node) *Value {
	switch {
	case n.Kind == document.Null:
		return &Value{Kind: Null, Span: n.Whole}
	case n.Style == document.JSONString && f.Data[n.Span.Start] != '"':
		v := ScalarOfJSON(f.DecodeJSON(n))
		v.Span = n.Span
		return v
	case n.Style == document.YAMLPlain && !n.Lines && n.Tag != "!" && n.Tag != "!!str":
		raw := f.DataText()[n.Span.Start:n.Span.End]
		switch raw {
		case "~", "null", "Null", "NULL":
			return &Value{Kind: Null, Span: n.Whole}
		case "true", "True", "TRUE":
			return &Value{Kind: Bool, Span: n.Whole, Bool: true}
		case "false", "False", "FALSE":
			return &Value{Kind: Bool, Span: n.Whole}
		}
		if IsNumber(raw) {
			return &Value{Kind: Number, Span: n.Whole, Literal: strings.Clone(raw)}
		}
	}
	v := &Value{Kind: String, Span: n.Whole, Text: f.Text(n).Placeholders()}
	plain := n.Style == document.YAMLPlain && n.Span.Start < n.Span.End && (f.Data[n.Span.Start] == '@' || f.Data[n.Span.Start] == '%')
	if plain && f.Data[n.Span.Start] == '%' {
		f.percents = append(f.percents, n.Span)
	}
	if plain || v.Text.Decoded == "" && len(v.Text.Holes) == 1 {
		return &Value{Kind: Unknown, Span: n.Whole, What: f.Raw(n)} // another program replaces it
	}
	return v
}

// tellPercents tells which values of ours start with a %, be they regular
// expressions without quotes or what another program replaces: YAML has no such
// text.
func (f *Reader) tellPercents(own []*Resource) {
	for _, at := range f.percents {
		if !slices.ContainsFunc(own, func(r *Resource) bool { return r.Body.Start <= at.Start && at.End <= r.Body.End }) {
			continue
		}
		f.Mistake(&Problem{
			Span:   Span{Start: at.Start, End: at.Start + 1},
			Reason: "The YAML cannot be read: no text can start with %.",
			Remedy: "Put single quotes around the text.",
		})
		slices.SortStableFunc(f.Problems, func(a, b *Problem) int { return a.Span.Start - b.Span.Start })
	}
}

// ScalarOfJSON is a value of JSON that holds no others and is no string.
func ScalarOfJSON(v *request.Value) *Value {
	at := document.Span(v.Span())
	switch v.Kind() {
	case request.Number:
		return &Value{Kind: Number, Span: at, Literal: v.Literal()}
	case request.Bool:
		b, _ := v.Flag()
		return &Value{Kind: Bool, Span: at, Bool: b}
	}
	return &Value{Kind: Null, Span: at}
}

// ValueOfJSON is a JSON value as it stands, without templates in it. Its texts
// are not edited: a program prints it.
func ValueOfJSON(doc []byte, v *request.Value) *Value {
	at := document.Span(v.Span())
	switch v.Kind() {
	case request.String:
		t := document.JSONText(doc, v)
		t.Style = document.Mixed
		return &Value{Kind: String, Span: at, Text: t}
	case request.Array:
		out := &Value{Kind: List, Span: at}
		for _, item := range v.Items() {
			out.Items = append(out.Items, ValueOfJSON(doc, item))
		}
		return out
	case request.Object:
		out := &Value{Kind: Map, Span: at}
		for _, m := range v.Members() {
			out.SetMember(&Member{Name: m.Name, Key: Span(m.NameSpan), Value: ValueOfJSON(doc, m.Value)})
		}
		return out
	}
	return ScalarOfJSON(v)
}
