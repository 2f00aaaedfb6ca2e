package source

import (
	"bytes"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// readTerraform reads a .tf or .tf.json file. Locals and the defaults of
// variables are resolved from it and from the siblings, the other files of
// its module; count and for_each are expanded where they are known. A value
// that is written elsewhere in the file maps to there, one of a sibling to the
// expression that names it. An attribute of another resource is not known, but
// names that resource.
func readTerraform(f *File, opts Options) {
	f.Format = Terraform
	if !mentionsOurs(f.Data) && !callsOurs(path.Dir(f.Name), f.Data, opts.Module, map[string]bool{}) {
		return
	}
	m := newModule(opts)
	if strings.HasSuffix(f.Name, ".json") {
		m.readJSON(f)
	} else {
		m.readHCL(f, &tfSource{file: f.Name, src: f.Data})
		f.readComments()
	}
	e := newEval(m, f.Name)
	f.Resources = m.requests(e)
	if opts.Module != nil && len(m.calls) > 0 {
		f.Resources = append(f.Resources, m.called(f, e, opts.Module)...)
		sort.SliceStable(f.Resources, func(i, j int) bool { return f.Resources[i].Body.Start < f.Resources[j].Body.Start })
	}
	sort.SliceStable(f.Problems, func(i, j int) bool { return f.Problems[i].Span.Start < f.Problems[j].Span.Start })
}

// requests are what the blocks of the module's file stand for.
func (m *tfModule) requests(e *tfEval) (out []*Resource) {
	for _, b := range m.blocks {
		shape, ok := terraformShape(b.kind)
		if !ok {
			continue
		}
		e.followed = map[string]bool{}
		refs := withoutRepeats(b.refs(e))
		for _, inst := range m.instances(e, b) {
			made := shape.requests(b.read(e, inst.scope), tfPlace{b.at, b.body}, b.incomplete)
			for _, r := range made {
				r.Address = m.prefix + b.kind + "." + b.name + inst.key
				r.Type, r.At, r.Body, r.References = b.kind, b.at, b.body, refs
				r.Conditional, r.Provider = inst.conditional, joinProviders(m.provider, b.provider)
			}
			out = append(out, made...)
		}
	}
	return out
}

// mentionsOurs is a cheap test that no file with a resource of ours fails.
func mentionsOurs(data []byte) bool {
	for _, part := range []string{"aws_cloudwatch_", "aws_cloudfront_realtime_log_config", "aws_appfabric_", `\u`, `\U`} {
		// An escape may hide any letter.
		if bytes.Contains(data, []byte(part)) {
			return true
		}
	}
	return false
}

func withoutRepeats(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// readComments collects #, // and /* */.
func (f *File) readComments() {
	if !bytes.ContainsAny(f.Data, "#/") || tooDeep(f.Data) {
		return
	}
	tokens, _ := hclsyntax.LexConfig(f.Data, f.Name, hcl.InitialPos)
	for _, token := range tokens {
		if token.Type != hclsyntax.TokenComment {
			continue
		}
		raw := strings.TrimRight(string(token.Bytes), "\r\n")
		text := strings.TrimPrefix(strings.TrimPrefix(raw, "#"), "//")
		if inner, ok := strings.CutPrefix(raw, "/*"); ok {
			text = strings.TrimSuffix(inner, "*/")
		}
		start := token.Range.Start.Byte
		f.Comments = append(f.Comments, Comment{Span{Start: start, End: start + len(raw)}, strings.TrimSpace(text)})
	}
}

// hclBlock is a resource block of a .tf file.
func hclBlock(f *File, src *tfSource, block *hclsyntax.Block) *tfBlock {
	b := &tfBlock{
		kind: block.Labels[0], name: block.Labels[1],
		at:   Span{Start: block.LabelRanges[0].Start.Byte, End: block.LabelRanges[1].End.Byte},
		body: Span{Start: block.TypeRange.Start.Byte, End: max(block.CloseBraceRange.End.Byte, block.OpenBraceRange.End.Byte)},
	}
	for _, p := range f.Problems {
		if b.body.Start <= p.Span.End && p.Span.Start <= b.body.End {
			b.incomplete = true
		}
	}
	if attr := block.Body.Attributes["count"]; attr != nil {
		b.count = tfHCL{src, attr.Expr}
	}
	if attr := block.Body.Attributes["for_each"]; attr != nil {
		b.forEach = tfHCL{src, attr.Expr}
	}
	if attr := block.Body.Attributes["provider"]; attr != nil {
		b.provider = oneLine(src.raw(attr.Expr.Range()))
	}
	b.read = func(e *tfEval, sc *tfScope) *Value { return e.body(src, block.Body, block.Range(), sc) }
	b.refs = func(e *tfEval) []string { return e.bodyReferences(block.Body) }
	return b
}

// isMetaArgument reports whether Terraform itself reads an argument.
func isMetaArgument(name string) bool {
	switch name {
	case "count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner", "timeouts":
		return true
	}
	return false
}

// body evaluates the body of a block to a map; blocks in it are lists of maps.
func (e *tfEval) body(src *tfSource, body *hclsyntax.Body, at hcl.Range, sc *tfScope) *Value {
	out := &Value{Kind: Map, Span: src.at(at)}
	for _, attr := range attributes(body) {
		if !isMetaArgument(attr.Name) {
			out.Members = append(out.Members, &Member{Name: attr.Name, Key: src.at(attr.NameRange), Value: e.expr(src, attr.Expr, sc)})
		}
	}
	for _, block := range body.Blocks {
		if isMetaArgument(block.Type) {
			continue
		}
		if block.Type == "dynamic" && len(block.Labels) == 1 {
			for _, v := range e.dynamic(src, block, sc) {
				out.addBlock(block.Labels[0], src.at(block.LabelRanges[0]), v)
			}
			continue
		}
		v := e.body(src, block.Body, block.Range(), sc)
		v.Span.End = max(v.Span.End, src.at(block.CloseBraceRange).End)
		out.addBlock(block.Type, src.at(block.TypeRange), v)
	}
	sort.SliceStable(out.Members, func(i, j int) bool { return out.Members[i].Key.Start < out.Members[j].Key.Start })
	return out
}

// attributes are a body's attributes in the order of the file.
func attributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	out := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, attr := range body.Attributes {
		out = append(out, attr)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].NameRange.Start.Byte < out[j].NameRange.Start.Byte })
	return out
}

// addBlock adds one more block of a type. An unknown one makes the whole list
// unknown, since nobody knows how many it stands for.
func (v *Value) addBlock(name string, key Span, block *Value) {
	list := v.Get(name)
	if list == nil {
		list = &Value{Kind: List, Span: block.Span}
		v.Members = append(v.Members, &Member{Name: name, Key: key, Value: list})
	}
	if block.Kind == Unknown {
		*list = *block
	}
	if list.Kind == List {
		list.Items = append(list.Items, block)
		list.Span.End = max(list.Span.End, block.Span.End)
	}
}

// dynamic expands a dynamic block over a known collection.
func (e *tfEval) dynamic(src *tfSource, block *hclsyntax.Block, sc *tfScope) []*Value {
	unknown := []*Value{e.unknown(src, block.DefRange(), "")}
	forEach := block.Body.Attributes["for_each"]
	if forEach == nil {
		return unknown
	}
	name := block.Labels[0]
	if attr := block.Body.Attributes["iterator"]; attr != nil {
		if name = hcl.ExprAsKeyword(attr.Expr); name == "" {
			return unknown
		}
	}
	all, ok := e.withDefaults(src, forEach.Expr, sc).entries()
	if !ok || len(all) == 0 || len(all) > maxInstances {
		return unknown
	}
	var out []*Value
	for _, inner := range block.Body.Blocks {
		if inner.Type != "content" {
			continue
		}
		for _, en := range all {
			iterator := &Value{Kind: Map, Members: []*Member{{Name: "key", Value: en.key}, {Name: "value", Value: en.value}}}
			out = append(out, e.body(src, inner.Body, inner.Range(), sc.with(name, iterator)))
		}
	}
	return out
}

// bodyReferences are the resources that a body names, in its order.
func (e *tfEval) bodyReferences(body *hclsyntax.Body) []string {
	var out []string
	for _, attr := range attributes(body) {
		out = append(out, e.references(attr.Expr)...)
	}
	for _, block := range body.Blocks {
		out = append(out, e.bodyReferences(block.Body)...)
	}
	return out
}

// entryIndex is a number that stands for count.index.
func entryIndex(i int, at Span) *Value {
	return &Value{Kind: Number, Span: at, Literal: strconv.Itoa(i)}
}
