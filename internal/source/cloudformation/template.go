// Package cloudformation reads templates of CloudFormation and SAM, by
// themselves, in parts, or inside the configuration of another tool.
package cloudformation

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Template is a CloudFormation template, by itself or inside another config.
type Template struct {
	f      *source.Reader
	prefix string // of addresses: Resources or resources.Resources
	// resources and the others are by name; nil when the template has none.
	resources, parameters, mappings, conditions *document.Node

	condition string          // of the resource that is read
	doubted   map[string]bool // parameters that are not at their defaults where that is deployed
	byDefault bool            // parameters are at their defaults, whatever these are
	parents   *[]map[string]bool
	// bound are the parameters that a stack gives to a template that it nests, nil
	// for a template by itself.
	bound     map[string]*source.Value
	depth     int            // of nested stacks around
	config    *document.Node // that ${self:} of the Serverless Framework refers to
	macros    bool           // of the user's own change the template
	generated map[string]*source.Value
	refs      []string // resources that the values read so far name
	repeated  []*source.Member
}

// NewTemplate returns a template without resources. They will be addressed
// below a prefix; config is what ${self:} refers to, nil for nothing.
func NewTemplate(f *source.Reader, prefix string, config *document.Node) *Template {
	return &Template{f: f, prefix: prefix, config: config}
}

// ReadPart reads a mapping of Resources, Parameters and Mappings.
func (t *Template) ReadPart(part *document.Node) {
	t.resources, t.parameters = part.Get("Resources"), part.Get("Parameters")
	t.mappings, t.conditions = part.Get("Mappings"), part.Get("Conditions")
	t.read(t.resources, t.prefix)
}

// Generate declares a resource that the tool adds to the template, and what Ref
// gives of it; nil is not known.
func (t *Template) Generate(name string, ref *source.Value) {
	if t.generated == nil {
		t.generated = map[string]*source.Value{}
	}
	t.generated[name] = ref
}

// Address is the address of a resource of the template by its name.
func (t *Template) Address(name string) string { return source.JoinAddress(t.prefix, name) }

// TakeReferences are the resources that the values read since the last call
// name.
func (t *Template) TakeReferences() []string {
	refs := source.WithoutRepeats(t.refs)
	t.refs = nil
	return refs
}

// Read reads a template, also one of SAM or CDK.
func Read(f *source.Reader, root *document.Node) {
	f.Format = source.CloudFormation
	if usesSAM(f, root) {
		f.Format = source.SAM
	}
	t := NewTemplate(f, "Resources", nil)
	t.macros = usesMacros(f, root)
	t.ReadPart(root)
}

// usesMacros reports whether a template is transformed by more than what AWS
// provides.
func usesMacros(f *source.Reader, root *document.Node) bool {
	transform := root.Get("Transform")
	if transform == nil {
		return false
	}
	own := func(n *document.Node) bool {
		return n.Kind == document.Mapping || n.Kind == document.Scalar && !strings.HasPrefix(f.Str(n), "AWS::")
	}
	return transform.Kind != document.Sequence && own(transform) || slices.ContainsFunc(transform.Items, own)
}

// usesSAM reports whether a template is transformed by SAM.
func usesSAM(f *source.Reader, root *document.Node) bool {
	transform := root.Get("Transform")
	if transform == nil {
		return false
	}
	const sam = "AWS::Serverless-"
	return strings.HasPrefix(f.Str(transform), sam) ||
		slices.ContainsFunc(transform.Items, func(n *document.Node) bool { return strings.HasPrefix(f.Str(n), sam) })
}

// IsTemplate reports whether a document is a template: an object with
// resources that have a type.
func IsTemplate(f *source.Reader, root *document.Node) bool {
	resources := root.Get("Resources")
	return resources != nil && resources.Kind == document.Mapping &&
		slices.ContainsFunc(resources.Members, func(m document.Member) bool {
			return m.Value.Get("Type") != nil || strings.HasPrefix(m.Name, loop)
		})
}

// loop starts the key of what Fn::ForEach repeats.
const loop = "Fn::ForEach::"

func (t *Template) read(resources *document.Node, prefix string) {
	if resources == nil {
		return
	}
	for i, m := range resources.Members {
		if document.Overwritten(resources.Members, i) {
			continue
		}
		if strings.HasPrefix(m.Name, loop) {
			// [variable, collection, {key: resource}]: the resource is read
			// once, with its variable as what is not known.
			address := source.JoinAddress(prefix, m.Name)
			if len(m.Value.Items) == 3 && strings.Count(address, loop) < 6 {
				t.read(m.Value.Items[2], address)
			}
			continue
		}
		kind := t.f.Str(m.Value.Get("Type"))
		t.nested(m, source.JoinAddress(prefix, m.Name))
		t.body(m, kind, source.JoinAddress(prefix, m.Name))
		shape, ok := Type(kind)
		if !ok {
			if kind == samFunction {
				t.under(t.f.Str(m.Value.Get("Condition")), func() { t.samEvents(m, source.JoinAddress(prefix, m.Name)) })
			}
			if shape, ok = source.TemplateLinks()[kind]; !ok {
				continue
			}
		}
		t.repeated = nil
		if len(resources.Members) <= document.MaxWritten {
			for _, before := range resources.Members[:i] {
				if before.Name == m.Name {
					t.repeat(before)
				}
			}
		}
		t.under(t.f.Str(m.Value.Get("Condition")), func() {
			t.resource(m, source.JoinAddress(prefix, m.Name), strings.Clone(kind), shape)
		})
	}
}

// repeat notes a key that is written again behind. In a file that another
// program renders, the two may be choices of its.
func (t *Template) repeat(m document.Member) {
	if !t.f.HasStatements() && !slices.ContainsFunc(t.repeated, func(o *source.Member) bool { return o.Key == m.Key }) {
		t.repeated = append(t.repeated, &source.Member{Name: m.Name, Key: m.Key})
	}
}

// resource reads the requests that one resource stands for.
func (t *Template) resource(m document.Member, address, kind string, shape source.ResourceType) {
	body := document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)}
	t.TakeReferences()
	for _, name := range t.dependsOn(m.Value.Get("DependsOn")) {
		t.refer(name)
	}
	properties := m.Value.Get("Properties")
	input := &source.Value{Kind: source.Map, Span: m.Value.Whole}
	if properties != nil && properties.Kind != document.Null {
		input = t.Value(properties)
	}
	if input.Kind != source.Map && input.Kind != source.Unknown {
		return
	}
	// What a resource lacks is not known where the file cannot be read in full,
	// or a macro may add it.
	incomplete := t.macros || properties.Get("Fn::Transform") != nil || len(t.f.Problems) > 0 || t.f.HasStatements()
	made := shape.Requests(input, m.Key, incomplete)
	keepMisspelt(shape, input, made[0].Input)
	refs := t.TakeReferences()
	for _, r := range made {
		r.Address, r.Type, r.At, r.Body, r.References = address, kind, m.Key, body, refs
		r.Conditional = m.Value.Get("Condition") != nil || strings.Contains(address, loop)
		r.Ignores = ignores(t.f, m.Value)
	}
	made[0].Repeated = t.repeated
	t.f.Resources = append(t.f.Resources, made...)
	t.f.Resources = append(t.f.Resources, t.choicesOf(made[0], properties.Get("FilterPattern"))...)
}

func (t *Template) dependsOn(n *document.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == document.Scalar {
		return []string{t.f.Str(n)}
	}
	var names []string
	for _, item := range n.Items {
		names = append(names, t.f.Str(item))
	}
	return names
}

// refer notes a reference to a resource and returns its address, "" when the
// template has no such resource.
func (t *Template) refer(name string) string {
	if _, generated := t.generated[name]; !generated && t.resources.Get(name) == nil {
		return ""
	}
	address := t.Address(name)
	t.refs = append(t.refs, address)
	return address
}

// ReadFragment reads a file that a template includes: resources by themselves,
// or one resource. It reports whether there are any.
func ReadFragment(f *source.Reader, root *document.Node) bool {
	if root.Kind != document.Mapping {
		return false
	}
	t := &Template{f: f, resources: root}
	f.Format = source.CloudFormation
	t.read(root, "")
	if kind := root.Get("Type"); len(f.Resources) == 0 && kind != nil && root.Get("Properties") != nil {
		// The file does not name the resource: its type stands for the name.
		t.read(&document.Node{Kind: document.Mapping, Members: []document.Member{{Name: f.Str(kind), Key: kind.Whole, Value: root}}}, "")
	}
	if len(f.Resources) == 0 {
		f.Format = source.None
	}
	return len(f.Resources) > 0
}

// ignores reads Metadata.logsieve.ignore of a resource: a list of {rule,
// reason}, or one of them.
func ignores(f *source.Reader, resource *document.Node) []source.Ignore {
	list := resource.Get("Metadata").Get("logsieve").Get("ignore")
	if list == nil {
		return nil
	}
	items := []*document.Node{list}
	if list.Kind == document.Sequence {
		items = list.Items
	}
	var out []source.Ignore
	for _, item := range items {
		ignore := source.Ignore{Span: item.Whole, Rule: f.Str(item.Get("rule")), Reason: f.Str(item.Get("reason"))}
		if item.Kind == document.Scalar {
			ignore.Rule = f.Str(item)
		}
		out = append(out, ignore)
	}
	return out
}
