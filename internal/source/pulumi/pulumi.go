// Package pulumi reads programs in Pulumi YAML and what pulumi preview --json
// and pulumi stack export print.
package pulumi

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
)

// IsProgram reports whether a document is a program in Pulumi YAML.
func IsProgram(f *source.Reader, root *document.Node) bool {
	resources := root.Get("resources")
	return resources != nil && slices.ContainsFunc(resources.Members, func(m document.Member) bool { return strings.Contains(f.Str(m.Value.Get("type")), ":") })
}

// Read reads a program in YAML: ${name.property} are holes, and may name
// another resource.
func Read(f *source.Reader, root *document.Node) {
	f.Format = source.Pulumi
	p := &evaluator{f: f, resources: root.Get("resources"), variables: root.Get("variables")}
	for _, m := range p.resources.Members {
		kind := f.Str(m.Value.Get("type"))
		shape, ok := awsprovider.PulumiType(kind)
		if !ok {
			continue
		}
		p.refs = nil
		body := document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)}
		input := &source.Value{Kind: source.Map, Span: m.Value.Whole}
		if properties := m.Value.Get("properties"); properties != nil {
			input = p.value(properties)
		}
		if input.Kind != source.Map {
			continue
		}
		for _, r := range requests(shape, input, m.Key) {
			r.Address, r.Type, r.At, r.Body, r.References = "resources."+m.Name, kind, m.Key, body, source.WithoutRepeats(p.refs)
			f.Resources = append(f.Resources, r)
		}
	}
}

// requests are the requests of a resource. Names that the program leaves
// out are made of the resource's name and a random part.
func requests(shape source.ResourceType, input *source.Value, at document.Span) []*source.Resource {
	var out []*source.Resource
	for _, r := range shape.Requests(input, at, false) {
		for _, m := range shape.Arguments {
			if m.From == "name" && r.Operation == shape.Operation && r.Input.Kind == source.Map && r.Input.Get(m.To) == nil {
				r.Input.Members = append(r.Input.Members, &source.Member{Name: m.To, Key: at, Value: &source.Value{Kind: source.Unknown, Span: at, What: "a generated name"}})
			}
		}
		out = append(out, r)
	}
	return out
}

// evaluator evaluates values of a program.
type evaluator struct {
	f                    *source.Reader
	resources, variables *document.Node
	refs                 []string
}

func (p *evaluator) value(n *document.Node) *source.Value {
	if !p.f.Spend(1, n.Whole) {
		return &source.Value{Kind: source.Unknown, Span: n.Whole}
	}
	if m, ok := n.Only(); ok && strings.HasPrefix(strings.ToLower(m.Name), "fn::") {
		return p.call(m, n)
	}
	if all := source.Collection(n, p.value); all != nil {
		return all
	}
	v := p.f.Scalar(n)
	if v.Kind == source.String && strings.Contains(v.Text.Decoded, document.OpenSub) {
		v.Text = p.expand(v.Text)
		if v.Text.Decoded == "" && len(v.Text.Holes) == 1 {
			h := v.Text.Holes[0]
			return &source.Value{Kind: source.Unknown, Span: v.Span, What: h.What, Ref: h.Ref}
		}
	}
	return v
}

func (p *evaluator) call(m document.Member, whole *document.Node) *source.Value {
	if strings.EqualFold(m.Name, "fn::secret") {
		p.value(m.Value) // for what it names
		return source.Hidden(whole.Whole)
	}
	if strings.EqualFold(m.Name, "fn::toJSON") {
		if text := p.f.EncodeJSON(p.value(m.Value), whole.Whole); text != nil {
			return &source.Value{Kind: source.String, Span: whole.Whole, Text: text}
		}
	} else {
		p.value(m.Value) // for what it names
	}
	return &source.Value{Kind: source.Unknown, Span: whole.Whole, What: p.f.Raw(whole)}
}

// expand puts holes where ${} stands; $${ is ${.
func (p *evaluator) expand(text *document.Text) *document.Text {
	s := text.Decoded
	out := document.NewText(text.Style)
	done := 0
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "$"+document.OpenSub):
			out.AppendRange(text, done, i)
			done, i = i+1, i+3
			out.Style = document.Mixed
		case strings.HasPrefix(s[i:], document.OpenSub):
			end := document.ClosingBrace(s, i+len(document.OpenSub))
			if end < 0 {
				i++
				continue
			}
			out.AppendRange(text, done, i)
			p.put(out, s[i+len(document.OpenSub):end], text.Span(i, end+1))
			i = end + 1
			done = i
		default:
			i++
		}
	}
	out.AppendRange(text, done, len(s))
	out.Anchor(text.Span(0, 0).Start)
	return out
}

// put adds what ${path} stands for: a variable that is a text, else a hole.
func (p *evaluator) put(out *document.Text, path string, at document.Span) {
	name := path
	if i := strings.IndexAny(path, ".["); i >= 0 {
		name = path[:i]
	}
	if v := p.variables.Get(name); v != nil && name == path && v.Kind == document.Scalar && !source.SensitiveName(name) {
		if text := p.f.Scalar(v).AsText(); text != nil && !strings.Contains(text.Decoded, document.OpenSub) && p.f.Fits(out, text, at) {
			out.AppendText(text.Relocate(at))
			out.Style = document.Mixed
			return
		}
	}
	ref, attribute := "", ""
	if p.resources.Get(name) != nil {
		ref = "resources." + name
		p.refs = append(p.refs, ref)
		attribute, _ = strings.CutPrefix(path[len(name):], ".")
	}
	out.AppendAttribute(document.OpenSub+document.OneLine(path)+"}", ref, attribute, at)
}
