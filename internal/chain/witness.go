package chain

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Witness is a series of log events that makes an alarm ring. It has been run
// through the matcher, the evaluator and the alarm.
type Witness struct {
	Events      []Event             `json:"events"`
	Transitions []metric.Transition `json:"transitions"`
	// Until is the start of the last period that was looked at, in milliseconds
	// since the epoch.
	Until int64 `json:"until"`
}

// Event are log events of one period that are the same.
type Event struct {
	Timestamp int64  `json:"timestamp"` // milliseconds since the epoch
	Message   string `json:"message"`
	Count     int    `json:"count"`
}

// maxEvents bounds the log events of a witness.
const maxEvents = 10_000

// evaluated is an alarm as it is evaluated, and its period in milliseconds.
func evaluated(a *estate.Alarm) (rules *metric.Alarm, period int64, reason string) {
	statistic, sign, threshold, ok := Fixed(a)
	if !ok {
		return nil, 0, "only a statistic with a fixed threshold is judged, and this is another alarm, or not known"
	}
	seconds, ok := a.Number("Period")
	periods, counted := a.Number("EvaluationPeriods")
	breaching, given := a.Number("DatapointsToAlarm")
	if a.Resource.Input.Get("DatapointsToAlarm") == nil {
		breaching, given = periods, true
	}
	missing, known := a.Text("TreatMissingData")
	if missing == "" {
		missing = string(metric.TreatMissingMissing)
	}
	if !ok || !counted || !given || !known {
		return nil, 0, "its period, its number of periods or what it does without data is not known"
	}
	if seconds < 60 || seconds > 7*86400 || periods < 1 || periods > maxEvents || breaching < 1 || breaching > periods {
		return nil, 0, "its periods are none that the service takes"
	}
	return &metric.Alarm{
		Statistic: statistic, Operator: sign, Threshold: threshold,
		Breaching: int(breaching), Periods: int(periods), TreatMissing: metric.TreatMissing(missing),
	}, int64(seconds) * 1000, ""
}

// ring looks for a series of log events with which an alarm on one filter
// rings.
func ring(p estate.Publication, asked map[string]*source.Value, rules *metric.Alarm, period int64, opts analyze.Options) (*Witness, Verdict, string) {
	text, ok := p.Resource.Input.Get("filterPattern").Str()
	if !ok {
		return nil, Undecided, "its filter pattern is not known"
	}
	pattern, err := grammar.Parse(text)
	if err != nil {
		return nil, Broken, "its filter pattern is not valid"
	}
	value, known := p.Constant()
	fallback, set, defaultKnown := p.Default()
	metricValue, isText := p.Transformation.Get("metricValue").Str()
	if !known && !isText || !defaultKnown {
		return nil, Undecided, "what it publishes is not known"
	}
	s := SamplesOf([]estate.Publication{p})
	least, most := s.Reach(rules.Statistic)
	if _, never := Breach(least, most, rules.Operator, rules.Threshold); never && s.Constant && rules.TreatMissing != metric.TreatMissingBreaching {
		return nil, Broken, fmt.Sprintf("the %s is never %s %s", rules.Statistic, rules.Operator, strconv.FormatFloat(rules.Threshold, 'g', -1, 64))
	}
	if analyze.Satisfiable(pattern, opts).Answer == analyze.No {
		return nil, Broken, "no log event matches its filter pattern"
	}
	t := metric.MetricTransformation{MetricName: "m", MetricNamespace: "n", MetricValue: metricValue, Dimensions: map[string]string{}}
	if !isText {
		t.MetricValue = strconv.FormatFloat(value, 'g', -1, 64)
	}
	if set {
		t.DefaultValue = &fallback
	}
	own, _ := p.Dimensions()
	for name, v := range own {
		selector, ok := v.Str()
		if !ok {
			return nil, Undecided, "its dimensions are not known, or are of system fields"
		}
		t.Dimensions[name] = selector
	}
	req := &metric.PutMetricFilterRequest{FilterPattern: &text, MetricTransformations: []metric.MetricTransformation{t}}
	filter, err := metric.Compile(req)
	if err != nil {
		return nil, Broken, "the service refuses it: " + strings.TrimSuffix(firstLine(err.Error()), ".")
	}
	dimensions := map[string]string{}
	wanted := pattern
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		v, ok := asked[name].Str()
		if !ok {
			return nil, Undecided, "the dimensions of the alarm are not known"
		}
		dimensions[name] = v
		wanted = narrowed(wanted, t.Dimensions[name], "=", strconv.Quote(v))
	}
	if !known {
		wanted = narrowed(wanted, metricValue, rules.Operator, strconv.FormatFloat(rules.Threshold, 'f', -1, 64))
	}
	sets := candidates(wanted, pattern, value, known, set, rules, opts)
	if sets == nil {
		return nil, Undecided, fmt.Sprintf("no log event was found with which it rings; more than %d are not tried", maxEvents)
	}
	for _, one := range sets {
		if w := one.replay(filter, dimensions, rules, period); w != nil {
			return w, Proven, ""
		}
	}
	return nil, Undecided, "no log event was found with which it rings"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// narrowed is a pattern for JSON of which a property also compares with a
// value; the pattern itself when that cannot be said.
func narrowed(p grammar.Pattern, selector, operator, value string) grammar.Pattern {
	text, ok := strings.CutPrefix(grammar.Format(p), "{")
	if !ok || !strings.HasPrefix(selector, "$.") {
		return p
	}
	text = "{ (" + strings.TrimSuffix(text, "}") + ") && " + selector + " " + operator + " " + value + " }"
	if more, err := grammar.Parse(text); err == nil {
		return more
	}
	return p
}

// series is what to try: a number of the same log event in each of some
// periods, or one and then silence.
type series struct {
	message string
	count   int
	periods int
}

// candidates are series, the shortest first.
func candidates(wanted, pattern grammar.Pattern, value float64, constant, fallback bool, rules *metric.Alarm, opts analyze.Options) []series {
	var list []series
	if rules.TreatMissing == metric.TreatMissingBreaching {
		if event := analyze.Satisfiable(pattern, opts).Event; event != "" || engineMatches(pattern, "") {
			list = append(list, series{event, 1, 1})
		}
	}
	if fallback {
		if r := analyze.AlwaysMatches(pattern, opts); r.Answer == analyze.No {
			list = append(list, series{r.Event, 1, rules.Breaching})
		}
	}
	count := 1
	if strings.HasPrefix(rules.Operator, ">") && (rules.Statistic == metric.SampleCount || rules.Statistic == metric.Sum && constant && value > 0) {
		each := value
		if rules.Statistic == metric.SampleCount {
			each = 1
		}
		needed := math.Ceil(rules.Threshold / each)
		if rules.Operator == ">" {
			needed = math.Floor(rules.Threshold/each) + 1
		}
		if needed*float64(rules.Breaching) > maxEvents {
			return list
		}
		count = max(1, int(needed))
	}
	if r := analyze.Satisfiable(wanted, opts); r.Answer == analyze.Yes {
		list = append(list, series{r.Event, count, rules.Breaching})
	}
	slices.SortStableFunc(list, func(a, b series) int { return a.count*a.periods - b.count*b.periods })
	return list
}

func engineMatches(p grammar.Pattern, event string) bool {
	f, err := engine.Compile(p)
	return err == nil && f.Match([]byte(event))
}

// replay runs a series through the filter and the alarm; nil when it does not
// ring.
func (s series) replay(filter *metric.Filter, dimensions map[string]string, rules *metric.Alarm, period int64) *Witness {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	start -= start % period
	w := &Witness{}
	e := metric.NewEvaluator([]*metric.Filter{filter}, time.Duration(period)*time.Millisecond, metric.Source{})
	for i := range s.periods {
		at := start + int64(i)*period
		w.Events = append(w.Events, Event{at, s.message, s.count})
		for range s.count {
			if _, publishes := e.Evaluate([]byte(s.message)); publishes {
				e.Publish(at)
			}
		}
	}
	// The alarm looks back for datapoints beyond its own periods.
	const back = 3
	w.Until = start + int64(s.periods+rules.Periods+back)*period
	for _, m := range e.Result().Metrics {
		if !maps.Equal(m.Dimensions, dimensions) && len(m.Dimensions)+len(dimensions) > 0 {
			continue
		}
		for _, t := range rules.Evaluate(m.Datapoints, start, w.Until, period) {
			w.Transitions = append(w.Transitions, t)
			if t.State == metric.StateAlarm {
				return w
			}
		}
	}
	return nil
}
