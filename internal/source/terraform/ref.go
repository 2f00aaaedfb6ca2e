package terraform

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// traversal evaluates a.b["c"].
func (e *tfEval) traversal(src *tfSource, x *hclsyntax.ScopeTraversalExpr, sc *tfScope) *source.Value {
	root := x.Traversal.RootName()
	if v := sc.lookup(root); v != nil {
		return e.walk(src, v, x.Traversal[1:], x.SrcRange)
	}
	switch root {
	case "path":
		if v := e.pathValue(src, x); v != nil {
			return v
		}
	case "local", "var":
		if len(x.Traversal) < 2 {
			break
		}
		attr, ok := x.Traversal[1].(hcl.TraverseAttr)
		if !ok {
			break
		}
		get := e.module.local
		if root == "var" {
			get = e.module.variable
		}
		v, file := get(e, attr.Name)
		if v == nil {
			break
		}
		v = e.walk(src, v, x.Traversal[2:], x.SrcRange)
		if file != nil && file.Name != src.file {
			v = e.relocate(v, file, src.at(x.SrcRange))
		}
		return v
	case "data":
		if v := e.data(src, x.Traversal, x.SrcRange); v != nil {
			return v
		}
	case "module":
		if v := e.output(src, x.Traversal, x.SrcRange); v != nil {
			return v
		}
	default:
		if address, rest := resourceAddress(x.Traversal); address != "" {
			if len(rest) == 0 {
				if v := e.eachInstance(src, x.SrcRange, address); v != nil {
					return v
				}
			}
			v := e.unknown(src, x.SrcRange, e.module.instance(e, address, firstKey(rest)))
			v.Attribute = attribute(rest)
			return v
		}
	}
	return e.unknown(src, x.SrcRange, "")
}

// eachInstance is a resource with a for_each that is known, by its keys; nil for
// any other.
func (e *tfEval) eachInstance(src *tfSource, r hcl.Range, address string) *source.Value {
	e.module.instance(e, address, "") // finds its keys
	b := e.module.block(address)
	if b == nil || b.forEach == nil {
		return nil
	}
	out := &source.Value{Kind: source.Map, Span: src.at(r)}
	for _, key := range e.module.keys[b] {
		name, err := strconv.Unquote(strings.TrimSuffix(strings.TrimPrefix(key, "["), "]"))
		if err != nil {
			return nil
		}
		v := e.unknown(src, r, e.module.prefix+address+key)
		v.What += key
		out.SetMember(&source.Member{Name: name, Key: out.Span, Value: v})
	}
	if len(out.Members) == 0 {
		return nil
	}
	return out
}

// attribute is what a traversal takes of a resource, "" when it is more than
// one step beside an index.
func attribute(t hcl.Traversal) string {
	if len(t) == 2 {
		if _, ok := t[0].(hcl.TraverseIndex); ok {
			t = t[1:]
		}
	}
	if len(t) == 1 {
		if attr, ok := t[0].(hcl.TraverseAttr); ok {
			return attr.Name
		}
	}
	return ""
}

// resourceAddress is the address of the resource that a traversal starts
// with, "" when it starts with something else.
func resourceAddress(t hcl.Traversal) (address string, rest hcl.Traversal) {
	switch t.RootName() {
	case "local", "var", "each", "count", "data", "module", "path", "terraform", "self", "ephemeral", "":
		return "", nil
	}
	if len(t) < 2 {
		return "", nil
	}
	attr, ok := t[1].(hcl.TraverseAttr)
	// A dynamic block's iterator looks like a resource type.
	if !ok || attr.Name == "key" || attr.Name == "value" || !strings.Contains(t.RootName(), "_") {
		return "", nil
	}
	return t.RootName() + "." + attr.Name, t[2:]
}

// firstKey is the index that a traversal starts with as an address has it,
// "" when it starts otherwise.
func firstKey(t hcl.Traversal) string {
	if len(t) == 0 {
		return ""
	}
	if index, ok := t[0].(hcl.TraverseIndex); ok {
		switch {
		case index.Key.IsNull() || !index.Key.IsKnown():
		case index.Key.Type() == cty.Number && !isHuge(index.Key.AsBigFloat()):
			return "[" + numberLiteral(index.Key.AsBigFloat()) + "]"
		case index.Key.Type() == cty.String:
			return "[" + strconv.Quote(index.Key.AsString()) + "]"
		}
	}
	return ""
}

// walk takes the steps of a traversal from a value.
func (e *tfEval) walk(src *tfSource, v *source.Value, steps hcl.Traversal, r hcl.Range) *source.Value {
	for i, step := range steps {
		var next *source.Value
		switch step := step.(type) {
		case hcl.TraverseAttr:
			next = v.Get(step.Name)
		case hcl.TraverseIndex:
			if key, ok := fromCty(step.Key, document.Span{}); ok {
				next = element(v, key)
			}
		}
		if next == nil {
			out := e.lacking(src, v, r)
			if v.Kind == source.Unknown && v.Ref != "" && v.Attribute == "" {
				out.Attribute = attribute(steps[i:])
			}
			return out
		}
		v = next
	}
	return v
}

// element is the element of a list or map, nil when it is not known.
func element(v *source.Value, key *source.Value) *source.Value {
	switch v.Kind {
	case source.Map:
		if name, ok := key.AsKnown(); ok {
			return v.Get(name)
		}
	case source.List:
		if i, ok := key.AsInt(); ok && 0 <= i && i < len(v.Items) {
			return v.Items[i]
		}
	}
	return nil
}

func (e *tfEval) index(src *tfSource, x *hclsyntax.IndexExpr, sc *tfScope) *source.Value {
	key := e.expr(src, x.Key, sc)
	if coll, ok := x.Collection.(*hclsyntax.ScopeTraversalExpr); ok && sc.lookup(coll.Traversal.RootName()) == nil {
		if address, rest := resourceAddress(coll.Traversal); address != "" && len(rest) == 0 {
			return e.unknown(src, x.SrcRange, e.module.instance(e, address, instanceKey(key)))
		}
	}
	coll := e.expr(src, x.Collection, sc)
	if v := element(coll, key); v != nil {
		return v
	}
	if _, known := key.AsKnown(); !known {
		return e.unknown(src, x.SrcRange, coll.Ref)
	}
	return e.lacking(src, coll, x.SrcRange)
}

// lacking is the value of an element that a collection does not have.
func (e *tfEval) lacking(src *tfSource, coll *source.Value, r hcl.Range) *source.Value {
	v := e.unknown(src, r, coll.Ref)
	if coll.Kind != source.Unknown {
		e.absent[v] = true
	}
	return v
}

// instanceKey is a known index as an address has it.
func instanceKey(key *source.Value) string {
	s, ok := key.AsKnown()
	switch {
	case !ok:
		return ""
	case key.Kind == source.Number:
		return "[" + s + "]"
	}
	return "[" + strconv.Quote(s) + "]"
}

// splat evaluates a[*].b. A value that is no list is one of one element.
func (e *tfEval) splat(src *tfSource, x *hclsyntax.SplatExpr, sc *tfScope) *source.Value {
	list := e.expr(src, x.Source, sc)
	out := &source.Value{Kind: source.List, Span: src.at(x.SrcRange)}
	items := list.Items
	switch list.Kind {
	case source.Unknown:
		return e.unknown(src, x.SrcRange, list.Ref)
	case source.Null:
		return out
	case source.List:
	default:
		items = []*source.Value{list}
	}
	before := e.items[x.Item]
	for _, item := range items {
		e.items[x.Item] = item
		out.Items = append(out.Items, e.expr(src, x.Each, sc))
	}
	e.items[x.Item] = before
	return out
}

// references are the resources that an expression names, in its order, also
// through locals. A local is followed once for each block.
func (e *tfEval) references(x hclsyntax.Expression) []string {
	var out []string
	for _, t := range hclsyntax.Variables(x) {
		if name := localName(t); name != "" && !e.followed[name] {
			e.followed[name] = true
			if n := e.module.localNode(e, name); n != nil {
				out = append(out, n.refs(e)...)
			}
			continue
		}
		if address, rest := resourceAddress(t); address != "" {
			out = append(out, e.module.instance(e, address, firstKey(rest)))
		}
	}
	return out
}

// localName is the local that a traversal starts with, "" when it starts with
// something else.
func localName(t hcl.Traversal) string { return nameOf(t, "local") }

// nameOf is the name that stands after var or local.
func nameOf(t hcl.Traversal, root string) string {
	if len(t) < 2 || t.RootName() != root {
		return ""
	}
	attr, _ := t[1].(hcl.TraverseAttr)
	return attr.Name
}
