package policy

import (
	"strconv"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// notice is whether somebody learns of a log event that a filter matches.
type notice struct {
	answer  analyze.Answer
	gap     Gap
	reasons []string // when the answer is not Yes
	alarms  []*Alarm
	notes   []string
}

// notice asks for a metric that each match moves, and for an alarm on it.
func (e *Estate) notice(f *Filter, mode AlarmMode, opts Options) notice {
	if f.Refused != "" {
		return notice{answer: analyze.No, gap: GapFilter, reasons: []string{say("%s is never deployed. %s", f.title(), f.Refused)}}
	}
	if !f.Metric() {
		return notice{answer: analyze.No, gap: GapMetric, reasons: []string{say("%s is a subscription filter and makes no metric.", f.title())}}
	}
	list := f.Resource.Input.Get("metricTransformations")
	if list == nil || list.Kind != source.List {
		if list != nil && list.Kind == source.Unknown {
			return notice{reasons: []string{"The metric of " + say("%s is not known.", f.title())}}
		}
		return notice{answer: analyze.No, gap: GapMetric, reasons: []string{say("%s has no metric transformation.", f.title())}}
	}
	best := notice{answer: analyze.No, gap: GapMetric, reasons: []string{say("%s has no metric transformation.", f.title())}}
	for i, t := range list.Items {
		n := e.transformation(f, t, mode, opts)
		if i == 0 || better(n.answer, best.answer) {
			best = n
		}
	}
	return best
}

// better orders answers: Yes, Unknown, No.
func better(a, b analyze.Answer) bool { return rank(a) > rank(b) }

func rank(a analyze.Answer) int {
	switch a {
	case analyze.Yes:
		return 2
	case analyze.Unknown:
		return 1
	}
	return 0
}

func (e *Estate) transformation(f *Filter, t *source.Value, mode AlarmMode, opts Options) notice {
	if t.Kind == source.Unknown {
		return notice{reasons: []string{"The metric of " + say("%s is not known.", f.title())}}
	}
	value := t.Get("metricValue")
	text, known := "", false
	if value != nil {
		if text, known = value.Str(); !known && value.Kind == source.Number {
			text, known = value.Literal, true
		}
	}
	amount, err := strconv.ParseFloat(text, 64)
	switch {
	case value == nil:
		return notice{answer: analyze.No, gap: GapMetric, reasons: []string{"The metric transformation of " + say("%s has no metricValue.", f.title())}}
	case !known:
		return notice{reasons: []string{"The metricValue of " + say("%s is not known.", f.title())}}
	case err != nil:
		// The value is missing or no number in some events that match (X5).
		return notice{reasons: []string{say("%s publishes %s, and so nothing for a log event without that number.", f.title(), text)}}
	case amount == 0:
		return notice{answer: analyze.No, gap: GapMetric, reasons: []string{say("%s publishes 0 for each match, which no sum shows.", f.title())}}
	}
	if opts.FiltersOnly || mode == AlarmNotAsked || mode == AlarmWhereShown && len(e.Alarms) == 0 {
		return notice{answer: analyze.Yes}
	}
	return e.alarmed(f, t, amount, opts)
}

// alarmed looks for the alarms of a metric.
func (e *Estate) alarmed(f *Filter, t *source.Value, amount float64, opts Options) notice {
	metric := estate.Expression(t.Get("metricNamespace")) + "/" + estate.Expression(t.Get("metricName"))
	n := notice{answer: analyze.No, gap: GapAlarm, reasons: []string{say("No alarm watches the metric %s of %s.", metric, f.title())}}
	for _, a := range e.Alarms {
		for _, w := range a.Watches() {
			if w.Near(estate.Publication{Filter: f.Filter, Transformation: t}) {
				n.reasons = append(n.reasons, say("The alarm %s watches the metric %s/%s, which is another one.", a.Name,
					estate.Expression(w.Metric.Get("Namespace")), estate.Expression(w.Metric.Get("MetricName"))))
			}
		}
		one := a.watches(f, t, amount, opts)
		if one.answer == analyze.No && len(one.reasons) == 0 {
			continue
		}
		switch {
		case one.answer == analyze.Yes && n.answer == analyze.Yes:
			n.alarms, n.notes = append(n.alarms, a), append(n.notes, one.notes...)
		case better(one.answer, n.answer):
			n = one
			n.alarms = []*Alarm{a}
		case one.answer == n.answer && n.answer == analyze.No:
			n.reasons, n.alarms = one.reasons, []*Alarm{a}
		}
	}
	if n.answer != analyze.Yes {
		n.gap = GapAlarm
	}
	return n
}

// watches says whether an alarm is on a metric and tells somebody. No without
// a reason is an alarm on something else.
func (a *Alarm) watches(f *Filter, t *source.Value, amount float64, opts Options) notice {
	in := a.Resource.Input
	on := a.sameMetric(f, t, in)
	direct := on != analyze.No
	if m := in.Get("Metrics"); m != nil && m.Kind == source.List {
		for _, q := range m.Items {
			if s := a.sameMetric(f, t, q.Get("MetricStat").Get("Metric")); better(s, on) {
				on = s
			}
		}
	}
	var n notice
	doubt := func(format string, args ...any) {
		n.answer = analyze.Unknown
		n.reasons = append(n.reasons, say(format, args...))
	}
	switch n.answer = on; on {
	case analyze.No:
		return n
	case analyze.Unknown:
		n.reasons = []string{say("The metric of the alarm %s is not known in full.", a.Name)}
		return n
	}
	if unit := text(in.Get("Unit")); unit != "" {
		own := text(t.Get("unit"))
		if t.Get("unit") == nil {
			own = "None"
		}
		if own != "" && own != unit {
			return notice{answer: analyze.No, gap: GapAlarm, reasons: []string{say("The alarm %s looks at values in %s, and %s publishes them in %s.", a.Name, unit, f.title(), own)}}
		}
	}
	if flag := in.Get("ActionsEnabled"); flag != nil && flag.Kind == source.Bool && !flag.Bool {
		return notice{answer: analyze.No, gap: GapAlarm, reasons: []string{say("The actions of the alarm %s are not enabled.", a.Name)}}
	} else if flag != nil && flag.Kind != source.Bool && !opts.AssumeDeployed {
		doubt("Whether the actions of the alarm %s are enabled is not known.", a.Name)
	}
	switch actions := in.Get("AlarmActions"); {
	case actions == nil || actions.Kind == source.List && len(actions.Items) == 0:
		return notice{answer: analyze.No, gap: GapAlarm, reasons: []string{say("The alarm %s has no action: it tells nobody.", a.Name)}}
	case actions.Kind != source.List && !opts.AssumeDeployed:
		doubt("The actions of the alarm %s are not known.", a.Name)
	}
	if a.Resource.Conditional && !opts.AssumeDeployed {
		doubt("The alarm %s is deployed under a condition.", a.Name)
	}
	if dims := t.Get("dimensions"); dims != nil && len(dims.Members) > 0 {
		doubt("The metric of %s has dimensions, and which of its series the alarm %s sees depends on the log event.", f.title(), a.Name)
	}
	if !direct {
		doubt("The alarm %s computes with the metric, and when it fires is not judged.", a.Name)
	} else {
		n.notes = append(n.notes, a.remarks(f, t, amount)...)
	}
	return n
}

// remarks are what keeps an alarm from firing at once.
func (a *Alarm) remarks(f *Filter, t *source.Value, amount float64) []string {
	in := a.Resource.Input
	var list []string
	if note := a.threshold(amount); note != "" {
		list = append(list, note)
	}
	if s := text(in.Get("Statistic")); t.Get("defaultValue") != nil && (s == "Average" || s == "Minimum") {
		list = append(list, say("The alarm %s looks at the %s, which the default value of %s lowers with each log event that does not match.", a.Name, s, f.title()))
	}
	periods := in.Get("DatapointsToAlarm")
	if periods == nil {
		periods = in.Get("EvaluationPeriods")
	}
	if periods != nil && periods.Kind == source.Number && periods.Literal != "1" {
		list = append(list, say("The alarm %s fires after %s periods that breach.", a.Name, periods.Literal))
	}
	return list
}

// sameMetric says whether an alarm's members name the metric of a
// transformation.
func (a *Alarm) sameMetric(f *Filter, t, names *source.Value) analyze.Answer {
	if names == nil || names.Get("MetricName") == nil {
		return analyze.No
	}
	if d := names.Get("Dimensions"); d != nil && d.Kind == source.List && len(d.Items) > 0 {
		if own := t.Get("dimensions"); own == nil {
			return analyze.No // a series that the filter never makes
		}
	}
	return estate.Both(a.SameName(f.Filter, t.Get("metricName"), names.Get("MetricName")),
		a.SameName(f.Filter, t.Get("metricNamespace"), names.Get("Namespace")))
}

// threshold is a note when one log event does not make an alarm fire.
func (a *Alarm) threshold(amount float64) string {
	in := a.Resource.Input
	statistic := text(in.Get("Statistic"))
	operator := text(in.Get("ComparisonOperator"))
	limit := in.Get("Threshold")
	if limit == nil || limit.Kind != source.Number {
		return ""
	}
	threshold, err := strconv.ParseFloat(limit.Literal, 64)
	if err != nil {
		return ""
	}
	if statistic == "SampleCount" {
		amount = 1
	}
	fires := true
	sign := operator
	switch operator {
	case "GreaterThanOrEqualToThreshold":
		fires, sign = amount >= threshold, ">="
	case "GreaterThanThreshold":
		fires, sign = amount > threshold, ">"
	case "LessThanThreshold":
		fires, sign = amount < threshold, "<"
	case "LessThanOrEqualToThreshold":
		fires, sign = amount <= threshold, "<="
	}
	if fires {
		return ""
	}
	return say("The alarm %s fires at %s %s %s, not at a single log event.", a.Name, statistic, sign, limit.Literal)
}

// text is a text that is known in full, "" for any other value.
func text(v *source.Value) string {
	if v == nil {
		return ""
	}
	s, _ := v.Str()
	return s
}
