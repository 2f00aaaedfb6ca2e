package lint

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func checkAlarmMetric(p *resourcePass) {
	for _, w := range p.watches() {
		if list, sure := p.estate.Publishers(w); len(list) == 0 && sure {
			p.nearMetric(w)
		}
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
