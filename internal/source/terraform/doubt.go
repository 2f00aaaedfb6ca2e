package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/engine/request"
)

// doubts reports whether a variable has another value where the block that is
// read counts: the block is not deployed by default, and the variable is one of
// those that decide that.
func (e *tfEval) doubts(name string) bool {
	return e.doubt != nil && e.doubt.deciders(e)[name]
}

// doubting evaluates for an instance of a block.
func (e *tfEval) doubting(b *tfBlock, inst tfInstance, eval func()) {
	outer := e.doubt
	if e.doubt = nil; inst.conditional && e.module.bound == nil {
		e.doubt = b
	}
	eval()
	e.doubt = outer
}

// deciders are the variables that decide whether a block is deployed, also
// through locals.
func (b *tfBlock) deciders(e *tfEval) map[string]bool {
	if b.decide == nil {
		b.decide = map[string]bool{}
		seen := map[string]bool{}
		for _, n := range []tfNode{b.count, b.forEach} {
			if n != nil {
				e.deciders(n, b.decide, seen)
			}
		}
	}
	return b.decide
}

func (e *tfEval) deciders(n tfNode, found, seen map[string]bool) {
	var names []hcl.Traversal
	switch n := n.(type) {
	case tfHCL:
		names = hclsyntax.Variables(n.expr)
	case tfJSON:
		if n.value.Kind() == request.String {
			if x, _, _ := n.template(); x != nil {
				names = hclsyntax.Variables(x)
			}
		}
	}
	for _, t := range names {
		if name := nameOf(t, "var"); name != "" {
			found[name] = true
		}
		name := nameOf(t, "local")
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		if local := e.module.localNode(e, name); local != nil {
			e.deciders(local, found, seen)
		}
	}
}

// replaced reports whether all callers of the module give a variable a value, so
// that its default counts nowhere.
func (m *tfModule) replaced(name string) bool {
	if m.callers == nil {
		return false
	}
	calls := m.callers()
	for _, given := range calls {
		if !given[name] {
			return false
		}
	}
	return len(calls) > 0
}
