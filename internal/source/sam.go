package source

// samEvents reads the log events of a SAM function: each becomes a
// subscription filter whose destination is the function.
func (t *template) samEvents(function nodeMember, address string) {
	events := function.value.get("Properties").get("Events")
	if events == nil {
		return
	}
	shape := logsShape("PutSubscriptionFilter",
		required("LogGroupName", "logGroupName", asIs),
		required("FilterPattern", "filterPattern", asIs),
	)
	for _, m := range events.members {
		const kind = "CloudWatchLogs"
		if t.f.str(m.value.get("Type")) != kind {
			continue
		}
		made := len(t.f.Resources)
		t.resource(m, address+".Events."+m.name, kind, shape)
		for _, r := range t.f.Resources[made:] {
			r.Conditional = function.value.get("Condition") != nil
			r.Ignores = t.f.ignores(function.value)
			r.addDestination(m.key, function.name, t.refer(function.name))
		}
	}
}

// addDestination makes a function the destination of a subscription filter.
func (r *Resource) addDestination(at Span, function, address string) {
	if r.Input.Kind == Map {
		r.Input.Members = append(r.Input.Members, &Member{Name: "destinationArn", Key: at, Value: &Value{Kind: Unknown, Span: at, What: function, Ref: address}})
		r.References = withoutRepeats(append(r.References, address))
	}
}
