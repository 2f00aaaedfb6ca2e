package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// ReadInputs reads what gives modules their variables: the inputs of Terragrunt,
// the variables of tests, and *.tfvars that Terraform does not load by itself. A
// module in the repository is read with them; of any other, the arguments that
// are named like filter patterns.
func ReadInputs(f *source.Reader, opts Options) {
	f.Format = source.TerraformInputs
	base := path.Base(f.Name)
	if strings.HasSuffix(base, ".json") {
		return
	}
	tokens, ok := readable(f)
	if !ok {
		f.Problems = nil
		return
	}
	parsed, diags := hclsyntax.ParseConfig(f.Data, f.Name, hcl.InitialPos)
	body, isBody := parsed.Body.(*hclsyntax.Body)
	if diags.HasErrors() || !isBody {
		return
	}
	r := &inputs{f: f, opts: opts, src: &tfSource{file: f.Name, src: f.Data}}
	dir := path.Dir(f.Name)
	switch {
	case strings.HasSuffix(base, ".tfvars"):
		if module := r.moduleOf(dir); module != dir || valuesRank(f.Name) == byRequest {
			r.given(module, body, nil, "")
		}
	case strings.Contains(base, "test.hcl"):
		f.Shown = true
		r.tests(dir, body)
	default:
		r.terragrunt(dir, body)
	}
	readComments(f, tokens)
}

type inputs struct {
	f    *source.Reader
	opts Options
	src  *tfSource
}

// moduleOf is the folder, at most two above another, that holds the module which a
// file of values is for.
func (r *inputs) moduleOf(dir string) string {
	if r.opts.Module == nil {
		return ""
	}
	for range ValuesDepth + 1 {
		if files := r.opts.Module(dir); len(files) > 0 {
			if slices.ContainsFunc(files, func(in source.Input) bool { return mentionsOurs(in.Data) }) {
				return dir
			}
			return ""
		}
		dir = path.Dir(dir)
	}
	return ""
}

// terragrunt reads inputs = { } and where its module is.
func (r *inputs) terragrunt(dir string, body *hclsyntax.Body) {
	module := ""
	for _, block := range body.Blocks {
		if block.Type == "terraform" {
			module = r.folder(dir, block.Body.Attributes["source"])
		}
	}
	if attr := body.Attributes["inputs"]; attr != nil {
		r.given(module, nil, attr.Expr, "inputs")
	}
}

// folder is the folder that a source names, "" when it is elsewhere.
func (r *inputs) folder(dir string, attr *hclsyntax.Attribute) string {
	if attr == nil {
		return ""
	}
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || v.IsNull() || !isFolderSource(v.AsString()) {
		return ""
	}
	return path.Join(dir, strings.Replace(v.AsString(), "//", "/", 1))
}

// tests reads the variables of a file of tests, and of its runs.
func (r *inputs) tests(dir string, body *hclsyntax.Body) {
	if path.Base(dir) == "tests" {
		dir = path.Dir(dir)
	}
	for _, block := range body.Blocks {
		switch block.Type {
		case "variables":
			r.given(dir, block.Body, nil, "variables")
		case "run":
			module, name := dir, "run"
			if len(block.Labels) > 0 {
				name += "." + block.Labels[0]
			}
			for _, inner := range block.Body.Blocks {
				if inner.Type == "module" {
					module = r.folder(dir, inner.Body.Attributes["source"])
				}
			}
			for _, inner := range block.Body.Blocks {
				if inner.Type == "variables" {
					r.given(module, inner.Body, nil, name+".variables")
				}
			}
		}
	}
}

// given reads variables that stand in a body or an object.
func (r *inputs) given(module string, body *hclsyntax.Body, object hclsyntax.Expression, address string) {
	e := newEval(newModule(Options{}), r.f)
	call := &tfModuleCall{source: "./", args: map[string]tfNode{}, block: &tfBlock{kind: "module", name: address}}
	values := &source.Value{Kind: source.Map, Span: document.Span{End: len(r.f.Data)}}
	add := func(name string, key hcl.Range, x hclsyntax.Expression) {
		call.args[name] = tfHCL{r.src, x}
		values.SetMember(&source.Member{Name: name, Key: r.src.at(key), Value: e.expr(r.src, x, nil)})
	}
	if body != nil {
		for _, attr := range attributes(body) {
			add(attr.Name, attr.NameRange, attr.Expr)
		}
	}
	if x, ok := object.(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range x.Items {
			if name, ok := e.expr(r.src, item.KeyExpr, nil).AsKnown(); ok {
				add(name, item.KeyExpr.Range(), item.ValueExpr)
			}
		}
	}
	if len(values.Members) == 0 {
		return
	}
	at := values.Members[0].Key
	if module != "" && r.opts.Module != nil {
		budget := source.MaxInstances
		call.block.at, call.block.body = at, at
		c := &tfCaller{f: r.f, at: at, load: r.opts.Module, known: map[string]*tfModule{}, budget: &budget, parsed: r.opts.Parsed}
		if made := c.call(e, call, module, 0); len(made) > 0 {
			for _, m := range made {
				m.At, m.Body, m.Format = at, document.Span{End: len(r.f.Data)}, source.Terraform
				r.f.Resources = append(r.f.Resources, m)
			}
			return
		}
	}
	r.f.Resources = append(r.f.Resources, namedPatterns(values, address, false)...)
}
