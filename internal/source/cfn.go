package source

import (
	"slices"
	"strings"
)

// template is a CloudFormation template, by itself or inside another config.
type template struct {
	f      *File
	prefix string // of addresses: Resources or resources.Resources
	// resources, parameters and mappings are by name; nil when the template
	// has none.
	resources, parameters, mappings *node
	config                          *node // that ${self:} of the Serverless Framework refers to
	macros                          bool  // of the user's own change the template
	steps                           int
	refs                            []string // resources that the values read so far name
	repeated                        []*Member
}

// readCloudFormation reads a template, also one of SAM or CDK.
func (f *File) readCloudFormation(root *node) {
	f.Format = CloudFormation
	if f.usesSAM(root) {
		f.Format = SAM
	}
	t := &template{f: f, prefix: "Resources", resources: root.get("Resources"), parameters: root.get("Parameters"), mappings: root.get("Mappings")}
	t.macros = f.usesMacros(root)
	t.read(t.resources, t.prefix)
}

// usesMacros reports whether a template is transformed by more than what AWS
// provides.
func (f *File) usesMacros(root *node) bool {
	transform := root.get("Transform")
	if transform == nil {
		return false
	}
	own := func(n *node) bool { return n.kind == Map || n.kind == String && !strings.HasPrefix(f.str(n), "AWS::") }
	return transform.kind != List && own(transform) || slices.ContainsFunc(transform.items, own)
}

// usesSAM reports whether a template is transformed by SAM.
func (f *File) usesSAM(root *node) bool {
	transform := root.get("Transform")
	if transform == nil {
		return false
	}
	const sam = "AWS::Serverless-"
	return strings.HasPrefix(f.str(transform), sam) ||
		slices.ContainsFunc(transform.items, func(n *node) bool { return strings.HasPrefix(f.str(n), sam) })
}

// isTemplate reports whether a document is a template: an object with
// resources that have a type.
func (f *File) isTemplate(root *node) bool {
	resources := root.get("Resources")
	return resources != nil && resources.kind == Map &&
		slices.ContainsFunc(resources.members, func(m nodeMember) bool {
			return m.value.get("Type") != nil || strings.HasPrefix(m.name, loop)
		})
}

// loop starts the key of what Fn::ForEach repeats.
const loop = "Fn::ForEach::"

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

func (t *template) read(resources *node, prefix string) {
	if resources == nil {
		return
	}
	for i, m := range resources.members {
		if overwritten(resources.members, i) {
			continue
		}
		address := join(prefix, m.name)
		if strings.HasPrefix(m.name, loop) {
			// [variable, collection, {key: resource}]: the resource is read
			// once, with its variable as what is not known.
			if len(m.value.items) == 3 && strings.Count(address, loop) < 6 {
				t.read(m.value.items[2], address)
			}
			continue
		}
		kind := t.f.str(m.value.get("Type"))
		shape, ok := cloudFormationShape(kind)
		if !ok {
			if kind == "AWS::Serverless::Function" {
				t.samEvents(m, address)
			}
			continue
		}
		t.repeated = nil
		for _, before := range resources.members[:i] {
			if before.name == m.name && len(resources.members) <= maxWritten {
				t.repeat(before)
			}
		}
		t.resource(m, address, kind, shape)
	}
}

// repeat notes a key that is written again behind. In a file that another
// program renders, the two may be choices of its.
func (t *template) repeat(m nodeMember) {
	if !t.f.hasStatements() && !slices.ContainsFunc(t.repeated, func(o *Member) bool { return o.Key == m.key }) {
		t.repeated = append(t.repeated, &Member{Name: m.name, Key: m.key})
	}
}

// resource reads the requests that one resource stands for.
func (t *template) resource(m nodeMember, address, kind string, shape tfShape) {
	body := Span{Start: m.key.Start, End: max(m.key.End, m.value.whole.End)}
	t.refs = nil
	for _, name := range t.dependsOn(m.value.get("DependsOn")) {
		t.refer(name)
	}
	properties := m.value.get("Properties")
	input := &Value{Kind: Map, Span: m.value.whole}
	if properties != nil && properties.kind != Null {
		input = t.value(properties)
	}
	if input.Kind != Map && input.Kind != Unknown {
		return
	}
	// What a resource lacks is not known where the file cannot be read in full,
	// or a macro may add it.
	incomplete := t.macros || properties.get("Fn::Transform") != nil || len(t.f.Problems) > 0 || t.f.hasStatements()
	made := shape.requests(input, tfPlace{m.key, body}, incomplete)
	shape.keepMisspelt(input, made[0].Input)
	refs := withoutRepeats(t.refs)
	for _, r := range made {
		r.Address, r.Type, r.At, r.Body, r.References = address, kind, m.key, body, refs
		r.Conditional = m.value.get("Condition") != nil || strings.Contains(address, loop)
		r.Ignores = t.f.ignores(m.value)
	}
	made[0].Repeated = t.repeated
	t.f.Resources = append(t.f.Resources, made...)
	t.f.Resources = append(t.f.Resources, t.choicesOf(made[0], properties.get("FilterPattern"))...)
}

func (t *template) dependsOn(n *node) []string {
	if n == nil {
		return nil
	}
	if n.kind == String {
		return []string{t.f.str(n)}
	}
	var names []string
	for _, item := range n.items {
		names = append(names, t.f.str(item))
	}
	return names
}

// refer notes a reference to a resource and returns its address, "" when the
// template has no such resource.
func (t *template) refer(name string) string {
	if t.resources.get(name) == nil {
		return ""
	}
	address := join(t.prefix, name)
	t.refs = append(t.refs, address)
	return address
}

// ignores reads Metadata.logsieve.ignore of a resource: a list of {rule,
// reason}, or one of them.
func (f *File) ignores(resource *node) []Ignore {
	list := resource.get("Metadata").get("logsieve").get("ignore")
	if list == nil {
		return nil
	}
	items := []*node{list}
	if list.kind == List {
		items = list.items
	}
	var out []Ignore
	for _, item := range items {
		ignore := Ignore{Span: item.whole, Rule: f.str(item.get("rule")), Reason: f.str(item.get("reason"))}
		if item.kind == String {
			ignore.Rule = f.str(item)
		}
		out = append(out, ignore)
	}
	return out
}

// readFragment reads a file that a template includes: resources by themselves,
// one resource, or functions of the Serverless Framework.
func (f *File) readFragment(root *node) {
	if root.kind != Map {
		return
	}
	t := &template{f: f, resources: root}
	f.Format = CloudFormation
	t.read(root, "")
	if kind := root.get("Type"); len(f.Resources) == 0 && kind != nil && root.get("Properties") != nil {
		// The file does not name the resource: its type stands for the name.
		t.read(&node{kind: Map, members: []nodeMember{{name: f.str(kind), key: kind.whole, value: root}}}, "")
	}
	if len(f.Resources) == 0 {
		f.Format = Serverless
		t.functions(root, "")
	}
	if len(f.Resources) == 0 {
		f.Format = ""
	}
}
