package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
)

func checkAlarmSamples(p *resourcePass) {
	a, seen := p.seen()
	if len(seen) == 0 {
		return
	}
	if unit, ok := a.Text("Unit"); ok && unit != "" && all(seen, func(t estate.Publication) bool { return t.Unit() != "" && t.Unit() != unit }) {
		p.reportAt(p.input("Unit").Span, fmt.Sprintf("The alarm sees only datapoints in %s, and %s at %s publishes them in %s.", unit, seen[0].Resource.Address, seen[0].Place(), seen[0].Unit()),
			"Remove the unit, or give the filter the same one.")
	}
	if period, ok := a.Number("Period"); ok && period > 0 && period < 60 {
		p.reportAt(p.input("Period").Span, "Metric filters publish no high-resolution metrics: the alarm has no data in between.", "Use a period of 60 seconds or more.")
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
