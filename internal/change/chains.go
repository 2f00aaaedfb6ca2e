package change

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// chains are the alarms that stop ringing or begin to, and the subscription
// filters that the service takes on one side only.
func (c *comparison) chains() []*Chain {
	sameLinks := c.sides[0].links() == c.sides[1].links()
	touched, reached := c.touched(sameLinks), c.reached(sameLinks)
	var sides [2]map[*source.Resource]*chain.Alarm
	var deliveries [2]map[*source.Resource]*chain.Subscription
	for i, s := range c.sides {
		sides[i] = map[*source.Resource]*chain.Alarm{}
		work := c.work.Part(max(c.work.Left()/2, 1))
		e := *s.estate
		e.Alarms = slices.DeleteFunc(slices.Clone(e.Alarms), func(a *estate.Alarm) bool { return !touched(a) })
		opts := chain.Options{Own: true, Refused: s.Refused, Analyze: analyze.Options{Steps: max(min(work.Left()/4, questionSteps), 1), Work: work}}
		for _, a := range chain.Of(&e, opts) {
			sides[i][a.Located.Resource] = a
		}
		e.Filters = slices.DeleteFunc(slices.Clone(e.Filters), func(f *estate.Filter) bool { return f.Metric() || !reached(f) })
		deliveries[i] = map[*source.Resource]*chain.Subscription{}
		for _, one := range chain.Subscriptions(&e, opts) {
			deliveries[i][one.Located.Resource] = one
		}
	}
	list := []*Chain{}
	for _, old := range c.sides[0].items {
		new := old.pair
		switch {
		case new == nil:
		case old.kind == alarmKind:
			if one := c.alarm(old, new, sides[0][old.Resource], sides[1][new.Resource]); one != nil {
				list = append(list, one)
			}
		case old.kind == delivery:
			if one := delivered(new, deliveries[0][old.Resource], deliveries[1][new.Resource]); one != nil {
				list = append(list, one)
			}
		}
	}
	return list
}

// touched tells the alarms whose chains may be others than they were: most
// changes leave most alarms alone. Where links differ that are not compared one
// by one, it is all of them.
func (c *comparison) touched(sameLinks bool) func(*estate.Alarm) bool {
	if !sameLinks {
		return func(*estate.Alarm) bool { return true }
	}
	changed := func(it *item) bool { return it == nil || it.pair == nil || it.differs }
	filter := func(p estate.Publication, s *side) bool {
		it := s.byResource[p.Resource]
		made := s.groups[p.Group]
		return changed(it) || made != nil && changed(made) || it.refused() != it.pair.refused() || it.pair.groupKey() != it.groupKey()
	}
	publishers := func(it *item) (list []estate.Publication, sure bool) {
		sure = true
		for _, w := range (&estate.Alarm{Located: it.Located}).Watches() {
			of, all := it.side.estate.Publishers(w)
			list, sure = append(list, of...), sure && all
		}
		return list, sure
	}
	return func(a *estate.Alarm) bool {
		it := c.sides[0].byResource[a.Resource]
		if it == nil {
			it = c.sides[1].byResource[a.Resource]
		}
		if changed(it) {
			return it != nil && it.pair != nil // one that only one side has is no change of a chain
		}
		mine, sure := publishers(it)
		others, sureToo := publishers(it.pair)
		return sure != sureToo || len(mine) != len(others) || it.untold() != it.pair.untold() ||
			slices.ContainsFunc(mine, func(p estate.Publication) bool { return filter(p, it.side) }) ||
			slices.ContainsFunc(others, func(p estate.Publication) bool { return filter(p, it.pair.side) })
	}
}

// reached tells the subscription filters whose chains may be others than they
// were. Where what permits a delivery differs, it is all of them.
func (c *comparison) reached(sameLinks bool) func(*estate.Filter) bool {
	differs := func(it *item) bool { return it.pair == nil || it.differs }
	permits := func(it *item) bool {
		r := it.Resource
		return (r.Operation == source.AddPermission || r.Operation == estate.PutDestination || r.Operation == estate.PutDestinationPolicy) && differs(it)
	}
	if !sameLinks || len(c.sides[0].broken)+len(c.sides[1].broken) > 0 || slices.ContainsFunc(c.sides[0].items, permits) || slices.ContainsFunc(c.sides[1].items, permits) {
		return func(*estate.Filter) bool { return true }
	}
	return func(f *estate.Filter) bool {
		it := c.sides[0].byResource[f.Resource]
		if it == nil {
			it = c.sides[1].byResource[f.Resource]
		}
		if it == nil || it.pair == nil {
			return false
		}
		made := it.side.groups[it.group]
		return it.differs || made != nil && differs(made) || it.refused() != it.pair.refused() || it.pair.groupKey() != it.groupKey()
	}
}

// links is a text of all resources of a side that only links lead to, permissions
// for logs and alarms left out.
func (s *side) links() string {
	var list []string
	for _, f := range s.Files {
		for _, r := range f.Links {
			if s.byResource[r] != nil {
				continue
			}
			it := &item{Located: estate.Located{File: f, Resource: r}, side: s}
			parts := []string{r.Operation.Name, s.relative(it.Located), r.Address}
			for _, l := range it.leaves() {
				parts = append(parts, l.path, l.key)
			}
			list = append(list, key(parts...))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

// alarm is what becomes of an alarm, nil when it is nothing.
func (c *comparison) alarm(old, new *item, before, after *chain.Alarm) *Chain {
	if before == nil || after == nil {
		return nil
	}
	one := &Chain{Kind: alarmKind, Name: new.title(), At: *new.place()}
	switch function, was := new.untold(), old.untold(); {
	case function != "" && was == "" && before.Whole != chain.Broken:
		one.Effect, one.Link, one.Reason = Stops, "action "+function, "no permission lets alarms invoke the function any more"
		return one
	case function == "" && was != "" && before.Whole == after.Whole && after.Whole == chain.Proven:
		one.Effect, one.Witness = Begins, after.Witness
		return one
	}
	unsure := len(c.sides[1].broken) > 0 && after.Whole != chain.Proven && after.Cause.Kind == "metric" // what publishes it may not be read
	switch {
	case before.Whole == after.Whole:
		return nil
	case !unsure && (after.Whole == chain.Broken || before.Whole == chain.Proven && c.unpublished(after)):
		one.Effect = Stops
	case before.Whole == chain.Proven:
		one.Effect = InDoubt
	case after.Whole == chain.Proven && before.Whole == chain.Broken:
		one.Effect, one.Witness = Begins, after.Witness
		return one
	case before.Whole == chain.Broken && !c.unpublished(after):
		one.Effect = MayBegin
	default:
		return nil
	}
	link := after.Cause
	one.blame(link)
	if after.Whole == chain.Undecided {
		one.Reason += c.gone(before, link)
	}
	return one
}

// unpublished reports whether surely no filter of the files publishes what an
// alarm watches.
func (c *comparison) unpublished(a *chain.Alarm) bool {
	for _, alarm := range c.sides[1].estate.Alarms {
		if alarm.Resource != a.Located.Resource {
			continue
		}
		watches := alarm.Watches()
		for _, w := range watches {
			if list, sure := c.sides[1].estate.Publishers(w); len(list) > 0 || !sure {
				return false
			}
		}
		return len(watches) > 0
	}
	return false
}

// gone says what has become of the filter that made an alarm ring, when none
// publishes its metric any more.
func (c *comparison) gone(before *chain.Alarm, link *chain.Link) string {
	if link.Kind != "metric" {
		return ""
	}
	for _, m := range before.Links {
		if m.Name != link.Name {
			continue // the alarm looks at another one
		}
		for _, f := range m.Links {
			if f.Located == nil {
				continue
			}
			it := c.sides[0].byResource[f.Located.Resource]
			switch {
			case it == nil:
			case it.pair == nil && c.sides[1].unread(it) != "":
				return "; the metric filter " + it.title() + " did, and " + unreadable(c.sides[1].unread(it))
			case it.pair == nil:
				return "; the metric filter " + it.title() + ", which did, is removed"
			default:
				if list, _ := published(it.pair); len(list) == 1 {
					return "; the metric filter " + it.pair.title() + ", which did, publishes " + list[0]
				}
			}
		}
	}
	return ""
}

// published are the metrics of a filter.
func published(it *item) (list []string, complete bool) {
	f := &estate.Filter{Located: it.Located}
	all, complete := f.Publications()
	for _, p := range all {
		list = append(list, estate.Expression(p.Transformation.Get("metricNamespace"))+"/"+estate.Expression(p.Transformation.Get("metricName")))
	}
	return list, complete
}

// delivered is what becomes of a subscription filter, nil when it is nothing.
func delivered(new *item, before, after *chain.Subscription) *Chain {
	if before == nil || after == nil || before.Whole == after.Whole {
		return nil
	}
	one := &Chain{Kind: delivery, Name: new.title(), At: *new.place()}
	switch {
	case after.Whole == chain.Broken:
		one.Effect = Stops
	case before.Whole == chain.Proven:
		one.Effect = InDoubt
	case after.Whole == chain.Proven && before.Whole == chain.Broken:
		one.Effect, one.Event = Begins, after.Event
		return one
	case before.Whole == chain.Broken:
		one.Effect = MayBegin
	default:
		return nil
	}
	one.blame(after.Cause)
	return one
}

// blame says which link a verdict comes from.
func (c *Chain) blame(link *chain.Link) {
	c.Link, c.Reason = link.Kind, link.Reason
	if link.Name != "" && link.Kind != alarmKind && link.Kind != delivery {
		c.Link += " " + link.Name
	}
	if l := link.Located; l != nil {
		c.At = Place{l.Resource.Address, link.File, link.Line, link.At}
	}
}

func (it *item) refused() string {
	if it.side.Refused == nil {
		return ""
	}
	return it.side.Refused(it.Located)
}
