// Package terraform reads the modules of Terraform and OpenTofu, in HCL and in
// JSON, with the values of their variables and the modules they call, and what
// terraform show -json prints.
package terraform

import (
	"bytes"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
)

// Options are what the reader of a file may ask for beside it.
type Options struct {
	// Siblings are the other Terraform files of the folder, which are one
	// module with the file; nil is none. It may be called several times.
	Siblings func() []source.Input
	// Values are the files that give values to the module's variables, as
	// ValueFiles finds them; nil is none. It is called at most once.
	Values func() []source.Input
	// Module returns the Terraform files of another folder, for modules that
	// the file calls; nil is none. It may be called several times for one.
	Module func(dir string) []source.Input
	// Overrides are the files of the folder that override others; nil is none. It
	// is called at most once.
	Overrides func() []source.Input
	// Callers are the arguments that each call of the module in this folder gives
	// it; nil is no calls that are known.
	Callers func() []map[string]bool
	// Alone is set for what stands in another file, such as prose: it has no folder
	// that a module could be in.
	Alone bool
	// Parsed keeps what several files ask for; nil keeps nothing.
	Parsed *Parsed
}

// Read reads a .tf or .tf.json file. Locals and the defaults of
// variables are resolved from it and from the siblings, the other files of
// its module; count and for_each are expanded where they are known. A value
// that is written elsewhere in the file maps to there, one of a sibling to the
// expression that names it. An attribute of another resource is not known, but
// names that resource.
func Read(f *source.Reader, opts Options) {
	f.Format = source.Terraform
	if !MayHold(f.Data) && !callsOurs(path.Dir(f.Name), f.Data, opts.Module, map[string]bool{}) {
		return
	}
	m := newModule(opts)
	if strings.HasSuffix(f.Name, ".json") {
		m.readJSON(f)
	} else {
		m.readHCL(f, &tfSource{file: f.Name, src: f.Data})
	}
	if IsOverride(f.Name) {
		return // it is a part of the blocks that it changes
	}
	if opts.Overrides != nil && len(m.blocks)+len(m.calls) > 0 {
		m.overridden(opts.Overrides())
	}
	m.folders = &tfOutputs{load: opts.Module, dir: path.Dir(f.Name)}
	e := newEval(m, f)
	f.Resources = m.requests(e)
	if len(m.calls) > 0 {
		if opts.Module != nil {
			f.Resources = append(f.Resources, m.called(f, e, opts.Module)...)
		}
		for _, c := range m.calls {
			if c.source != "" && (opts.Alone || !isFolderSource(c.source)) {
				f.Resources = append(f.Resources, m.remote(e, c)...)
			}
		}
		sort.SliceStable(f.Resources, func(i, j int) bool { return f.Resources[i].Body.Start < f.Resources[j].Body.Start })
	}
	f.Beside, f.StarredARN = beside(f, opts.Siblings), starredARN(f, opts)
	sort.SliceStable(f.Problems, func(i, j int) bool { return f.Problems[i].Span.Start < f.Problems[j].Span.Start })
}

// requests are what the blocks of the module's file stand for.
func (m *tfModule) requests(e *tfEval) (out []*source.Resource) {
	for _, b := range m.blocks {
		shape, ok := awsprovider.Type(b.kind)
		format := (*source.Format)(nil)
		if !ok {
			if shape, ok = cloudControl(b.kind); ok {
				format = source.CloudControl
			}
		}
		e.at = b.at
		if !ok {
			m.templates(e, b)
			continue
		}
		e.followed = map[string]bool{}
		refs := source.WithoutRepeats(b.refs(e))
		for _, inst := range m.instances(e, b) {
			var made []*source.Resource
			e.doubting(b, inst, func() {
				body := e.bounded(b.read(e, inst.scope))
				if format != nil {
					body = properties(body)
				}
				made = shape.Requests(body, b.at, b.incomplete)
			})
			for _, r := range made {
				r.Address = m.prefix + b.kind + "." + b.name + inst.key
				r.Type, r.At, r.Body, r.References = b.kind, b.at, b.body, refs
				r.Conditional, r.Provider = inst.conditional, joinProviders(m.provider, b.provider)
				r.Format = format
			}
			out = append(out, made...)
		}
	}
	return out
}

// templates finds the templates of CloudFormation that a stack has in a text.
func (m *tfModule) templates(e *tfEval, b *tfBlock) {
	if b.kind != "aws_cloudformation_stack" && b.kind != "aws_cloudformation_stack_set" || m.bound != nil {
		return
	}
	for _, inst := range m.instances(e, b) {
		e.doubting(b, inst, func() {
			if v := e.bounded(b.read(e, inst.scope)).Get("template_body"); v != nil && v.Kind == source.String {
				e.f.Embed(source.Embedded{Name: "template.yaml", Text: v.Text, Address: m.prefix + b.kind + "." + b.name + inst.key, At: b.at, Conditional: inst.conditional})
			}
		})
	}
}

// MayHold is a cheap test that no file fails that holds something of ours by
// itself.
func MayHold(data []byte) bool { return mentionsOurs(data) || mayCallRemote(data) }

// mayCallRemote is a cheap test that no file fails that calls a module which is
// not in the repository with a filter of ours.
func mayCallRemote(data []byte) bool {
	return bytes.Contains(data, []byte("module")) && (bytes.Contains(data, []byte("attern")) || bytes.Contains(data, []byte("cloudwatch")))
}

// bounded is a body without the arguments that are too large for what reads them
// next, which takes each value as often as it stands there.
func (e *tfEval) bounded(body *source.Value) *source.Value {
	for _, m := range body.Members {
		if !e.spend(m.Value.Size()) {
			m.Value = &source.Value{Kind: source.Unknown, Span: m.Value.Span}
		}
	}
	return body
}

// mentionsOurs is a cheap test that no file with a resource of ours fails. An
// escape may hide any letter.
func mentionsOurs(data []byte) bool {
	return source.Terraform.MayHold(data) || bytes.Contains(data, []byte(`\u`)) || bytes.Contains(data, []byte(`\U`))
}

// readComments collects #, // and /* */.
func readComments(f *source.Reader, tokens hclsyntax.Tokens) {
	if !slices.ContainsFunc([]string{"#", "//", "/*"}, func(mark string) bool { return bytes.Contains(f.Data, []byte(mark)) }) {
		return
	}
	if tokens == nil {
		tokens, _ = hclsyntax.LexConfig(f.Data, f.Name, hcl.InitialPos)
	}
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
		f.Comments = append(f.Comments, document.Comment{Span: document.Span{Start: start, End: start + len(raw)}, Text: strings.TrimSpace(text)})
	}
}

// hclBlock is a resource block of a .tf file.
func hclBlock(f *source.Reader, src *tfSource, block *hclsyntax.Block) *tfBlock {
	b := &tfBlock{
		kind: block.Labels[0], name: block.Labels[1],
		at:   document.Span{Start: block.LabelRanges[0].Start.Byte, End: block.LabelRanges[1].End.Byte},
		body: document.Span{Start: block.TypeRange.Start.Byte, End: max(block.CloseBraceRange.End.Byte, block.OpenBraceRange.End.Byte)},
	}
	b.incomplete = f.Mistaken(b.body) || f.Rendered()
	if attr := block.Body.Attributes["count"]; attr != nil {
		b.count = tfHCL{src, attr.Expr}
	}
	if attr := block.Body.Attributes["for_each"]; attr != nil {
		b.forEach = tfHCL{src, attr.Expr}
	}
	if attr := block.Body.Attributes["provider"]; attr != nil {
		b.provider = document.OneLine(src.raw(attr.Expr.Range()))
	}
	b.read = func(e *tfEval, sc *tfScope) *source.Value { return e.body(src, block.Body, block.Range(), sc) }
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
func (e *tfEval) body(src *tfSource, body *hclsyntax.Body, at hcl.Range, sc *tfScope) *source.Value {
	out := &source.Value{Kind: source.Map, Span: src.at(at)}
	for _, attr := range attributes(body) {
		if !isMetaArgument(attr.Name) {
			out.Members = append(out.Members, &source.Member{Name: attr.Name, Key: src.at(attr.NameRange), Value: e.expr(src, attr.Expr, sc)})
		}
	}
	for _, block := range body.Blocks {
		if isMetaArgument(block.Type) {
			continue
		}
		if block.Type == "dynamic" && len(block.Labels) == 1 {
			for _, v := range e.dynamic(src, block, sc) {
				addBlock(out, block.Labels[0], src.at(block.LabelRanges[0]), v)
			}
			continue
		}
		v := e.body(src, block.Body, block.Range(), sc)
		v.Span.End = max(v.Span.End, src.at(block.CloseBraceRange).End)
		addBlock(out, block.Type, src.at(block.TypeRange), v)
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
func addBlock(v *source.Value, name string, key document.Span, block *source.Value) {
	list := v.Get(name)
	if list == nil {
		list = &source.Value{Kind: source.List, Span: block.Span}
		v.Members = append(v.Members, &source.Member{Name: name, Key: key, Value: list})
	}
	if block.Kind == source.Unknown {
		*list = *block
	}
	if list.Kind == source.List {
		list.Items = append(list.Items, block)
		list.Span.End = max(list.Span.End, block.Span.End)
	}
}

// dynamic expands a dynamic block over a known collection.
func (e *tfEval) dynamic(src *tfSource, block *hclsyntax.Block, sc *tfScope) []*source.Value {
	unknown := []*source.Value{e.unknown(src, block.DefRange(), "")}
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
	if e.merging > 0 { // a statement that no block stands for is in no document
		if all, ok := entries(e.expr(src, forEach.Expr, sc)); ok && len(all) == 0 {
			return nil
		}
	}
	all, ok := entries(e.withDefaults(src, forEach.Expr, sc))
	if !ok || len(all) == 0 || !e.few(len(all), "blocks") {
		return unknown
	}
	var out []*source.Value
	for _, inner := range block.Body.Blocks {
		if inner.Type != "content" {
			continue
		}
		for _, en := range all {
			iterator := &source.Value{Kind: source.Map, Members: []*source.Member{{Name: "key", Value: en.key}, {Name: "value", Value: en.value}}}
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
func entryIndex(i int, at document.Span) *source.Value {
	return &source.Value{Kind: source.Number, Span: at, Literal: strconv.Itoa(i)}
}
