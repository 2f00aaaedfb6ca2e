package terraform

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// IsOverride reports whether a file changes what other files of its module
// declare: https://developer.hashicorp.com/terraform/language/files/override.
func IsOverride(name string) bool {
	base := path.Base(name)
	for _, ext := range source.Terraform.Extensions {
		if stem, ok := strings.CutSuffix(base, ext); ok && (stem == "override" || strings.HasSuffix(stem, "_override")) {
			return true
		}
	}
	return false
}

// overridden applies files that override to what has been read.
func (m *tfModule) overridden(files []source.Input) {
	for _, in := range files {
		over := m.sibling(in)
		maps.Copy(m.locals, over.locals)
		maps.Copy(m.variables, over.variables)
		for name, s := range over.sensitive {
			if s {
				m.sensitive[name] = true
			}
		}
		for _, o := range over.blocks {
			if i := slices.IndexFunc(m.blocks, func(b *tfBlock) bool { return b.kind == o.kind && b.name == o.name }); i >= 0 {
				m.blocks[i] = m.blocks[i].overridden(o, in)
			}
		}
		for name, o := range over.documents {
			if d, ok := m.documents[name]; ok {
				m.documents[name] = tfData{d.overridden(o.tfBlock, in), d.file}
			}
		}
		for _, o := range over.calls {
			for _, c := range m.calls {
				if c.block.name == o.block.name {
					c.overridden(o)
				}
			}
		}
	}
}

// overridden is a block with the arguments of another: an argument, and all
// blocks of a type, take the place of those that there are.
func (b *tfBlock) overridden(o *tfBlock, in source.Input) *tfBlock {
	out := *b
	if o.count != nil {
		out.count = o.count
	}
	if o.forEach != nil {
		out.forEach = o.forEach
	}
	if o.provider != "" {
		out.provider = o.provider
	}
	out.incomplete = b.incomplete || o.incomplete
	file := documentOf(in)
	out.read = func(e *tfEval, sc *tfScope) *source.Value {
		v := b.read(e, sc)
		for _, m := range e.relocate(o.read(e, sc), file, b.at).Members {
			v.SetMember(m)
		}
		return v
	}
	out.refs = func(e *tfEval) []string { return append(b.refs(e), o.refs(e)...) }
	return &out
}

// overridden takes the arguments of another call of the name.
func (c *tfModuleCall) overridden(o *tfModuleCall) {
	if o.source != "" {
		c.source = o.source
	}
	if o.block.count != nil {
		c.block.count = o.block.count
	}
	if o.block.forEach != nil {
		c.block.forEach = o.block.forEach
	}
	for name, n := range o.args {
		c.args[name] = n
		c.keys[name] = c.block.at
	}
}
