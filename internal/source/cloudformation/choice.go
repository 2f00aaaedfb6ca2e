package cloudformation

import (
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// choices are the texts that Fn::If chooses from, nil when a value is no
// choice.
func (t *Template) choices(n *document.Node) []*source.Value {
	if n == nil || !t.f.Spend(1, n.Whole) {
		return nil
	}
	list := n
	if m, ok := n.Only(); ok && m.Name == "Fn::If" {
		list = m.Value
	} else if n.Tag != "!If" {
		return nil
	}
	if list.Kind != document.Sequence || len(list.Items) != 3 {
		return nil
	}
	var out []*source.Value
	for _, branch := range list.Items[1:] {
		if inner := t.choices(branch); inner != nil {
			out = append(out, inner...)
		} else if v := t.Value(branch); v.Kind == source.String {
			out = append(out, v)
		}
	}
	return out
}

// choicesOf makes a request for each pattern that a filter may have by a
// condition: the filter's own pattern is not known, but each of them is one.
func (t *Template) choicesOf(filter *source.Resource, pattern *document.Node) []*source.Resource {
	if v := filter.Input.Get("filterPattern"); v == nil || v.Kind != source.Unknown {
		return nil
	}
	var out []*source.Resource
	for _, v := range t.choices(pattern) {
		test := *filter
		only := source.PatternOnly(filter.Address, filter.Type, filter.At, v.Span, &source.Member{Name: "filterPattern", Key: filter.At, Value: v})
		test.Conditional, test.Operation, test.Input = true, only.Operation, only.Input
		out = append(out, &test)
	}
	return out
}
