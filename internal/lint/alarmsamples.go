package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
)

func alarmSamples() *Rule {
	return &Rule{
		Code: "FS125", Name: "alarm-samples", Severity: request.Warning, Since: firstVersion,
		Summary: "An alarm's unit and period must fit the datapoints that the filter publishes.",
		Why: "An alarm with a unit sees only datapoints in that unit, and a metric filter without a unit publishes None. Metric " +
			"filters publish at most once a minute: an alarm with a period of 10 or 30 seconds has no data in between.",
		Language: RequestExample,
		Before: alarmExample(`, "defaultValue": 0`, `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold", "Unit": "Count"`),
		After: alarmExample(`, "defaultValue": 0, "unit": "Count"`, `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold", "Unit": "Count"`),
		resource: checkAlarmSamples,
	}
}

func checkAlarmSamples(p *resourcePass) {
	a, seen := p.seen()
	if len(seen) == 0 {
		return
	}
	if unit, ok := a.Text("Unit"); ok && unit != "" && all(seen, func(t estate.Publication) bool { return t.Unit() != "" && t.Unit() != unit }) {
		p.reportAt(p.input("Unit").Span, fmt.Sprintf("The alarm sees only datapoints in %s, and %s at %s publishes them in %s.", unit, seen[0].Resource.Address, seen[0].Place(), seen[0].Unit()),
			"Leave the unit out, or give the filter the same one.")
	}
	if period, ok := a.Number("Period"); ok && period > 0 && period < 60 {
		p.reportAt(p.input("Period").Span, "Metric filters publish no high-resolution metrics: the alarm has no data in between.", "Use a period of 60 seconds or more.")
	}
}

func alarmThreshold() *Rule {
	return &Rule{
		Code: "FS126", Name: "alarm-threshold", Severity: request.Warning, Since: firstVersion,
		Summary: "An alarm's threshold must be within the values that the metric can take.",
		Why: "A filter with a constant metricValue publishes that number for a log event that matches and defaultValue for one " +
			"that does not: the maximum, average and minimum cannot be outside these two. An alarm on a value that cannot occur never fires, and one on a value " +
			"that always occurs fires as long as there are log events. The rule applies when every filter that publishes the metric has a constant value.",
		Language: RequestExample,
		Before: alarmExample(`, "defaultValue": 0`, `"MetricName": "Errors", "Statistic": "Maximum", "Period": 60, "Threshold": 5, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold"`),
		After: alarmExample(`, "defaultValue": 0`, `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 5, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold"`),
		resource: checkAlarmThreshold,
	}
}

func checkAlarmThreshold(p *resourcePass) {
	a, seen := p.seen()
	if len(seen) == 0 {
		return
	}
	c, ok := chain.Compare(a, seen)
	if !ok || !c.Samples.Constant && c.Statistic != metric.SampleCount {
		return
	}
	at := p.input("Threshold").Span
	where := func() string { return fmt.Sprintf("%s at %s", seen[0].Resource.Address, seen[0].Place()) }
	switch {
	case c.Silent():
		p.reportAt(at, fmt.Sprintf("The %s is never %s: %s publishes %s.", c.Statistic, c.Limit(), where(), c.Samples), "Use Sum to count log events, or choose another threshold.")
	case c.Always && c.Samples.Defaults:
		p.reportAt(at, fmt.Sprintf("The %s is %s as soon as there is any log event: %s publishes %s.", c.Statistic, c.Limit(), where(), c.Samples), "Choose another threshold or statistic.")
	case c.Always && c.Missing == metric.TreatMissingBreaching:
		p.reportAt(at, fmt.Sprintf("The alarm never leaves ALARM: the %s is always %s, and a period without a datapoint counts as breaching.", c.Statistic, c.Limit()), "Choose another threshold, or treat missing data as notBreaching.")
	}
}

func alarmSilence() *Rule {
	return &Rule{
		Code: "FS127", Name: "alarm-silence", Severity: request.Info, Since: firstVersion,
		Summary: "An alarm needs a defined state for times when nothing matches.",
		Why: "A filter without a default value publishes nothing while nothing matches. An alarm that treats missing data as " +
			"breaching then fires because all is well; one that does not say how to treat missing data goes to INSUFFICIENT_DATA and is never OK. " +
			"The rule applies when every datapoint that can be published is breaching.",
		Language: RequestExample,
		Before: alarmExample("", `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold"`),
		After: alarmExample("", `"MetricName": "Errors", "Statistic": "Sum", "Period": 60, "Threshold": 1, `+
			`"ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"`),
		resource: checkAlarmSilence,
	}
}

func checkAlarmSilence(p *resourcePass) {
	a, seen := p.seen()
	if len(seen) == 0 {
		return
	}
	c, ok := chain.Compare(a, seen)
	if !ok || c.Samples.Defaults || !c.Samples.Constant || !strings.HasPrefix(c.Sign, ">") {
		return
	}
	switch {
	case c.Missing == metric.TreatMissingBreaching && !c.Always && !c.Never:
		p.reportAt(p.input("TreatMissingData").Span, "The alarm fires when no log event matches: the filter then publishes nothing, and missing data counts as breaching.",
			"Treat missing data as notBreaching, or give the filter a default value of 0.")
	case (c.Missing == "" || c.Missing == metric.TreatMissingMissing) && c.Always:
		p.reportAt(p.input("ComparisonOperator").Span, "The alarm is never OK: while no log event matches, the filter publishes nothing and the alarm is in INSUFFICIENT_DATA.",
			"Treat missing data as notBreaching, or give the filter a default value of 0.")
	}
}
