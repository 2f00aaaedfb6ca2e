package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func checkDestinationRole(p *resourcePass) {
	destination, role := p.delivery()
	if destination == nil {
		return
	}
	if _, known := destination.Str(); known {
		return // told by RQ140
	}
	has := role != nil && role.Kind != source.Null
	// An expression may be null in the end; a role's attribute is not.
	surely := has && (role.Kind != source.Unknown || p.estate.KindOf(p.located(), role) == estate.Role && estate.Attribute(role) != "")
	switch vendor := p.destinationVendor(destination); {
	case vendor == "lambda" && surely:
		p.reportAt(role.Span, "A Lambda function is called by permission, not in a role.",
			"Remove roleArn, and let logs.amazonaws.com invoke the function.")
		p.found[len(p.found)-1].Service = "destinationArn for vendor lambda cannot be used with roleArn"
	case (vendor == "kinesis" || vendor == "firehose") && !has:
		p.reportAt(destination.Span, "CloudWatch Logs needs a role to write to the stream.", "Add roleArn.")
		p.found[len(p.found)-1].Service = fmt.Sprintf("destinationArn for vendor %s cannot be used without roleArn", vendor)
	}
}

// delivery is where a subscription filter or an account policy delivers, and in
// which role; nil where it says neither.
func (p *resourcePass) delivery() (destination, role *source.Value) {
	switch p.resource.Operation {
	case putSubscriptionFilter:
		return p.input("destinationArn"), p.input("roleArn")
	case putAccountPolicy:
		document := p.input("policyDocument")
		if kind, _ := p.input("policyType").Str(); kind != "SUBSCRIPTION_FILTER_POLICY" || document == nil || document.Kind != source.String {
			return nil, nil
		}
		member := func(name string) *source.Value {
			text := nestedText(document.Text, name)
			if text == nil || !text.Known() && text.Decoded != "" {
				return nil // RQ140 speaks of an ARN with unknown parts
			}
			return &source.Value{Kind: source.String, Span: text.Span(0, len(text.Decoded)), Text: text}
		}
		return member("DestinationArn"), member("RoleArn")
	}
	return nil, nil
}

// checkOrganizationRole finds filters without a role on destinations whose
// policy asks for one.
func checkOrganizationRole(p *groupsPass) {
	for _, f := range p.estate.Filters {
		role := f.Resource.Input.Get("roleArn")
		if f.Metric() || role != nil && role.Kind != source.Null || f.MayBeAbsent() {
			continue
		}
		policies := p.estate.DestinationPolicies(f)
		if len(policies) == 0 || slices.ContainsFunc(policies, func(l estate.Located) bool { return l.MayBeAbsent() || !l.ForOrganizations() }) {
			continue
		}
		r := p.at(f.Located)
		r.reportAt(f.Resource.Input.Get("destinationArn").Span, "The policy of the destination lets organizations subscribe, which takes a role.", "Add roleArn.")
		r.found[len(r.found)-1].Service = request.RoleForOrganization
	}
}

// destinationVendor is the service of a destination that is not known in full:
// of an ARN with unknown parts, or of the resource that it names.
func (p *resourcePass) destinationVendor(v *source.Value) string {
	if v.Kind == source.String {
		// The partition may be unknown, not what stands behind the service.
		parts := strings.SplitN(v.Text.Decoded, ":", 4)
		if len(parts) == 4 && parts[0] == "arn" {
			start := len("arn:") + len(parts[1]) + 1
			for _, h := range v.Text.Holes {
				if h.Offset != len("arn:") && h.Offset <= start+len(parts[2]) {
					return ""
				}
			}
			return parts[2]
		}
	}
	switch p.estate.KindOf(p.located(), v) {
	case estate.Function, estate.FunctionAlias:
		return "lambda"
	case estate.Stream:
		return "kinesis"
	case estate.DeliveryStream:
		return "firehose"
	}
	return ""
}

func checkUnquotedYAML(p *resourcePass) {
	for _, name := range request.PatternMembers(p.resource.Operation) {
		if v := p.input(name); v != nil && (v.Kind == source.Map || v.Kind == source.List) {
			p.reportAt(v.Span, fmt.Sprintf("%s is %s instead of a text.", name, map[source.Kind]string{source.Map: "a map", source.List: "a list"}[v.Kind]),
				"Put the pattern in single quotes.")
		}
	}
}
