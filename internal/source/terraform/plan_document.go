package terraform

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// document is what a data source will give that is read when the plan is applied,
// as far as its arguments are known; nil when references name anything else.
func (c *planConfig) document(references []*request.Value) *source.Value {
	name := documentNamed(references)
	change := c.plan.changes[source.JoinAddress(c.module, "data."+policyDocument+"."+name)].Get("change")
	if name == "" || change.Get("after").Kind() != request.Object || c.within == maxCallDepth {
		return nil
	}
	plain, _, _ := strings.Cut(name, "[")
	inner := *c
	inner.expressions = c.of(policyDocument, plain, true)
	inner.within++
	body := source.ValueOfJSON(c.plan.f.Data, change.Get("after"))
	inner.markUnknown(body, change.Get("after_unknown"), inner.expressions)
	for _, member := range []string{"source_policy_documents", "override_policy_documents"} {
		inner.others(body, member)
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
			if list.Items[i] = c.document(each[i]); list.Items[i] == nil {
				list.Items[i] = &source.Value{Kind: source.Unknown, Span: item.Span}
			}
		}
	}
}
