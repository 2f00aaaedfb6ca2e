package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/plot"
)

// metricsReport is everything that a run found. In JSON it is a metric.Result
// and, where they were asked for, alarms and the comparison.
type metricsReport struct {
	Version int `json:"version"` // 1
	*metric.Result
	// Unpublished are the matches that published nothing.
	Unpublished []metric.Unpublished `json:"unpublished,omitempty"`
	Alarms      []backtest.Alarm     `json:"alarms,omitempty"`
	Compare     *comparisonReport    `json:"compare,omitempty"`

	period    time.Duration
	location  *time.Location
	statistic metric.Statistic
	limits    []plot.Limit // the thresholds of alarms on the statistic that is drawn
}

func (r *metricsRun) report() *metricsReport {
	e := r.replay.Evaluator
	rep := &metricsReport{Version: 1, Result: e.Result(), Unpublished: e.Unpublished(), period: r.period, location: r.location, statistic: r.statistic}
	if r.other != nil {
		rep.Compare = r.other.report()
	}
	first, last, ok := r.span.Periods(r.replay, r.period)
	if !ok {
		last = first - 1 // there is nothing to look at
	}
	for _, a := range r.alarms {
		if a.Statistic == r.statistic {
			rep.limits = append(rep.limits, plot.Limit{Name: a.String(), Value: a.Threshold})
		}
	}
	rep.Alarms = backtest.Alarms(r.alarms, r.filters, rep.Metrics, first, last, r.period)
	return rep
}

func (rep *metricsReport) fired() bool {
	return slices.ContainsFunc(rep.Alarms, func(a backtest.Alarm) bool { return a.Fired > 0 })
}

// extent is the first and the last period with a datapoint, of all metrics.
func (rep *metricsReport) extent() (first, last int64, ok bool) {
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

func (rep *metricsReport) write(w io.Writer, o output) error {
	switch o.format {
	case "json":
		return jsontext.Write(w, rep, "  ")
	case "csv":
		return rep.writeCSV(w)
	case "ndjson":
		return backtest.WriteNDJSON(w, rep.Metrics)
	case "put-metric-data":
		return backtest.WritePutMetricData(w, rep.Metrics)
	}
	return rep.writeTable(w)
}

// dimensionsText spells dimensions as A=1, B=2; prefix and suffix go around
// them when there are some.
func dimensionsText(dimensions map[string]string, prefix, suffix string) string {
	if len(dimensions) == 0 {
		return ""
	}
	parts := make([]string, 0, len(dimensions))
	for _, name := range slices.Sorted(maps.Keys(dimensions)) {
		parts = append(parts, diag.Visible(name+"="+dimensions[name]))
	}
	return prefix + strings.Join(parts, ", ") + suffix
}

// picture is the report as a plot: one line for each metric and dimension set.
func (rep *metricsReport) picture() *plot.Picture {
	p := &plot.Picture{
		Period: rep.period, Location: rep.location, Limits: rep.limits,
		Title: fmt.Sprintf("%s per %s", rep.statistic, plot.Period(rep.period)),
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
		if rep.statistic != metric.SampleCount && len(units) > 0 && !(len(units) == 1 && units["None"]) {
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
		line.Points = rep.points(m.Datapoints)
		p.Lines = append(p.Lines, line)
	}
}

// points are the statistic of datapoints.
func (rep *metricsReport) points(datapoints []metric.Datapoint) []plot.Point {
	list := make([]plot.Point, len(datapoints))
	for i, d := range datapoints {
		list[i] = plot.Point{Time: d.Timestamp, Value: rep.statistic.Of(d)}
	}
	return list
}
