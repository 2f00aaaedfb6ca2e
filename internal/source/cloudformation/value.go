package cloudformation

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Value evaluates a part of a template as far as the file tells:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html.
// What it does not tell is an Unknown value.
func (t *Template) Value(n *document.Node) *source.Value {
	if !t.f.Spend(1, n.Whole) {
		return &source.Value{Kind: source.Unknown, Span: n.Whole}
	}
	if len(n.Tag) > 1 && n.Tag[0] == '!' && n.Tag[1] != '!' && n.Tag[1] != '<' {
		return t.call(n.Tag[1:], n, n)
	}
	switch n.Kind {
	case document.Sequence:
		out := &source.Value{Kind: source.List, Span: n.Whole}
		for _, item := range n.Items {
			if v := t.Value(item); !isNoValue(v) {
				out.Items = append(out.Items, v)
			}
		}
		return out
	case document.Mapping:
		if m, ok := n.Only(); ok {
			if document.StartsRendered(string(t.f.Data[n.Span.Start:min(n.Span.Start+8, n.Span.End)])) {
				return t.unknown(n, "")
			}
			if m.Name == "Ref" || m.Name == "Condition" && m.Value.Kind == document.Scalar {
				return t.call(m.Name, m.Value, n)
			}
			if name, ok := strings.CutPrefix(m.Name, "Fn::"); ok {
				return t.call(name, m.Value, n)
			}
		}
		out := &source.Value{Kind: source.Map, Span: n.Whole, Members: make([]*source.Member, 0, len(n.Members))}
		for i, m := range n.Members {
			if document.Overwritten(n.Members, i) {
				t.repeat(m)
				continue
			}
			out.Members = append(out.Members, &source.Member{Name: m.Name, Key: m.Key, Value: t.Value(m.Value)})
		}
		return out
	}
	v := t.f.Scalar(n)
	if v.Kind == source.String {
		if told := t.whole(v); told != nil {
			return told
		}
		v.Text = t.expand(v.Text, false, nil)
		if whole := t.self(v); whole != nil {
			return whole
		}
	}
	return v
}

// noValue is what AWS::NoValue evaluates to: the property is as if it was not
// written.
const noValue = "AWS::NoValue"

func isNoValue(v *source.Value) bool { return v.Kind == source.Null && v.What == noValue }

// call evaluates a function; whole is the call.
func (t *Template) call(name string, arg, whole *document.Node) *source.Value {
	switch name {
	case "Ref":
		return t.ref(arg, whole)
	case "GetAtt":
		resource, attribute, _ := strings.Cut(t.f.Str(arg), ".")
		if arg.Kind == document.Sequence && len(arg.Items) > 0 {
			resource, attribute = t.f.Str(arg.Items[0]), ""
			if len(arg.Items) == 2 && arg.Items[1].Kind == document.Scalar {
				attribute = t.f.Str(arg.Items[1])
			}
		}
		v := t.unknown(whole, t.refer(resource))
		v.Attribute = strings.Clone(attribute)
		return v
	case "Sub":
		return t.sub(arg, whole)
	case "Join":
		return t.join(arg, whole)
	case "If":
		return t.choice(arg, whole)
	case "FindInMap":
		return t.findInMap(arg, whole)
	case "Select":
		return t.selected(arg, whole)
	case "Split":
		return t.split(arg, whole)
	case "ToJsonString":
		if text := t.f.EncodeJSON(t.Value(untagged(arg)), whole.Whole); text != nil {
			return &source.Value{Kind: source.String, Span: whole.Whole, Text: text}
		}
	case "Transform", "ImportValue", "Base64", "Cidr", "GetAZs", "Length":
	}
	t.visit(arg)
	return t.unknown(whole, "")
}

// visit notes the references of what is not evaluated.
func (t *Template) visit(n *document.Node) {
	if n.Kind == document.Mapping || n.Kind == document.Sequence {
		t.Value(untagged(n))
	}
}

// untagged is the argument of a function whose tag stands before it.
func untagged(n *document.Node) *document.Node {
	plain := *n
	plain.Tag = ""
	return &plain
}

func (t *Template) unknown(n *document.Node, ref string) *source.Value {
	return &source.Value{Kind: source.Unknown, Span: n.Whole, What: t.f.Raw(n), Ref: ref}
}

// ref evaluates Ref: a parameter's default when it has one, else a hole.
func (t *Template) ref(arg, whole *document.Node) *source.Value {
	name := t.f.Str(arg)
	if name == noValue {
		return &source.Value{Kind: source.Null, Span: whole.Whole, What: noValue}
	}
	if v := t.parameter(name); v != nil {
		return v
	}
	v := t.unknown(whole, t.refer(name))
	v.Attribute = source.RefAttribute
	if g := t.generated[name]; g != nil && g.Kind == source.String {
		return &source.Value{Kind: source.String, Span: whole.Whole, Text: g.Text.Relocate(whole.Whole)}
	}
	return v
}

// parameter is the default of a parameter that holds one text or number; nil
// when there is none. A default that is empty, or asks for a value, is none to
// go by, and one that must not be shown is not known.
func (t *Template) parameter(name string) *source.Value {
	p := t.parameters.Get(name)
	if source.SensitiveName(name) || strings.EqualFold(t.f.Str(p.Get("NoEcho")), "true") || t.doubted[name] {
		return nil
	}
	if v := t.bound[name]; v != nil && p != nil {
		return v
	}
	switch t.f.Str(p.Get("Type")) {
	case "String", "Number":
	default:
		return nil
	}
	def := p.Get("Default")
	if def == nil || def.Kind != document.Scalar || def.Tag != "" {
		return nil
	}
	v := t.f.Scalar(def)
	if !t.byDefault && (v.Empty() || isPrompt(v) || t.replaced(name)) {
		return nil
	}
	if v.Kind == source.String {
		v.Text = t.expand(v.Text, false, nil)
	}
	return v
}

// isPrompt reports whether a default is words, such as those that ask for a
// value, or AWS::NoValue, which is none in a parameter.
func isPrompt(v *source.Value) bool {
	s, ok := v.Str()
	if !ok {
		return false
	}
	words := len(strings.Fields(s)) > 1 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,:;'()/-_") == ""
	return s == noValue || words || source.IsForm(s)
}

// join evaluates [delimiter, list].
func (t *Template) join(arg, whole *document.Node) *source.Value {
	if arg.Kind != document.Sequence || len(arg.Items) != 2 {
		return t.unknown(whole, "")
	}
	list := t.Value(arg.Items[1])
	sep := t.Value(arg.Items[0]).AsText()
	if sep == nil || list.Kind != source.List {
		return t.unknown(whole, "")
	}
	at := whole.Whole
	out := document.NewText(document.Mixed)
	for i, item := range list.Items {
		if i > 0 {
			if !t.f.Fits(out, sep, at) {
				return t.unknown(whole, "")
			}
			out.AppendText(sep.Inside(at))
		}
		switch text := item.AsText(); {
		case text != nil && !t.f.Fits(out, text, at):
			return t.unknown(whole, "")
		case text != nil:
			if t.given(item) {
				text = text.Relocate(at) // its places are those of another file
			}
			out.AppendText(text.Inside(at))
		case item.Kind == source.Unknown:
			out.AppendAttribute(item.What, item.Ref, item.Attribute, item.Span)
		default:
			return t.unknown(whole, "")
		}
	}
	out.Anchor(at.Start)
	return &source.Value{Kind: source.String, Span: at, Text: out}
}

// choice evaluates [condition, then, else]. The condition is not known; the
// value is where both are the same text.
func (t *Template) choice(arg, whole *document.Node) *source.Value {
	if arg.Kind != document.Sequence || len(arg.Items) != 3 {
		return t.unknown(whole, "")
	}
	if t.condition != "" && t.f.Str(arg.Items[0]) == t.condition {
		return t.Value(arg.Items[1]) // the resource is there only if it holds
	}
	a, b := t.Value(arg.Items[1]), t.Value(arg.Items[2])
	x, ok := a.Str()
	if y, same := b.Str(); ok && same && x == y {
		return a
	}
	ref := a.Ref
	if ref == "" || b.Ref == "" {
		ref += b.Ref
	} else if ref != b.Ref {
		ref = ""
	}
	return t.unknown(whole, ref)
}

// findInMap evaluates [map, key, key] of known names.
func (t *Template) findInMap(arg, whole *document.Node) *source.Value {
	if arg.Kind == document.Sequence && len(arg.Items) >= 3 {
		n := t.mappings
		var names []string
		for _, item := range arg.Items[:3] {
			// A parameter's default is no key to go by: the map exists
			// because the parameter varies.
			key, ok := "", false
			if item.Tag == "" && item.Kind == document.Scalar {
				key, ok = t.Value(item).AsKnown()
			}
			if n = n.Get(key); !ok || n == nil {
				break
			}
			names = append(names, key)
		}
		if source.SensitivePath(names...) {
			return source.Hidden(whole.Whole)
		}
		if n != nil && n != t.mappings && (n.Kind == document.Scalar || n.Kind == document.Sequence) {
			return t.Value(n)
		}
	}
	t.visit(arg)
	return t.unknown(whole, "")
}

// selected evaluates [index, list].
func (t *Template) selected(arg, whole *document.Node) *source.Value {
	if arg.Kind == document.Sequence && len(arg.Items) == 2 {
		list := t.Value(arg.Items[1])
		if i, ok := t.Value(arg.Items[0]).AsInt(); ok && list.Kind == source.List && 0 <= i && i < len(list.Items) {
			return list.Items[i]
		}
		return t.unknown(whole, list.Ref)
	}
	return t.unknown(whole, "")
}

// split evaluates [delimiter, text].
func (t *Template) split(arg, whole *document.Node) *source.Value {
	if arg.Kind != document.Sequence || len(arg.Items) != 2 {
		return t.unknown(whole, "")
	}
	sep, ok := t.Value(arg.Items[0]).AsKnown()
	text := t.Value(arg.Items[1])
	all, known := text.AsKnown()
	if !ok || !known || sep == "" || !t.f.Few(1+strings.Count(all, sep), "texts", whole.Whole) {
		return t.unknown(whole, text.Ref)
	}
	out := &source.Value{Kind: source.List, Span: whole.Whole}
	for start := 0; ; {
		end := len(all)
		if i := strings.Index(all[start:], sep); i >= 0 {
			end = start + i
		}
		part := text.AsText().Cut(start, end)
		part.Style = document.Mixed // a delimiter in it would make it two
		out.Items = append(out.Items, &source.Value{Kind: source.String, Span: whole.Whole, Text: part})
		if end == len(all) {
			return out
		}
		start = end + len(sep)
	}
}

// sub evaluates a text with ${}, or [text, {name: value}].
func (t *Template) sub(arg, whole *document.Node) *source.Value {
	var local *document.Node
	text := arg
	if arg.Kind == document.Sequence && len(arg.Items) == 2 {
		text, local = arg.Items[0], arg.Items[1]
	}
	if text.Kind != document.Scalar {
		return t.unknown(whole, "")
	}
	values := map[string]*source.Value{}
	if local != nil {
		for _, m := range local.Members {
			values[m.Name] = source.HideNamed(m.Name, t.Value(m.Value))
		}
	}
	return &source.Value{Kind: source.String, Span: whole.Whole, Text: t.expand(t.f.Text(text), true, values)}
}
