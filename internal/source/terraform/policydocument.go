package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// policyDocument is the data source that asks nobody: all that it gives stands in
// the files. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
const policyDocument = "aws_iam_policy_document"

// tfData is a data block of that type, and the file that it stands in.
type tfData struct {
	*tfBlock
	file *document.File
}

// data evaluates data.aws_iam_policy_document.name and steps in it; nil is not
// known.
func (e *tfEval) data(src *tfSource, t hcl.Traversal, r hcl.Range) *source.Value {
	if len(t) < 3 {
		return nil
	}
	kind, _ := t[1].(hcl.TraverseAttr)
	name, _ := t[2].(hcl.TraverseAttr)
	if kind.Name != policyDocument {
		return nil
	}
	d, ok := e.module.documents[name.Name]
	if !ok && e.module.readSiblings(e.file.Name, name.Name) {
		d, ok = e.module.documents[name.Name]
	}
	if !ok {
		return nil
	}
	steps, all := t[3:], e.documents(name.Name, d)
	keyed := len(steps) > 0 && firstKey(steps) != ""
	switch {
	case all.value == nil:
		return nil
	case all.one && keyed: // how many there are is not known, and all are like it
		steps = steps[1:]
	case all.unsure && !keyed && e.defaults+e.merging > 0:
		return nil // what asks may go on without it
	}
	v := e.walk(src, all.value, steps, r)
	if d.file.Name != src.file {
		v = e.relocate(v, d.file, src.at(r))
	}
	return v
}

// tfDocuments are what a data block stands for.
type tfDocuments struct {
	value  *source.Value // a document, or a list or map of them; nil when it is not known
	one    bool          // it is a document
	unsure bool          // there may be fewer
}

// documents evaluates a data block.
func (e *tfEval) documents(name string, d tfData) tfDocuments {
	key := tfName{name, e.defaults > 0, e.doubt}
	if known, ok := e.module.policies[key]; ok {
		return known
	}
	e.module.policies[key] = tfDocuments{} // while it is evaluated
	at, doubt := e.at, e.doubt
	e.at = d.at
	all := tfDocuments{value: &source.Value{Kind: source.List, Span: d.at}}
	for _, inst := range e.module.instances(e, d.tfBlock) {
		if inst.conditional && doubt == nil && e.module.bound == nil {
			e.doubt = d.tfBlock
		}
		e.merging++
		body := e.bounded(d.read(e, inst.scope))
		e.merging--
		one := policyOf(e.f, body, d.at)
		e.doubt = doubt
		all.unsure = all.unsure || inst.conditional
		each := inst.scope.lookup("each")
		switch {
		case inst.key == "":
			all.value, all.one = one, true
		case each != nil:
			key, _ := each.Get("key").AsKnown()
			all.value.Kind = source.Map
			all.value.Members = append(all.value.Members, &source.Member{Name: key, Key: d.at, Value: one})
		default:
			all.value.Items = append(all.value.Items, one)
		}
	}
	e.at = at
	e.module.policies[key] = all
	return all
}

// policyOf is what the data source gives for its arguments.
func policyOf(f *source.Reader, body *source.Value, at document.Span) *source.Value {
	out := &source.Value{Kind: source.Map, Span: at}
	p := &tfPolicy{f: f, at: at}
	for _, name := range []string{"source_json", "source_policy_documents", "", "override_json", "override_policy_documents"} {
		if name == "" {
			p.merge(ownPolicy(body))
			continue
		}
		p.given(body.Get(name))
	}
	var text *document.Text
	if !p.unknown {
		text = f.EncodeJSON(p.document(), at)
	}
	for _, name := range []string{"json", "minified_json"} {
		v := &source.Value{Kind: source.Unknown, Span: at, What: "data." + policyDocument}
		if text != nil {
			v = &source.Value{Kind: source.String, Span: at, Text: text}
		}
		out.Members = append(out.Members, &source.Member{Name: name, Key: at, Value: v})
	}
	return out
}

// tfPolicy merges documents as the provider does: a statement takes the place of
// one with its Sid.
type tfPolicy struct {
	f          *source.Reader
	at         document.Span
	statements []*source.Value
	id         *source.Value
	version    string
	unknown    bool
}

// given merges documents that an argument gives: a text, or a list of them.
func (p *tfPolicy) given(v *source.Value) {
	switch {
	case v == nil || v.Kind == source.Null || v.IsText(""):
	case v.Kind == source.List:
		for _, item := range v.Items {
			p.given(item)
		}
	default:
		p.merge(p.f.Document(v, p.at))
	}
}

// merge adds a document, nil for one that is not known.
func (p *tfPolicy) merge(document *source.Value) {
	if document == nil || document.Kind != source.Map {
		p.unknown = true
		return
	}
	if id := document.Get("Id"); id != nil {
		p.id = id
	}
	if version, ok := document.Get("Version").Str(); ok {
		p.version = max(p.version, version)
	}
	list := document.Get("Statement")
	switch {
	case list == nil:
	case list.Kind == source.List:
		for _, s := range list.Items {
			p.statement(s)
		}
	default:
		p.statement(list)
	}
}

func (p *tfPolicy) statement(s *source.Value) {
	sid, known := sidOf(s)
	if !known && len(p.statements) > 0 {
		p.unknown = true // which one gives way is not known
	}
	if sid != "" && !p.f.Spend(1+len(p.statements), p.at) {
		p.unknown = true
	}
	for i := 0; i < len(p.statements) && sid != "" && !p.unknown; i++ {
		other, also := sidOf(p.statements[i])
		p.unknown = !also
		if sid == other {
			p.statements[i] = s
			return
		}
	}
	p.statements = append(p.statements, s)
}

// sidOf is the Sid of a statement, "" for none.
func sidOf(s *source.Value) (sid string, known bool) {
	if s.Kind != source.Map {
		return "", false
	}
	v := s.Get("Sid")
	if v == nil || v.Kind == source.Null {
		return "", true
	}
	return v.Str()
}

func (p *tfPolicy) document() *source.Value {
	out := &source.Value{Kind: source.Map, Span: p.at}
	put(out, "Version", source.TextValue(p.version, p.at))
	put(out, "Id", p.id)
	put(out, "Statement", &source.Value{Kind: source.List, Span: p.at, Items: p.statements})
	return out
}

// ownPolicy is the document that the arguments of the data source themselves make,
// nil when that is not known.
func ownPolicy(body *source.Value) *source.Value {
	out := &source.Value{Kind: source.Map, Span: body.Span}
	put(out, "Version", source.TextValue("2012-10-17", body.Span))
	for _, m := range body.Members {
		if m.Value.Empty() {
			continue
		}
		switch m.Name {
		case "version":
			if _, known := m.Value.Str(); !known {
				return nil
			}
			out.SetMember(&source.Member{Name: "Version", Key: m.Key, Value: m.Value})
		case "policy_id":
			put(out, "Id", m.Value)
		case "statement":
			list := blocks(m.Value)
			if list == nil {
				return nil
			}
			statements := &source.Value{Kind: source.List, Span: m.Value.Span}
			for _, s := range list {
				statements.Items = append(statements.Items, ownStatement(s))
			}
			put(out, "Statement", statements)
		}
	}
	return out
}

// blocks are those of a type, nil when they are not known. JSON may write one
// without a list.
func blocks(v *source.Value) []*source.Value {
	list := []*source.Value{v}
	if v.Kind == source.List {
		list = append([]*source.Value{}, v.Items...)
	}
	if slices.ContainsFunc(list, func(b *source.Value) bool { return b.Kind != source.Map }) {
		return nil
	}
	return list
}

// ownStatement is a statement block as a document has it, not known where its
// principals or conditions are not.
func ownStatement(s *source.Value) *source.Value {
	out := &source.Value{Kind: source.Map, Span: s.Span}
	put(out, "Effect", source.TextValue("Allow", s.Span))
	for _, m := range s.Members {
		name, v := "", m.Value
		if v.Empty() {
			continue
		}
		switch m.Name {
		case "sid":
			name = "Sid"
		case "effect":
			name = "Effect"
		case "actions", "not_actions", "resources", "not_resources":
			name, v = map[string]string{"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}[m.Name], oneOrMore(v)
		case "principals", "not_principals":
			name, v = map[string]string{"principals": "Principal", "not_principals": "NotPrincipal"}[m.Name], principals(v)
		case "condition":
			name, v = "Condition", conditions(v)
		default:
			continue
		}
		if v == nil {
			return &source.Value{Kind: source.Unknown, Span: s.Span, What: m.Name}
		}
		put(out, name, v)
	}
	return out
}

// principals are blocks of principals by type, nil when they are not known.
func principals(v *source.Value) *source.Value {
	list := blocks(v)
	if list == nil {
		return nil
	}
	out := &source.Value{Kind: source.Map, Span: v.Span}
	for _, p := range list {
		kind, known := p.Get("type").Str()
		who := p.Get("identifiers")
		if !known || who == nil {
			return nil
		}
		if kind == "*" && len(list) == 1 {
			return oneOrMore(who)
		}
		add(out, kind, who)
	}
	return out
}

// conditions are blocks of conditions by operator and key, nil when they are not
// known.
func conditions(v *source.Value) *source.Value {
	list := blocks(v)
	if list == nil {
		return nil
	}
	out := &source.Value{Kind: source.Map, Span: v.Span}
	for _, c := range list {
		test, known := c.Get("test").Str()
		variable, also := c.Get("variable").Str()
		values := c.Get("values")
		if !known || !also || values == nil {
			return nil
		}
		operator := out.Get(test)
		if operator == nil {
			operator = &source.Value{Kind: source.Map, Span: c.Span}
			put(out, test, operator)
		}
		add(operator, variable, values)
	}
	return out
}

// add is put for a list that may stand in several blocks.
func add(to *source.Value, name string, v *source.Value) {
	if have := to.Get(name); have != nil {
		all := &source.Value{Kind: source.List, Span: have.Span}
		for _, part := range []*source.Value{have, v} {
			if part.Kind == source.List {
				all.Items = append(all.Items, part.Items...)
			} else {
				all.Items = append(all.Items, part)
			}
		}
		v = all
	}
	put(to, name, oneOrMore(v))
}

// put sets a member, unless it has no value.
func put(to *source.Value, name string, v *source.Value) {
	if v != nil && v.Kind != source.Null {
		to.SetMember(&source.Member{Name: name, Key: v.Span, Value: v})
	}
}

// oneOrMore is a list of texts as the provider writes it: one stands by itself. It
// writes variables of IAM for &{ }, which no template is.
func oneOrMore(v *source.Value) *source.Value {
	switch {
	case v.Kind == source.List && len(v.Items) == 1:
		return oneOrMore(v.Items[0])
	case v.Kind == source.List:
		out := &source.Value{Kind: source.List, Span: v.Span}
		for _, item := range v.Items {
			out.Items = append(out.Items, oneOrMore(item))
		}
		return out
	case v.Kind == source.String:
		return &source.Value{Kind: source.String, Span: v.Span, Text: v.Text.Rewrite(func(rest string) (int, string) {
			if strings.HasPrefix(rest, "&{") {
				return len("&"), "$"
			}
			return 0, ""
		})}
	}
	return source.ToString(v)
}
