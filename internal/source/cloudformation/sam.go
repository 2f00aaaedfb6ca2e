package cloudformation

import (
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// samFunction is the type of the functions that SAM transforms.
const samFunction = "AWS::Serverless::Function"

// samEvents reads the log events of a SAM function: each becomes a
// subscription filter whose destination is the function.
func (t *Template) samEvents(function document.Member, address string) {
	events := function.Value.Get("Properties").Get("Events")
	if events == nil {
		return
	}
	shape := source.LogsType("PutSubscriptionFilter", source.Named(source.AsIs, "LogGroupName", "FilterPattern"))
	for _, m := range events.Members {
		const kind = "CloudWatchLogs"
		if t.f.Str(m.Value.Get("Type")) != kind {
			continue
		}
		made := len(t.f.Resources)
		t.resource(m, address+".Events."+m.Name, kind, shape)
		for _, r := range t.f.Resources[made:] {
			r.Conditional = function.Value.Get("Condition") != nil
			r.Ignores = ignores(t.f, function.Value)
			addDestination(r, m.Key, function.Name, t.refer(function.Name))
		}
	}
}

// addDestination makes a function the destination of a subscription filter.
func addDestination(r *source.Resource, at document.Span, function, address string) {
	if r.Input.Kind == source.Map {
		r.Input.Members = append(r.Input.Members, &source.Member{Name: "destinationArn", Key: at, Value: &source.Value{Kind: source.Unknown, Span: at, What: function, Ref: address}})
		r.References = source.WithoutRepeats(append(r.References, address))
	}
}
