package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func nameOrARN() *Rule {
	return &Rule{
		Code: "FS121", Name: "name-or-arn", Severity: request.Error, Since: firstVersion,
		Summary: "A reference must give a name where a name is needed, and an ARN where an ARN is needed.",
		Why: "The service looks up a log group by its name and refuses the characters of an ARN there; destinations, roles and " +
			"alarm actions are ARNs. What Ref or .id gives depends on the type of the resource: the name of a function, the ARN of a topic.",
		Language: TemplateExample,
		Before: `Resources:
  Orders:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Errors:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !GetAtt Orders.Arn
      FilterPattern: ERROR
      MetricTransformations: [{MetricName: Errors, MetricNamespace: App, MetricValue: "1"}]
`,
		After: `Resources:
  Orders:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Errors:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Orders
      FilterPattern: ERROR
      MetricTransformations: [{MetricName: Errors, MetricNamespace: App, MetricValue: "1"}]
`,
		resource: checkForms,
	}
}

func checkForms(p *resourcePass) {
	if p.resource.Input.Kind != source.Map {
		return
	}
	for _, m := range p.resource.Input.Members {
		switch m.Name {
		case "logGroupName", "destinationName":
			p.wants(m.Name, m.Value, estate.Name)
		case "logGroupNames":
			for _, item := range m.Value.Items {
				p.wants(m.Name, item, estate.Name)
			}
		case "destinationArn", "targetArn", "roleArn":
			p.wants(m.Name, m.Value, estate.ARN)
		case "AlarmActions", "OKActions", "InsufficientDataActions":
			for _, item := range m.Value.Items {
				p.wants(m.Name, item, estate.ARN)
			}
		}
	}
}

// wants reports a reference that gives what does not belong in a member.
func (p *resourcePass) wants(member string, v *source.Value, form estate.Form) {
	gives := p.estate.FormOf(p.located(), v)
	if gives == estate.UnknownForm {
		p.wantsWritten(member, v, form)
	}
	if gives == form || gives == estate.UnknownForm {
		return
	}
	p.reportAt(v.Span, fmt.Sprintf("This is the %s of the %s, but %s takes %s.", gives, p.estate.KindOf(p.located(), v), member, article(form)),
		fmt.Sprintf("Refer to its %s.", form))
}

// wantsWritten is the same for a text. Those of our requests that are known in
// full are left to their constraints.
func (p *resourcePass) wantsWritten(member string, v *source.Value, form estate.Form) {
	written := estate.Written(v)
	if _, known := v.Str(); written == form || written == estate.UnknownForm || known && p.resource.Operation != estate.PutMetricAlarm {
		return
	}
	help := "Write an ARN, or refer to the ARN of the resource."
	if form == estate.Name {
		help = "Write only the name."
	}
	p.reportAt(v.Span, fmt.Sprintf("This is not %s, but %s takes one.", article(form), member), help)
}

func article(form estate.Form) string {
	if form == estate.ARN {
		return "an ARN"
	}
	return "a name"
}
