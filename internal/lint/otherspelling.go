package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/suggest"
)

func otherSpelling() *Rule {
	return &Rule{
		Code: "MT007", Name: "other-spelling", Severity: request.Warning, Since: firstVersion,
		Summary: "metricValue, dimensions and the pattern must spell a property alike.",
		Why: "Names are compared byte for byte: if the pattern tests $.function_name and a dimension takes $.functionName, " +
			"one of the two is not in the log event. A missing dimension removes all dimensions from the datapoint (X7).",
		Language: RequestExample,
		Before:   metricExample(`{ $.function_name = "api" }`, `"metricValue": "1", "dimensions": {"Function": "$.functionName"}`),
		After:    metricExample(`{ $.function_name = "api" }`, `"metricValue": "1", "dimensions": {"Function": "$.function_name"}`),
		pattern:  checkSpelling,
	}
}

// checkSpelling compares what a metric transformation takes with what the
// pattern asks for, and with what it takes elsewhere.
func checkSpelling(p *patternPass) {
	if p.site.resource.Operation != putMetricFilter || p.pattern.Kind() != grammar.JSON {
		return
	}
	var asked []string
	for n := range grammar.All(p.pattern) {
		if s, ok := n.(*grammar.Selector); ok {
			asked = append(asked, s.String())
		}
	}
	for _, ref := range metricReferences(p.site.resource) {
		if !strings.HasPrefix(ref.name, "$.") {
			continue
		}
		what := "metricValue"
		if ref.dimension != "" {
			what = "the dimension " + ref.dimension
		}
		for _, other := range asked {
			if spelledOtherwise(ref.name, other) {
				p.reportAt(ref.value.Span, fmt.Sprintf("The pattern tests %s, but %s takes %s: names are compared byte for byte.", other, what, ref.name),
					"Spell the property as the log event does in both places.")
				break
			}
		}
		asked = append(asked, ref.name)
	}
}

// spelledOtherwise reports whether two selectors differ only in case, - and _.
func spelledOtherwise(a, b string) bool {
	return a != b && suggest.Same(a, b)
}
