package lint

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// alarmExample is an alarm on the metric of a filter, with members of both.
func alarmExample(transformation, alarm string) string {
	return `{"operation": "PutMetricFilter", "input": {"logGroupName": "app", "filterName": "f", "filterPattern": "{ $.level = \"ERROR\" }", ` +
		`"metricTransformations": [{"metricName": "Errors", "metricNamespace": "App", "metricValue": "1"` + transformation + `}]}}` + "\n" +
		`{"operation": "PutMetricAlarm", "input": {"AlarmName": "errors", "Namespace": "App", "EvaluationPeriods": 1, ` + alarm + `}}`
}

func alarmMetric() *Rule {
	return &Rule{
		Code: "FS123", Name: "alarm-metric", Severity: request.Warning, Since: firstVersion,
		Summary: "An alarm must spell its metric as the filter that publishes it does.",
		Why: "Names and namespaces of metrics are case-sensitive. An alarm on a metric that nothing publishes is accepted and " +
			"stays in INSUFFICIENT_DATA. The rule reports an alarm when no filter publishes its metric, but one publishes a metric that is the " +
			"same except for case or one letter.",
		Language: RequestExample,
		Before: alarmExample(`, "defaultValue": 0`, `"MetricName": "errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold"`),
		After: alarmExample(`, "defaultValue": 0`, `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold"`),
		resource: func(p *resourcePass) {
			for _, w := range p.watches() {
				if list, sure := p.estate.Publishers(w); len(list) == 0 && sure {
					p.nearMetric(w)
				}
			}
		},
	}
}

// watches are the metrics of an alarm that are known to be some.
func (p *resourcePass) watches() []estate.Watch {
	if p.resource.Operation != estate.PutMetricAlarm || p.resource.Input.Kind != source.Map {
		return nil
	}
	return (&estate.Alarm{Located: p.located()}).Watches()
}

// nearMetric reports the metric of a filter that an alarm is likely meant for.
func (p *resourcePass) nearMetric(w estate.Watch) {
	t, ok := p.estate.Nearest(w, true)
	if !ok {
		if t, ok = p.estate.Nearest(w, false); !ok {
			return
		}
	}
	own, _ := t.Transformation.Get("metricName").Str()
	space, _ := t.Transformation.Get("metricNamespace").Str()
	member, what := "MetricName", "metric"
	if name, _ := w.Metric.Get("MetricName").Str(); name == own {
		member, what = "Namespace", "namespace"
	}
	named := w.Metric.Get(member)
	p.reportAt(named.Span, fmt.Sprintf("No filter publishes the %s %s; %s at %s publishes %s in %s.", what, estate.Expression(named), t.Resource.Address, t.Place(), own, space),
		fmt.Sprintf("Use the metric %s in the namespace %s.", own, space))
}

func alarmDimensions() *Rule {
	return &Rule{
		Code: "FS124", Name: "alarm-dimensions", Severity: request.Warning, Since: firstVersion,
		Summary: "An alarm must have the dimensions that the filter publishes.",
		Why: "Each set of dimensions is a separate metric. An alarm that omits a dimension, adds another, or gives $.property as " +
			"its value watches a metric without datapoints and stays in INSUFFICIENT_DATA.",
		Language: RequestExample,
		Before: alarmExample(`, "dimensions": {"Tenant": "$.tenant"}`, `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", "Dimensions": [{"Name": "Tenant", "Value": "$.tenant"}]`),
		After: alarmExample(`, "dimensions": {"Tenant": "$.tenant"}`, `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", "Dimensions": [{"Name": "Tenant", "Value": "acme"}]`),
		resource: checkAlarmDimensions,
	}
}

func checkAlarmDimensions(p *resourcePass) {
	for _, w := range p.watches() {
		list, sure := p.estate.Publishers(w)
		asked, known := w.Dimensions()
		if len(list) == 0 || !known {
			continue
		}
		if !sure || slices.ContainsFunc(list, func(t estate.Publication) bool { return chain.Dimensions(t, asked).Verdict == chain.Proven }) {
			continue
		}
		match := chain.Dimensions(list[0], asked)
		at := w.Metric.Get("MetricName").Span
		if d := w.Metric.Get("Dimensions"); d != nil && d.Kind == source.List && len(d.Items) > 0 {
			at = d.Span
		}
		p.reportAt(at, match.Problem, match.Help)
	}
}

// seen are the publications that an alarm on one metric sees, when it is
// certain that there are no others.
func (p *resourcePass) seen() (*estate.Alarm, []estate.Publication) {
	watches := p.watches()
	if len(watches) != 1 || watches[0].Computed {
		return nil, nil
	}
	w := watches[0]
	asked, known := w.Dimensions()
	list, sure := p.estate.Publishers(w)
	if !known || !sure {
		return nil, nil
	}
	var seen []estate.Publication
	for _, t := range list {
		if published, ok := t.Dimensions(); !ok {
			return nil, nil
		} else if len(published) > 0 && len(asked) == 0 {
			return nil, nil // it sees what lacks them
		}
		if chain.Dimensions(t, asked).Verdict == chain.Proven {
			seen = append(seen, t)
		}
	}
	return w.Alarm, seen
}
