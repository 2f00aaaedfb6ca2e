package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/plot"
)

// writeCSV writes one datapoint per record; dimensions are NAME=VALUE, joined
// by semicolons.
func (rep *metricsReport) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"metricNamespace", "metricName", "unit", "dimensions", "timestamp", "sum", "average", "minimum", "maximum", "sampleCount"})
	for _, m := range rep.Metrics {
		dimensions := make([]string, 0, len(m.Dimensions))
		for _, name := range sortedNames(m.Dimensions) {
			dimensions = append(dimensions, diag.Visible(name+"="+m.Dimensions[name]))
		}
		for _, d := range m.Datapoints {
			_ = out.Write([]string{
				diag.Visible(m.MetricNamespace), diag.Visible(m.MetricName), diag.Visible(m.Unit), strings.Join(dimensions, ";"), rep.time(d.Timestamp),
				numberText(d.Sum), numberText(d.Average), numberText(d.Minimum), numberText(d.Maximum), strconv.FormatInt(d.SampleCount, 10),
			})
		}
	}
	out.Flush()
	return out.Error()
}

func numberText(v float64) string {
	format := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.FormatFloat(v, format, -1, 64)
}

func (rep *metricsReport) writeTable(w io.Writer) error {
	first, last, _ := rep.extent()
	for _, m := range rep.Metrics {
		rep.writeMetric(w, m, "", first, last, true)
	}
	if rep.Compare != nil {
		for _, m := range rep.Compare.Metrics {
			rep.writeMetric(w, m, "compared: ", first, last, false)
		}
	}
	rep.writeFindings(w)
	_, err := fmt.Fprintf(w, "%d log events, %d matched\n", rep.Events, rep.Matched)
	return err
}

// writeFindings writes what is not a datapoint: the comparison, the alarms, and
// what was not published.
func (rep *metricsReport) writeFindings(w io.Writer) {
	if rep.Compare != nil {
		rep.writeComparison(w)
	}
	for _, a := range rep.Alarms {
		rep.writeAlarm(w, a)
	}
	for _, u := range rep.Unpublished {
		fmt.Fprintln(w, diag.OneLine(u.String()))
	}
}

func (rep *metricsReport) writeMetric(w io.Writer, m metric.Metric, prefix string, first, last int64, rows bool) {
	fmt.Fprintf(w, "%s%s/%s%s", prefix, diag.Visible(m.MetricNamespace), diag.Visible(m.MetricName), dimensionsText(m.Dimensions, " {", "}"))
	if m.Unit != "None" {
		fmt.Fprintf(w, " in %s", m.Unit)
	}
	fmt.Fprintf(w, "\n  %s per %s  %s\n", rep.statistic, plot.Period(rep.period), plot.Sparkline(rep.points(m.Datapoints), first, last, rep.period.Milliseconds()))
	if rows {
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(tw, "  time\tsum\taverage\tminimum\tmaximum\tsampleCount\t")
		for _, d := range m.Datapoints {
			fmt.Fprintf(tw, "  %s\t%s\t%s\t%s\t%s\t%d\t\n", rep.time(d.Timestamp),
				shortNumber(d.Sum), shortNumber(d.Average), shortNumber(d.Minimum), shortNumber(d.Maximum), d.SampleCount)
		}
		_ = tw.Flush() // what fails to be written is told at the end
	}
	fmt.Fprintln(w)
}

// shortNumber is a number for people: six digits are enough after the point.
func shortNumber(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

func (rep *metricsReport) writeAlarm(w io.Writer, a backtest.Alarm) {
	fmt.Fprintf(w, "alarm %s on %s/%s%s: ", a.Alarm, diag.Visible(a.MetricNamespace), diag.Visible(a.MetricName), dimensionsText(a.Dimensions, " {", "}"))
	switch a.Fired {
	case 0:
		fmt.Fprintln(w, "never fires")
	case 1:
		fmt.Fprintln(w, "fires once")
	default:
		fmt.Fprintf(w, "fires %d times\n", a.Fired)
	}
	for _, t := range a.Transitions {
		fmt.Fprintf(w, "  %s  %s\n", rep.time(t.Timestamp), t.State)
	}
	fmt.Fprintln(w)
}
