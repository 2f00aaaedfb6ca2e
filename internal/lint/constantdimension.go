package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func constantDimension() *Rule {
	return &Rule{
		Code: "FS128", Name: "constant-dimension", Severity: request.Error, Since: firstVersion,
		Summary: "The value of a dimension must be taken from the log event.",
		Why: "A metric filter takes the value of a dimension from the log event: the value must be a property selector or a field of " +
			"the pattern. The name of a resource or a stack is neither and is refused. A constant belongs in the name or the namespace of the metric, " +
			"which separate the series just as well, or in the log events themselves. This rule reports values that are known only in part; RQ135 reports those that are " +
			"known in full.",
		Language: TemplateExample,
		Before:   dimensionExample("App", `"1", Dimensions: [{Key: Function, Value: !Ref Ship}]`),
		After:    dimensionExample("!Sub App/${Ship}", `"1"`),
		resource: checkConstantDimension,
	}
}

// dimensionExample is a template with a metric filter beside a function.
func dimensionExample(namespace, value string) string {
	return `Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler}
  Errors:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: /app/orders
      FilterPattern: '{ $.level = "ERROR" }'
      MetricTransformations: [{MetricName: Errors, MetricNamespace: ` + namespace + `, MetricValue: ` + value + `}]
`
}

func checkConstantDimension(p *resourcePass) {
	if p.resource.Operation != putMetricFilter {
		return
	}
	transformations := p.input("metricTransformations")
	if transformations == nil {
		return
	}
	for _, t := range transformations.Items {
		dimensions := t.Get("dimensions")
		if dimensions == nil {
			continue
		}
		for _, m := range dimensions.Members {
			if _, known := m.Value.Str(); known || !p.constant(m.Value) {
				continue
			}
			p.reportAt(m.Value.Span, "The value of a dimension must be a property selector or a field of the pattern, but this is a constant.", request.ConstantDimension)
			p.found[len(p.found)-1].Service = "Invalid metric transformation: dimension value must be valid selector"
		}
	}
}

// constant reports whether a text that is known in part surely does not start as
// a selector does: it starts with another letter, or with a name or ARN.
func (p *resourcePass) constant(v *source.Value) bool {
	if v.Kind != source.Unknown && v.Kind != source.String {
		return false
	}
	parts := estate.Parts(v)
	if first := parts[0].Literal; first != "" {
		return !strings.HasPrefix(first, "$")
	}
	ref, attribute, what := v.Ref, v.Attribute, v.What
	if v.Kind == source.String {
		ref, attribute, what = v.Text.Holes[0].Ref, v.Text.Holes[0].Attribute, v.Text.Holes[0].What
	}
	for _, prefix := range []string{"!Ref AWS::", "${AWS::", "data.aws_caller_identity.", "data.aws_region."} {
		if strings.HasPrefix(what, prefix) {
			return true
		}
	}
	switch attribute {
	case source.RefAttribute, "Arn", "arn", "name", "id", "function_name":
		return ref != "" && p.estate.At(p.located(), ref) != nil
	}
	return false
}
