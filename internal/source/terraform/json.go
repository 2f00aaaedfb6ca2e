package terraform

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfJSON is an expression of a .tf.json file: strings in it are templates.
type tfJSON struct {
	f     *source.Reader
	value *request.Value
}

func (n tfJSON) file() *document.File { return &document.File{Name: n.f.Name, Data: n.f.Data} }

func (n tfJSON) eval(e *tfEval, sc *tfScope) *source.Value {
	at := document.Span(n.value.Span())
	switch n.value.Kind() {
	case request.String:
		x, src, ok := n.template()
		if !ok {
			return &source.Value{Kind: source.Unknown, Span: at, What: document.OneLine(n.value.Str())}
		}
		if x != nil {
			v := e.expr(src, x, sc)
			if _, composed := x.(*hclsyntax.TemplateExpr); composed {
				v.Span = at // its quotes included; no one else has this value
			}
			return v
		}
		return &source.Value{Kind: source.String, Span: at, Text: document.JSONText(n.f.Data, n.value)}
	case request.Array:
		out := &source.Value{Kind: source.List, Span: at}
		for _, item := range n.value.Items() {
			out.Items = append(out.Items, tfJSON{n.f, item}.eval(e, sc))
		}
		return out
	case request.Object:
		return n.object(e, sc)
	}
	return source.ScalarOfJSON(n.value)
}

func (n tfJSON) object(e *tfEval, sc *tfScope) *source.Value {
	out := &source.Value{Kind: source.Map, Span: document.Span(n.value.Span())}
	for _, m := range n.value.Members() {
		switch {
		case m.Name == "//" || isMetaArgument(m.Name): // a comment
		case m.Name == "dynamic" && m.Value.Kind() == request.Object:
			for _, b := range m.Value.Members() {
				at := document.Span(b.Value.Span())
				out.SetMember(&source.Member{Name: b.Name, Key: document.Span(b.NameSpan), Value: &source.Value{Kind: source.Unknown, Span: at, What: "dynamic " + b.Name}})
			}
		default:
			out.SetMember(&source.Member{Name: m.Name, Key: document.Span(m.NameSpan), Value: source.HideNamed(m.Name, tfJSON{n.f, m.Value}.eval(e, sc))})
		}
	}
	return out
}

// template parses a string with interpolations; the expression is nil when it
// has none. A broken one is a problem of the file.
func (n tfJSON) template() (x hclsyntax.Expression, src *tfSource, ok bool) {
	s := []byte(n.value.Str())
	if !bytes.Contains(s, []byte("${")) && !bytes.Contains(s, []byte("%{")) {
		return nil, nil, true
	}
	if _, why := cannotParse(s, hclsyntax.LexTemplate); why != "" {
		return nil, nil, false
	}
	src = &tfSource{file: n.f.Name, src: s, text: document.JSONText(n.f.Data, n.value)}
	x, diags := hclsyntax.ParseTemplate(s, n.f.Name, hcl.InitialPos)
	if diags.HasErrors() {
		addDiagnostics(n.f, src, diags[:1])
		return nil, nil, false
	}
	return x, src, true
}

func (n tfJSON) refs(e *tfEval) []string {
	var out []string
	if n.value.Kind() == request.String {
		if x, _, _ := n.template(); x != nil {
			return e.references(x)
		}
	}
	for _, item := range n.value.Items() {
		out = append(out, tfJSON{n.f, item}.refs(e)...)
	}
	for _, m := range n.value.Members() {
		if m.Name == "depends_on" {
			out = append(out, n.dependsOn(e, m.Value)...)
			continue
		}
		out = append(out, tfJSON{n.f, m.Value}.refs(e)...)
	}
	return out
}

// dependsOn reads addresses that are written without ${ }.
func (n tfJSON) dependsOn(e *tfEval, list *request.Value) []string {
	var out []string
	for _, item := range list.Items() {
		t, diags := hclsyntax.ParseTraversalAbs([]byte(item.Str()), n.f.Name, hcl.InitialPos)
		if diags.HasErrors() {
			continue
		}
		if address, rest := resourceAddress(t); address != "" {
			out = append(out, e.module.instance(e, address, firstKey(rest)))
		}
	}
	return out
}

// readJSON adds what a .tf.json file declares.
func (m *tfModule) readJSON(f *source.Reader) {
	doc := tfDocument(f)
	eachJSONBlock(doc.Get("locals"), func(_ string, _ request.Member, v *request.Value) {
		for _, local := range v.Members() {
			m.locals[local.Name] = tfJSON{f, local.Value}
		}
	}, 0)
	eachJSONBlock(doc.Get("variable"), func(name string, _ request.Member, v *request.Value) {
		m.sensitive[name] = isTrue(v.Get("sensitive")) || isTrue(v.Get("ephemeral"))
		if def := v.Get("default"); def != nil {
			m.variables[name] = literalJSON{tfJSON{f, def}}
		}
	}, 1)
	for _, kinds := range jsonObjects(doc.Get("data")) {
		eachJSONBlock(kinds.Get(policyDocument), func(name string, key request.Member, v *request.Value) {
			m.documents[name] = tfData{jsonBlock(f, policyDocument, key, v), &document.File{Name: f.Name, Data: f.Data}}
		}, 1)
	}
	for _, kinds := range jsonObjects(doc.Get("resource")) {
		for _, kind := range kinds.Members() {
			eachJSONBlock(kind.Value, func(name string, key request.Member, v *request.Value) {
				m.blocks = append(m.blocks, jsonBlock(f, kind.Name, key, v))
			}, 1)
		}
	}
}

// isTrue reports whether a value is true, which may be written as a text.
func isTrue(v *request.Value) bool {
	b, _ := v.Flag()
	return b || v.Str() == "true"
}

// literalJSON is a value whose strings are no templates: a variable's default.
type literalJSON struct{ tfJSON }

func (n literalJSON) eval(*tfEval, *tfScope) *source.Value {
	v := source.ValueOfJSON(n.f.Data, n.value)
	v.HideMembers()
	return v
}

// tfDocument reads the file as one JSON document; nil when it is none.
func tfDocument(f *source.Reader) *request.Value {
	doc, err := request.Decode(f.Data)
	if err == nil {
		return doc
	}
	f.JsonProblem(err, 0)
	return nil
}

// jsonObjects are the objects of a value that may be one or a list of them.
func jsonObjects(v *request.Value) []*request.Value {
	if v.Kind() == request.Object {
		return []*request.Value{v}
	}
	var out []*request.Value
	for _, item := range v.Items() {
		if item.Kind() == request.Object {
			out = append(out, item)
		}
	}
	return out
}

// eachJSONBlock visits the bodies below a number of labels.
func eachJSONBlock(v *request.Value, visit func(name string, key request.Member, body *request.Value), labels int) {
	for _, o := range jsonObjects(v) {
		if labels == 0 {
			visit("", request.Member{}, o)
			continue
		}
		for _, m := range o.Members() {
			for _, body := range jsonObjects(m.Value) {
				visit(m.Name, m, body)
			}
		}
	}
}

// jsonBlock is a resource of a .tf.json file.
func jsonBlock(f *source.Reader, kind string, key request.Member, body *request.Value) *tfBlock {
	n := tfJSON{f, body}
	b := &tfBlock{
		kind: kind, name: key.Name,
		at:   document.Span(key.NameSpan),
		body: document.Span{Start: key.NameSpan.Start, End: body.Span().End},
		read: n.object,
		refs: n.refs,
	}
	b.provider = body.Get("provider").Str()
	if v := body.Get("count"); v != nil {
		b.count = tfJSON{f, v}
	}
	if v := body.Get("for_each"); v != nil {
		b.forEach = tfJSON{f, v}
	}
	return b
}
