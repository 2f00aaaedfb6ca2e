package terraform

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
)

// ReadPlan reads what terraform show -json prints of a plan or a state:
// https://developer.hashicorp.com/terraform/internals/json-format.
func ReadPlan(f *source.Reader) {
	if !mentionsOurs(f.Data) {
		return
	}
	f.Format = source.TerraformPlan
	doc := tfDocument(f)
	if doc == nil {
		return
	}
	if version := doc.Get("format_version"); !planVersion(version.Str()) {
		f.Problems = append(f.Problems, &document.Problem{
			Span:   document.Span(version.Span()),
			Reason: fmt.Sprintf("The plan's format_version is %q, which is not known here.", version.Str()),
			Remedy: "Print the plan with a Terraform or OpenTofu whose format_version is 1.x.",
		})
		return
	}
	p := &plan{f: f, changes: map[string]*request.Value{}, policies: map[planPolicy]*source.Value{}}
	for _, change := range doc.Get("resource_changes").Items() {
		p.changes[change.Get("address").Str()] = change
	}
	config := doc.Get("configuration").Get("root_module")
	if root := doc.Get("planned_values").Get("root_module"); root != nil {
		p.module(root, config, "")
	} else if root := doc.Get("values").Get("root_module"); root != nil {
		p.module(root, config, "")
	} else {
		for _, change := range doc.Get("resource_changes").Items() {
			p.resource(change, change.Get("change").Get("after"), nil, "")
		}
	}
}

// planVersion accepts every minor version: they only add. The versions before
// 1.0 have the same shape.
func planVersion(version string) bool {
	major, _, _ := strings.Cut(version, ".")
	return major == "1" || major == "0"
}

type plan struct {
	f       *source.Reader
	changes map[string]*request.Value // by address
	// policies are the documents that have been evaluated; nil while they are.
	policies map[planPolicy]*source.Value
}

// module reads a module's resources and those of its children. Its
// configuration tells what unknown values refer to.
func (p *plan) module(m, config *request.Value, address string) {
	of := configured(config)
	for _, r := range m.Get("resources").Items() {
		p.resource(r, r.Get("values"), of, address)
	}
	for _, child := range m.Get("child_modules").Items() {
		at := child.Get("address").Str()
		name := strings.TrimPrefix(strings.TrimPrefix(at, address), ".")
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "module."), "[")
		p.module(child, config.Get("module_calls").Get(name).Get("module"), at)
	}
}

// planKey tells the resources and the data sources of a module apart, those of a count
// not.
type planKey struct {
	data       bool
	kind, name string
}

func keyOf(r *request.Value) planKey {
	return planKey{r.Get("mode").Str() == "data", r.Get("type").Str(), r.Get("name").Str()}
}

// configured are the expressions of what a module's configuration has.
func configured(config *request.Value) map[planKey]*request.Value {
	expressions := map[planKey]*request.Value{}
	for _, r := range config.Get("resources").Items() {
		expressions[keyOf(r)] = r.Get("expressions")
	}
	return expressions
}

func (p *plan) resource(r, values *request.Value, of map[planKey]*request.Value, module string) {
	shape, ok := awsprovider.Type(r.Get("type").Str())
	address := r.Get("address")
	if !ok || r.Get("mode").Str() == "data" || values.Kind() != request.Object {
		return
	}
	c := planConfig{module: module, at: document.Span(address.Span()), plan: p, of: of, expressions: of[keyOf(r)]}
	body := source.ValueOfJSON(p.f.Data, values)
	after := p.changes[address.Str()].Get("change").Get("after_unknown")
	c.markUnknown(body, after, c.expressions)
	// What is sensitive appears in plans as it is.
	hides := planConfig{module: module, at: c.at, hides: true}
	hides.markUnknown(body, r.Get("sensitive_values"), c.expressions)
	hides.markUnknown(body, p.changes[address.Str()].Get("change").Get("after_sensitive"), c.expressions)
	refs := c.references(c.expressions, nil)
	for _, made := range shape.Requests(body, c.at, false) {
		made.Address, made.Type = address.Str(), r.Get("type").Str()
		made.At, made.Body, made.References = c.at, document.Span(r.Span()), refs
		p.f.Resources = append(p.f.Resources, made)
	}
}

// planConfig is the configuration of one resource.
type planConfig struct {
	module      string        // the address of its module, "" for the root
	at          document.Span // of its address
	expressions *request.Value
	hides       bool // what is known, too

	plan     *plan
	of       map[planKey]*request.Value // the expressions of the module
	document bool                       // it is a policy document, of which a set may lack elements
}

// markUnknown puts an Unknown value wherever after_unknown is true, or what says
// that a value is sensitive.
func (c *planConfig) markUnknown(v *source.Value, after, expressions *request.Value) {
	switch after.Kind() {
	case request.Bool: // all of a resource
		if all, _ := after.Flag(); all {
			for _, m := range v.Members {
				if c.marks(m.Value) {
					m.Value = c.unknown(m.Value.Span, expressions.Get(m.Name))
				}
			}
		}
	case request.Object:
		for _, m := range after.Members() {
			inner := v.Get(m.Name)
			conf := expressions.Get(m.Name)
			if unknown, ok := m.Value.Flag(); ok && unknown {
				at := c.at
				if inner != nil {
					at = inner.Span
				}
				if c.marks(inner) {
					v.SetMember(&source.Member{Name: m.Name, Key: at, Value: c.unknown(at, conf)})
				}
				continue
			}
			if inner != nil {
				c.markUnknown(inner, m.Value, conf)
			}
		}
	case request.Array:
		for i, item := range after.Items() {
			conf := expressions
			if expressions.Kind() == request.Array && i < len(expressions.Items()) {
				conf = expressions.Items()[i]
			}
			if v.Kind != source.List || i >= len(v.Items) {
				continue
			}
			if unknown, ok := item.Flag(); ok && unknown && c.marks(v.Items[i]) {
				v.Items[i] = c.unknown(v.Items[i].Span, conf)
				continue
			}
			c.markUnknown(v.Items[i], item, conf)
		}
		// A set is without its elements that are not known.
		for v.Kind == source.List && !c.hides && len(v.Items) < len(after.Items()) {
			v.Items = append(v.Items, c.unknown(v.Span, expressions))
		}
	}
}

// marks reports whether a value gives way to an unknown one.
func (c *planConfig) marks(v *source.Value) bool {
	if c.hides {
		return v != nil
	}
	return v == nil || v.Kind == source.Null
}

func (c *planConfig) unknown(at document.Span, expression *request.Value) *source.Value {
	v := &source.Value{Kind: source.Unknown, Span: at, What: "(known after apply)"}
	refs := expression.Get("references").Items()
	if c.hides {
		v.What = source.HiddenValue
	} else if json := c.policy(refs); json != nil {
		return json
	}
	if len(refs) > 0 {
		v.What = refs[0].Str()
	}
	for _, ref := range refs {
		switch to := c.resolve(ref.Str()); {
		case v.Ref == "":
			v.Ref = to
		case to != "" && to != v.Ref && c.document:
			v.Ref = "" // of several, nobody knows which stands where in a set
			return v
		}
	}
	return v
}

// resolve is the address of the resource that a reference names, "" when it
// names something else.
func (c *planConfig) resolve(ref string) string {
	t, diags := hclsyntax.ParseTraversalAbs([]byte(ref), "", hcl.InitialPos)
	if diags.HasErrors() {
		return ""
	}
	address, rest := resourceAddress(t)
	if address == "" {
		return ""
	}
	address += firstKey(rest)
	if c.module != "" {
		address = c.module + "." + address
	}
	return address
}

// references are the resources that expressions name.
func (c *planConfig) references(v *request.Value, out []string) []string {
	for _, m := range v.Members() {
		if m.Name != "references" || m.Value.Kind() != request.Array {
			out = c.references(m.Value, out)
			continue
		}
		for _, ref := range m.Value.Items() {
			if address := c.resolve(ref.Str()); address != "" {
				out = append(out, address)
			}
		}
	}
	for _, item := range v.Items() {
		out = c.references(item, out)
	}
	return source.WithoutRepeats(out)
}

// IsPlan reports whether a file is what terraform show -json prints.
func IsPlan(data []byte) bool {
	return bytes.Contains(data, []byte(`"format_version"`)) && document.StartsWith(data, '{') &&
		(bytes.Contains(data, []byte(`"root_module"`)) || bytes.Contains(data, []byte(`"resource_changes"`)))
}
