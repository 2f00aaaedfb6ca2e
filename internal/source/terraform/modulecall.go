package terraform

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// maxCallDepth bounds modules that call modules, also themselves.
const maxCallDepth = 5

// tfModuleCall is a module block.
type tfModuleCall struct {
	block  *tfBlock // its place, its count and for_each
	source string   // ./modules/alarm for a folder
	args   map[string]tfNode
	keys   map[string]document.Span // of args
}

// hclCall is a module block of a .tf file.
func hclCall(src *tfSource, block *hclsyntax.Block) *tfModuleCall {
	c := &tfModuleCall{args: map[string]tfNode{}, keys: map[string]document.Span{}, block: &tfBlock{
		kind: "module", name: block.Labels[0],
		at:   src.at(block.LabelRanges[0]),
		body: src.at(hcl.RangeBetween(block.TypeRange, block.CloseBraceRange)),
	}}
	for _, attr := range block.Body.Attributes {
		switch n := (tfHCL{src, attr.Expr}); attr.Name {
		case "source":
			if v, diags := attr.Expr.Value(nil); !diags.HasErrors() && v.Type() == cty.String && !v.IsNull() {
				c.source = v.AsString()
			}
		case "count":
			c.block.count = n
		case "for_each":
			c.block.forEach = n
		case "providers":
			c.block.provider = document.OneLine(src.raw(attr.Expr.Range()))
		case "version", "depends_on":
		default:
			c.args[attr.Name] = n
			c.keys[attr.Name] = src.at(attr.NameRange)
		}
	}
	return c
}

// isFolderSource reports whether a module's source is a folder beside it:
// https://developer.hashicorp.com/terraform/language/modules/sources.
func isFolderSource(source string) bool {
	return strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../")
}

// callsOurs is a cheap test that no file fails that calls a module in a folder
// with a resource of ours, be it through others. seen are the folders that have
// been looked at.
func callsOurs(dir string, data []byte, load func(dir string) []source.Input, seen map[string]bool) bool {
	if load == nil || !bytes.Contains(data, []byte("module")) {
		return false
	}
	for _, start := range []string{`"./`, `"../`} {
		for rest := data; ; {
			i := bytes.Index(rest, []byte(start))
			if i < 0 {
				break
			}
			rest = rest[i+1:]
			name, _, ok := bytes.Cut(rest, []byte{'"'})
			if !ok {
				break
			}
			folder := path.Join(dir, string(name))
			if seen[folder] || bytes.IndexByte(name, '\n') >= 0 {
				continue
			}
			if len(seen) == source.MaxInstances {
				return true // too many to be sure
			}
			seen[folder] = true
			for _, in := range load(folder) {
				if mentionsOurs(in.Data) || callsOurs(folder, in.Data, load, seen) {
					return true
				}
			}
		}
	}
	return false
}

// tfCaller reads the modules that one block of the file calls. Their values
// that are written in the file have their places there; everything else
// stands for the block's label.
type tfCaller struct {
	f      *source.Reader
	at     document.Span
	load   func(dir string) []source.Input
	known  map[string]*tfModule // by folder; nil for one that cannot be read
	budget *int                 // calls still to be made for the file
	parsed *Parsed
}

// called are the resources of the modules that the file calls.
func (m *tfModule) called(f *source.Reader, e *tfEval, load func(dir string) []source.Input) []*source.Resource {
	var out []*source.Resource
	budget := source.MaxInstances
	for _, c := range m.calls {
		caller := &tfCaller{f: f, at: c.block.at, load: load, known: map[string]*tfModule{}, budget: &budget, parsed: m.parsed}
		for _, r := range caller.call(e, c, path.Dir(f.Name), 0) {
			r.At, r.Body = c.block.at, c.block.body
			out = append(out, r)
		}
	}
	return out
}

func (c *tfCaller) call(e *tfEval, call *tfModuleCall, dir string, depth int) (out []*source.Resource) {
	if !isFolderSource(call.source) {
		return nil
	}
	dir = path.Join(dir, call.source)
	declared := c.module(dir)
	if declared == nil {
		return nil
	}
	if depth > maxCallDepth {
		c.f.TooLarge(c.at, fmt.Sprintf("it calls modules that call modules, more than %d deep", maxCallDepth))
		return nil
	}
	for _, inst := range e.module.instances(e, call.block) {
		if *c.budget--; *c.budget < 0 {
			c.f.TooLarge(c.at, fmt.Sprintf("the modules that the file calls are called more than %d times", source.MaxInstances))
			return out
		}
		inner := c.inner(e, call, inst, declared, dir)
		for _, r := range inner.module.requests(inner) {
			r.Conditional = r.Conditional || inst.conditional
			r.Called, r.Module = true, dir
			out = append(out, r)
		}
		for _, nested := range inner.module.calls {
			for _, r := range c.call(inner, nested, dir, depth+1) {
				r.Conditional = r.Conditional || inst.conditional
				out = append(out, r)
			}
		}
	}
	return out
}

// inner evaluates what one instance of a called module declares, with what the
// call gives to its variables.
func (c *tfCaller) inner(e *tfEval, call *tfModuleCall, inst tfInstance, declared *tfModule, dir string) *tfEval {
	bound := map[string]*tfArgument{}
	for name, n := range call.args {
		bound[name] = &tfArgument{eval: func() (v *source.Value) {
			e.doubting(call.block, inst, func() { v = n.eval(e, inst.scope) })
			return v
		}}
	}
	prefix := e.module.prefix + "module." + call.block.name + inst.key + "."
	module := declared.with(bound, prefix, joinProviders(e.module.provider, call.block.provider))
	module.folders, module.parsed = &tfOutputs{load: c.load, dir: dir}, c.parsed
	if o := e.module.folders; o != nil {
		module.folders.depth = o.depth + 1
	}
	inner := newEval(module, e.f)
	inner.at = c.at
	return inner
}

// module is what a folder declares, with the call as the place of all that
// stands in it. A module that is not written in HCL only, or has errors, is
// not read: what it is given could mean something else.
func (c *tfCaller) module(dir string) *tfModule {
	if m, ok := c.known[dir]; ok {
		return m
	}
	c.known[dir] = nil
	files := c.load(dir)
	if !slices.ContainsFunc(files, func(in source.Input) bool {
		return mentionsOurs(in.Data) || callsOurs(dir, in.Data, c.load, map[string]bool{})
	}) {
		return nil
	}
	m := newModule(Options{})
	var overrides []source.Input
	for _, in := range files {
		if IsOverride(in.Name) {
			overrides = append(overrides, in)
			continue
		}
		if strings.HasSuffix(in.Name, ".json") {
			return nil
		}
		tree := c.parsed.file(in)
		if !tree.whole {
			return nil
		}
		m.declare(source.NewReader(in), &tfSource{file: c.f.Name, src: in.Data, text: document.UnitText(string(in.Data), c.at), long: tree.long}, tree.blocks)
	}
	for _, b := range m.blocks {
		b.at, b.body = c.at, c.at
	}
	for _, d := range m.documents {
		d.at, d.body = c.at, c.at
	}
	m.overridden(overrides)
	m.dir = relativeDir(path.Dir(c.f.Name), dir)
	c.known[dir] = m
	return m
}

// relativeDir is a folder as seen from another, both as the run names them.
func relativeDir(from, dir string) string {
	up := ""
	for from != "." && from != "/" && dir != from && !strings.HasPrefix(dir, from+"/") {
		from, up = path.Dir(from), up+"../"
	}
	if from == "." {
		return path.Join(up, dir)
	}
	return path.Join(up, ".", strings.TrimPrefix(strings.TrimPrefix(dir, from), "/"))
}

// tfArgument is what a call gives to a variable; it is evaluated when something
// asks for it.
type tfArgument struct {
	eval  func() *source.Value
	value *source.Value
}

func (a *tfArgument) get() *source.Value {
	if a.value == nil {
		a.value = a.eval()
	}
	return a.value
}

// with is the module with its variables bound to what a call gives them.
func (m *tfModule) with(bound map[string]*tfArgument, prefix, provider string) *tfModule {
	out := newModule(Options{})
	out.locals, out.variables, out.sensitive, out.blocks, out.calls, out.outputs = m.locals, m.variables, m.sensitive, m.blocks, m.calls, m.outputs
	out.documents = m.documents
	out.bound, out.prefix, out.provider, out.dir = bound, prefix, provider, m.dir
	return out
}

// joinProviders says which provider a name means in a module that is given
// some by another.
func joinProviders(outer, inner string) string {
	if outer == "" || inner == "" {
		return outer + inner
	}
	return outer + " > " + inner
}

// argument is what a call gives to a variable, or else its default, which is
// then its value: nobody else says otherwise. It is nil when that is not known.
// A null given to a variable with a default may stand for that.
func (m *tfModule) argument(e *tfEval, name string) *source.Value {
	def := m.variables[name]
	if a := m.bound[name]; a != nil {
		v := a.get()
		if v.Kind == source.Null && def != nil {
			return nil
		}
		return v
	}
	if def == nil {
		return nil
	}
	return def.eval(e, nil)
}
