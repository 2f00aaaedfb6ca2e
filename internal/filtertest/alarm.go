package filtertest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// alarmRequest is the part of a PutMetricAlarm request that decides its state.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
type alarmRequest struct {
	MetricName, Namespace string // "" when not known: then they are not compared
	Statistic             string
	Dimensions            map[string]string
	Period                int64 // seconds
	EvaluationPeriods     int
	DatapointsToAlarm     int // 0 for EvaluationPeriods
	Threshold             float64
	ComparisonOperator    string
	TreatMissingData      string // "" for missing
	Unit                  string
}

// operators are the comparison operators of alarms with a fixed threshold.
func operators() map[string]string {
	return map[string]string{
		"GreaterThanOrEqualToThreshold": ">=", "GreaterThanThreshold": ">",
		"LessThanOrEqualToThreshold": "<=", "LessThanThreshold": "<",
	}
}

// Limits of the evaluation of alarms, as PutMetricAlarm documents them: the
// whole range is a day, or a week when the period is an hour or longer.
const (
	minute        = 60
	hour          = 3600
	day           = 86400
	week          = 7 * day
	maxAlarmRange = 10_000 // periods
)

// alarm reads an alarm and what is expected of it.
func (p *parser) alarm(n *yaml.Node, filter *Filter) *alarmTest {
	a := &alarmTest{at: p.place(n), key: p.place(n).String(), file: p.File}
	before := len(p.Errors)
	found := p.Fields(n, "the alarm test",
		document.Key("alarm", func(v *yaml.Node) {
			if document.Resolved(v).Kind == yaml.MappingNode {
				p.inlineAlarm(v, a)
			} else {
				p.referredAlarm(v, a)
			}
		}),
		document.Key("state", func(v *yaml.Node) {
			a.state = expected[metric.AlarmState](p, v)
			if a.state.recorded {
				a.state.want = p.alarmState(v)
			}
		}),
		document.Key("transitions", func(v *yaml.Node) { a.transitions = p.transitions(v) }),
	)
	if len(p.Errors) > before {
		return a
	}
	if found["alarm"] == nil {
		p.Fail(n, "the alarm test needs an alarm")
		return a
	}
	if a.state == nil && a.transitions == nil {
		p.Fail(n, "nothing is expected of the alarm; write state: ALARM, OK or INSUFFICIENT_DATA")
	}
	p.compileAlarm(found["alarm"], a, filter)
	return a
}

func (p *parser) alarmState(n *yaml.Node) metric.AlarmState {
	return metric.AlarmState(p.OneOf(n, "the state", string(metric.StateOK), string(metric.StateAlarm), string(metric.StateInsufficientData)))
}

func (p *parser) transitions(n *yaml.Node) *expectation[[]metric.Transition] {
	x := expected[[]metric.Transition](p, n)
	if !x.recorded {
		return x
	}
	p.List(n, "transitions", func(item *yaml.Node) {
		var t metric.Transition
		before := len(p.Errors)
		found := p.Fields(item, "the transition",
			document.Key("timestamp", func(v *yaml.Node) {
				if ms := p.time(v, "timestamp"); ms != nil {
					t.Timestamp = *ms
				}
			}),
			document.Key("state", func(v *yaml.Node) { t.State = p.alarmState(v) }),
		)
		if len(found) < 2 {
			p.Needs(item, before, "the transition needs a timestamp and a state")
		}
		x.want = append(x.want, t)
	})
	return x
}

func (p *parser) inlineAlarm(n *yaml.Node, a *alarmTest) {
	r := &a.request
	before := len(p.Errors)
	var comparisons []string
	for name := range operators() {
		comparisons = append(comparisons, name)
	}
	slices.Sort(comparisons)
	var names []string
	for _, s := range metric.Statistics() {
		names = append(names, string(s))
	}
	found := p.Fields(n, "the alarm",
		document.Key("AlarmName", func(v *yaml.Node) { a.name = p.Text(v, "AlarmName") }),
		document.Key("MetricName", func(v *yaml.Node) { r.MetricName = p.Text(v, "MetricName") }),
		document.Key("Namespace", func(v *yaml.Node) { r.Namespace = p.Text(v, "Namespace") }),
		document.Key("Statistic", func(v *yaml.Node) { r.Statistic = p.OneOf(v, "Statistic", names...) }),
		document.Key("Dimensions", func(v *yaml.Node) { r.Dimensions = p.alarmDimensions(v) }),
		document.Key("Period", func(v *yaml.Node) { r.Period = p.Integer(v, "Period", 1, week) }),
		document.Key("EvaluationPeriods", func(v *yaml.Node) {
			r.EvaluationPeriods = int(p.Integer(v, "EvaluationPeriods", 1, maxAlarmRange))
		}),
		document.Key("DatapointsToAlarm", func(v *yaml.Node) {
			r.DatapointsToAlarm = int(p.Integer(v, "DatapointsToAlarm", 1, maxAlarmRange))
		}),
		document.Key("Threshold", func(v *yaml.Node) { r.Threshold = p.Number(v, "Threshold") }),
		document.Key("ComparisonOperator", func(v *yaml.Node) { r.ComparisonOperator = p.OneOf(v, "ComparisonOperator", comparisons...) }),
		document.Key("TreatMissingData", func(v *yaml.Node) {
			r.TreatMissingData = p.OneOf(v, "TreatMissingData", string(metric.TreatMissingMissing), string(metric.TreatMissingBreaching),
				string(metric.TreatMissingNotBreaching), string(metric.TreatMissingIgnore))
		}),
		document.Key("Unit", func(v *yaml.Node) { r.Unit = p.Text(v, "Unit") }),
	)
	for _, name := range []string{"Statistic", "Period", "EvaluationPeriods", "Threshold", "ComparisonOperator"} {
		if found[name] == nil {
			p.Needs(n, before, "the alarm needs %s", name)
		}
	}
}

func (p *parser) alarmDimensions(n *yaml.Node) map[string]string {
	out := map[string]string{}
	p.List(n, "Dimensions", func(item *yaml.Node) {
		var name, value string
		before := len(p.Errors)
		found := p.Fields(item, "the dimension",
			document.Key("Name", func(v *yaml.Node) { name = p.Text(v, "Name") }),
			document.Key("Value", func(v *yaml.Node) { value = p.Scalar(v, "Value") }),
		)
		if len(found) < 2 {
			p.Needs(item, before, "the dimension needs Name and Value")
		}
		out[name] = value
	})
	return out
}

// referredAlarm is an alarm of a configuration.
func (p *parser) referredAlarm(n *yaml.Node, a *alarmTest) {
	text := p.Text(n, "alarm")
	if text == "" {
		return
	}
	r, key := p.resource(n, text, "alarm", func(r *source.Resource) bool { return r.Operation.Name == "PutMetricAlarm" })
	if r == nil {
		return
	}
	a.name, a.key = r.Address, key
	a.file, _, _ = strings.Cut(key, "#")
	for _, name := range []string{"Metrics", "ExtendedStatistic", "ThresholdMetricId"} {
		if v := r.Input.Get(name); v != nil && v.Kind != source.Null {
			p.Fail(n, "the alarm %s has %s; only alarms with a Statistic of one metric and a fixed Threshold can be tested", text, name)
			return
		}
	}
	get := func(name string, required bool) string {
		v := r.Input.Get(name)
		value, ok := known(v)
		switch {
		case !ok:
			p.Fail(n, "the %s of %s depends on %s, which the file does not tell", name, text, unknown(v))
		case required && value == "":
			p.Fail(n, "the alarm %s has no %s", text, name)
		}
		return value
	}
	number := func(name string, required bool) float64 {
		value := get(name, required)
		f, err := strconv.ParseFloat(value, 64)
		if err != nil && value != "" {
			p.Fail(n, "the %s of %s is not a number", name, text)
		}
		return f
	}
	q := &a.request
	q.MetricName, _ = known(r.Input.Get("MetricName"))
	q.Namespace, _ = known(r.Input.Get("Namespace"))
	q.Statistic, q.ComparisonOperator = get("Statistic", true), get("ComparisonOperator", true)
	q.TreatMissingData, q.Unit = get("TreatMissingData", false), get("Unit", false)
	q.Threshold, q.Period = number("Threshold", true), int64(number("Period", true))
	q.EvaluationPeriods, q.DatapointsToAlarm = int(number("EvaluationPeriods", true)), int(number("DatapointsToAlarm", false))
	if list := r.Input.Get("Dimensions"); list != nil {
		q.Dimensions = map[string]string{}
		for _, item := range list.Items {
			name, _ := known(item.Get("Name"))
			value, ok := known(item.Get("Value"))
			if !ok {
				p.Fail(n, "the dimension %s of %s depends on %s, which the file does not tell", name, text, unknown(item.Get("Value")))
			}
			q.Dimensions[name] = value
		}
	}
}

// compileAlarm checks what PutMetricAlarm checks and makes the evaluation.
func (p *parser) compileAlarm(n *yaml.Node, a *alarmTest, filter *Filter) {
	r := &a.request
	breaching := r.DatapointsToAlarm
	if breaching == 0 {
		breaching = r.EvaluationPeriods
	}
	treat := metric.TreatMissing(r.TreatMissingData)
	if treat == "" {
		treat = metric.TreatMissingMissing
	}
	statistic, ok := metric.ParseStatistic(r.Statistic)
	operator := operators()[r.ComparisonOperator]
	longest := int64(day)
	if r.Period >= hour {
		longest = week
	}
	switch {
	case !ok || string(statistic) != r.Statistic:
		p.Fail(n, "the alarm's Statistic %q is unknown", r.Statistic)
	case operator == "":
		p.Fail(n, "the alarm's ComparisonOperator %q is not for a fixed threshold", r.ComparisonOperator)
	case !slices.Contains([]metric.TreatMissing{metric.TreatMissingMissing, metric.TreatMissingBreaching, metric.TreatMissingNotBreaching, metric.TreatMissingIgnore}, treat):
		p.Fail(n, "the alarm's TreatMissingData %q is unknown", r.TreatMissingData)
	case r.Period <= 0 || r.Period%minute != 0:
		p.Fail(n, "the alarm's Period must be a multiple of 60: metric filters publish no metrics of high resolution")
	case r.EvaluationPeriods < 1 || int64(r.EvaluationPeriods)*r.Period > longest:
		p.Fail(n, "the alarm's EvaluationPeriods × Period must be a day at most, or a week with a Period of an hour or longer")
	case breaching < 1 || breaching > r.EvaluationPeriods:
		p.Fail(n, "the alarm's DatapointsToAlarm must be from 1 to EvaluationPeriods")
	case filter != nil && filter.publishes:
		a.mismatch = r.mismatch(filter)
	}
	a.alarm = &metric.Alarm{
		Statistic: statistic, Operator: operator, Threshold: r.Threshold,
		Breaching: breaching, Periods: r.EvaluationPeriods, TreatMissing: treat,
	}
	if a.name == "" {
		a.name = a.alarm.String()
	}
}

// mismatch says in which way the alarm does not watch what the filter
// publishes, "" when it does: an alarm on another metric is never told
// anything.
func (r *alarmRequest) mismatch(filter *Filter) string {
	t := &filter.metric.Request().MetricTransformations[0]
	differs := func(a, b string) bool { return a != "" && b != unknownName && a != b }
	unit := t.Unit
	if unit == "" {
		unit = "None"
	}
	switch {
	case differs(r.Namespace, t.MetricNamespace) || differs(r.MetricName, t.MetricName):
		return fmt.Sprintf("the alarm watches the metric %s/%s, but the filter publishes %s/%s", r.Namespace, r.MetricName, t.MetricNamespace, t.MetricName)
	case r.Unit != "" && r.Unit != unit:
		return fmt.Sprintf("the alarm watches datapoints with the unit %s, but the filter publishes %s", r.Unit, unit)
	}
	return ""
}
