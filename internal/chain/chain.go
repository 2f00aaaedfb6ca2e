// Package chain follows what the files of a run declare from log group to
// metric filter, metric, alarm and action, and from log group to subscription filter,
// destination and permission. It says of each alarm whether it can ring, and of
// each subscription filter whether log events arrive: with log events that do, or
// at which link the chain is broken.
package chain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
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

// Link is one resource on the way, and what comes after it.
type Link struct {
	Kind    string  `json:"kind"` // alarm, metric, metric filter, log group, action; subscription filter, destination, permission, role, access policy
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"` // on this link alone
	Reason  string  `json:"reason,omitempty"`
	Help    string  `json:"help,omitempty"` // what to write instead
	File    string  `json:"file,omitempty"`
	Line    int     `json:"line,omitempty"`
	Links   []*Link `json:"links,omitempty"`

	Located *estate.Located `json:"-"`
	At      source.Span     `json:"-"`
	// Publication is what a metric filter publishes, nil for other links.
	Publication *estate.Publication `json:"-"`

	whole Verdict // with the links after it
}

func newLink(kind, name string, l *estate.Located) *Link {
	one := &Link{Kind: kind, Name: name, Verdict: Proven, Located: l, whole: Proven}
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
func (l *Link) set(v Verdict, format string, args ...any) { l.mend(v, "", format, args...) }

// mend is set that also says what to do.
func (l *Link) mend(v Verdict, help, format string, args ...any) {
	if worse(l.Verdict, v) != l.Verdict {
		l.Verdict, l.Reason, l.Help = v, fmt.Sprintf(format, args...), help
	}
	l.whole = worse(l.whole, v)
}

// best is the verdict on links of which one is enough.
func best(list []*Link) Verdict {
	verdict := Broken
	for _, l := range list {
		if worse(l.whole, verdict) == verdict {
			verdict = l.whole
		}
	}
	return verdict
}

// cause is the link that a link has its verdict from.
func (l *Link) cause() *Link {
	for _, next := range l.Links {
		if l.Verdict != l.whole && next.whole == l.whole {
			return next.cause()
		}
	}
	return l
}

// Chain is what leads to somebody who hears of log events, or to what they are
// delivered to.
type Chain struct {
	Link          // the alarm or the subscription filter itself, with what it needs
	Whole Verdict `json:"whole"`
	// Cause is the link that the verdict comes from, nil when it is Proven.
	Cause *Link `json:"-"`
}

// Alarm is the chain of an alarm: what it watches, and its actions.
type Alarm struct {
	Chain
	Witness *Witness `json:"witness,omitempty"`
	// Replay is set once log events have been read.
	Replay *Replay `json:"replay,omitempty"`

	alarm *estate.Alarm
	feeds feeds
}

// Options are what to judge by.
type Options struct {
	// Refused is why the service would not take a resource, "" when nothing is
	// known to be wrong with it; nil is nothing for all.
	Refused func(estate.Located) string
	// Called follows the alarms of modules with each call, too, and Own without any;
	// else it is as the package finds out more.
	Called, Own bool
	// AssumeDeployed takes what is deployed under a condition as deployed, and
	// actions that are not known as given.
	AssumeDeployed bool
	// Analyze bounds the work: that of a question about patterns, and that of
	// all chains together.
	Analyze analyze.Options
	// Followed, unless it is nil, is told each chain as soon as it has been
	// followed.
	Followed func(*Alarm)
}

// Of are the chains of the alarms of an estate, in the order of the files.
// Alarms on metrics of AWS services are left out: no log event moves them.
// Composite alarms beside others come last.
func Of(e *estate.Estate, opts Options) []*Alarm {
	if opts.Analyze.Work == nil {
		opts.Analyze.Work = budget.New(context.Background(), budget.Command)
	}
	c := &follower{estate: e, opts: opts, publishers: map[estate.Publication]*publisher{}}
	follow := func(a *estate.Alarm) *Alarm {
		one := c.follow(a)
		if opts.Followed != nil {
			opts.Followed(one)
		}
		return one
	}
	alarms := slices.DeleteFunc(slices.Clone(e.Alarms), ofService)
	var list []*Alarm
	if opts.Called || opts.Own {
		for _, a := range alarms {
			if !opts.Own || !a.Resource.Called {
				list = append(list, follow(a))
			}
		}
	} else {
		list = byCall(alarms, func(a *estate.Alarm) estate.Located { return a.Located }, follow, func(a *Alarm) Verdict { return a.Whole })
	}
	if len(list) > 0 {
		for _, a := range e.Composites {
			list = append(list, c.composite(a))
		}
	}
	return list
}

// composite is the chain of an alarm on the states of others, as far as it is
// followed.
func (c *follower) composite(a *estate.Alarm) *Alarm {
	one := &Alarm{Chain: Chain{Link: *newLink("alarm", a.Name, &a.Located)}, alarm: a}
	one.set(Undecided, "it is a composite alarm, which is not judged")
	one.Links = Actions(c.estate, a, "the alarm")
	one.Whole, one.Cause = one.Verdict, &one.Link
	return one
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

// follower follows alarms. What it finds of a publication it keeps for the next
// alarm.
type follower struct {
	estate     *estate.Estate
	opts       Options
	publishers map[estate.Publication]*publisher
	alarm      *Alarm // that is followed
	reading    int    // subscription filters so far
}

const (
	// maxFilters bounds the filters of a metric that are followed.
	maxFilters = 100
	// linkSteps is what a link costs of the work for all chains.
	linkSteps = 200
)

// spend takes steps of the work for all chains; it makes a link undecided when
// there are none left.
func (c *follower) spend(l *Link, steps int) bool {
	work := c.opts.Analyze.Work
	if !work.Spend(steps) {
		l.set(Undecided, "%v", work.Err())
		return false
	}
	return true
}

func (c *follower) follow(a *estate.Alarm) *Alarm {
	one := &Alarm{Chain: Chain{Link: *newLink("alarm", a.Name, &a.Located)}, alarm: a}
	if a.MayBeAbsent() && !c.opts.AssumeDeployed {
		one.set(Undecided, "it is deployed under a condition")
	}
	c.alarm = one
	watches := a.Watches()
	rules, period, reason := evaluated(a)
	one.feeds.period = period
	if len(watches) > 0 && !watches[0].Computed {
		one.feeds.rules = rules
	}
	switch {
	case len(watches) == 0:
		one.set(Undecided, "its metric is not known")
	case watches[0].Computed && a.Resource.Input.Get("ThresholdMetricId") != nil:
		one.set(Undecided, "it compares with an anomaly detection band, which is not judged")
	case watches[0].Computed:
		one.set(Undecided, "it uses metric math, which is not judged")
	case reason != "":
		one.set(Undecided, "%s", reason)
	}
	var metrics []*Link
	for _, w := range watches {
		if !c.spend(&one.Link, linkSteps) {
			break
		}
		metrics = append(metrics, c.metric(w, rules, period))
	}
	actions := Actions(c.estate, a, "the alarm")
	for _, l := range actions {
		if c.opts.AssumeDeployed && l.Verdict == Undecided {
			l.Verdict, l.whole, l.Reason = Proven, Proven, ""
		}
	}
	one.Links = append(metrics, actions...)
	told := Told(actions)
	one.Whole = worse(one.Verdict, told)
	if len(metrics) > 0 {
		one.Whole = worse(one.Whole, best(metrics))
	}
	if one.Whole == Proven {
		return one
	}
	one.Witness = nil
	switch to := metrics; {
	case one.Verdict == one.Whole:
		one.Cause = &one.Link
	default:
		if len(metrics) == 0 || best(metrics) != one.Whole && told == one.Whole {
			to = actions
		}
		i := slices.IndexFunc(to, func(l *Link) bool { return l.whole == one.Whole })
		one.Cause = to[i].cause()
	}
	return one
}

// metric follows a metric to the filters that publish it: one of them is
// enough.
func (c *follower) metric(w estate.Watch, rules *metric.Alarm, period int64) *Link {
	name := estate.Expression(w.Metric.Get("Namespace")) + "/" + estate.Expression(w.Metric.Get("MetricName"))
	link := at(newLink("metric", name, &w.Located), w.Metric.Get("MetricName").Span)
	list, sure := c.estate.Publishers(w)
	if !c.spend(link, len(list)) {
		return link
	}
	if len(list) == 0 {
		if p, near := c.estate.Nearest(w, false); near && sure {
			space, name := estate.Expression(p.Transformation.Get("metricNamespace")), estate.Expression(p.Transformation.Get("metricName"))
			link.mend(Broken, fmt.Sprintf("Use the metric %s in the namespace %s.", name, space),
				"no filter publishes it; %s at %s publishes %s/%s", p.Resource.Address, p.Place(), space, name)
		} else {
			reason := "no filter in the files publishes it"
			if more := c.estate.Unpublished(w); more != "" {
				reason += "; " + more
			}
			link.mend(Undecided, "Add the files that have the filter, or use a metric that a filter publishes.", "%s", reason)
		}
		return link
	}
	if w.Resource.Called {
		list = asCalled(list)
	}
	beside := map[*estate.Group][]estate.Publication{}
	for _, p := range list {
		beside[p.Group] = append(beside[p.Group], p)
	}
	for _, p := range list[:min(len(list), maxFilters)] {
		if !c.spend(link, 2*linkSteps+len(beside[p.Group])) {
			return link
		}
		link.Links = append(link.Links, c.filter(w, p, beside[p.Group], rules, period))
	}
	if link.whole = best(link.Links); link.whole == Broken {
		switch {
		case len(list) > maxFilters:
			link.whole = Proven
			link.set(Undecided, "%d filters publish it, and more than %d are not followed", len(list), maxFilters)
		case !sure:
			link.whole = Proven
			link.set(Undecided, "other filters may publish it, whose metrics are not known")
		}
	}
	return link
}

// filter follows a filter to its log group, and looks for log events with which
// the alarm rings; list are all filters of the metric in its log group.
func (c *follower) filter(w estate.Watch, p estate.Publication, list []estate.Publication, rules *metric.Alarm, period int64) *Link {
	link := newLink("metric filter", p.Name, &p.Located)
	link.Publication = &p
	if p.MayBeAbsent() && !c.opts.AssumeDeployed {
		link.set(Undecided, "it is deployed under a condition")
	}
	if c.opts.Refused != nil {
		if why := c.opts.Refused(p.Located); why != "" {
			link.mend(Broken, "Run logsieve lint, which says how to fix it.", "the service refuses it: %s", strings.TrimSuffix(why, "."))
		}
	}
	group := c.group(p.Group, "metric filters")
	link.Links = append(link.Links, group)
	asked, known := w.Dimensions()
	var left, help string // why it sees only what lacks a dimension
	if !known {
		link.set(Undecided, "the dimensions of the alarm are not known")
	} else if d := Dimensions(p, asked); d.Verdict != Proven {
		if left, help = sentence(d.Problem), d.Help; d.Verdict == Broken {
			link.mend(Broken, d.Help, "%s", left)
		}
	}
	if OtherUnit(w.Alarm, p) {
		unit, _ := w.Text("Unit")
		link.mend(Broken, "Remove the unit from the alarm, or give the filter the same one.", "it publishes in %s, and the alarm looks at %s", p.Unit(), unit)
	}
	if rules != nil && known && Dimensions(p, asked).Verdict != Broken && !OtherUnit(w.Alarm, p) {
		c.alarm.feeds.feed(c.publisher(p), asked)
	}
	if link.Verdict != Broken && rules != nil && !w.Computed {
		found := c.ring(link, p, list, asked, left, help, rules, period)
		if worse(link.Verdict, group.Verdict) == Proven && c.alarm.Witness == nil {
			c.alarm.Witness = found
		}
	} else if left != "" {
		link.mend(Undecided, help, "%s", left)
	}
	link.whole = worse(link.Verdict, group.Verdict)
	return link
}

// sentence is a message as the end of another.
func sentence(text string) string {
	text = strings.TrimSuffix(text, ".")
	for _, word := range []string{"The ", "No ", "A "} {
		if strings.HasPrefix(text, word) {
			return strings.ToLower(text[:1]) + text[1:]
		}
	}
	return text
}

// Told is the verdict on actions: one is enough, but with one that is not an ARN
// the service refuses the alarm.
func Told(actions []*Link) Verdict {
	for _, l := range actions {
		if l.whole == Broken {
			return Broken
		}
	}
	return best(actions)
}

// Actions are the links to those whom an alarm tells; Told is the verdict on
// them. Reasons call the alarm who.
func Actions(e *estate.Estate, a *estate.Alarm, who string) []*Link {
	in := a.Resource.Input
	enabled, known := true, true
	if flag := in.Get("ActionsEnabled"); flag != nil && flag.Kind != source.Null {
		if enabled, known = flag.AsBool(); known && !enabled {
			link := at(newLink("action", "", &a.Located), flag.Span)
			link.mend(Broken, "Enable them: true is the default.", "the actions of %s are not enabled", who)
			return []*Link{link}
		}
	}
	list := in.Get("AlarmActions")
	switch {
	case list == nil || list.Kind == source.Null || list.Kind == source.List && len(list.Items) == 0:
		link := newLink("action", "", &a.Located)
		if by, ok := e.Composite(a); ok {
			link.set(Undecided, "%s has no action; whether the composite alarm %s at %s has one for it is not judged", who, by.Resource.Address, by.Place())
		} else {
			link.mend(Broken, "Add an action for the state ALARM, such as the ARN of an SNS topic.", "%s has no action: it tells nobody", who)
		}
		return []*Link{link}
	case list.Kind != source.List:
		link := at(newLink("action", shown(list), &a.Located), list.Span)
		if a.File.Format == source.TerraformPlan && e.KindOf(a.Located, list) == estate.Topic {
			return []*Link{link} // of a list that is known but for the ARN
		}
		link.set(Undecided, "the actions of %s are not known", who)
		return []*Link{link}
	}
	var links []*Link
	for _, item := range list.Items {
		link := at(newLink("action", shown(item), &a.Located), item.Span)
		if e.FormOf(a.Located, item) == estate.Name {
			link.mend(Broken, "Refer to its ARN.", "this is the name of the %s, but an action must be an ARN", e.KindOf(a.Located, item))
		} else if estate.Written(item) == estate.Name {
			link.mend(Broken, "Write an ARN, or refer to the topic's ARN.", "this is not an ARN")
		}
		if h, ok := e.Hearing(a.Located, item); ok && h.Deployed {
			if why, help := h.Unheard(); why != "" {
				link.mend(Broken, help, "%s", why)
			}
		}
		if !known {
			link.set(Undecided, "whether the actions of %s are enabled is not known", who)
		}
		links = append(links, link)
	}
	return links
}

// shown is a value as people know it from the file.
func shown(v *source.Value) string {
	if v.Kind == source.Unknown && v.What != "" {
		return v.What
	}
	return estate.Expression(v)
}
