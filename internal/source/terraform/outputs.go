package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfOutputs are the outputs of the modules in folders that a module calls, each
// evaluated when something asks for it.
type tfOutputs struct {
	load  func(dir string) []source.Input
	dir   string // of the module that calls
	depth int    // of calls around it

	calls map[string][]tfCalled // by name, once one is asked for
}

// tfCalled is one instance of a module that is called.
type tfCalled struct {
	tfInstance
	key    *source.Value // of for_each; nil for an instance without one, or of a count
	eval   *tfEval
	values map[string]*source.Value // of outputs; nil while one is evaluated
}

// output evaluates module.name, with a key, an output and steps in it; nil is not
// known. What it gives stands at the place that asks for it.
func (e *tfEval) output(src *tfSource, t hcl.Traversal, r hcl.Range) *source.Value {
	if len(t) < 2 {
		return nil
	}
	attr, ok := t[1].(hcl.TraverseAttr)
	if !ok {
		return nil
	}
	called := e.calledModules(attr.Name)
	if len(called) == 0 {
		return nil
	}
	rest, at := t[2:], src.at(r)
	if key := firstKey(rest); key != "" {
		for i := range called {
			if called[i].tfInstance.key == key {
				return e.outputOf(src, &called[i], rest[1:], at, r)
			}
		}
	}
	if len(called) == 1 && called[0].tfInstance.key == "" {
		return e.outputOf(src, &called[0], rest, at, r)
	}
	if len(rest) > 0 {
		return nil
	}
	all := &source.Value{Kind: source.List, Span: at}
	for i := range called {
		v := called[i].all(e, at)
		if key := called[i].key; key == nil {
			all.Items = append(all.Items, v)
		} else if name, ok := key.AsKnown(); ok {
			all.Kind = source.Map
			all.Members = append(all.Members, &source.Member{Name: name, Key: at, Value: v})
		}
	}
	return all
}

// outputOf is one output of an instance and steps in it, or all its outputs.
func (e *tfEval) outputOf(src *tfSource, c *tfCalled, rest hcl.Traversal, at document.Span, r hcl.Range) *source.Value {
	if len(rest) == 0 {
		return c.all(e, at)
	}
	attr, ok := rest[0].(hcl.TraverseAttr)
	if !ok {
		return nil
	}
	v := c.output(e, attr.Name, at)
	if v == nil {
		return nil
	}
	return e.walk(src, v, rest[1:], r)
}

// all are the outputs of an instance as an object.
func (c *tfCalled) all(e *tfEval, at document.Span) *source.Value {
	out := &source.Value{Kind: source.Map, Span: at}
	for name := range c.eval.module.outputs {
		if v := c.output(e, name, at); v != nil {
			out.SetMember(&source.Member{Name: name, Key: at, Value: v})
		}
	}
	return out
}

// output is an output of an instance, nil when there is none, when it must not be
// shown, or when it refers to itself.
func (c *tfCalled) output(e *tfEval, name string, at document.Span) *source.Value {
	n := c.eval.module.outputs[name]
	if n == nil || source.SensitiveName(name) {
		return nil
	}
	v, ok := c.values[name]
	if !ok {
		c.values[name] = nil
		c.eval.at = e.at
		v = n.eval(c.eval, nil)
		c.values[name] = v
	}
	if v == nil {
		return nil
	}
	v = e.relocate(v, nil, at)
	inModule(v, c.eval.module.prefix)
	return v
}

// inModule says of what is not known in which module it is: an expression means
// something else outside.
func inModule(v *source.Value, prefix string) {
	add := func(what *string) {
		if !strings.HasPrefix(*what, prefix) { // else of a module in it
			*what = prefix + *what
		}
	}
	if v.Kind == source.Unknown {
		add(&v.What)
	}
	if v.Text != nil {
		for i := range v.Text.Holes {
			add(&v.Text.Holes[i].What)
		}
	}
	for _, item := range v.Items {
		inModule(item, prefix)
	}
	for _, m := range v.Members {
		inModule(m.Value, prefix)
	}
}

// calledModules are the instances of the module of a name, none when it is not in a
// folder, or not known.
func (e *tfEval) calledModules(name string) []tfCalled {
	o := e.module.folders
	if o == nil || o.load == nil || o.depth > maxCallDepth {
		return nil
	}
	if called, ok := o.calls[name]; ok {
		return called
	}
	if o.calls == nil {
		o.calls = map[string][]tfCalled{}
	}
	o.calls[name] = nil // for_each may refer to the module itself
	call := e.module.call(e, name)
	if call == nil || !isFolderSource(call.source) {
		return nil
	}
	dir := path.Join(o.dir, call.source)
	c := &tfCaller{f: e.f, at: e.at, load: o.load, known: map[string]*tfModule{}, parsed: e.module.parsed}
	declared := c.module(dir)
	if declared == nil {
		return nil
	}
	var called []tfCalled
	for _, inst := range e.module.instances(e, call.block) {
		one := tfCalled{tfInstance: inst, eval: c.inner(e, call, inst, declared, dir), values: map[string]*source.Value{}}
		if each := inst.scope.lookup("each"); each != nil {
			one.key = each.Get("key")
		}
		called = append(called, one)
	}
	o.calls[name] = called
	return called
}

// call is the module block of a name, in the file or in one beside it.
func (m *tfModule) call(e *tfEval, name string) *tfModuleCall {
	find := func() *tfModuleCall {
		for _, list := range [][]*tfModuleCall{m.calls, m.otherCalls} {
			for _, c := range list {
				if c.block.name == name {
					return c
				}
			}
		}
		return nil
	}
	c := find()
	if c == nil && m.readSiblings(e.file.Name, name) {
		c = find()
	}
	return c
}
