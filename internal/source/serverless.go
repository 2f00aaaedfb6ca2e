package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
)

// isServerless reports whether a document configures the Serverless Framework.
func (f *File) isServerless(base string, root *node) bool {
	if root.get("functions") == nil && root.get("provider") == nil && root.get("resources") == nil {
		return false
	}
	return strings.HasPrefix(base, "serverless") && root.get("Resources") == nil ||
		f.str(root.get("provider").get("name")) == "aws" || root.get("service") != nil && root.get("functions") != nil
}

// readServerless reads serverless.yml: the log events of functions, the
// retentions, and the CloudFormation in it.
func (f *File) readServerless(root *node) {
	f.Format = Serverless
	t := &template{f: f, prefix: "resources.Resources", config: root}
	t.retention(root.get("provider"), "provider")
	functions := root.get("functions")
	for _, group := range alternatives(functions) {
		t.functions(group, "functions")
	}
	resources := root.get("resources")
	for _, part := range alternatives(resources) {
		raw := &template{f: f, prefix: t.prefix, config: root, steps: t.steps}
		raw.resources, raw.parameters, raw.mappings = part.get("Resources"), part.get("Parameters"), part.get("Mappings")
		raw.read(raw.resources, raw.prefix)
		t.steps = raw.steps
		// extensions overrides what functions compile to; it holds no names
		// of its own.
	}
	slices.SortStableFunc(f.Resources, func(a, b *Resource) int { return a.Body.Start - b.Body.Start })
}

// alternatives are the maps of a value that may be one or a list of them.
func alternatives(n *node) []*node {
	switch {
	case n == nil:
		return nil
	case n.kind == List:
		return n.items
	}
	return []*node{n}
}

// functions reads the log events and retentions of functions by name.
func (t *template) functions(functions *node, prefix string) {
	for _, m := range functions.members {
		address := join(prefix, m.name)
		if m.value.get("handler") == nil && m.value.get("image") == nil && prefix == "" {
			continue // of a file that may be anything
		}
		t.retention(m.value, address)
		events := m.value.get("events")
		if events == nil {
			continue
		}
		for i, event := range events.items {
			if e, ok := logEvent(event); ok {
				t.logEvent(e, m.name, fmt.Sprintf("%s.events[%d]", address, i))
			}
		}
	}
}

// readEvents reads a file that holds the events of one function.
func (f *File) readEvents(root *node) {
	t := &template{f: f}
	for i, event := range root.items {
		if e, ok := logEvent(event); ok {
			f.Format = Serverless
			t.logEvent(e, "a function", fmt.Sprintf("events[%d]", i))
		}
	}
}

// logEvent finds the cloudwatchLog of an event.
func logEvent(event *node) (nodeMember, bool) {
	for _, m := range event.members {
		if m.name == "cloudwatchLog" {
			return m, true
		}
	}
	return nodeMember{}, false
}

// logEvent reads a log group's name, or {logGroup, filter}. It becomes a
// subscription filter whose destination is the function.
func (t *template) logEvent(event nodeMember, function, address string) {
	t.refs = nil
	input := &Value{Kind: Map, Span: event.value.whole}
	put := func(name string, key Span, v *Value) {
		input.Members = append(input.Members, &Member{Name: name, Key: key, Value: v})
	}
	empty := &Value{Kind: String, Span: event.value.whole, Text: NewText(Mixed)}
	empty.Text.Anchor(event.value.whole.Start)
	group, filter := nodeMember{key: event.key, value: event.value}, nodeMember{}
	if event.value.kind == Map {
		group = nodeMember{}
		for _, m := range event.value.members {
			switch m.name {
			case "logGroup":
				group = m
			case "filter":
				filter = m
			}
		}
	}
	if group.value != nil {
		put("logGroupName", group.key, withoutBreaks(tfString(t.value(group.value))))
	}
	switch v := empty; {
	case filter.value != nil:
		if v = tfString(t.value(filter.value)); v.Kind == Null || v.Kind == String && v.isText("") {
			v = empty
		}
		put("filterPattern", filter.key, unescapedQuotes(withoutBreaks(v)))
	default:
		put("filterPattern", event.key, v)
	}
	body := Span{Start: event.key.Start, End: max(event.key.End, event.value.whole.End)}
	r := &Resource{
		Address: address, Type: event.name, At: event.key, Body: body,
		Operation: request.Operation{Service: request.Logs, Name: "PutSubscriptionFilter"}, Input: input, References: withoutRepeats(t.refs),
	}
	put("destinationArn", event.key, &Value{Kind: Unknown, Span: event.key, What: function})
	t.f.Resources = append(t.f.Resources, r)
}

// withoutBreaks is the text as the framework sends it.
func withoutBreaks(v *Value) *Value {
	return v.rewrite(func(rest string) (size int, by string) {
		switch {
		case strings.HasPrefix(rest, "\n"):
			return 1, ""
		case strings.HasPrefix(rest, "\r\n"):
			return 2, ""
		}
		return 0, ""
	})
}

// unescapedQuotes is a filter as the framework sends it: where a backslash
// stands before the first quote, \", \' and \\ lose theirs.
func unescapedQuotes(v *Value) *Value {
	if v.Kind != String {
		return v
	}
	slash, quote := strings.IndexByte(v.Text.Decoded, '\\'), strings.IndexByte(v.Text.Decoded, '"')
	if slash < 0 || quote < slash {
		return v
	}
	return v.rewrite(func(rest string) (size int, by string) {
		if len(rest) > 1 && rest[0] == '\\' && strings.IndexByte(`"'\`, rest[1]) >= 0 {
			return 2, rest[1:2]
		}
		return 0, ""
	})
}

// rewrite replaces parts of a text: at tells how many bytes at the start of
// what is left, and by what. The text cannot be edited any more.
func (v *Value) rewrite(at func(rest string) (size int, by string)) *Value {
	if v.Kind != String {
		return v
	}
	t := v.Text
	out := NewText(Mixed)
	done, hole := 0, 0
	flush := func(to int) {
		for ; hole < len(t.Holes) && t.Holes[hole].Offset <= to; hole++ {
			h := t.Holes[hole]
			out.appendRange(t, done, h.Offset)
			done = h.Offset
			out.AppendHole(h.What, h.Ref, h.Span)
		}
		out.appendRange(t, done, to)
		done = to
	}
	same := true
	for i := 0; i < len(t.Decoded); {
		size, by := at(t.Decoded[i:])
		if size == 0 {
			i++
			continue
		}
		same = false
		flush(i)
		done = i + size
		out.AppendUnit(by, t.Span(i, done))
		i = done
	}
	if same {
		return v
	}
	flush(len(t.Decoded))
	out.Anchor(v.Span.Start)
	return &Value{Kind: String, Span: v.Span, Text: out}
}

// retention reads logRetentionInDays of the provider or of a function. The log
// group's name is made of the service, the stage and the function.
func (t *template) retention(n *node, address string) {
	if n == nil {
		return
	}
	for _, m := range n.members {
		if m.name != "logRetentionInDays" {
			continue
		}
		const group = "the log group of the function"
		v := tfNumber(t.value(m.value))
		t.f.Resources = append(t.f.Resources, &Resource{
			Address: address, Type: m.name, At: m.key, Body: Span{Start: m.key.Start, End: max(m.key.End, m.value.whole.End)},
			Operation: request.Operation{Service: request.Logs, Name: "PutRetentionPolicy"},
			Input: &Value{Kind: Map, Span: m.value.whole, Members: []*Member{
				{Name: "logGroupName", Key: m.key, Value: &Value{Kind: Unknown, Span: m.key, What: group}},
				{Name: "retentionInDays", Key: m.key, Value: v},
			}},
		})
	}
}
