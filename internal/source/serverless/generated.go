package serverless

import (
	"bytes"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// What the framework adds to the template of each function: the function, its
// log group, and a permission for CloudWatch Logs when it has log events.
// Source: the framework's naming.js and compile/events/cloud-watch-log.js.
const (
	functionSuffix = "LambdaFunction"
	groupSuffix    = "LogGroup"
	logsPrincipal  = "logs.amazonaws.com" // of the Region, which is not known
)

// logicalID is how a function is called in the template: the framework writes
// what a logical id cannot hold as a word.
func logicalID(function string) string {
	id := strings.NewReplacer("-", "Dash", "_", "Underscore").Replace(function)
	return strings.ToUpper(id[:min(1, len(id))]) + id[min(1, len(id)):]
}

// functionAddress is the address of the resource that the framework makes of a
// function.
func functionAddress(name string) string {
	return source.JoinAddress(resources, logicalID(name)+functionSuffix)
}

// generate declares what the framework makes of the functions, so that the
// resources of the configuration can refer to it.
func (c *configReader) generate(root *document.Node) {
	for _, group := range alternatives(root.Get("functions")) {
		for _, m := range group.Members {
			if m.Value.Kind == document.Mapping {
				c.generated(m)
			}
		}
	}
	// A plugin may permit what it likes, and so may a file that is included.
	if root.Get("plugins") != nil || bytes.Contains(c.f.Data, []byte("${file(")) {
		at := root.Whole
		c.f.Resources = append(c.f.Resources, &source.Resource{
			Address: "plugins", Type: "plugins", At: document.Span{Start: at.Start, End: at.Start}, Body: at, Operation: source.AddPermission,
			Input: &source.Value{Kind: source.Map, Span: at},
		})
	}
}

// generated declares what the framework makes of one function.
func (c *configReader) generated(m document.Member) {
	id := logicalID(m.Name)
	name := c.function(m)
	c.template.Generate(id+functionSuffix, nil)
	if name.Kind == source.String {
		group := document.NewText(document.Mixed)
		group.AppendUnit("/aws/lambda/", m.Key)
		group.AppendText(name.Text.Relocate(m.Key))
		c.template.Generate(id+groupSuffix, &source.Value{Kind: source.String, Span: m.Key, Text: group})
	}
	if from := c.permitted(m.Value.Get("events")); from != nil {
		c.link(m, c.template.Address(id+"LambdaPermissionLogsSubscriptionFilterCloudWatchLog"), source.AddPermission,
			&source.Member{Name: "FunctionName", Key: m.Key, Value: &source.Value{Kind: source.Unknown, Span: m.Key, What: m.Name, Ref: functionAddress(m.Name), Attribute: "Arn"}},
			&source.Member{Name: "Principal", Key: m.Key, Value: &source.Value{Kind: source.String, Span: m.Key, Text: document.UnitText(logsPrincipal, m.Key)}},
			&source.Member{Name: "SourceArn", Key: from.Span, Value: from})
	}
}

// function reads a function and its name: its own, or service-stage-function.
// https://www.serverless.com/framework/docs/providers/aws/guide/functions
func (c *configReader) function(m document.Member) (name *source.Value) {
	if own := m.Value.Get("name"); own != nil {
		name = source.ToString(c.template.Value(own))
	} else {
		name = c.template.Text("${self:"+c.service+"}-${self:provider.stage}-"+m.Name, m.Key)
	}
	c.link(m, functionAddress(m.Name), source.CreateFunction, &source.Member{Name: "FunctionName", Key: m.Key, Value: name})
	return name
}

func (c *configReader) link(m document.Member, address string, op request.Operation, members ...*source.Member) {
	c.f.Resources = append(c.f.Resources, &source.Resource{
		Address: address, Type: "function", At: m.Key, Body: document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)},
		Operation: op, References: c.template.TakeReferences(), Input: &source.Value{Kind: source.Map, Span: m.Value.Whole, Members: members},
	})
}

// permitted is the source ARN of the permission that the framework makes for the
// log events of a function, nil when there are none. One permission is for all of
// its log groups, by what their names have in common.
func (c *configReader) permitted(events *document.Node) *source.Value {
	if events == nil {
		return nil
	}
	var groups []*document.Node
	for _, event := range events.Items {
		if e, _, ok := logEvent(event); ok {
			group := e.Value
			if group.Kind == document.Mapping {
				group = group.Get("logGroup")
			}
			groups = append(groups, group)
		}
	}
	if len(groups) == 0 {
		return nil
	}
	at := events.Whole
	if len(groups) == 1 && groups[0] != nil {
		if v := withoutBreaks(source.ToString(c.template.Value(groups[0]))); v.Kind == source.String {
			arn := document.NewText(document.Mixed)
			for _, part := range []string{"arn:", "${AWS::Partition}", ":logs:", "${AWS::Region}", ":", "${AWS::AccountId}", ":log-group:"} {
				if strings.HasPrefix(part, "$") {
					arn.AppendHole(part, "", at)
				} else {
					arn.AppendUnit(part, at)
				}
			}
			arn.AppendText(v.Text.Relocate(at))
			arn.AppendUnit(":*", at)
			return &source.Value{Kind: source.String, Span: at, Text: arn}
		}
	}
	return &source.Value{Kind: source.Unknown, Span: at, What: "what the log groups have in common"}
}
