package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

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
