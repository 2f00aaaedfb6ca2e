package metric

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/quota"
)

// DefaultPeriod is the period of metrics that metric filters publish.
const DefaultPeriod = time.Minute

// Source is where log events come from: the values of their system fields.
type Source struct {
	Account string // such as 111122223333
	Region  string // such as us-east-1
}

func (s Source) field(name, logGroup string) string {
	switch name {
	case grammar.AccountField:
		return s.Account
	case grammar.RegionField:
		return s.Region
	default:
		// Recorded: the log group's name, not its ARN and no stream.
		return logGroup
	}
}

// Evaluator evaluates metric filters over log events, one at a time, and
// aggregates what they publish. Its memory grows with the number of periods
// and of dimension sets, not with the number of log events. It is not safe for
// concurrent use.
type Evaluator struct {
	filters []*Filter
	period  int64 // milliseconds
	source  Source
	runs    []*run
	set     *engine.Set // of the filters of all runs; nil for a single one
	misses  bool        // some filter publishes for log events that it does not match
	matches []int       // runs whose patterns match the log event being evaluated
	hits    []int       // of these, those that select it
	series  map[string]*series
	samples []sample // of the log event being evaluated
	events  int64
	matched int64
	key     []byte
	text    []byte
	mark    []byte // of filters, period and source
}

// run is one filter in an evaluation.
type run struct {
	*Filter
	selected  bool // by the field selection criteria
	extractor *engine.Extractor
	metric    metricKey
	systems   []dimension
	plain     *series // without dimensions
	system    *series // with those of system fields only
	byValues  map[string]*series
	distinct  []map[string]struct{} // values by dimension
	matched   int64
	lacks     Unpublished // of matches
}

type metricKey struct{ namespace, name, unit string }

type dimension struct{ name, value string }

// series is one metric with one dimension set.
type series struct {
	metric     metricKey
	dimensions []dimension // sorted by name
	periods    map[int64]*statistics
	last       *statistics // the period that was added to last
	lastStart  int64
}

type sample struct {
	series *series
	value  float64
}

// NewEvaluator returns an evaluator of filters over log events of one source.
// A period below a millisecond is DefaultPeriod.
func NewEvaluator(filters []*Filter, period time.Duration, source Source) *Evaluator {
	if period < time.Millisecond {
		period = DefaultPeriod
	}
	return newEvaluator(filters, period.Milliseconds(), source, nil)
}

// newEvaluator is NewEvaluator with a period in milliseconds and the set of the
// filters, if it is known.
func newEvaluator(filters []*Filter, period int64, source Source, set *engine.Set) *Evaluator {
	e := &Evaluator{filters: slices.Clone(filters), period: period, source: source, set: set, series: map[string]*series{}}
	for _, f := range filters {
		r := &run{Filter: f, selected: f.Selects(source), byValues: map[string]*series{}}
		if list := f.request.MetricTransformations; len(list) > 0 {
			r.metric = metricKey{list[0].MetricNamespace, list[0].MetricName, f.unit}
		}
		if len(f.references) > 0 {
			// Compile has made sure of every reference.
			r.extractor, _ = f.filter.Extractor(f.references)
		}
		for _, name := range f.systems {
			r.systems = append(r.systems, dimension{name, source.field(name, f.request.LogGroupName)})
		}
		r.plain = e.find(r.metric, nil)
		r.system = e.find(r.metric, r.systems)
		for range f.dimensions {
			r.distinct = append(r.distinct, map[string]struct{}{})
		}
		e.misses = e.misses || r.selected && !math.IsNaN(r.defaultsTo)
		e.runs = append(e.runs, r)
	}
	if len(e.runs) > 1 && set == nil {
		compiled := make([]*engine.Filter, len(e.runs))
		for i, r := range e.runs {
			compiled[i] = r.filter
		}
		// More filters than a set takes are matched one by one.
		e.set, _ = engine.CompileSet(compiled)
	}
	return e
}

// find returns the series of a metric and its dimensions, in any order.
func (e *Evaluator) find(metric metricKey, dimensions []dimension) *series {
	dimensions = slices.Clone(dimensions)
	slices.SortFunc(dimensions, func(a, b dimension) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	var key []byte
	for _, part := range []string{metric.namespace, metric.name, metric.unit} {
		key = appendPart(key, part)
	}
	for _, d := range dimensions {
		key = appendPart(appendPart(key, d.name), d.value)
	}
	s := e.series[string(key)]
	if s == nil {
		s = &series{metric: metric, dimensions: dimensions, periods: map[int64]*statistics{}}
		e.series[string(key)] = s
	}
	return s
}

func appendPart[T string | []byte](key []byte, part T) []byte {
	return append(binary.AppendUvarint(key, uint64(len(part))), part...)
}

// Evaluate lets the filters look at a log event. matched says whether one of
// them matches it, and publishes whether there is something to Publish, which
// takes the log event's time.
func (e *Evaluator) Evaluate(message []byte) (matched, publishes bool) {
	e.matches = e.matches[:0]
	if e.set != nil {
		e.matches = e.set.Match(e.matches, message)
	} else {
		for i, r := range e.runs {
			if r.selected && r.filter.Match(message) {
				e.matches = append(e.matches, i)
			}
		}
	}
	return e.evaluateMatches(message, e.matches)
}

// evaluateMatches is Evaluate for a log event of which it is known which
// filters match it: their indices, in ascending order.
func (e *Evaluator) evaluateMatches(message []byte, filters []int) (matched, publishes bool) {
	e.samples, e.hits = e.samples[:0], e.hits[:0]
	e.events++
	if e.misses {
		for i, r := range e.runs {
			match := len(filters) > 0 && filters[0] == i
			if match {
				filters = filters[1:]
			}
			switch {
			case !r.selected:
			case match:
				e.match(i, message)
			default:
				e.publish(r.plain, r.defaultsTo) // X6
			}
		}
	} else {
		for _, i := range filters {
			if e.runs[i].selected {
				e.match(i, message)
			}
		}
	}
	if matched = len(e.hits) > 0; matched {
		e.matched++
	}
	return matched, len(e.samples) > 0
}

func (e *Evaluator) match(i int, message []byte) {
	e.hits = append(e.hits, i)
	r := e.runs[i]
	r.matched++
	e.publishMatch(r, message)
}

// Matching are the filters that match the log event last evaluated, their field
// selection criteria included: indices, in ascending order. It is valid until
// the next one is evaluated.
func (e *Evaluator) Matching() []int { return e.hits }

// evaluateSingle is Evaluate for a log event of which it is known whether the
// only filter matches it.
func (e *Evaluator) evaluateSingle(message []byte, matched bool) (publishes bool) {
	e.samples, e.hits = e.samples[:0], e.hits[:0]
	e.events++
	if matched {
		e.matched++
		e.match(0, message)
	} else {
		e.publish(e.runs[0].plain, e.runs[0].defaultsTo)
	}
	return len(e.samples) > 0
}

// Publish adds what the log event last evaluated publishes to the period that
// its time is in, in milliseconds since the epoch.
func (e *Evaluator) Publish(timestamp int64) {
	start := PeriodStart(timestamp, e.period)
	for _, s := range e.samples {
		s.series.at(start).add(s.value)
	}
	e.samples = e.samples[:0]
}

func (s *series) at(start int64) *statistics {
	if s.last != nil && s.lastStart == start {
		return s.last
	}
	p := s.periods[start]
	if p == nil {
		p = &statistics{}
		s.periods[start] = p
	}
	s.last, s.lastStart = p, start
	return p
}

func (e *Evaluator) publish(s *series, value float64) {
	if !math.IsNaN(value) {
		e.samples = append(e.samples, sample{s, value})
	}
}

// publishMatch publishes what a log event yields that a filter matches (X5).
func (e *Evaluator) publishMatch(r *run, message []byte) {
	if r.extractor == nil {
		e.publish(r.system, r.literal)
		return
	}
	values := r.extractor.Values(message)
	value := r.literal
	if math.IsNaN(value) {
		var missing bool
		if value, missing = number(values[0]); missing {
			value = r.defaultsTo // there are no dimensions beside a default (X3)
			if math.IsNaN(value) {
				r.lacks.add(values[0])
			}
			if !systemFieldsOnFallback {
				e.publish(r.plain, value)
				return
			}
		} else if math.IsNaN(value) {
			r.lacks.add(values[0])
		}
		values = values[1:]
	}
	if !math.IsNaN(value) {
		e.publish(e.seriesOf(r, values), value)
	}
}

// number is the number that a value stands for; NaN if it stands for none.
// missing is set when the default takes its place (X5).
func number(v engine.Value) (n float64, missing bool) {
	switch v.Kind {
	case engine.MissingValue, engine.NullValue:
		return math.NaN(), true
	case engine.NumberValue, engine.TextValue:
		if n, ok := parseNumber(v.Text); ok {
			return n, false
		}
	}
	return math.NaN(), false
}

// seriesOf finds the series with the dimensions' values in the log event.
func (e *Evaluator) seriesOf(r *run, values []engine.Value) *series {
	if len(r.dimensions) == 0 {
		return r.system
	}
	e.key, e.text = e.key[:0], e.text[:0]
	for _, v := range values {
		start := len(e.text)
		switch v.Kind {
		case engine.NumberValue, engine.TextValue, engine.BooleanValue:
			e.text = v.AppendText(e.text)
		}
		// CloudWatch takes no empty dimension value; null, objects and arrays
		// are no value either (D).
		if len(e.text) == start {
			if systemFieldsStay {
				return r.system
			}
			return r.plain // X7
		}
		e.key = appendPart(e.key, e.text[start:])
	}
	if s := r.byValues[string(e.key)]; s != nil {
		return s
	}
	dimensions := slices.Clone(r.systems)
	rest := e.key
	for i, name := range r.dimensions {
		n, size := binary.Uvarint(rest)
		value := string(rest[size : size+int(n)])
		rest = rest[size+int(n):]
		dimensions = append(dimensions, dimension{name, value})
		r.distinct[i][value] = struct{}{}
	}
	s := e.find(r.metric, dimensions)
	r.byValues[string(e.key)] = s
	return s
}

// published are the series with datapoints, in order.
func (e *Evaluator) published() []*series {
	all := make([]*series, 0, len(e.series))
	for _, s := range e.series {
		if len(s.periods) > 0 {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, compareMetrics)
	return all
}

// Result returns what the filters have published so far.
func (e *Evaluator) Result() *Result {
	res := &Result{Metrics: []Metric{}, Events: e.events, Matched: e.matched}
	for _, s := range e.published() {
		m := Metric{
			MetricNamespace: s.metric.namespace, MetricName: s.metric.name, Unit: s.metric.unit,
			Dimensions: make(map[string]string, len(s.dimensions)), Datapoints: make([]Datapoint, 0, len(s.periods)),
		}
		for _, d := range s.dimensions {
			m.Dimensions[d.name] = d.value
		}
		for start, p := range s.periods {
			m.Datapoints = append(m.Datapoints, p.datapoint(start))
		}
		slices.SortFunc(m.Datapoints, func(a, b Datapoint) int {
			if a.Timestamp < b.Timestamp {
				return -1
			}
			return 1
		})
		res.Metrics = append(res.Metrics, m)
	}
	return res
}

// Events counts the log events that were evaluated.
func (e *Evaluator) Events() int64 { return e.events }

// Matched counts the log events that each filter matched, in their order.
func (e *Evaluator) Matched() []int64 {
	counts := make([]int64, len(e.runs))
	for i, r := range e.runs {
		counts[i] = r.matched
	}
	return counts
}

// Unpublished are the filters with matches that published nothing for want of a
// number, in their order.
func (e *Evaluator) Unpublished() []Unpublished {
	var list []Unpublished
	for _, r := range e.runs {
		if u := r.lacks; u.Events > 0 {
			u.FilterName, u.MetricValue, u.Matched = r.request.FilterName, r.request.MetricTransformations[0].MetricValue, r.matched
			list = append(list, u)
		}
	}
	return list
}

// Warnings names the filters that CloudWatch would have disabled for their
// dimensions, in their order.
func (e *Evaluator) Warnings() []Warning {
	var warnings []Warning
	for _, r := range e.runs {
		w := Warning{FilterName: r.request.FilterName}
		for i, name := range r.dimensions {
			w.Pairs += len(r.distinct[i])
			w.Dimensions = append(w.Dimensions, Cardinality{name, len(r.distinct[i])})
		}
		if w.Pairs < quota.DimensionPairs {
			continue
		}
		slices.SortStableFunc(w.Dimensions, func(a, b Cardinality) int { return b.Values - a.Values })
		warnings = append(warnings, w)
	}
	return warnings
}
