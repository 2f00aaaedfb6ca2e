package source

import "github.com/logsieve/logsieve/engine/request"

// choices are the texts that Fn::If chooses from, nil when a value is no
// choice.
func (t *template) choices(n *node) []*Value {
	if n == nil {
		return nil
	}
	list := n
	if m, ok := n.only(); ok && m.name == "Fn::If" {
		list = m.value
	} else if n.tag != "!If" {
		return nil
	}
	if list.kind != List || len(list.items) != 3 {
		return nil
	}
	var out []*Value
	for _, branch := range list.items[1:] {
		if inner := t.choices(branch); inner != nil {
			out = append(out, inner...)
		} else if v := t.value(branch); v.Kind == String {
			out = append(out, v)
		}
	}
	return out
}

// choicesOf makes a request for each pattern that a filter may have by a
// condition: the filter's own pattern is not known, but each of them is one.
func (t *template) choicesOf(filter *Resource, pattern *node) []*Resource {
	if v := filter.Input.Get("filterPattern"); v == nil || v.Kind != Unknown {
		return nil
	}
	var out []*Resource
	for _, v := range t.choices(pattern) {
		test := *filter
		test.Conditional = true
		test.Operation = request.Operation{Service: request.Logs, Name: "TestMetricFilter"}
		test.Input = &Value{Kind: Map, Span: v.Span, Members: []*Member{
			{Name: "filterPattern", Key: filter.At, Value: v},
			{Name: "logEventMessages", Key: filter.At, Value: &Value{Kind: Unknown, Span: filter.At}},
		}}
		out = append(out, &test)
	}
	return out
}
