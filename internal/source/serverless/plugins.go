package serverless

import (
	"bytes"
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// plugins reads what plugins of the framework keep filter patterns in:
// serverless-plugin-aws-alerts (https://github.com/ACloudGuru/serverless-plugin-aws-alerts),
// serverless-plugin-log-subscription (https://github.com/dougmoscrop/serverless-plugin-log-subscription),
// serverless-log-forwarding (https://github.com/amplify-education/serverless-log-forwarding),
// serverless-es-logs (https://github.com/daniel-cottone/serverless-es-logs),
// serverless-plugin-subscription-filter (https://github.com/tsub/serverless-plugin-subscription-filter).
func (c *configReader) plugins(root *document.Node) {
	custom := root.Get("custom")
	alerts := bytes.Contains(c.f.Data, []byte("plugin-aws-alerts"))
	if definitions := custom.Get("alerts").Get("definitions"); definitions != nil && alerts {
		for _, m := range definitions.Members {
			c.alert(m.Value, "custom.alerts.definitions."+m.Name)
		}
	}
	for i, one := range alternatives(custom.Get("logSubscription")) {
		c.subscription(one, fmt.Sprintf("custom.logSubscription[%d]", i))
	}
	c.subscription(custom.Get("logForwarding"), "custom.logForwarding")
	c.subscription(custom.Get("esLogs"), "custom.esLogs")
	for _, group := range alternatives(root.Get("functions")) {
		for _, f := range group.Members {
			for i, alarm := range f.Value.Get("alarms").Elements() {
				if !alerts {
					break
				}
				c.alert(alarm, fmt.Sprintf("functions.%s.alarms[%d]", f.Name, i))
			}
			for i, one := range alternatives(f.Value.Get("logSubscription")) {
				c.subscription(one, fmt.Sprintf("functions.%s.logSubscription[%d]", f.Name, i))
			}
			for i, event := range f.Value.Get("events").Elements() {
				c.subscription(event.Get("subscriptionFilter"), fmt.Sprintf("functions.%s.events[%d].subscriptionFilter", f.Name, i))
			}
		}
	}
}

// member finds a key of a mapping.
func member(n *document.Node, name string) (document.Member, bool) {
	if n == nil {
		return document.Member{}, false
	}
	for i, m := range n.Members {
		if m.Name == name && !document.Overwritten(n.Members, i) {
			return m, true
		}
	}
	return document.Member{}, false
}

func (c *configReader) pattern(m document.Member) *source.Member {
	return &source.Member{Name: "filterPattern", Key: m.Key, Value: source.ToString(c.template.Value(m.Value))}
}

// alert reads the pattern of an alert that is made of log events.
func (c *configReader) alert(n *document.Node, address string) {
	if m, ok := member(n, "pattern"); ok {
		body := document.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Whole.End)}
		c.f.Resources = append(c.f.Resources, source.PatternOnly(address, "alert", m.Key, body, c.pattern(m)))
	}
}

// subscription reads the filter that a plugin puts on the log groups of functions.
func (c *configReader) subscription(n *document.Node, address string) {
	m, ok := member(n, "filterPattern")
	if !ok {
		return
	}
	unknown := func(name string) *source.Member {
		return &source.Member{Name: name, Key: m.Key, Value: &source.Value{Kind: source.Unknown, Span: m.Key, What: name}}
	}
	destination := unknown("destinationArn")
	for _, name := range []string{"destinationArn", "destinationARN"} {
		if d, ok := member(n, name); ok {
			destination.Key, destination.Value = d.Key, source.ToString(c.template.Value(d.Value))
		}
	}
	c.f.Resources = append(c.f.Resources, &source.Resource{
		Address: address, Type: "logSubscription", At: m.Key, Body: n.Whole, Conditional: true,
		Operation: request.Operation{Service: request.Logs, Name: "PutSubscriptionFilter"},
		Input: &source.Value{Kind: source.Map, Span: n.Whole, Members: []*source.Member{
			unknown("logGroupName"), unknown("filterName"), c.pattern(m), destination,
		}},
		References: c.template.TakeReferences(),
	})
}
