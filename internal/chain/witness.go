package chain

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

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
	c, ok := Compare(a, nil)
	if !ok {
		return nil, 0, "only a statistic with a fixed threshold is judged, and this is another alarm, or not known"
	}
	seconds, ok := a.Number("Period")
	periods, counted := a.Number("EvaluationPeriods")
	breaching, given := a.Number("DatapointsToAlarm")
	if a.Resource.Input.Get("DatapointsToAlarm") == nil {
		breaching, given = periods, true
	}
	if c.Missing == "" {
		c.Missing = metric.TreatMissingMissing
	}
	switch {
	case !ok || !counted || !given:
		return nil, 0, "its period or its number of periods is not known"
	case seconds == 10 || seconds == 20 || seconds == 30:
		return nil, 0, "its period is shorter than the minute in which metric filters publish, which is not judged"
	case !(seconds >= 60 && seconds*periods <= week) || seconds != math.Trunc(seconds) || int64(seconds)%60 != 0 || !(breaching >= 1 && breaching <= periods):
		return nil, 0, "the service does not accept such periods"
	}
	return &metric.Alarm{
		Statistic: c.Statistic, Operator: c.Sign, Threshold: c.Threshold,
		Breaching: int(breaching), Periods: int(periods), TreatMissing: c.Missing,
	}, int64(seconds) * 1000, ""
}

// week is how many seconds the periods of an alarm may be together.
const week = 7 * 86400

// publisher is what a filter publishes of one metric, ready to be run.
type publisher struct {
	verdict     Verdict // Proven when it can be run
	reason      string
	pattern     grammar.Pattern
	matches     analyze.Result // of the pattern
	value       float64        // of each match, when it is constant
	constant    bool
	metricValue string
	fallback    bool
	selectors   map[string]string // by dimension
	filter      *metric.Filter
	// limited is why log files do not tell which log events it looks at, "" when
	// they do: it selects by account or Region, or has them as dimensions.
	limited    string
	name       string // of the filter and the metric when it is run: no other has it
	filterName string // as the files have it
	group      string // the log group's
	// account is the policy of the account that a subscription filter stands in, nil
	// for none, and selected the log groups of the files that it is for.
	account  *estate.AccountPolicy
	selected []string
}

const limited = "it looks at log events by account or Region, which log files do not tell"

// publisher prepares a publication once.
func (c *follower) publisher(p estate.Publication) *publisher {
	if known := c.publishers[p]; known != nil {
		return known
	}
	one := &publisher{verdict: Proven, selectors: map[string]string{}, name: fmt.Sprintf("m%d", len(c.publishers)), filterName: p.Name, group: p.Group.What}
	c.publishers[p] = one
	one.verdict, one.reason = one.prepare(p, c.opts.Analyze)
	return one
}

func (r *publisher) prepare(p estate.Publication, opts analyze.Options) (Verdict, string) {
	text, ok := p.Resource.Input.Get("filterPattern").Str()
	if !ok {
		return Undecided, "its filter pattern is not known"
	}
	var err error
	if r.pattern, err = grammar.Parse(text); err != nil {
		return Broken, "its filter pattern is not valid"
	}
	r.value, r.constant = p.Constant()
	fallback, set, known := p.Default()
	metricValue, isText := p.Transformation.Get("metricValue").Str()
	if !r.constant && !isText || !known {
		return Undecided, "what it publishes is not known"
	}
	if !isText {
		metricValue = strconv.FormatFloat(r.value, 'g', -1, 64)
	}
	r.metricValue, r.fallback = metricValue, set
	t := metric.MetricTransformation{MetricName: r.name, MetricNamespace: "n", MetricValue: metricValue, Dimensions: r.selectors}
	if set {
		t.DefaultValue = &fallback
	}
	req := &metric.PutMetricFilterRequest{FilterName: r.name, FilterPattern: &text, LogGroupName: p.Group.Name}
	own, _ := p.Dimensions()
	for _, name := range slices.Sorted(maps.Keys(own)) {
		if own[name] == nil {
			req.EmitSystemFieldDimensions = append(req.EmitSystemFieldDimensions, name)
			if name == grammar.SourceLogField && p.Group.Name == "" {
				return Undecided, "its log group, which is a dimension, is not known"
			}
		} else if r.selectors[name], ok = own[name].Str(); !ok {
			return Undecided, "its dimensions are not known"
		}
	}
	if v := p.Resource.Input.Get("fieldSelectionCriteria"); v != nil && v.Kind != source.Null {
		if req.FieldSelectionCriteria, ok = v.Str(); !ok {
			return Undecided, "its field selection criteria are not known"
		}
	}
	req.MetricTransformations = []metric.MetricTransformation{t}
	if r.filter, err = metric.Compile(req); err != nil {
		return Broken, "the service refuses it: " + strings.TrimSuffix(firstLine(err.Error()), ".")
	}
	if len(r.filter.SystemFields()) > 0 {
		r.limited = limited
		if _, ok := origin(r.filter, req.FieldSelectionCriteria, nil); !ok {
			return Broken, "its field selection criteria select no log event"
		}
	}
	if r.matches = analyze.Satisfiable(r.pattern, opts); r.matches.Answer == analyze.No {
		return Broken, "no log event matches its filter pattern"
	}
	return Proven, ""
}

// ring looks for a series of log events with which an alarm on one filter
// rings, beside the others of list, which filter the same log group, and says
// on the link why there is none. left is why the alarm only sees matches that
// lack a dimension, "" when it does not, and help what to do.
func (c *follower) ring(link *Link, p estate.Publication, list []estate.Publication, asked map[string]*source.Value, left, help string, rules *metric.Alarm, period int64) *Witness {
	if cmp, ok := Compare(c.alarm.alarm, []estate.Publication{p}); ok && cmp.Silent() {
		link.mend(Broken, "Use Sum to count log events, or choose another threshold.", "the %s is never %s", cmp.Statistic, cmp.Limit())
		return nil
	}
	r := c.publisher(p)
	if r.verdict != Proven {
		link.set(r.verdict, "%s", r.reason)
		return nil
	}
	if left != "" {
		link.mend(r.lacking(c.opts.Analyze), help, "%s", left)
		return nil
	}
	dimensions := map[string]string{}
	wanted := r.pattern
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		v, ok := asked[name].Str()
		if !ok {
			link.set(Undecided, "the dimensions of the alarm are not known")
			return nil
		}
		dimensions[name] = v
		wanted = narrowed(wanted, comparison(r.selectors[name], "=", strconv.Quote(v)))
	}
	if !r.constant {
		wanted = narrowed(wanted, comparison(r.metricValue, rules.Operator, strconv.FormatFloat(rules.Threshold, 'f', -1, 64)))
	}
	from, ok := origin(r.filter, criteriaOf(p), dimensions)
	if !ok {
		link.mend(Broken, "Mend the criteria, or the dimensions of the alarm.", "its field selection criteria select no log event with the dimensions of the alarm")
		return nil
	}
	sets := r.candidates(wanted, rules, c.opts.Analyze)
	if sets == nil {
		link.set(Undecided, "no log event was found with which it rings; more than %d are not tried", maxEvents)
		return nil
	}
	all := []*publisher{r}
	for _, q := range list {
		if q == p || OtherUnit(c.alarm.alarm, q) {
			continue
		}
		other := c.publisher(q)
		if other.filter == nil {
			link.set(Undecided, "what %s at %s adds to the metric is not known", q.Resource.Address, q.Place())
			return nil
		}
		all = append(all, other)
	}
	for _, one := range sets {
		if !c.spend(link, len(all)*one.steps(rules)) {
			return nil
		}
		if w := one.replay(all, from, dimensions, rules, period); w != nil {
			return w
		}
	}
	link.set(Undecided, "no log event was found with which it rings")
	return nil
}

// lacking is the verdict on an alarm that only sees matches that lack a
// dimension: Broken, unless the filter pattern asks for nothing else.
func (r *publisher) lacking(opts analyze.Options) Verdict {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(r.selectors)) {
		s := r.selectors[name]
		list = append(list, fmt.Sprintf(`(%s = "*" || %[1]s >= 0 || %[1]s < 0 || %[1]s IS TRUE || %[1]s IS FALSE)`, s))
	}
	if p := narrowed(r.pattern, strings.Join(list, " && ")); p != r.pattern && analyze.Satisfiable(p, opts).Answer == analyze.No {
		return Undecided
	}
	return Broken
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// comparison is a condition on a property, "" when a selector is of none.
func comparison(selector, operator, value string) string {
	if !strings.HasPrefix(selector, "$.") {
		return ""
	}
	return selector + " " + operator + " " + value
}

// narrowed is a pattern for JSON under a further condition; the pattern itself
// when that cannot be said.
func narrowed(p grammar.Pattern, condition string) grammar.Pattern {
	text, ok := strings.CutPrefix(grammar.Format(p), "{")
	if !ok || condition == "" {
		return p
	}
	if more, err := grammar.Parse("{ (" + strings.TrimSuffix(text, "}") + ") && (" + condition + ") }"); err == nil {
		return more
	}
	return p
}

func criteriaOf(p estate.Publication) string {
	text, _ := p.Resource.Input.Get("fieldSelectionCriteria").Str()
	return text
}

// origin is an account and a Region whose log events a filter looks at, with the
// dimensions that an alarm asks for; ok is false when there is none. Values that
// the criteria do not name are all alike to them, so one of these is enough.
func origin(f *metric.Filter, criteria string, asked map[string]string) (from metric.Source, ok bool) {
	values := map[string][]string{grammar.AccountField: nil, grammar.RegionField: nil}
	if parsed, err := grammar.ParseCriteria(criteria); err == nil {
		for n := range grammar.All(parsed) {
			if test, isTest := n.(*grammar.CriteriaTest); isTest {
				for _, v := range test.Values {
					values[test.Field.Name] = append(values[test.Field.Name], v.Text)
				}
			}
		}
	}
	for name, others := range map[string][]string{
		grammar.AccountField: {"111122223333", "444455556666", "777788889999"},
		grammar.RegionField:  {"eu-west-1", "us-east-1", "eu-central-1", "us-west-2", "ap-southeast-2", "sa-east-1"},
	} {
		values[name] = slices.Concat(others, values[name])
		if v, given := asked[name]; given {
			values[name] = []string{v}
		}
	}
	for _, account := range values[grammar.AccountField] {
		for _, region := range values[grammar.RegionField] {
			if from = (metric.Source{Account: account, Region: region}); f.Selects(from) {
				return from, true
			}
		}
	}
	return metric.Source{}, false
}

// series is what to try: a number of the same log event in each of some
// periods, or one and then silence.
type series struct {
	message string
	count   int
	periods int
}

// steps is what it takes to replay a series.
func (s series) steps(rules *metric.Alarm) int {
	return s.count*s.periods*(1+len(s.message)/eventBytes) + (s.periods+rules.Periods)*rules.Periods
}

// eventBytes are what a step evaluates of a log event.
const eventBytes = 64

// candidates are series, the shortest first.
func (r *publisher) candidates(wanted grammar.Pattern, rules *metric.Alarm, opts analyze.Options) []series {
	var list []series
	if rules.TreatMissing == metric.TreatMissingBreaching && r.matches.Answer == analyze.Yes {
		list = append(list, series{r.matches.Event, 1, 1})
	}
	if r.fallback {
		if missed := analyze.AlwaysMatches(r.pattern, opts); missed.Answer == analyze.No {
			list = append(list, series{missed.Event, 1, rules.Breaching})
		}
	}
	count := 1
	if strings.HasPrefix(rules.Operator, ">") && (rules.Statistic == metric.SampleCount || rules.Statistic == metric.Sum && r.constant && r.value > 0) {
		each := r.value
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
	found := r.matches
	if wanted != r.pattern {
		found = analyze.Satisfiable(wanted, opts)
	}
	if found.Answer == analyze.Yes {
		list = append(list, series{found.Event, count, rules.Breaching})
	}
	slices.SortStableFunc(list, func(a, b series) int { return a.count*a.periods - b.count*b.periods })
	return list
}

// replay runs a series through all filters of a metric and log group, and the
// alarm; nil when it does not ring.
func (s series) replay(all []*publisher, from metric.Source, dimensions map[string]string, rules *metric.Alarm, period int64) *Witness {
	start := metric.PeriodStart(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli(), period)
	w := &Witness{}
	filters := make([]*metric.Filter, len(all))
	for i, p := range all {
		filters[i] = p.filter
	}
	e := metric.NewEvaluator(filters, time.Duration(period)*time.Millisecond, from)
	message := []byte(s.message)
	for i := range s.periods {
		at := start + int64(i)*period
		w.Events = append(w.Events, Event{at, s.message, s.count})
		for range s.count {
			e.Evaluate(message)
			e.Publish(at)
		}
	}
	var seen [][]metric.Datapoint
	for _, m := range e.Result().Metrics {
		if maps.Equal(m.Dimensions, dimensions) {
			seen = append(seen, m.Datapoints)
		}
	}
	// The alarm looks back for datapoints beyond its own periods.
	const back = 3
	w.Until = start + int64(s.periods+rules.Periods+back)*period
	for _, t := range rules.Evaluate(metric.Aggregate(period, seen...), start, w.Until, period) {
		w.Transitions = append(w.Transitions, t)
		if t.State == metric.StateAlarm {
			return w
		}
	}
	return nil
}
