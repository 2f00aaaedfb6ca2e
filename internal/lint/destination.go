package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/source"
)

func destinationRole() *Rule {
	return &Rule{
		Code: "FS111", Name: "destination-role", Severity: request.Error, Since: firstVersion,
		Summary: "A subscription filter must have a role exactly when its destination needs one.",
		Why: "CloudWatch Logs assumes a role to write to a Kinesis or Firehose stream, invokes a Lambda function by the function's permission, and " +
			"reaches a destination of another account by that destination's policy. The service refuses a role for a function, " +
			"and a stream without one. This rule judges destinations that are known only in part; RQ140 judges those that are known in " +
			"full. A filter on a destination whose policy in the same files lets organizations subscribe needs a " +
			"role, too.",
		Language: TemplateExample,
		Before:   streamExample(""),
		After:    streamExample("      RoleArn: !GetAtt Writer.Arn\n"),
		resource: checkDestinationRole,
		groups:   checkOrganizationRole,
	}
}

// streamExample is a template with a stream that is subscribed to a log group,
// and what else the subscription filter has.
func streamExample(more string) string {
	return `Resources:
  Events:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
  Writer:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties:
      LogGroupName: /app/orders
      FilterPattern: ERROR
      DestinationArn: !GetAtt Events.Arn
` + more
}

func checkDestinationRole(p *resourcePass) {
	destination, role := p.delivery()
	if _, known := destination.Str(); known {
		return // told by RQ140
	}
	p.refused(chain.Role(p.estate, p.located(), destination, role))
}

// refused reports why the service refuses a delivery, if it does.
func (p *reporter) refused(r *chain.Refusal) {
	if r == nil {
		return
	}
	p.reportAt(r.At, r.Problem, r.Help)
	p.found[len(p.found)-1].Service = r.Service
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
		if !f.Metric() && !f.MayBeAbsent() {
			p.at(f.Located).refused(chain.OrganizationRole(p.estate, f))
		}
	}
}

func unquotedYAML() *Rule {
	return &Rule{
		Code: "FS112", Name: "pattern-not-text", Severity: request.Error, Since: firstVersion,
		Summary: "A filter pattern must be a string.",
		Why: "In YAML an unquoted { starts a map and an unquoted [ a list, so the pattern never becomes a string. Single " +
			"quotes around it keep it as it is.",
		Language: RequestExample,
		Before:   `{"operation": "FilterLogEvents", "input": {"logGroupName": "app", "filterPattern": ["ERROR"]}}`,
		After:    `{"operation": "FilterLogEvents", "input": {"logGroupName": "app", "filterPattern": "[ERROR, rest]"}}`,
		resource: func(p *resourcePass) {
			for _, name := range request.PatternMembers(p.resource.Operation) {
				if v := p.input(name); v != nil && (v.Kind == source.Map || v.Kind == source.List) {
					p.reportAt(v.Span, fmt.Sprintf("%s must be a string, but is %s.", name, map[source.Kind]string{source.Map: "a map", source.List: "a list"}[v.Kind]),
						"Put the pattern in single quotes.")
				}
			}
		},
	}
}
