package terraform

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// planPolicy is a policy document for a place that asks for it.
type planPolicy struct {
	address string
	at      document.Span
}

// policy is what a data source will give that is read when the plan is applied, as far
// as its arguments are known; nil when references name anything else.
func (c *planConfig) policy(references []*request.Value) *source.Value {
	name := documentNamed(references)
	if name == "" {
		return nil
	}
	key := planPolicy{source.JoinAddress(c.module, "data."+policyDocument+"."+name), c.at}
	if known, ok := c.plan.policies[key]; ok {
		return known
	}
	c.plan.policies[key] = nil // while it is evaluated
	v := c.evaluate(name, c.plan.changes[key.address].Get("change"))
	c.plan.policies[key] = v
	return v
}

// evaluate is the JSON of a document that a change makes, nil for none.
func (c *planConfig) evaluate(name string, change *request.Value) *source.Value {
	if change.Get("after").Kind() != request.Object {
		return nil
	}
	plain, _, _ := strings.Cut(name, "[")
	inner := *c
	inner.expressions = c.of[planKey{true, policyDocument, plain}]
	inner.document = true
	body := source.ValueOfJSON(c.plan.f.Data, change.Get("after"))
	inner.markUnknown(body, change.Get("after_unknown"), inner.expressions)
	for _, member := range []string{"source_policy_documents", "override_policy_documents"} {
		inner.others(body, member)
	}
	if !c.plan.f.Spend(body.Size(), c.at) {
		return nil
	}
	return policyOf(c.plan.f, body, c.at).Get("json")
}

// documentNamed is the data source that references name and nothing else: they are
// data.aws_iam_policy_document.name.json, and what that is a part of.
func documentNamed(references []*request.Value) (name string) {
	for _, ref := range references {
		text, ok := strings.CutPrefix(ref.Str(), "data."+policyDocument+".")
		if !ok {
			return ""
		}
		text = strings.TrimSuffix(strings.TrimSuffix(text, ".json"), ".minified_json")
		if name == "" {
			name = text
		}
		if plain, _, _ := strings.Cut(name, "["); text != name && text != plain {
			return ""
		}
	}
	return name
}

// others puts documents of data sources in the place of what is not known of a
// list of them: references name each in its order.
func (c *planConfig) others(body *source.Value, member string) {
	list := body.Get(member)
	references := c.expressions.Get(member).Get("references").Items()
	var each [][]*request.Value
	for _, ref := range references {
		if strings.HasSuffix(ref.Str(), "json") {
			each = append(each, nil)
		}
		if len(each) == 0 {
			return
		}
		each[len(each)-1] = append(each[len(each)-1], ref)
	}
	if list == nil || list.Kind != source.List || len(list.Items) != len(each) {
		return
	}
	for i, item := range list.Items {
		if item.Kind == source.Unknown || item.Kind == source.Null {
			if list.Items[i] = c.policy(each[i]); list.Items[i] == nil {
				list.Items[i] = &source.Value{Kind: source.Unknown, Span: item.Span}
			}
		}
	}
}
