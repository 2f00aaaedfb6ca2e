package lint

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// group is one log group with the filters that surely are on it, in the order
// of the files.
type group struct {
	*estate.Group
	filters []*filter
}

// filter is a metric filter or subscription filter of a log group.
type filter struct {
	*estate.Filter
	folder  string
	absent  bool  // it may be
	pattern *site // nil when the request has none that is a text
}

// groupsPass is what a rule about log groups sees.
type groupsPass struct {
	*checker
	rule   *Rule
	groups []*group
}

func (p *groupsPass) at(l estate.Located) *reporter {
	return &reporter{p.checker, p.rule, l.File, l.Resource}
}

// takeCensus are the log groups of all files.
func takeCensus(e *estate.Estate, sites []*site) []*group {
	patterns := map[*source.Resource]*site{}
	for _, s := range sites {
		if !s.criteria && patterns[s.resource] == nil {
			patterns[s.resource] = s
		}
	}
	var groups []*group
	for _, known := range e.Groups {
		g := &group{Group: known, filters: make([]*filter, 0, len(known.Filters))}
		all := make([]filter, len(known.Filters))
		for i, f := range known.Filters {
			if f.Sure {
				all[i] = filter{f, f.Folder(), f.MayBeAbsent(), patterns[f.Resource]}
				g.filters = append(g.filters, &all[i])
			}
		}
		slices.SortFunc(g.filters, func(a, b *filter) int {
			if a.Before(b.Located) {
				return -1
			}
			return 1
		})
		groups = append(groups, g)
	}
	return groups
}

// title names a group in a message.
func (g *group) title() string {
	switch {
	case g.Name != "":
		return "the log group " + g.Name
	case g.Defined != nil:
		return "the log group " + g.Defined.Resource.Address
	}
	return "one log group"
}

// known is the filter's pattern, nil when it is not known or does not parse.
func (f *filter) known() grammar.Pattern {
	if f.pattern == nil {
		return nil
	}
	return f.pattern.pattern
}

// where is the place that shows the filter.
func (f *filter) where() source.Span {
	if f.pattern != nil {
		return f.pattern.whole()
	}
	return f.Resource.At
}
