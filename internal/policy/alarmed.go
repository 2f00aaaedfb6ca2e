package policy

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// chains are those of all alarms of an estate.
type chains struct {
	// on are the alarms that watch what a filter publishes, and of the same once
	// they have been followed.
	on map[*source.Resource][]*estate.Alarm
	of map[*source.Resource][]watched
	// vague are the metrics of alarms whose names are not known, all are the
	// metrics of all alarms.
	vague, all []estate.Watch
	alarms     map[*source.Resource]*Alarm
}

// watched is an alarm with its chain, and the link to the filter in it.
type watched struct {
	*chain.Alarm
	filter *chain.Link
}

// follow finds the alarms of each filter, once for all rules.
func (j *judge) follow() *chains {
	if j.chains != nil {
		return j.chains
	}
	c := &chains{of: map[*source.Resource][]watched{}, on: map[*source.Resource][]*estate.Alarm{}, alarms: map[*source.Resource]*Alarm{}}
	j.chains = c
	for _, a := range j.estate.Alarms {
		c.alarms[a.Resource] = a
		watches := a.Watches()
		if queries := a.Resource.Input.Get("Metrics"); len(watches) == 0 && queries != nil {
			watches = []estate.Watch{{Alarm: a.Alarm, Metric: queries, Computed: true}}
		}
		for _, w := range watches {
			c.all = append(c.all, w)
			_, named := w.Metric.Get("MetricName").Str()
			if _, ok := w.Metric.Get("Namespace").Str(); !ok || !named {
				c.vague = append(c.vague, w)
			}
		}
	}
	for _, a := range j.estate.known.Alarms {
		for _, w := range a.Watches() {
			list, _ := j.estate.known.Publishers(w)
			for _, p := range list {
				if on := c.on[p.Resource]; len(on) == 0 || on[len(on)-1] != a {
					c.on[p.Resource] = append(on, a)
				}
			}
		}
	}
	return c
}

// watching are the alarms of a filter, followed once for all rules.
func (j *judge) watching(f *Filter) []watched {
	c := j.follow()
	if known, ok := c.of[f.Resource]; ok {
		return known
	}
	known := *j.estate.known
	known.Alarms = c.on[f.Resource]
	var list []watched
	// Conditions are doubts of their own here, with their own words.
	for _, a := range chain.Of(&known, chain.Options{Called: true, AssumeDeployed: true, Analyze: j.opts.Analyze}) {
		for _, watch := range a.Links {
			for _, l := range watch.Links {
				if l.Publication != nil && l.Publication.Resource == f.Resource {
					list = append(list, watched{a, l})
				}
			}
		}
	}
	c.of[f.Resource] = list
	return list
}

// alarmed looks for the alarms of a metric: one that rings at matches and tells
// somebody is enough.
func (j *judge) alarmed(f *Filter, p estate.Publication) notice {
	c := j.follow()
	name := estate.Expression(p.Transformation.Get("metricNamespace")) + "/" + estate.Expression(p.Transformation.Get("metricName"))
	best := nobody(GapAlarm, "no alarm watches the metric %s of %s.", name, f.title())
	add := func(one notice) {
		switch {
		case better(one.answer, best.answer), best.alarms == nil && one.answer == best.answer:
			best = one
		case one.answer == best.answer:
			best.alarms = unique(append(best.alarms, one.alarms...))
			best.notes, best.reasons = append(best.notes, one.notes...), append(best.reasons, one.reasons...)
		}
	}
	for _, w := range j.watching(f) {
		if w.filter.Publication.Transformation == p.Transformation {
			add(j.hears(f, p, w))
		}
	}
	if best.alarms != nil && best.answer == analyze.Yes {
		return best
	}
	_, known := p.Transformation.Get("metricName").Str()
	if _, ok := p.Transformation.Get("metricNamespace").Str(); !ok {
		known = false
	}
	watches := c.all
	switch {
	case len(best.alarms) > 0 && best.answer == analyze.Unknown:
		watches = nil // an alarm that is on it says more
	case known:
		watches = c.vague
	}
	for _, w := range watches {
		if w.Sees(p) == analyze.Unknown && !j.ofAnother(w, p) {
			n := perhaps("the metric of %s is not known in full.", c.alarms[w.Resource].title())
			n.alarms = []*Alarm{c.alarms[w.Resource]}
			add(n)
		}
	}
	if best.alarms != nil {
		return best
	}
	for _, w := range c.all {
		switch {
		case w.Sees(p) == analyze.Yes: // more filters publish it than were followed
			return perhaps("whether %s rings is not known.", c.alarms[w.Resource].title())
		case w.Near(p):
			best.reasons = append(best.reasons, say("%s watches the metric %s/%s, which is another one.", c.alarms[w.Resource].title(),
				estate.Expression(w.Metric.Get("Namespace")), estate.Expression(w.Metric.Get("MetricName"))))
		}
	}
	return best
}

// ofAnother reports whether an alarm refers to another filter than the one of a
// publication, and so to its metric.
func (j *judge) ofAnother(w estate.Watch, p estate.Publication) bool {
	to := j.estate.known.Referred(w.Located, w.Metric.Get("MetricName"))
	own, ok := p.Transformation.Get("metricName").Str()
	if to == nil || !ok || to.Resource == p.Resource || to.Resource.Operation != estate.PutMetricFilter {
		return false
	}
	other := estate.Filter{Located: *to}
	list, complete := other.Publications()
	names := []*source.Value{to.Resource.Input.Get("filterName")}
	for _, t := range list {
		names = append(names, t.Transformation.Get("metricName"))
	}
	return complete && !slices.ContainsFunc(names, func(v *source.Value) bool {
		text, ok := v.Str()
		return !ok || text == own
	})
}

// hears says whether an alarm rings at the matches of a filter and tells
// somebody.
func (j *judge) hears(f *Filter, p estate.Publication, w watched) notice {
	a := j.chains.alarms[w.Located.Resource]
	var links links
	links.add(w.Verdict, GapAlarm, "whether %s rings is not known: %s.", a.title(), w.Reason)
	switch v := w.filter.Verdict; v {
	case chain.Broken:
		links.add(v, GapAlarm, "%s never rings at what %s publishes: %s.", a.title(), f.title(), w.filter.Reason)
	default:
		links.add(v, GapAlarm, "whether %s rings at what %s publishes is not known: %s.", a.title(), f.title(), w.filter.Reason)
	}
	c, fixed := chain.Compare(a.Alarm, []estate.Publication{matches(p)})
	if fixed && c.Never && w.filter.Verdict != chain.Broken {
		links.add(chain.Broken, GapAlarm, "%s never rings at a match of %s: the %s is never %s then.", a.title(), f.title(), c.Statistic, c.Limit())
	}
	if a.MayBeAbsent() && !j.opts.AssumeDeployed {
		links.add(chain.Undecided, GapAlarm, "%s is deployed under a condition.", a.title())
	}
	links.add(j.told(a))
	n := links.notice()
	n.alarms = []*Alarm{a}
	if n.answer == analyze.Yes {
		n.notes = a.remarks(f, p, c)
	}
	return n
}

// told says whether an alarm that rings tells somebody: one action is enough.
func (j *judge) told(a *Alarm) (v chain.Verdict, gap Gap, format, why string) {
	v = chain.Broken
	for i, action := range j.estate.Actions(a) {
		own := action.Verdict
		if own == chain.Undecided && j.opts.AssumeDeployed {
			own = chain.Proven
		}
		if i == 0 || own == chain.Proven || own == chain.Undecided && v == chain.Broken {
			if v, why = own, action.Reason; own == chain.Broken && action.Name != "" {
				why = fmt.Sprintf("the action %s of %s does nothing: %s", action.Name, a.title(), action.Reason)
			}
		}
	}
	return v, GapAction, "%s.", why
}

// links are what is known of the links of a chain that are all needed.
type links []struct {
	verdict chain.Verdict
	gap     Gap
	reason  string
}

func (l *links) add(v chain.Verdict, gap Gap, format string, args ...any) {
	*l = append(*l, struct {
		verdict chain.Verdict
		gap     Gap
		reason  string
	}{v, gap, say(format, args...)})
}

// notice is the worst of the links, with its reasons.
func (l links) notice() notice {
	n := notice{answer: analyze.Yes}
	for _, one := range l {
		answer := map[chain.Verdict]analyze.Answer{chain.Proven: analyze.Yes, chain.Undecided: analyze.Unknown, chain.Broken: analyze.No}[one.verdict]
		switch {
		case answer == analyze.Yes:
		case better(n.answer, answer):
			n = notice{answer: answer, gap: one.gap, reasons: []string{one.reason}}
		case n.answer == answer:
			n.reasons = append(n.reasons, one.reason)
		}
	}
	return n
}

// Actions are what happens when an alarm rings.
func (e *Estate) Actions(a *Alarm) []*chain.Link {
	return chain.Actions(e.known, a.Alarm, a.title())
}

// title names an alarm in a sentence.
func (a *Alarm) title() string {
	if a.Name != "" {
		return "the alarm " + a.Name
	}
	return "the alarm " + a.Resource.Address
}

// matches is a publication without what it publishes for other log events.
func matches(p estate.Publication) estate.Publication {
	t := *p.Transformation
	t.Members = nil
	for _, m := range p.Transformation.Members {
		if m.Name != "defaultValue" {
			t.Members = append(t.Members, m)
		}
	}
	return estate.Publication{Filter: p.Filter, Transformation: &t}
}

// remarks are what keeps an alarm from ringing at once.
func (a *Alarm) remarks(f *Filter, p estate.Publication, c chain.Comparison) []string {
	var list []string
	amount, constant := p.Constant()
	if c.Statistic == metric.SampleCount {
		amount, constant = 1, true
	}
	if constant && !c.Breaches(amount) {
		list = append(list, say("%s rings at %s %s, not at a single log event.", a.title(), c.Statistic, c.Limit()))
	}
	if _, set, _ := p.Default(); set && (c.Statistic == metric.Average || c.Statistic == metric.Minimum) {
		list = append(list, say("%s looks at the %s, which the default value of %s lowers with each log event that does not match.", a.title(), c.Statistic, f.title()))
	}
	periods, ok := a.Number("DatapointsToAlarm")
	if !ok {
		periods, _ = a.Number("EvaluationPeriods")
	}
	if periods > 1 {
		list = append(list, say("%s rings after %s periods that breach.", a.title(), strconv.FormatFloat(periods, 'g', -1, 64)))
	}
	return list
}
