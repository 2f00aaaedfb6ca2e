package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// reference is a metricValue or the value of a dimension.
type reference struct {
	value     *source.Value
	name      string // the text; "" when it is not known
	dimension string // the dimension's name; "" for metricValue
	key       source.Span
}

// metricReferences are those of a metric filter, in the order of the file.
func metricReferences(r *source.Resource) []reference {
	transformations := r.Input.Get("metricTransformations")
	if transformations == nil {
		return nil
	}
	if transformations.Kind == source.Unknown {
		return []reference{{value: transformations}}
	}
	var refs []reference
	for _, t := range transformations.Items {
		if v := t.Get("metricValue"); v != nil {
			text, _ := v.Str()
			refs = append(refs, reference{value: v, name: text})
		}
		dimensions := t.Get("dimensions")
		if dimensions == nil {
			continue
		}
		if dimensions.Kind == source.Unknown {
			refs = append(refs, reference{value: dimensions, dimension: "?"})
		}
		for _, m := range dimensions.Members {
			text, _ := m.Value.Str()
			refs = append(refs, reference{value: m.Value, name: text, dimension: m.Name, key: m.Key})
		}
	}
	return refs
}

func valueNoField() *Rule {
	return &Rule{
		Code: "MT001", Name: "value-no-field", Severity: request.Warning, Since: firstVersion,
		Summary: "metricValue must name a field of the pattern.",
		Why: "A name that the space-delimited pattern does not define has no value in any log event: the metric " +
			"gets its default value or nothing.",
		Language: RequestExample,
		Before:   metricExample(`[ip, status, size]`, `"metricValue": "$bytes"`),
		After:    metricExample(`[ip, status, size]`, `"metricValue": "$size"`),
		pattern:  func(p *patternPass) { checkFields(p, false) },
	}
}

func dimensionNoField() *Rule {
	return &Rule{
		Code: "MT002", Name: "dimension-no-field", Severity: request.Warning, Since: firstVersion,
		Summary: "The value of a dimension must name a field of the pattern.",
		Why: "A dimension without a value in the log event removes all dimensions from the datapoint (X7), so the metric " +
			"with dimensions never gets one.",
		Language: RequestExample,
		Before:   metricExample(`[ip, status, size]`, `"metricValue": "$size", "dimensions": {"Status": "$state"}`),
		After:    metricExample(`[ip, status, size]`, `"metricValue": "$size", "dimensions": {"Status": "$status"}`),
		pattern:  func(p *patternPass) { checkFields(p, true) },
	}
}

// metricExample is a PutMetricFilter request for an example.
func metricExample(pattern, rest string) string {
	return `{"operation": "PutMetricFilter", "input": {"logGroupName": "app", "filterName": "f", "filterPattern": ` + strconv.Quote(pattern) +
		`, "metricTransformations": [{"metricName": "Count", "metricNamespace": "App", ` + rest + `}]}}`
}

func checkFields(p *patternPass, dimensions bool) {
	fields, ok := p.pattern.(*grammar.DelimitedPattern)
	if !ok || p.site.resource.Operation != putMetricFilter {
		return
	}
	for _, ref := range metricReferences(p.site.resource) {
		name, isField := strings.CutPrefix(ref.name, "$")
		if dimensions != (ref.dimension != "") || !isField || name == "" || strings.HasPrefix(name, ".") || givesField(fields, name) {
			continue
		}
		what := "metricValue"
		if dimensions {
			what = "The dimension " + ref.dimension
		}
		p.reportAt(ref.value.Span, fmt.Sprintf("%s is %s, which is not a field of the pattern.", what, ref.name), fieldsHelp(fields))
	}
}

// givesField reports whether a log event that matches may have a value under
// the name. Positions belong to values without a name (S10).
func givesField(p *grammar.DelimitedPattern, name string) bool {
	if n, err := strconv.Atoi(name); err == nil {
		if p.HasEllipsis() || len(p.Fields) == 0 {
			return true
		}
		return 1 <= n && n <= len(p.Fields) && p.Fields[n-1].Name == ""
	}
	return slices.ContainsFunc(p.Fields, func(f *grammar.Field) bool { return f.Name == name })
}

func fieldsHelp(p *grammar.DelimitedPattern) string {
	var names []string
	for _, f := range p.Fields {
		if f.Name != "" {
			names = append(names, "$"+f.Name)
		}
	}
	if len(names) == 0 {
		return "Give the field a name in the pattern."
	}
	return "Use one of " + strings.Join(names, ", ") + ", or name the field in the pattern."
}

func textValue() *Rule {
	return &Rule{
		Code: "MT006", Name: "text-value", Severity: request.Warning, Since: firstVersion,
		Summary: "metricValue must refer to a value that can be a number.",
		Why: "The pattern requires this value to equal a text that is not a number, so no matching log event has a value " +
			"to publish (X5).",
		Language: RequestExample,
		Before:   metricExample(`{ $.level = "ERROR" }`, `"metricValue": "$.level"`),
		After:    metricExample(`{ $.level = "ERROR" }`, `"metricValue": "1"`),
		pattern:  checkTextValue,
	}
}

func checkTextValue(p *patternPass) {
	if p.site.resource.Operation != putMetricFilter {
		return
	}
	for _, ref := range metricReferences(p.site.resource) {
		if ref.dimension != "" || ref.name == "" {
			continue
		}
		var must []grammar.Expr
		switch pattern := p.pattern.(type) {
		case *grammar.JSONPattern:
			must = required(pattern.Expr)
		case *grammar.DelimitedPattern:
			for _, f := range pattern.Fields {
				if f.Expr != nil {
					must = append(must, required(f.Expr)...)
				}
			}
		}
		for _, e := range must {
			if c, ok := e.(*grammar.Comparison); ok && equalsPlainText(c) && refersTo(ref.name, c.Left) {
				p.reportAt(ref.value.Span, fmt.Sprintf("metricValue is %s, which is %s in every matching log event.", ref.name, valueText(c.Value)),
					`Use "1" to count the log events, or a property that holds a number.`)
				break
			}
		}
	}
}

// required are the conditions that every match satisfies.
func required(e grammar.Expr) []grammar.Expr {
	if _, ok := e.(*grammar.And); ok {
		return operands(e)
	}
	return []grammar.Expr{e}
}

func equalsPlainText(c *grammar.Comparison) bool {
	text, ok := c.Value.(*grammar.Text)
	return ok && c.Op == grammar.Equal && !text.HasWildcard() && !numberLike(text.Decoded) && !engine.IsNumber([]byte(text.Decoded))
}

// refersTo reports whether a metricValue takes what a condition looks at.
func refersTo(ref string, o grammar.Operand) bool {
	switch o := o.(type) {
	case *grammar.FieldName:
		return ref == "$"+o.Name
	case *grammar.Selector:
		s, err := grammar.ParseSelector(ref)
		return err == nil && sameOperand(s, o)
	}
	return false
}
