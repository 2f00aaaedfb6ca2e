package filtertest

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
)

// observation is what a filter made of one log event.
type observation struct {
	filter  *Filter
	message string
	where   string // in a file; "" for a message
	matched bool
	metrics []metric.Metric // what it published, at most one
	traced  *engine.Trace
}

// observe lets the filter look at a message.
func (r *runner) observe(message string, traced bool) *observation {
	f := r.test.Filter
	o := &observation{filter: f, message: message}
	e := metric.NewEvaluator([]*metric.Filter{f.metric}, time.Minute, r.test.source)
	var publishes bool
	if o.matched, publishes = e.Evaluate([]byte(message)); publishes {
		e.Publish(0)
		o.metrics = e.Result().Metrics
	}
	if traced || r.coverage != nil {
		r.coverage.add(o.trace())
	}
	return o
}

func (o *observation) trace() *engine.Trace {
	if o.traced == nil {
		o.traced = o.filter.metric.FilterPattern().Trace([]byte(o.message))
	}
	return o.traced
}

// values compares extracted values: those that are named, or that there are
// none.
func (r *runner) values(x *expectation[[]value], o *observation) {
	got, ok := o.filter.metric.FilterPattern().Extract([]byte(o.message))
	if !ok || !o.matched {
		f := r.fail(x.at, "extractedValues", true, "the log event does not match, so nothing is extracted")
		f.Why = o.why()
		return
	}
	names := slices.Sorted(maps.Keys(got))
	var want, lines []string
	actual := &yaml.Node{Kind: yaml.MappingNode}
	add := func(name, text string) {
		actual.Content = append(actual.Content, textNode(name), textNode(text))
	}
	if !x.recorded || len(x.want) == 0 {
		for _, name := range names {
			lines = append(lines, name+": "+strconv.Quote(got[name]))
			add(name, got[name])
		}
		r.compare(x.at, x.node, "extractedValues", x.recorded, nil, lines, actual)
		return
	}
	for _, v := range x.want {
		text, there := got[v.name]
		want = append(want, valueLine(v.name, v.text, !v.absent))
		lines = append(lines, valueLine(v.name, text, there))
		switch {
		case there:
			add(v.name, text)
		default:
			actual.Content = append(actual.Content, textNode(v.name), nullNode())
		}
	}
	r.compare(x.at, x.node, "extractedValues", true, want, lines, actual)
}

func valueLine(name, text string, there bool) string {
	if !there {
		return name + ": no such value"
	}
	return name + ": " + strconv.Quote(text)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
