package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/plot"
)

// metricsReport is everything that a run found. In JSON it is a metric.Result
// and, where they were asked for, alarms and the comparison.
type metricsReport struct {
	*metric.Result
	Alarms  []alarmReport     `json:"alarms,omitempty"`
	Compare *comparisonReport `json:"compare,omitempty"`

	period    time.Duration
	location  *time.Location
	statistic metric.Statistic
}

// alarmReport is one alarm on one metric.
type alarmReport struct {
	Alarm           string              `json:"alarm"`
	TreatMissing    metric.TreatMissing `json:"treatMissingData"`
	MetricNamespace string              `json:"metricNamespace"`
	MetricName      string              `json:"metricName"`
	Dimensions      map[string]string   `json:"dimensions"`
	// Fired counts the changes to the state ALARM.
	Fired       int                 `json:"fired"`
	Transitions []metric.Transition `json:"transitions"`
}

func (r *metricsRun) report() *metricsReport {
	rep := &metricsReport{Result: r.replay.Evaluator.Result(), period: r.period, location: r.location, statistic: r.statistic}
	if r.other != nil {
		rep.Compare = r.other.report()
	}
	first, last, ok := rep.span()
	if !ok {
		return rep
	}
	for _, a := range r.alarms {
		for _, m := range rep.Metrics {
			alarm := alarmReport{
				Alarm: a.String(), TreatMissing: a.TreatMissing,
				MetricNamespace: m.MetricNamespace, MetricName: m.MetricName, Dimensions: m.Dimensions,
				Transitions: a.Evaluate(m.Datapoints, first, last, r.period.Milliseconds()),
			}
			for _, t := range alarm.Transitions {
				if t.State == metric.StateAlarm {
					alarm.Fired++
				}
			}
			rep.Alarms = append(rep.Alarms, alarm)
		}
	}
	return rep
}

func (rep *metricsReport) fired() bool {
	for _, a := range rep.Alarms {
		if a.Fired > 0 {
			return true
		}
	}
	return false
}

// span is the first and the last period with a datapoint, of all metrics.
func (rep *metricsReport) span() (first, last int64, ok bool) {
	all := rep.Metrics
	if rep.Compare != nil {
		all = append(all[:len(all):len(all)], rep.Compare.Metrics...)
	}
	for _, m := range all {
		start, end := m.Datapoints[0].Timestamp, m.Datapoints[len(m.Datapoints)-1].Timestamp
		if !ok {
			first, last, ok = start, end, true
		}
		first, last = min(first, start), max(last, end)
	}
	return first, last, ok
}

func (rep *metricsReport) time(ms int64) string {
	return time.UnixMilli(ms).In(rep.location).Format("2006-01-02T15:04:05Z07:00")
}

// writer returns what writes the report in a format.
func (rep *metricsReport) writer(format string) func(io.Writer) error {
	switch format {
	case "json":
		return func(w io.Writer) error { return jsontext.Write(w, rep, "  ") }
	case "csv":
		return rep.writeCSV
	case "ndjson":
		return rep.writeNDJSON
	case "put-metric-data":
		return rep.writePutMetricData
	default:
		return rep.writeTable
	}
}

// dimensionsText spells dimensions as A=1, B=2; prefix and suffix go around
// them when there are some.
func dimensionsText(dimensions map[string]string, prefix, suffix string) string {
	if len(dimensions) == 0 {
		return ""
	}
	parts := make([]string, 0, len(dimensions))
	for _, name := range sortedNames(dimensions) {
		parts = append(parts, diag.Visible(name+"="+dimensions[name]))
	}
	return prefix + strings.Join(parts, ", ") + suffix
}

// picture is the report as a plot: one line for each metric and dimension set.
func (rep *metricsReport) picture() *plot.Picture {
	p := &plot.Picture{
		Period: rep.period, Location: rep.location,
		Title: fmt.Sprintf("%s per %s", rep.statistic, periodText(rep.period)),
	}
	rep.addLines(p, rep.Metrics, "")
	if rep.Compare != nil {
		rep.addLines(p, rep.Compare.Metrics, "compared: ")
	}
	return p
}

func (rep *metricsReport) addLines(p *plot.Picture, metrics []metric.Metric, prefix string) {
	names, namespaces, units := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range metrics {
		names[m.MetricName], namespaces[m.MetricNamespace], units[m.Unit] = true, true, true
	}
	if prefix == "" && len(names) == 1 && len(namespaces) == 1 {
		p.Title = fmt.Sprintf("%s/%s: %s", metrics[0].MetricNamespace, metrics[0].MetricName, p.Title)
	}
	if prefix == "" {
		p.Values = string(rep.statistic)
		if rep.statistic != metric.SampleCount && !(len(units) == 1 && units["None"]) {
			p.Values += " (" + strings.Join(slices.Sorted(maps.Keys(units)), ", ") + ")"
		}
	}
	for _, m := range metrics {
		line := plot.Line{Name: prefix + m.MetricName}
		if len(names) == 1 && len(m.Dimensions) > 0 {
			line.Name = prefix + dimensionsText(m.Dimensions, "", "")
		} else {
			line.Name += dimensionsText(m.Dimensions, " {", "}")
		}
		if len(units) > 1 {
			line.Name += " (" + m.Unit + ")"
		}
		for _, d := range m.Datapoints {
			line.Points = append(line.Points, plot.Point{Time: d.Timestamp, Value: rep.statistic.Of(d)})
		}
		p.Lines = append(p.Lines, line)
	}
}

func periodText(d time.Duration) string {
	switch {
	case d == time.Minute:
		return "minute"
	case d == time.Hour:
		return "hour"
	case d == 24*time.Hour:
		return "day"
	case d%time.Hour == 0:
		return fmt.Sprintf("%d hours", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	default:
		return fmt.Sprintf("%d s", d/time.Second)
	}
}
