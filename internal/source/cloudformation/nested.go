package cloudformation

import (
	"bytes"
	"path"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// nestedStack is the type of a stack of another template.
const nestedStack = "AWS::CloudFormation::Stack"

// NestedStack is a stack of a template of the same repository.
type NestedStack struct {
	Name  string          // of the template, as the file that names it is named
	Given map[string]bool // the parameters that it is given
}

// NestedStacks are those of a template whose own template is a file, which aws
// cloudformation package uploads.
func NestedStacks(in source.Input) (list []NestedStack) {
	if !mayNest(in.Data) {
		return nil
	}
	f := source.NewReader(in)
	for _, root := range f.Documents(strings.ToLower(path.Base(in.Name))) {
		resources := root.Get("Resources")
		if resources == nil {
			continue
		}
		for _, m := range resources.Members {
			name := nestedTemplate(f, m.Value)
			if name == "" {
				continue
			}
			s := NestedStack{Name: name, Given: map[string]bool{}}
			if given := m.Value.Get("Properties").Get("Parameters"); given != nil {
				for _, p := range given.Members {
					s.Given[p.Name] = true
				}
			}
			list = append(list, s)
		}
	}
	return list
}

// mayNest is a cheap test that no template with a nested stack fails.
func mayNest(data []byte) bool {
	return bytes.Contains(data, []byte("TemplateURL")) || bytes.Contains(data, []byte("AWS::Serverless::Application"))
}

// nestedTemplate is the file of a resource's template, "" when it is no stack or
// its template is elsewhere.
func nestedTemplate(f *source.Reader, resource *document.Node) string {
	key := ""
	switch f.Str(resource.Get("Type")) {
	case nestedStack:
		key = "TemplateURL"
	case "AWS::Serverless::Application":
		key = "Location"
	default:
		return ""
	}
	n := resource.Get("Properties").Get(key)
	location := f.Str(n)
	if n == nil || n.Tag != "" || location == "" || strings.Contains(location, ":") || strings.Contains(location, "${") || path.IsAbs(location) {
		return ""
	}
	return path.Join(path.Dir(f.Name), location)
}

// maxNested bounds stacks in stacks, also of a template in itself.
const maxNested = 5

// nested reads the template of a stack that is a file beside this one, with the
// parameters that the stack gives it. What it gives has its places here; all
// that is written there stands for the stack's name.
func (t *Template) nested(m document.Member, address string) {
	if t.f.Load == nil || t.depth >= maxNested {
		return
	}
	name := nestedTemplate(t.f, m.Value)
	if name == "" {
		return
	}
	data, err := t.f.Load(name)
	if err != nil || !source.SAM.MayHold(data) || !t.f.Spend(1+len(data)/64, m.Key) {
		return
	}
	f := source.NewReader(source.Input{Name: name, Data: data})
	f.Load = t.f.Load
	given := map[string]*source.Value{}
	t.under(t.f.Str(m.Value.Get("Condition")), func() {
		if parameters := m.Value.Get("Properties").Get("Parameters"); parameters != nil {
			for _, p := range parameters.Members {
				given[p.Name] = t.Value(p.Value)
			}
		}
	})
	for _, root := range f.Documents(strings.ToLower(path.Base(name))) {
		if IsTemplate(f, root) {
			inner := &Template{f: f, prefix: address, bound: given, depth: t.depth + 1, macros: usesMacros(f, root)}
			inner.ReadPart(root)
		}
	}
	if len(f.Problems) > 0 {
		return // it is told where it stands
	}
	kept := map[*source.Value]bool{}
	for _, g := range given {
		kept[g] = true
	}
	at, body := m.Key, document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)}
	file := &document.File{Name: name, Data: data}
	for _, r := range f.Resources {
		r.At, r.Body, r.Called, r.Repeated, r.Ignores = at, body, true, nil, nil
		r.Conditional = r.Conditional || m.Value.Get("Condition") != nil
		r.Input = t.moved(r.Input, kept, file, at)
		t.f.Resources = append(t.f.Resources, r)
	}
}

// moved is a value of a nested template as one of this file.
func (t *Template) moved(v *source.Value, kept map[*source.Value]bool, file *document.File, at document.Span) *source.Value {
	if kept[v] {
		return v
	}
	if !t.f.Spend(1, at) {
		return &source.Value{Kind: source.Unknown, Span: at}
	}
	out := &source.Value{Kind: v.Kind, Span: at, Bool: v.Bool, Literal: v.Literal, What: v.What, Ref: v.Ref, Attribute: v.Attribute}
	if v.Text != nil {
		out.Text = v.Text.From(file, at)
	}
	for _, item := range v.Items {
		out.Items = append(out.Items, t.moved(item, kept, file, at))
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, &source.Member{Name: m.Name, Key: at, Value: t.moved(m.Value, kept, file, at)})
	}
	return out
}

// given reports whether a value is one that a stack gives to this template.
func (t *Template) given(v *source.Value) bool {
	for _, g := range t.bound {
		if v == g {
			return true
		}
	}
	return false
}

// body finds the template that a stack or a set of stacks has in a text.
func (t *Template) body(m document.Member, kind, address string) {
	if kind != nestedStack && kind != "AWS::CloudFormation::StackSet" {
		return
	}
	n := m.Value.Get("Properties").Get("TemplateBody")
	if n == nil {
		return
	}
	v := t.Value(n)
	if v.Kind == source.Map {
		if text := t.f.EncodeJSON(v, n.Whole); text != nil {
			v = &source.Value{Kind: source.String, Span: v.Span, Text: text}
		}
	}
	if v.Kind == source.String {
		t.f.Embed(source.Embedded{Name: "template.yaml", Text: v.Text, Address: address, At: m.Key, Conditional: m.Value.Get("Condition") != nil})
	}
}
