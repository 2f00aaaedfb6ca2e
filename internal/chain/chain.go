// Package chain follows what the files of a run declare from log group to
// metric filter, metric, alarm and action, and says of each alarm whether it can
// ring: with log events that make it ring, or at which link the chain is broken.
package chain

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Verdict is what is known of a link, or of a whole chain.
type Verdict string

// The verdicts.
const (
	Proven    Verdict = "proven"
	Broken    Verdict = "broken"
	Undecided Verdict = "undecided"
)

// worse is the verdict on two links that are both needed.
func worse(a, b Verdict) Verdict {
	switch {
	case a == Broken || b == Broken:
		return Broken
	case a == Undecided || b == Undecided:
		return Undecided
	}
	return Proven
}

// Link is one resource on the way, and what lies behind it.
type Link struct {
	Kind    string  `json:"kind"` // alarm, metric, metric filter, log group, action
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"` // on this link alone
	Reason  string  `json:"reason,omitempty"`
	File    string  `json:"file,omitempty"`
	Line    int     `json:"line,omitempty"`
	Links   []*Link `json:"links,omitempty"`

	Located *estate.Located `json:"-"`
	At      source.Span     `json:"-"`
}

func newLink(kind, name string, l *estate.Located) *Link {
	one := &Link{Kind: kind, Name: name, Verdict: Proven, Located: l}
	if l != nil {
		if name == "" && kind != "action" {
			one.Name = l.Resource.Address
		}
		one.File, one.Line = l.File.Name, l.File.Position(l.Resource.At.Start).Line
		one.At = l.Resource.At
	}
	return one
}

// at moves a link to a place in its file.
func at(l *Link, span source.Span) *Link {
	l.At, l.Line = span, l.Located.File.Position(span.Start).Line
	return l
}

// set makes a verdict worse and says why.
func (l *Link) set(v Verdict, format string, args ...any) {
	if worse(l.Verdict, v) != l.Verdict {
		l.Verdict, l.Reason = v, fmt.Sprintf(format, args...)
	}
}

// Alarm is the chain of an alarm.
type Alarm struct {
	Link             // the alarm itself, with what it watches and its actions
	Whole   Verdict  `json:"whole"`
	Witness *Witness `json:"witness,omitempty"`
}

// First is the first link of a verdict, nil when there is none.
func (l *Link) First(v Verdict) *Link {
	if l.Verdict == v {
		return l
	}
	for _, next := range l.Links {
		if found := next.First(v); found != nil {
			return found
		}
	}
	return nil
}

// Options are what to judge by.
type Options struct {
	// Refused is why the service would not take a resource, "" when nothing is
	// known to be wrong with it; nil is nothing for all.
	Refused func(estate.Located) string
	Analyze analyze.Options
	// Followed, unless it is nil, is told each chain as soon as it has been
	// followed.
	Followed func(*Alarm)
}

// Of are the chains of the alarms of an estate, in the order of the files.
// Alarms on metrics of AWS services are left out: no log event moves them.
func Of(e *estate.Estate, opts Options) []*Alarm {
	var list []*Alarm
	for _, a := range e.Alarms {
		if a.Resource.Called || ofService(a) {
			continue
		}
		c := &follower{estate: e, opts: opts}
		one := c.follow(a)
		if opts.Followed != nil {
			opts.Followed(one)
		}
		list = append(list, one)
	}
	return list
}

// ofService reports whether an alarm watches metrics of AWS services only.
func ofService(a *estate.Alarm) bool {
	watches := a.Watches()
	for _, w := range watches {
		if space, ok := w.Metric.Get("Namespace").Str(); !ok || !strings.HasPrefix(space, "AWS/") {
			return false
		}
	}
	return len(watches) > 0
}

func (c *follower) follow(a *estate.Alarm) *Alarm {
	one := &Alarm{Link: *newLink("alarm", a.Name, &a.Located)}
	if a.MayBeAbsent() {
		one.set(Undecided, "it is deployed under a condition")
	}
	c.alarm = one
	watches := a.Watches()
	rules, period, reason := evaluated(a)
	switch {
	case len(watches) == 0:
		one.set(Undecided, "its metric is not known")
	case watches[0].Computed:
		one.set(Undecided, "it computes with metrics, which is not judged")
	case reason != "":
		one.set(Undecided, "%s", reason)
	}
	best := Broken
	for _, w := range watches {
		if got := c.metric(w, rules, period); better(got, best) {
			best = got
		}
	}
	if len(watches) == 0 {
		best = Undecided
	}
	one.Whole = worse(one.Verdict, worse(best, c.actions(a)))
	if one.Whole != Proven {
		one.Witness = nil
	}
	return one
}

func better(a, b Verdict) bool { return worse(a, b) == b && a != b }

// follower follows one alarm.
type follower struct {
	estate *estate.Estate
	opts   Options
	alarm  *Alarm
}

// metric follows a metric to the filters that publish it: one of them is
// enough.
func (c *follower) metric(w estate.Watch, rules *metric.Alarm, period int64) Verdict {
	name := estate.Expression(w.Metric.Get("Namespace")) + "/" + estate.Expression(w.Metric.Get("MetricName"))
	link := at(newLink("metric", name, &w.Located), w.Metric.Get("MetricName").Span)
	c.alarm.Links = append(c.alarm.Links, link)
	list, sure := c.estate.Publishers(w)
	if len(list) == 0 {
		link.set(Undecided, "no filter in the files publishes it")
		if near := c.near(w); near != "" && sure {
			link.Verdict, link.Reason = Broken, "no filter publishes it; "+near
		}
		return link.Verdict
	}
	best := Broken
	for _, p := range list {
		if got := c.filter(link, w, p, rules, period); better(got, best) {
			best = got
		}
	}
	if best == Broken && !sure {
		best = Undecided
	}
	return best
}

// near says which metric the alarm is likely meant for.
func (c *follower) near(w estate.Watch) string {
	p, ok := c.estate.Nearest(w, false)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s at %s publishes %s/%s", p.Resource.Address, p.Place(),
		estate.Expression(p.Transformation.Get("metricNamespace")), estate.Expression(p.Transformation.Get("metricName")))
}

// filter follows a filter to its log group, and looks for log events with which
// the alarm rings.
func (c *follower) filter(parent *Link, w estate.Watch, p estate.Publication, rules *metric.Alarm, period int64) Verdict {
	link := newLink("metric filter", p.Name, &p.Located)
	parent.Links = append(parent.Links, link)
	if p.MayBeAbsent() {
		link.set(Undecided, "it is deployed under a condition")
	}
	if c.opts.Refused != nil {
		if why := c.opts.Refused(p.Located); why != "" {
			link.set(Broken, "the service refuses it: %s", strings.TrimSuffix(why, "."))
		}
	}
	group := newLink("log group", p.Group.What, p.Group.Defined)
	if group.Name == "" {
		group.set(Undecided, "its name is not known")
	}
	if d := p.Group.Defined; d != nil {
		if class, ok := d.Resource.Input.Get("logGroupClass").Str(); ok && class != "STANDARD" {
			group.set(Broken, "its class %s takes no metric filters", class)
		}
	}
	link.Links = append(link.Links, group)
	asked, known := w.Dimensions()
	switch {
	case !known:
		link.set(Undecided, "the dimensions of the alarm are not known")
	default:
		if problem, _ := DimensionProblem(p, asked); problem != "" {
			link.set(Broken, "%s", sentence(problem))
		}
	}
	if unit, ok := w.Text("Unit"); ok && unit != "" && p.Unit() != "" && p.Unit() != unit {
		link.set(Broken, "it publishes in %s, and the alarm looks at %s", p.Unit(), unit)
	}
	if link.Verdict != Broken && rules != nil && !w.Computed {
		found, verdict, reason := ring(p, asked, rules, period, c.opts.Analyze)
		if verdict != Proven {
			link.set(verdict, "%s", reason)
		}
		if worse(link.Verdict, group.Verdict) == Proven && c.alarm.Witness == nil {
			c.alarm.Witness = found
		}
	}
	return worse(link.Verdict, group.Verdict)
}

// sentence is a message as the end of another.
func sentence(text string) string {
	text = strings.TrimSuffix(text, ".")
	for _, word := range []string{"The ", "No "} {
		if strings.HasPrefix(text, word) {
			return strings.ToLower(text[:1]) + text[1:]
		}
	}
	return text
}

// actions are what happens when the alarm rings.
func (c *follower) actions(a *estate.Alarm) Verdict {
	in := a.Resource.Input
	if flag := in.Get("ActionsEnabled"); flag != nil && flag.Kind == source.Bool && !flag.Bool {
		link := at(newLink("action", "", &a.Located), flag.Span)
		link.set(Broken, "its actions are not enabled")
		c.alarm.Links = append(c.alarm.Links, link)
		return Broken
	} else if flag != nil && flag.Kind != source.Bool {
		c.alarm.set(Undecided, "whether its actions are enabled is not known")
	}
	list := in.Get("AlarmActions")
	switch {
	case list == nil || list.Kind == source.Null || list.Kind == source.List && len(list.Items) == 0:
		link := newLink("action", "", &a.Located)
		link.set(Broken, "the alarm has no action: it tells nobody")
		c.alarm.Links = append(c.alarm.Links, link)
		return Broken
	case list.Kind != source.List:
		link := at(newLink("action", shown(list), &a.Located), list.Span)
		link.set(Undecided, "the actions are not known")
		c.alarm.Links = append(c.alarm.Links, link)
		return Undecided
	}
	best := Broken
	for _, item := range list.Items {
		link := at(newLink("action", shown(item), &a.Located), item.Span)
		if c.estate.FormOf(a.Located, item) == estate.Name {
			link.set(Broken, "this is the name of the %s, and an action is an ARN", c.estate.KindOf(a.Located, item))
		}
		c.alarm.Links = append(c.alarm.Links, link)
		if better(link.Verdict, best) {
			best = link.Verdict
		}
	}
	return best
}

// shown is a value as people know it from the file.
func shown(v *source.Value) string {
	if v.Kind == source.Unknown && v.What != "" {
		return v.What
	}
	return estate.Expression(v)
}
