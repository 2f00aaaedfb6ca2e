package source

import "strings"

// value evaluates a part of a template as far as the file tells:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html.
// What it does not tell is an Unknown value.
func (t *template) value(n *node) *Value {
	if t.steps++; t.steps > maxSteps {
		return &Value{Kind: Unknown, Span: n.whole}
	}
	if len(n.tag) > 1 && n.tag[0] == '!' && n.tag[1] != '!' && n.tag[1] != '<' {
		return t.call(n.tag[1:], n, n)
	}
	switch n.kind {
	case List:
		out := &Value{Kind: List, Span: n.whole}
		for _, item := range n.items {
			if v := t.value(item); !isNoValue(v) {
				out.Items = append(out.Items, v)
			}
		}
		return out
	case Map:
		if m, ok := n.only(); ok {
			if startsRendered(string(t.f.Data[n.span.Start:min(n.span.Start+8, n.span.End)])) {
				return t.unknown(n, "")
			}
			if m.name == "Ref" || m.name == "Condition" && m.value.kind == String {
				return t.call(m.name, m.value, n)
			}
			if name, ok := strings.CutPrefix(m.name, "Fn::"); ok {
				return t.call(name, m.value, n)
			}
		}
		out := &Value{Kind: Map, Span: n.whole, Members: make([]*Member, 0, len(n.members))}
		for i, m := range n.members {
			if overwritten(n.members, i) {
				t.repeat(m)
				continue
			}
			out.Members = append(out.Members, &Member{Name: m.name, Key: m.key, Value: t.value(m.value)})
		}
		return out
	}
	v := t.f.scalar(n)
	if v.Kind == String {
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

// maxWritten is the most entries of a mapping that somebody writes by hand.
const maxWritten = 1000

// overwritten reports whether a key is written again behind its entry. Of
// mappings that nobody writes by hand it is not looked up.
func overwritten(members []nodeMember, i int) bool {
	if len(members) > maxWritten {
		return false
	}
	for _, m := range members[i+1:] {
		if m.name == members[i].name {
			return true
		}
	}
	return false
}

// noValue is what AWS::NoValue evaluates to: the property is as if it was not
// written.
const noValue = "AWS::NoValue"

func isNoValue(v *Value) bool { return v.Kind == Null && v.What == noValue }

// call evaluates a function; whole is the call.
func (t *template) call(name string, arg, whole *node) *Value {
	switch name {
	case "Ref":
		return t.ref(arg, whole)
	case "GetAtt":
		resource, _, _ := strings.Cut(t.f.str(arg), ".")
		if arg.kind == List && len(arg.items) > 0 {
			resource = t.f.str(arg.items[0])
		}
		return t.unknown(whole, t.refer(resource))
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
		if text := (&tfEval{}).encodeJSON(t.value(untagged(arg)), 0); text != nil {
			return &Value{Kind: String, Span: whole.whole, Text: text}
		}
	case "Transform", "ImportValue", "Base64", "Cidr", "GetAZs", "Length":
	}
	t.visit(arg)
	return t.unknown(whole, "")
}

// visit notes the references of what is not evaluated.
func (t *template) visit(n *node) {
	if n.kind == Map || n.kind == List {
		t.value(untagged(n))
	}
}

// untagged is the argument of a function whose tag stands before it.
func untagged(n *node) *node {
	plain := *n
	plain.tag = ""
	return &plain
}

func (t *template) unknown(n *node, ref string) *Value {
	return &Value{Kind: Unknown, Span: n.whole, What: t.f.raw(n), Ref: ref}
}

// ref evaluates Ref: a parameter's default when it has one, else a hole.
func (t *template) ref(arg, whole *node) *Value {
	name := t.f.str(arg)
	if name == noValue {
		return &Value{Kind: Null, Span: whole.whole, What: noValue}
	}
	if v := t.parameter(name); v != nil {
		return v
	}
	return t.unknown(whole, t.refer(name))
}

// parameter is the default of a parameter that holds one text or number; nil
// when there is none. A default that is empty, or asks for a value, is none to
// go by.
func (t *template) parameter(name string) *Value {
	p := t.parameters.get(name)
	switch t.f.str(p.get("Type")) {
	case "String", "Number":
	default:
		return nil
	}
	def := p.get("Default")
	if def == nil || def.kind != String || def.tag != "" {
		return nil
	}
	v := t.f.scalar(def)
	if v.empty() || isPrompt(v) {
		return nil
	}
	if v.Kind == String {
		v.Text = t.expand(v.Text, false, nil)
	}
	return v
}

// isPrompt reports whether a default is words that ask for a value: Enter a
// name, <bucket>, or AWS::NoValue, which is none in a parameter.
func isPrompt(v *Value) bool {
	s, ok := v.Str()
	if !ok {
		return false
	}
	words := len(strings.Fields(s)) > 1 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,:;'()/-_") == ""
	return s == noValue || words || strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">")
}

// join evaluates [delimiter, list].
func (t *template) join(arg, whole *node) *Value {
	if arg.kind != List || len(arg.items) != 2 {
		return t.unknown(whole, "")
	}
	list := t.value(arg.items[1])
	sep := t.value(arg.items[0]).asText()
	if sep == nil || list.Kind != List {
		return t.unknown(whole, "")
	}
	at := whole.whole
	out := NewText(Mixed)
	for i, item := range list.Items {
		if i > 0 {
			out.AppendText(sep.inside(at))
		}
		switch text := item.asText(); {
		case text != nil:
			out.AppendText(text.inside(at))
		case item.Kind == Unknown:
			out.AppendHole(item.What, item.Ref, item.Span)
		default:
			return t.unknown(whole, "")
		}
		if out.cost() > maxText {
			return t.unknown(whole, "")
		}
	}
	out.Anchor(at.Start)
	return &Value{Kind: String, Span: at, Text: out}
}

// choice evaluates [condition, then, else]. The condition is not known; the
// value is where both are the same text.
func (t *template) choice(arg, whole *node) *Value {
	if arg.kind != List || len(arg.items) != 3 {
		return t.unknown(whole, "")
	}
	a, b := t.value(arg.items[1]), t.value(arg.items[2])
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
func (t *template) findInMap(arg, whole *node) *Value {
	if arg.kind == List && len(arg.items) >= 3 {
		n := t.mappings
		for _, item := range arg.items[:3] {
			// A parameter's default is no key to go by: the map exists
			// because the parameter varies.
			key, ok := "", false
			if item.tag == "" && item.kind == String {
				key, ok = t.value(item).asKnown()
			}
			if n = n.get(key); !ok || n == nil {
				break
			}
		}
		if n != nil && n != t.mappings && (n.kind == String || n.kind == List) {
			return t.value(n)
		}
	}
	t.visit(arg)
	return t.unknown(whole, "")
}

// selected evaluates [index, list].
func (t *template) selected(arg, whole *node) *Value {
	if arg.kind == List && len(arg.items) == 2 {
		list := t.value(arg.items[1])
		if i, ok := t.value(arg.items[0]).asInt(); ok && list.Kind == List && 0 <= i && i < len(list.Items) {
			return list.Items[i]
		}
		return t.unknown(whole, list.Ref)
	}
	return t.unknown(whole, "")
}

// split evaluates [delimiter, text].
func (t *template) split(arg, whole *node) *Value {
	if arg.kind != List || len(arg.items) != 2 {
		return t.unknown(whole, "")
	}
	sep, ok := t.value(arg.items[0]).asKnown()
	text := t.value(arg.items[1])
	all, known := text.asKnown()
	if !ok || !known || sep == "" || strings.Count(all, sep) > maxInstances {
		return t.unknown(whole, text.Ref)
	}
	out := &Value{Kind: List, Span: whole.whole}
	for start := 0; ; {
		end := len(all)
		if i := strings.Index(all[start:], sep); i >= 0 {
			end = start + i
		}
		part := text.asText().cut(start, end)
		part.Style = Mixed // a delimiter in it would make it two
		out.Items = append(out.Items, &Value{Kind: String, Span: whole.whole, Text: part})
		if end == len(all) {
			return out
		}
		start = end + len(sep)
	}
}

// sub evaluates a text with ${}, or [text, {name: value}].
func (t *template) sub(arg, whole *node) *Value {
	var local *node
	text := arg
	if arg.kind == List && len(arg.items) == 2 {
		text, local = arg.items[0], arg.items[1]
	}
	if text.kind != String {
		return t.unknown(whole, "")
	}
	values := map[string]*Value{}
	if local != nil {
		for _, m := range local.members {
			values[m.name] = t.value(m.value)
		}
	}
	return &Value{Kind: String, Span: whole.whole, Text: t.expand(t.f.text(text), true, values)}
}
