// Package serverless reads the configurations of the Serverless Framework.
package serverless

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/cloudformation"
)

// IsConfig reports whether a document configures the Serverless Framework.
func IsConfig(f *source.Reader, base string, root *document.Node) bool {
	if root.Get("functions") == nil && root.Get("provider") == nil && root.Get("resources") == nil {
		return false
	}
	return strings.HasPrefix(base, "serverless") && root.Get("Resources") == nil ||
		f.Str(root.Get("provider").Get("name")) == "aws" || root.Get("service") != nil && root.Get("functions") != nil
}

// configReader reads one configuration. Its values are those of a template.
type configReader struct {
	f        *source.Reader
	template *cloudformation.Template
	config   *document.Node // nil for a part of one
	service  string         // the path of the service's name
}

// resources is where CloudFormation stands in a configuration.
const resources = "resources.Resources"

// ReadFunctions reads a file of functions, which a configuration includes.
func ReadFunctions(f *source.Reader, root *document.Node) {
	if root.Kind != document.Mapping {
		return
	}
	f.Format = source.Serverless
	c := &configReader{f: f, template: cloudformation.NewTemplate(f, "", nil), service: "service"}
	if c.functions(root, ""); len(f.Resources) == 0 {
		f.Format = source.None
	}
}

// Read reads serverless.yml: the log events of functions, the
// retentions, and the CloudFormation in it.
func Read(f *source.Reader, root *document.Node) {
	f.Format = source.Serverless
	c := &configReader{f: f, template: cloudformation.NewTemplate(f, resources, root), config: root, service: "service"}
	if root.Get("service").Get("name") != nil {
		c.service = "service.name"
	}
	c.generate(root)
	c.retention(root.Get("provider"), "provider")
	for _, group := range alternatives(root.Get("functions")) {
		c.functions(group, "functions")
	}
	for _, part := range alternatives(root.Get("resources")) {
		// extensions overrides what functions compile to; it holds no names
		// of its own.
		c.template.ReadPart(part)
	}
	c.plugins(root)
	slices.SortStableFunc(f.Resources, func(a, b *source.Resource) int { return a.Body.Start - b.Body.Start })
}

// alternatives are the maps of a value that may be one or a list of them.
func alternatives(n *document.Node) []*document.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == document.Sequence:
		return n.Items
	}
	return []*document.Node{n}
}

// functions reads the log events and retentions of functions by name.
func (c *configReader) functions(functions *document.Node, prefix string) {
	for _, m := range functions.Members {
		address := source.JoinAddress(prefix, m.Name)
		if m.Value.Get("handler") == nil && m.Value.Get("image") == nil && prefix == "" {
			continue // of a file that may be anything
		}
		c.retention(m.Value, address)
		events := m.Value.Get("events")
		if events == nil {
			continue
		}
		known := false
		for i, event := range events.Items {
			if e, beside, ok := logEvent(event); ok {
				if !known && c.config == nil { // else it is generated
					c.function(m)
					known = true
				}
				c.logEvent(e, beside, m.Name, functionAddress(m.Name), fmt.Sprintf("%s.events[%d]", address, i))
			}
		}
	}
}

// ReadEvents reads a file that holds the events of one function.
func ReadEvents(f *source.Reader, root *document.Node) {
	c := &configReader{f: f, template: cloudformation.NewTemplate(f, "", nil), service: "service"}
	for i, event := range root.Items {
		if e, beside, ok := logEvent(event); ok {
			f.Format = source.Serverless
			c.logEvent(e, beside, "a function", "", fmt.Sprintf("events[%d]", i))
		}
	}
}

// logEvent finds the cloudwatchLog of an event, and what is beside it.
func logEvent(event *document.Node) (e document.Member, beside []document.Member, ok bool) {
	for _, m := range event.Members {
		if m.Name == "cloudwatchLog" {
			e, ok = m, true
		} else {
			beside = append(beside, m)
		}
	}
	return e, beside, ok
}

// misnamed is a member that is not one of cloudwatchLog, if one was meant: it
// stands for that where there is none.
func (c *configReader) misnamed(m document.Member, beside bool, group, filter *document.Member) []source.Misnamed {
	of := map[string]*document.Member{"logGroup": group, "filter": filter}
	meant := ""
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(m.Name)) {
	case "filter", "filters", "filterpattern", "pattern":
		meant = "filter"
	case "loggroup", "loggroupname":
		meant = "logGroup"
	default:
		return nil
	}
	if known := of[meant]; known.Value == nil || meant == "logGroup" && beside && known.Value.Kind == document.Mapping {
		*known = m
	}
	if beside {
		return []source.Misnamed{{Name: m.Name, Key: m.Key, Meant: "cloudwatchLog." + meant}}
	}
	return []source.Misnamed{{Name: m.Name, Key: m.Key, Meant: meant}}
}

// logEvent reads a log group's name, or {logGroup, filter}. It becomes a
// subscription filter whose destination is the function with an address.
//
// What is written beside it instead of in it, or under another name, is judged
// as what was meant.
func (c *configReader) logEvent(event document.Member, beside []document.Member, function, of, address string) {
	var misnamed []source.Misnamed
	c.template.TakeReferences()
	input := &source.Value{Kind: source.Map, Span: event.Value.Whole}
	put := func(name string, key document.Span, v *source.Value) {
		input.Members = append(input.Members, &source.Member{Name: name, Key: key, Value: v})
	}
	empty := &source.Value{Kind: source.String, Span: event.Value.Whole, Text: document.NewText(document.Mixed)}
	empty.Text.Anchor(event.Value.Whole.Start)
	group, filter := document.Member{Key: event.Key, Value: event.Value}, document.Member{}
	if event.Value.Kind == document.Mapping {
		group = document.Member{}
		for _, m := range event.Value.Members {
			switch m.Name {
			case "logGroup":
				group = m
			case "filter":
				filter = m
			default:
				misnamed = append(misnamed, c.misnamed(m, false, &group, &filter)...)
			}
		}
	}
	for _, m := range beside {
		misnamed = append(misnamed, c.misnamed(m, true, &group, &filter)...)
	}
	if group.Value != nil {
		put("logGroupName", group.Key, withoutBreaks(source.ToString(c.template.Value(group.Value))))
	}
	switch v := empty; {
	case filter.Value != nil:
		if v = source.ToString(c.template.Value(filter.Value)); v.Kind == source.Null || v.Kind == source.String && v.IsText("") {
			v = empty
		}
		put("filterPattern", filter.Key, unescapedQuotes(withoutBreaks(v)))
	default:
		put("filterPattern", event.Key, v)
	}
	body := document.Span{Start: event.Key.Start, End: max(event.Key.End, event.Value.Whole.End)}
	r := &source.Resource{
		Address: address, Type: event.Name, At: event.Key, Body: body,
		Operation: request.Operation{Service: request.Logs, Name: "PutSubscriptionFilter"}, Input: input, References: c.template.TakeReferences(), Misnamed: misnamed,
	}
	put("destinationArn", event.Key, &source.Value{Kind: source.Unknown, Span: event.Key, What: function, Ref: of, Attribute: "Arn"})
	c.f.Resources = append(c.f.Resources, r)
}

// withoutBreaks is the text as the framework sends it.
func withoutBreaks(v *source.Value) *source.Value {
	return rewritten(v, func(rest string) (size int, by string) {
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
func unescapedQuotes(v *source.Value) *source.Value {
	if v.Kind != source.String {
		return v
	}
	slash, quote := strings.IndexByte(v.Text.Decoded, '\\'), strings.IndexByte(v.Text.Decoded, '"')
	if slash < 0 || quote < slash {
		return v
	}
	return rewritten(v, func(rest string) (size int, by string) {
		if len(rest) > 1 && rest[0] == '\\' && strings.IndexByte(`"'\`, rest[1]) >= 0 {
			return 2, rest[1:2]
		}
		return 0, ""
	})
}

// rewritten is a value with its text rewritten.
func rewritten(v *source.Value, at func(rest string) (size int, by string)) *source.Value {
	if v.Kind != source.String {
		return v
	}
	t := v.Text.Rewrite(at)
	t.Anchor(v.Span.Start)
	return &source.Value{Kind: source.String, Span: v.Span, Text: t}
}

// retention reads logRetentionInDays of the provider or of a function. The log
// group's name is made of the service, the stage and the function.
func (c *configReader) retention(n *document.Node, address string) {
	if n == nil {
		return
	}
	for _, m := range n.Members {
		if m.Name != "logRetentionInDays" {
			continue
		}
		const group = "the log group of the function"
		v := source.ToNumber(c.template.Value(m.Value))
		c.f.Resources = append(c.f.Resources, &source.Resource{
			Address: address, Type: m.Name, At: m.Key, Body: document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)},
			Operation: request.Operation{Service: request.Logs, Name: "PutRetentionPolicy"},
			Input: &source.Value{Kind: source.Map, Span: m.Value.Whole, Members: []*source.Member{
				{Name: "logGroupName", Key: m.Key, Value: &source.Value{Kind: source.Unknown, Span: m.Key, What: group}},
				{Name: "retentionInDays", Key: m.Key, Value: v},
			}},
		})
	}
}
