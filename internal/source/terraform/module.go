package terraform

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfNode is an expression of a file: HCL, or JSON with templates in it.
type tfNode interface {
	eval(e *tfEval, sc *tfScope) *source.Value
	refs(e *tfEval) []string
	file() *document.File
}

// tfHCL is an expression of a .tf file.
type tfHCL struct {
	src  *tfSource
	expr hclsyntax.Expression
}

func (n tfHCL) eval(e *tfEval, sc *tfScope) *source.Value { return e.expr(n.src, n.expr, sc) }
func (n tfHCL) refs(e *tfEval) []string                   { return e.references(n.expr) }
func (n tfHCL) file() *document.File                      { return &document.File{Name: n.src.file, Data: n.src.src} }

// tfBlock is a resource block of either syntax.
type tfBlock struct {
	kind, name string
	at, body   document.Span
	incomplete bool   // a part of it could not be read
	provider   string // as it is written, "" for the module's own
	forEach    tfNode
	count      tfNode
	// read evaluates the body to a map in the shape of a plan's values:
	// blocks are lists of maps.
	read func(e *tfEval, sc *tfScope) *source.Value
	refs func(e *tfEval) []string

	decide map[string]bool // the variables that decide whether it is deployed; nil until one asks
}

// tfModule is what the files of one module declare.
type tfModule struct {
	locals    map[string]tfNode
	variables map[string]tfNode // their defaults
	sensitive map[string]bool   // by variable, of those that are declared
	blocks    []*tfBlock        // of the file itself, in its order
	calls     []*tfModuleCall   // of modules in folders, by the file itself
	outputs   map[string]tfNode // but for those that must not be shown
	documents map[string]tfData
	folders   *tfOutputs // of the modules that it calls; nil for none

	parsed   *Parsed
	siblings func() []source.Input // nil once they are known
	unread   []source.Input        // of them
	others   map[string]*tfBlock
	// otherCalls are those of siblings.
	otherCalls []*tfModuleCall
	seen       map[tfName]*source.Value // locals that have been evaluated; nil while they are
	policies   map[tfName]tfDocuments   // documents that have been evaluated
	keys       map[*tfBlock][]string
	absent     map[string]bool     // names that no sibling holds
	found      map[string]*tfBlock // blocks by address, once one is asked for

	// Of a module that another one calls: what that gives to its variables, and
	// what stands before its addresses.
	bound    map[string]*tfArgument
	prefix   string
	dir      string // of the module, as seen from the folder of the file; "" for that
	provider string // which ones that passes to it, as it is written

	valueFiles func() []source.Input // nil for none
	callers    func() []map[string]bool
	values     *tfValues // nil until one is asked for
}

// tfName is a local or a document as it is seen inside or outside a condition.
type tfName struct {
	name     string
	defaults bool
	doubt    *tfBlock
}

func newModule(opts Options) *tfModule {
	return &tfModule{
		locals: map[string]tfNode{}, outputs: map[string]tfNode{}, documents: map[string]tfData{}, policies: map[tfName]tfDocuments{}, variables: map[string]tfNode{}, sensitive: map[string]bool{}, others: map[string]*tfBlock{},
		parsed: opts.Parsed, siblings: opts.Siblings, valueFiles: opts.Values, callers: opts.Callers, seen: map[tfName]*source.Value{}, keys: map[*tfBlock][]string{},
	}
}

// readSiblings adds what the other files of the module declare that hold a
// name. It waits until the file itself does not tell the name, because most
// files do, and reports whether there is something new.
func (m *tfModule) readSiblings(own, name string) bool {
	if m.absent[name] {
		return false
	}
	if m.siblings != nil {
		m.unread = slices.DeleteFunc(slices.Clone(m.siblings()), func(in source.Input) bool { return in.Name == own || IsOverride(in.Name) })
		m.siblings = nil
	}
	found := false
	m.unread = slices.DeleteFunc(m.unread, func(in source.Input) bool {
		// An escape in JSON may hide the name.
		holds := bytes.Contains(in.Data, []byte(name)) || bytes.Contains(in.Data, []byte(`\u`))
		if holds {
			m.addSibling(in)
			found = true
		}
		return holds
	})
	if m.absent == nil {
		m.absent = map[string]bool{}
	}
	m.absent[name] = true // what holds it has been read
	return found
}

func documentOf(in source.Input) *document.File { return &document.File{Name: in.Name, Data: in.Data} }

// sibling is what another file of the module declares.
func (m *tfModule) sibling(in source.Input) *tfModule {
	other := newModule(Options{})
	f := source.NewReader(in)
	switch {
	case strings.HasSuffix(in.Name, ".tf.json"), strings.HasSuffix(in.Name, ".tofu.json"):
		other.readJSON(f)
	case strings.HasSuffix(in.Name, ".tf"), strings.HasSuffix(in.Name, ".tofu"):
		tree := m.parsed.file(in)
		other.declare(f, &tfSource{file: f.Name, src: f.Data, long: tree.long}, tree.blocks)
	}
	return other
}

func (m *tfModule) addSibling(in source.Input) {
	other := m.sibling(in)
	addNew(m.locals, other.locals)
	addNew(m.variables, other.variables)
	for name, d := range other.documents {
		if _, known := m.documents[name]; !known {
			m.documents[name] = d
		}
	}
	for name, s := range other.sensitive {
		m.sensitive[name] = m.sensitive[name] || s
	}
	for _, b := range other.blocks {
		m.others[b.kind+"."+b.name] = b
	}
	m.otherCalls = append(m.otherCalls, other.calls...)
}

// addNew adds the expressions of names that there are none of.
func addNew(to, from map[string]tfNode) {
	for name, n := range from {
		if to[name] == nil {
			to[name] = n
		}
	}
}

// localNode is the expression of a local, nil when there is none.
func (m *tfModule) localNode(e *tfEval, name string) tfNode {
	n := m.locals[name]
	if n == nil && m.readSiblings(e.file.Name, name) {
		n = m.locals[name]
	}
	return n
}

// local returns the value of a local and the file it stands in, nil when
// there is none or it refers to itself.
func (m *tfModule) local(e *tfEval, name string) (*source.Value, *document.File) {
	n := m.localNode(e, name)
	if n == nil {
		return nil, nil
	}
	key := tfName{name, e.defaults > 0, e.doubt}
	v, ok := m.seen[key]
	if !ok {
		m.seen[key] = nil
		v = source.HideNamed(name, n.eval(e, nil))
		m.seen[key] = v
	}
	return v, n.file()
}

// isSensitive reports whether the value of a variable must not be shown: its
// declaration says so, or its name does.
func (m *tfModule) isSensitive(e *tfEval, name string) bool {
	if source.SensitiveName(name) {
		return true
	}
	if _, declared := m.sensitive[name]; !declared && m.bound == nil {
		m.readSiblings(e.file.Name, name)
	}
	return m.sensitive[name]
}

// variable returns what *.tfvars files give a variable, else its default: that
// is what deploys unless the module's caller says otherwise. A default that is
// null, empty or a form is for the caller to fill in, so it is not known, except
// inside a condition, where it selects what deploys by default. Nor is one that
// the block being read is not deployed with, or that all callers replace.
func (m *tfModule) variable(e *tfEval, name string) (*source.Value, *document.File) {
	if m.isSensitive(e, name) || e.doubts(name) {
		return nil, nil
	}
	if m.bound != nil {
		return m.argument(e, name), nil
	}
	if v, file, told := m.given(e, name); told {
		return v, file
	}
	n := m.variables[name]
	if n == nil && m.readSiblings(e.file.Name, name) {
		n = m.variables[name]
	}
	if n == nil || m.replaced(name) {
		return nil, nil
	}
	v := n.eval(e, nil)
	switch scalar := v.Kind != source.List && v.Kind != source.Map; {
	case e.defaults > 0 && scalar:
	case v.Empty():
		if e.defaults == 0 {
			return nil, nil
		}
	default:
		v = v.WithoutForms()
	}
	return v, n.file()
}

// tfInstance is one resource that a block stands for.
type tfInstance struct {
	key   string // as the address has it: "", [0] or ["x"]
	scope *tfScope
	// conditional is set when the count or for_each is not known, or is
	// nothing by default.
	conditional bool
}

// instances expands count and for_each where they are known. A block whose
// count or for_each is not known, or is nothing by default, is read once
// without a key: what it says can still deploy, unless the module's caller
// says otherwise.
func (m *tfModule) instances(e *tfEval, b *tfBlock) []tfInstance {
	switch {
	case m.bound != nil && b.isNone(e):
		return nil
	case b.count != nil:
		v, sure := e.orElse(b.count, func(v *source.Value) bool { n, ok := v.AsInt(); return ok && n > 0 })
		if n, ok := v.AsInt(); ok && 0 < n && e.few(n, "resources") {
			out := make([]tfInstance, n)
			for i := range out {
				key := entryIndex(i, b.at)
				index := &source.Value{Kind: source.Map, Members: []*source.Member{{Name: "index", Value: key}}}
				out[i] = tfInstance{instanceKey(key), (*tfScope)(nil).with("count", index), !sure}
			}
			return out
		}
	case b.forEach != nil:
		v, sure := e.orElse(b.forEach, func(v *source.Value) bool { return len(v.Items)+len(v.Members) > 0 })
		if all, ok := entries(v); ok && 0 < len(all) && e.few(len(all), "resources") {
			out := make([]tfInstance, 0, len(all))
			for _, en := range all {
				if v.Kind == source.List { // a set: its elements are their own keys
					en.key = en.value
				}
				if _, known := en.key.AsKnown(); !known {
					return []tfInstance{{conditional: !sure}}
				}
				each := &source.Value{Kind: source.Map, Members: []*source.Member{{Name: "key", Value: en.key}, {Name: "value", Value: en.value}}}
				out = append(out, tfInstance{instanceKey(en.key), (*tfScope)(nil).with("each", each), !sure})
			}
			return out
		}
	}
	return []tfInstance{{conditional: b.count != nil || b.forEach != nil}}
}

// isNone reports whether a count or for_each is known to be nothing.
func (b *tfBlock) isNone(e *tfEval) bool {
	switch {
	case b.count != nil:
		n, ok := b.count.eval(e, nil).AsInt()
		return ok && n == 0
	case b.forEach != nil:
		v := b.forEach.eval(e, nil)
		return (v.Kind == source.List || v.Kind == source.Map) && len(v.Items)+len(v.Members) == 0
	}
	return false
}

// orElse evaluates a node; when the result is not as wanted and the node is
// a conditional, its other branch may be, which is not sure then.
func (e *tfEval) orElse(n tfNode, wanted func(*source.Value) bool) (v *source.Value, sure bool) {
	e.defaults++
	defer func() { e.defaults-- }()
	v = n.eval(e, nil)
	if wanted(v) {
		return v, true
	}
	h, ok := n.(tfHCL)
	if !ok {
		return v, false
	}
	x := h.expr
	for {
		p, ok := x.(*hclsyntax.ParenthesesExpr)
		if !ok {
			break
		}
		x = p.Expression
	}
	if c, ok := x.(*hclsyntax.ConditionalExpr); ok {
		for _, branch := range []hclsyntax.Expression{c.TrueResult, c.FalseResult} {
			if b := e.expr(h.src, branch, nil); wanted(b) {
				return b, false
			}
		}
	}
	return v, false
}

// instance is the address of the resource that a reference with a key means.
// A block that is not expanded has no key; the one instance of a block is
// meant by a splat, too.
func (m *tfModule) instance(e *tfEval, address, key string) string {
	b := m.block(address)
	if _, name, _ := strings.Cut(address, "."); b == nil && m.readSiblings(e.file.Name, name) {
		b = m.block(address)
	}
	if b == nil {
		return m.prefix + address + key
	}
	keys, ok := m.keys[b]
	if !ok {
		m.keys[b] = nil // a reference to itself finds it without keys
		doubt := e.doubt
		e.doubt = nil
		for _, inst := range m.instances(e, b) {
			keys = append(keys, inst.key)
		}
		e.doubt = doubt
		m.keys[b] = keys
	}
	if len(keys) == 1 {
		return m.prefix + address + keys[0]
	}
	return m.prefix + address + key
}

func (m *tfModule) block(address string) *tfBlock {
	if m.found == nil {
		m.found = make(map[string]*tfBlock, len(m.blocks))
		for _, b := range slices.Backward(m.blocks) {
			m.found[b.kind+"."+b.name] = b
		}
	}
	if b := m.found[address]; b != nil {
		return b
	}
	return m.others[address]
}

// readHCL adds what a .tf file declares, its problems to the file.
func (m *tfModule) readHCL(f *source.Reader, src *tfSource) {
	if tokens, ok := readable(f); ok {
		m.declare(f, src, parseHCL(f, src))
		readComments(f, tokens)
	}
}

// declare adds what blocks declare that stand in a file at a source.
func (m *tfModule) declare(f *source.Reader, src *tfSource, blocks []*hclsyntax.Block) {
	for _, block := range blocks {
		switch {
		case block.Type == "locals":
			for _, attr := range block.Body.Attributes {
				m.locals[attr.Name] = tfHCL{src, attr.Expr}
			}
		case block.Type == "variable" && len(block.Labels) == 1:
			m.sensitive[block.Labels[0]] = isSet(block, "sensitive") || isSet(block, "ephemeral")
			if attr := block.Body.Attributes["default"]; attr != nil {
				m.variables[block.Labels[0]] = tfHCL{src, attr.Expr}
			}
		case block.Type == "resource" && len(block.Labels) == 2:
			m.blocks = append(m.blocks, hclBlock(f, src, block))
		case block.Type == "data" && len(block.Labels) == 2 && block.Labels[0] == policyDocument:
			m.documents[block.Labels[1]] = tfData{hclBlock(f, src, block), &document.File{Name: src.file, Data: src.src}}
		case block.Type == "output" && len(block.Labels) == 1:
			if attr := block.Body.Attributes["value"]; attr != nil && !isSet(block, "sensitive") && !isSet(block, "ephemeral") {
				m.outputs[block.Labels[0]] = tfHCL{src, attr.Expr}
			}
		case block.Type == "module" && len(block.Labels) == 1:
			m.calls = append(m.calls, hclCall(src, block))
		}
	}
}

// isSet reports whether an argument of a block is there and not plainly false.
func isSet(block *hclsyntax.Block, name string) bool {
	attr := block.Body.Attributes[name]
	if attr == nil {
		return false
	}
	literal, ok := attr.Expr.(*hclsyntax.LiteralValueExpr)
	return !ok || !literal.Val.RawEquals(cty.False)
}

// relocate returns a value of another file as one of this file: all of it
// stands where it is referred to. The file is nil where it has no name.
func (e *tfEval) relocate(v *source.Value, from *document.File, at document.Span) *source.Value {
	if !e.spend(1) {
		return &source.Value{Kind: source.Unknown, Span: at}
	}
	out := source.Value{Kind: v.Kind, Span: at, Bool: v.Bool, Literal: v.Literal, What: v.What, Ref: v.Ref, Attribute: v.Attribute}
	if v.Text != nil {
		if !e.spend(source.Steps(v.Text)) {
			return &source.Value{Kind: source.Unknown, Span: at}
		}
		out.Text = v.Text.From(from, at)
	}
	for _, item := range v.Items {
		out.Items = append(out.Items, e.relocate(item, from, at))
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, &source.Member{Name: m.Name, Key: at, Value: e.relocate(m.Value, from, at)})
	}
	return &out
}
