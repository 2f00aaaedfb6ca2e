package live

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// functionPolicy reads who may call a function, as lambda get-policy answers: a
// document in a text. A statement is a permission for each of its principals and
// source ARNs. It reports false for the policy of anything else.
func (r *reader) functionPolicy(policy, root *document.Node) bool {
	text := r.f.Text(policy)
	text.Style = document.Mixed
	parsed, err := request.Decode([]byte(text.Decoded))
	if err != nil {
		return false
	}
	p := &policyReader{reader: r, text: text, root: root}
	for _, statement := range oneOrMore(parsed.Get("Statement")) {
		p.statement(statement)
	}
	return p.function != nil
}

type policyReader struct {
	*reader
	text     *source.Text
	root     *document.Node
	function *source.Resource // nil until a statement names it
}

// oneOrMore are the values of a member that may be one or a list of them.
func oneOrMore(v *request.Value) []*request.Value {
	switch {
	case v == nil:
		return nil
	case v.Kind() == request.Array:
		return v.Items()
	}
	return []*request.Value{v}
}

func (p *policyReader) statement(s *request.Value) {
	for _, resource := range oneOrMore(s.Get("Resource")) {
		arn := resource.Str()
		_, name, ok := strings.Cut(arn, ":function:")
		if !ok || !strings.HasPrefix(arn, "arn:") || !strings.Contains(arn, ":lambda:") {
			continue
		}
		name, _, _ = strings.Cut(name, ":")
		if p.function == nil {
			p.function = p.made("Policy."+name, source.CreateFunction, s)
			p.member(p.function, "FunctionName", name, resource)
			p.function.Account, p.function.Region = source.Place(arn)
			p.f.Format = source.Live
			p.add(p.function)
			p.f.Listings = append(p.f.Listings, &source.Listing{
				Lists: source.AddPermission, Member: "Policy", At: p.text.Span(0, len(p.text.Decoded)), Account: p.function.Account, Region: p.function.Region,
			})
		}
		if s.Get("Effect").Str() != "Allow" {
			continue
		}
		for _, principal := range principals(s.Get("Principal")) {
			for _, from := range sources(s.Get("Condition")) {
				p.permission(s, name, resource, principal, from)
			}
		}
	}
}

func (p *policyReader) permission(s *request.Value, name string, resource, principal *request.Value, from origin) {
	made := p.made("Policy."+name+"."+s.Get("Sid").Str(), source.AddPermission, s)
	made.Account, made.Region = p.function.Account, p.function.Region
	p.member(made, "FunctionName", resource.Str(), resource)
	p.member(made, "Principal", principal.Str(), principal)
	if actions := oneOrMore(s.Get("Action")); len(actions) == 1 {
		p.member(made, "Action", actions[0].Str(), actions[0])
	} else {
		p.unknown(made, "Action", s)
	}
	switch {
	case from.other:
		p.unknown(made, "SourceArn", s)
	case from.arn != nil:
		p.member(made, "SourceArn", from.arn.Str(), from.arn)
	}
	if from.account != nil {
		p.member(made, "SourceAccount", from.account.Str(), from.account)
	}
	p.add(made)
}

func (p *policyReader) made(address string, op request.Operation, s *request.Value) *source.Resource {
	return &source.Resource{
		Address: address, Type: source.FunctionPolicy, At: p.span(s), Body: p.root.Whole, Operation: op,
		Input: &source.Value{Kind: source.Map, Span: p.span(s)},
	}
}

// span is where a value of the document stands in the file.
func (p *policyReader) span(v *request.Value) document.Span {
	at := v.Span()
	return p.text.Span(at.Start, at.End)
}

func (p *policyReader) member(r *source.Resource, name, text string, at *request.Value) {
	span := p.span(at)
	r.Input.SetMember(&source.Member{Name: name, Key: span, Value: &source.Value{Kind: source.String, Span: span, Text: document.UnitText(text, span)}})
}

func (p *policyReader) unknown(r *source.Resource, name string, at *request.Value) {
	span := p.span(at)
	r.Input.SetMember(&source.Member{Name: name, Key: span, Value: &source.Value{Kind: source.Unknown, Span: span, What: "the statement's condition"}})
}

// principals are those of a statement: "*", or an object with one or more of a
// sort.
func principals(v *request.Value) []*request.Value {
	if v.Kind() != request.Object {
		return oneOrMore(v)
	}
	var list []*request.Value
	for _, m := range v.Members() {
		list = append(list, oneOrMore(m.Value)...)
	}
	return list
}

// origin is what a statement's condition asks of the caller: nothing, a source
// ARN, its account, or something else.
type origin struct {
	arn, account *request.Value
	other        bool
}

// sources are the source ARNs that a condition allows.
func sources(condition *request.Value) []origin {
	var list []origin
	var account *request.Value
	other := false
	for _, operator := range condition.Members() {
		for _, key := range operator.Value.Members() {
			switch {
			case strings.EqualFold(key.Name, "aws:SourceAccount"):
				if accounts := oneOrMore(key.Value); operator.Name == "StringEquals" && len(accounts) == 1 {
					account = accounts[0]
				} else {
					other = true
				}
			case !strings.EqualFold(key.Name, "aws:SourceArn"):
				other = true
			case slices.Contains([]string{"ArnLike", "ArnEquals", "StringLike", "StringEquals"}, operator.Name):
				for _, arn := range oneOrMore(key.Value) {
					list = append(list, origin{arn: arn})
				}
			default:
				other = true
			}
		}
	}
	switch {
	case other:
		return []origin{{other: true}}
	case len(list) == 0:
		list = []origin{{}}
	}
	for i := range list {
		list[i].account = account
	}
	return list
}
