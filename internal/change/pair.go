package change

import (
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
)

// pair finds for each resource the same one on the other side: by address, else
// by name and log group, else by equal meaning.
func (c *comparison) pair() {
	// The names of log groups are in the keys of the others.
	for _, groups := range []bool{true, false} {
		in := func(it *item) bool { return (it.Resource.Operation == estate.CreateLogGroup) == groups }
		c.match(in, func(it *item) string {
			if it.kind == listed {
				return ""
			}
			return key(it.kind, it.scope, it.Resource.Address, it.name, it.groupKey())
		})
		c.match(in, func(it *item) string {
			if !it.byPosition() {
				return ""
			}
			return it.named()
		})
		c.match(in, func(it *item) string {
			if it.kind == listed {
				return ""
			}
			return key(it.kind, it.scope, it.Resource.Address)
		})
		c.only(in, func(it *item) string {
			switch {
			case it.kind == listed:
				return key(it.kind, it.scope)
			case it.byPosition():
				return ""
			}
			return key(it.kind, it.Resource.Address)
		})
		c.match(in, (*item).named)
		c.match(in, func(it *item) string { return it.meaning(it.groupKey()) })
		c.match(in, func(it *item) string {
			if !it.known {
				return ""
			}
			return it.meaning(it.name)
		})
	}
	c.proved()
}

func key(parts ...string) string { return strings.Join(parts, "\x00") }

// byPosition reports whether the address of a resource is only its place among
// others, so that a new one before it moves it on.
func (it *item) byPosition() bool {
	f := it.File.Format
	return f.AsSent || f.Open || f.OnlyPatterns || strings.HasSuffix(it.Resource.Address, "]") || strings.Contains(it.Resource.Address, " #")
}

// named is the key of what AWS calls the resource, "" when it is not known.
func (it *item) named() string {
	switch {
	case it.kind == listed:
		return it.meaning(it.scope)
	case !it.known || it.name == "":
		return ""
	}
	return key(it.kind, it.name, it.groupKey())
}

// groupKey is the same for the log groups of both sides that are the same.
func (it *item) groupKey() string {
	if !it.filter() || it.group == nil {
		return ""
	}
	if made := it.side.groups[it.group]; made != nil && made.pair != nil {
		return strconv.Itoa(made.id)
	}
	if it.group.Name != "" {
		return "name " + it.Resource.Provider + " " + it.group.Name
	}
	return "what " + it.scope + " " + it.group.What
}

// meaning is a key of all that a resource does, but for its name, and of what
// else is given.
func (it *item) meaning(more string) string {
	text := ""
	if it.matches() {
		var known bool
		text, known = it.pattern()
		if p, err := grammar.Parse(text); err == nil && known {
			text = grammar.Format(p)
		}
	}
	return key(it.effect(more), text)
}

// effect is a key of what a resource does, but for its name and which log events
// it matches, and of what else is given.
func (it *item) effect(more string) string {
	parts := []string{it.kind, more}
	for _, l := range it.leaves() {
		parts = append(parts, l.path, l.key)
	}
	return key(parts...)
}

// pattern is the filter pattern of a filter, with what is not known in ${}.
func (it *item) pattern() (text string, known bool) {
	v := it.Resource.Input.Get("filterPattern")
	if v == nil {
		return "", true
	}
	text, _, known = it.text(v)
	return text, known
}

// match pairs those that are left and have the same key, in their order; "" is
// no key.
func (c *comparison) match(in func(*item) bool, keyOf func(*item) string) {
	waiting := map[string][]*item{}
	for _, it := range c.sides[0].items {
		if it.pair == nil && in(it) {
			if k := keyOf(it); k != "" {
				waiting[k] = append(waiting[k], it)
			}
		}
	}
	if len(waiting) == 0 {
		return
	}
	for _, it := range c.sides[1].items {
		if it.pair != nil || !in(it) {
			continue
		}
		if k := keyOf(it); k != "" && len(waiting[k]) > 0 {
			c.join(waiting[k][0], it)
			waiting[k] = waiting[k][1:]
		}
	}
}

// only pairs those that are left and of which both sides have as many with their
// key.
func (c *comparison) only(in func(*item) bool, keyOf func(*item) string) {
	n := map[string][2]int{}
	for i, s := range c.sides {
		for _, it := range s.items {
			if it.pair == nil && in(it) {
				k := n[keyOf(it)]
				k[i]++
				n[keyOf(it)] = k
			}
		}
	}
	c.match(in, func(it *item) string {
		if k := keyOf(it); n[k][0] == n[k][1] && (n[k][0] == 1 || it.kind == listed) {
			return k
		}
		return ""
	})
}

func (c *comparison) join(old, new *item) {
	c.pairs++
	old.pair, new.pair = new, old
	old.id, new.id = c.pairs, c.pairs
}

// maxProved bounds the filters that are tried with each other: where more are
// left, it is not a few that were renamed.
const maxProved = 20

// proved pairs the filters that are left, of one log group and with the same
// metric or destination, whose patterns match the same log events.
func (c *comparison) proved() {
	var left [2]map[string][]*item
	for i, s := range c.sides {
		left[i] = map[string][]*item{}
		for _, it := range s.items {
			if it.pair == nil && it.filter() {
				k := it.effect(it.groupKey())
				left[i][k] = append(left[i][k], it)
			}
		}
	}
	for _, it := range c.sides[1].items {
		if it.pair != nil || !it.filter() {
			continue
		}
		k := it.effect(it.groupKey())
		if len(left[0][k]) > maxProved || len(left[1][k]) > maxProved {
			continue
		}
		for _, old := range left[0][k] {
			if old.pair != nil {
				continue
			}
			if p := c.patterns(old, it); p != nil && p.Relation == Equivalent {
				c.join(old, it)
				break
			}
		}
	}
}

// overlap is a log event that two filters both match, false when there is none
// or it is not known.
func (c *comparison) overlap(a, b *item) (string, bool) {
	x, knownX := a.pattern()
	y, knownY := b.pattern()
	if !knownX || !knownY {
		return "", false
	}
	p, err := grammar.Parse(x)
	q, errOther := grammar.Parse(y)
	if err != nil || errOther != nil {
		return "", false
	}
	r := analyze.Disjoint(p, q, c.question())
	return r.Event, r.Answer == analyze.No
}

func (c *comparison) question() analyze.Options {
	return analyze.Options{Steps: max(min(c.work.Left()/4, questionSteps), 1), Work: c.work}
}

// questionSteps bounds one question, so that many have their share.
const questionSteps = 25_000_000

func sameGroup(a, b *item) bool { return a.groupKey() == b.groupKey() }
