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
	if id == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}

// generate declares what the framework makes of the functions, so that the
// resources of the configuration can refer to it.
func (c *configReader) generate(root *document.Node) {
	for _, group := range alternatives(root.Get("functions")) {
		for _, m := range group.Members {
			if m.Value.Kind == document.Mapping {
				c.function(m)
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

func (c *configReader) function(m document.Member) {
	id := logicalID(m.Name)
	name := c.functionName(m)
	group := &source.Value{Kind: source.String, Span: m.Key, Text: document.NewText(document.Mixed)}
	group.Text.AppendUnit("/aws/lambda/", m.Key)
	group.Text.AppendText(name.Text.Relocate(m.Key))
	c.template.Generate(id+functionSuffix, nil)
	c.template.Generate(id+groupSuffix, group)
	body := document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)}
	link := func(address string, op request.Operation, members ...*source.Member) {
		c.f.Resources = append(c.f.Resources, &source.Resource{
			Address: address, Type: "function", At: m.Key, Body: body, Operation: op, Input: &source.Value{Kind: source.Map, Span: m.Value.Whole, Members: members},
		})
	}
	address := c.template.Address(id + functionSuffix)
	link(address, source.CreateFunction, &source.Member{Name: "FunctionName", Key: m.Key, Value: name})
	if from := c.permitted(m.Value.Get("events")); from != nil {
		link(c.template.Address(id+"LambdaPermissionLogsSubscriptionFilterCloudWatchLog"), source.AddPermission,
			&source.Member{Name: "FunctionName", Key: m.Key, Value: &source.Value{Kind: source.Unknown, Span: m.Key, What: m.Name, Ref: address, Attribute: "Arn"}},
			&source.Member{Name: "Principal", Key: m.Key, Value: &source.Value{Kind: source.String, Span: m.Key, Text: document.UnitText(logsPrincipal, m.Key)}},
			&source.Member{Name: "SourceArn", Key: from.Span, Value: from})
	}
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
		if e, ok := logEvent(event); ok {
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

// functionName is what a function is called: its own name, or that of service,
// stage and function.
func (c *configReader) functionName(m document.Member) *source.Value {
	if own := m.Value.Get("name"); own != nil {
		if v := source.ToString(c.template.Value(own)); v.Kind == source.String {
			return v
		}
	}
	name := document.NewText(document.Mixed)
	service := c.config.Get("service")
	if service != nil && service.Kind == document.Mapping {
		service = service.Get("name")
	}
	c.part(name, service, m.Key, "${self:service}")
	name.AppendUnit("-", m.Key)
	c.part(name, c.config.Get("provider").Get("stage"), m.Key, c.stageSpelling())
	name.AppendUnit("-"+m.Name, m.Key)
	return &source.Value{Kind: source.String, Span: m.Key, Text: name}
}

// part adds a part of a name that a node tells, or else what the configuration
// calls it.
func (c *configReader) part(name *document.Text, n *document.Node, at document.Span, what string) {
	if n != nil && n.Kind == document.Scalar {
		if v := source.ToString(c.template.Value(n)); v.Kind == source.String && v.Text.Known() {
			name.AppendText(v.Text.Relocate(at))
			return
		}
	}
	name.AppendHole(what, "", at)
}

// stageSpelling is how the file writes the stage, which has several names.
func (c *configReader) stageSpelling() string {
	spellings := []string{"${self:provider.stage}", "${sls:stage}"}
	if stage := c.config.Get("provider").Get("stage"); stage != nil && stage.Kind == document.Scalar {
		spellings = append(spellings, c.f.Str(stage))
	}
	for _, s := range spellings {
		if strings.HasPrefix(s, document.OpenSub) && bytes.Contains(c.f.Data, []byte("/aws/lambda/")) && bytes.Contains(c.f.Data, []byte(s+"-")) {
			return s
		}
	}
	return "${sls:stage}"
}
