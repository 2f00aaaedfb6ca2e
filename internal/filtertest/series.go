package filtertest

import (
	"maps"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/metric"
)

// evaluate publishes the test's log events at their times. One that tells no
// time has that of the one before it; the first has the start of 1970.
func (r *runner) evaluate(period time.Duration) []metric.Metric {
	e := metric.NewEvaluator([]*metric.Filter{r.test.Filter.metric}, period, r.test.source)
	r.times(func(message string, ms int64) {
		if _, publishes := e.Evaluate([]byte(message)); publishes {
			e.Publish(ms)
		}
	})
	return e.Result().Metrics
}

func (r *runner) times(visit func(message string, ms int64)) {
	now := int64(0)
	for _, entry := range r.test.events {
		for i := range entry.events {
			if e := &entry.events[i]; e.timed {
				now = e.time
			}
			visit(entry.events[i].message, now)
		}
	}
}

// alarm replays an alarm over the datapoints that it watches, from the first
// log event to the last, or over the time that the test names.
func (r *runner) alarm(a *alarmTest) {
	if a.mismatch != "" {
		r.fail(a.at, "alarms", true, a.mismatch)
		return
	}
	first, last, some := int64(0), int64(0), false
	r.times(func(_ string, ms int64) {
		if !some {
			first, last, some = ms, ms, true
		}
		first, last = min(first, ms), max(last, ms)
	})
	if r.test.from != nil {
		first = *r.test.from
	}
	if r.test.until != nil {
		last = *r.test.until
	}
	period := a.request.Period * 1000
	first, last = metric.PeriodStart(first, period), metric.PeriodStart(last, period)
	var watched []metric.Datapoint
	published := r.evaluate(time.Duration(period) * time.Millisecond)
	for _, m := range published {
		if maps.Equal(m.Dimensions, a.request.Dimensions) {
			for _, d := range m.Datapoints {
				if d.Timestamp >= first && d.Timestamp <= last {
					watched = append(watched, d)
				}
			}
		}
	}
	transitions := a.alarm.Evaluate(watched, first, last, period)
	state := metric.StateInsufficientData
	if n := len(transitions); n > 0 {
		state = transitions[n-1].State
	}
	var seen []string
	for _, d := range watched {
		seen = append(seen, timeText(d.Timestamp)+" "+string(a.alarm.Statistic)+" "+numberText(a.alarm.Statistic.Of(d)))
	}
	if len(seen) > maxSeen {
		seen = append(seen[:maxSeen:maxSeen], "…")
	}
	if len(seen) == 0 {
		seen = []string{"the alarm saw no datapoint"}
		if len(published) > 0 && len(watched) == 0 {
			seen = append(seen, "the filter published datapoints with other dimensions, or at another time")
		}
	}
	if x := a.state; x != nil && (!x.recorded || x.want != state) {
		f := r.fail(x.at, "state", x.recorded, a.name+": want "+string(x.want)+", got "+string(state))
		f.Why = seen
		f.node, f.actual = x.node, textNode(string(state))
	}
	if x := a.transitions; x != nil {
		want, _ := transitionLines(x.want)
		got, actual := transitionLines(transitions)
		before := len(r.result.Failures)
		r.compare(x.at, x.node, "transitions", x.recorded, want, got, actual)
		for _, f := range r.result.Failures[before:] {
			f.Why = seen
		}
	}
}

// maxSeen is how many datapoints a failure shows.
const maxSeen = 20

func transitionLines(list []metric.Transition) ([]string, *yaml.Node) {
	var lines []string
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for _, t := range list {
		lines = append(lines, timeText(t.Timestamp)+" "+string(t.State))
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle, Content: []*yaml.Node{
			textNode("timestamp"), numberNode(timeText(t.Timestamp)), textNode("state"), textNode(string(t.State)),
		}})
	}
	return lines, n
}
