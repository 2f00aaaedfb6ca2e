package chain

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/source"
)

// feeds are what an alarm sees log events through.
type feeds struct {
	rules      *metric.Alarm
	period     int64 // milliseconds
	dimensions map[string]string
	from       []*publisher
	reason     string // why nothing can be replayed, "" when it can
}

// feed notes a filter that an alarm looks at, through dimensions.
func (f *feeds) feed(p *publisher, asked map[string]*source.Value) {
	f.dimensions = map[string]string{}
	for name, v := range asked {
		text, ok := v.Str()
		if !ok {
			f.reason = "the dimensions of the alarm are not known"
			return
		}
		f.dimensions[name] = text
	}
	if p.filter == nil || p.limited != "" {
		f.reason = cmp.Or(p.limited, p.reason)
		return
	}
	f.from = append(f.from, p)
}

// Replay is an alarm over log events that were read.
type Replay struct {
	// Reason says why nothing was replayed, "" when it was.
	Reason    string           `json:"reason,omitempty"`
	Statistic metric.Statistic `json:"statistic,omitempty"`
	Operator  string           `json:"operator,omitempty"`
	Threshold float64          `json:"threshold"`
	Period    int64            `json:"period,omitempty"` // seconds
	// First and Last are the starts of the first and the last period, in
	// milliseconds since the epoch.
	First       int64                `json:"first"`
	Last        int64                `json:"last"`
	Events      int64                `json:"events"`
	Matched     int64                `json:"matched"` // by each filter of the alarm, added up
	Unpublished []metric.Unpublished `json:"unpublished,omitempty"`
	Datapoints  []metric.Datapoint   `json:"datapoints"`
	Transitions []metric.Transition  `json:"transitions"`
}

// Rang reports whether the alarm rang.
func (r *Replay) Rang() bool {
	return slices.ContainsFunc(r.Transitions, func(t metric.Transition) bool { return t.State == metric.StateAlarm })
}

// Logs bring log events to the filters of chains.
type Logs struct {
	alarms        []*Alarm
	subscriptions []*Subscription
	inputs        map[string]*input // by log group, "" for all
}

// input is the filters that the log events of some files reach.
type input struct {
	publishers []*publisher
	evaluator  *metric.Evaluator
	tally      *replay.Tally
}

// NewLogs are ready for the log events that alarms and subscription filters look at.
func NewLogs(alarms []*Alarm, subscriptions []*Subscription) *Logs {
	return &Logs{alarms, subscriptions, map[string]*input{}}
}

// publishers are the filters that can be run.
func (l *Logs) publishers() (list []*publisher) {
	for _, a := range l.alarms {
		list = append(list, a.feeds.from...)
	}
	for _, s := range l.subscriptions {
		if p := s.reads(); p.filter != nil && p.limited == "" {
			list = append(list, p)
		}
	}
	return list
}

// Groups are the names of the log groups, as the files give them.
func (l *Logs) Groups() []string {
	names := map[string]bool{}
	for _, p := range l.publishers() {
		for _, name := range p.groups() {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Filters are those that look at a log group, or at any for "".
func (l *Logs) Filters(group string) []*metric.Filter {
	var filters []*metric.Filter
	for _, p := range l.input(group).publishers {
		filters = append(filters, p.filter)
	}
	return filters
}

// Evaluator is what evaluates log events of a group, or for "" of all.
func (l *Logs) Evaluator(group string) *metric.Evaluator {
	in := l.input(group)
	if in.evaluator == nil {
		in.evaluator = metric.NewEvaluator(l.Filters(group), time.Minute, metric.Source{})
	}
	return in.evaluator
}

func (l *Logs) input(group string) *input {
	if known := l.inputs[group]; known != nil {
		return known
	}
	in := &input{}
	l.inputs[group] = in
	for _, p := range l.publishers() {
		if p.of(group) && !slices.Contains(in.publishers, p) {
			in.publishers = append(in.publishers, p)
		}
	}
	return in
}

// Replay evaluates each alarm over what has been read, from the period of one
// time to that of another, in milliseconds since the epoch; missing, unless "",
// is what periods without a datapoint count as instead of what the alarms say.
func (l *Logs) Replay(first, last int64, missing metric.TreatMissing) {
	metrics := map[string][]metric.Metric{}
	for _, in := range l.inputs {
		if in.evaluator == nil {
			continue
		}
		for _, m := range in.evaluator.Result().Metrics {
			metrics[m.MetricName] = append(metrics[m.MetricName], m)
		}
	}
	for _, a := range l.alarms {
		a.Replay = a.feeds.replay(l, metrics, first, last, missing)
	}
}

func (f *feeds) replay(l *Logs, metrics map[string][]metric.Metric, first, last int64, missing metric.TreatMissing) *Replay {
	switch {
	case f.rules == nil:
		return &Replay{Reason: "the alarm itself is not known, or not one that is judged"}
	case f.reason != "":
		return &Replay{Reason: f.reason}
	}
	rules := *f.rules
	if missing != "" {
		rules.TreatMissing = missing
	}
	r := &Replay{
		Statistic: rules.Statistic, Operator: rules.Operator, Threshold: rules.Threshold, Period: f.period / 1000,
		First: metric.PeriodStart(first, f.period), Last: metric.PeriodStart(last, f.period),
	}
	var all [][]metric.Datapoint
	for _, p := range f.from {
		for _, m := range metrics[p.name] {
			if maps.Equal(m.Dimensions, f.dimensions) {
				all = append(all, m.Datapoints)
			}
		}
	}
	r.Datapoints = append([]metric.Datapoint{}, metric.Aggregate(f.period, all...)...)
	r.Transitions = append([]metric.Transition{}, rules.Evaluate(r.Datapoints, r.First, r.Last, f.period)...)
	f.count(r, l)
	return r
}

// count adds up what reached the filters of an alarm.
func (f *feeds) count(r *Replay, l *Logs) {
	for _, in := range l.inputs {
		if in.evaluator == nil {
			continue
		}
		matched, reached := in.evaluator.Matched(), false
		for i, p := range in.publishers {
			if slices.Contains(f.from, p) {
				r.Matched += matched[i]
				reached = true
			}
		}
		if reached {
			r.Events += in.evaluator.Events()
		}
		for _, u := range in.evaluator.Unpublished() {
			if slices.ContainsFunc(f.from, func(p *publisher) bool { return p.name == u.FilterName }) {
				u.FilterName = f.title(u.FilterName)
				r.Unpublished = append(r.Unpublished, u)
			}
		}
	}
	slices.SortFunc(r.Unpublished, func(a, b metric.Unpublished) int { return strings.Compare(a.FilterName, b.FilterName) })
}

// title is what the files call the filter of a publisher.
func (f *feeds) title(name string) string {
	i := slices.IndexFunc(f.from, func(p *publisher) bool { return p.name == name })
	return f.from[i].filterName
}
