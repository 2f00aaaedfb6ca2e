package backtest

import (
	"slices"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
)

// Alarm is one alarm on one metric.
type Alarm struct {
	Alarm           string              `json:"alarm"`
	TreatMissing    metric.TreatMissing `json:"treatMissingData"`
	MetricNamespace string              `json:"metricNamespace"`
	MetricName      string              `json:"metricName"`
	Dimensions      map[string]string   `json:"dimensions"`
	// Fired counts the changes to the state ALARM.
	Fired       int                 `json:"fired"`
	Transitions []metric.Transition `json:"transitions"`
}

// Alarms evaluates alarms on each metric of filters, those without datapoints included, over the periods from first to last:
// their starts, in milliseconds since the epoch.
func Alarms(alarms []*metric.Alarm, filters []*metric.Filter, metrics []metric.Metric, first, last int64, period time.Duration) []Alarm {
	var list []Alarm
	for _, a := range alarms {
		for _, m := range watched(filters, metrics) {
			alarm := Alarm{
				Alarm: a.String(), TreatMissing: a.TreatMissing,
				MetricNamespace: m.MetricNamespace, MetricName: m.MetricName, Dimensions: m.Dimensions,
				Transitions: append([]metric.Transition{}, a.Evaluate(m.Datapoints, first, last, period.Milliseconds())...),
			}
			for _, t := range alarm.Transitions {
				if t.State == metric.StateAlarm {
					alarm.Fired++
				}
			}
			list = append(list, alarm)
		}
	}
	return list
}

// watched are the metrics with datapoints, and those of the filters that
// published none.
func watched(filters []*metric.Filter, published []metric.Metric) []metric.Metric {
	list := slices.Clone(published)
	for _, f := range filters {
		transformations := f.Request().MetricTransformations
		if len(transformations) == 0 {
			continue
		}
		t := transformations[0]
		if !slices.ContainsFunc(list, func(m metric.Metric) bool {
			return m.MetricNamespace == t.MetricNamespace && m.MetricName == t.MetricName
		}) {
			list = append(list, metric.Metric{MetricNamespace: t.MetricNamespace, MetricName: t.MetricName, Dimensions: map[string]string{}})
		}
	}
	return list
}
