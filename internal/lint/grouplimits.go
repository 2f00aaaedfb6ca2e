package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/quota"
)

func checkTooManyRegexFilters(p *groupsPass) {
	p.limit(quota.RegexFilters, "filters with a regular expression", func(f *filter) bool { return hasRegex(f.known()) })
}

func checkTooManyMetricFilters(p *groupsPass) {
	p.limit(quota.MetricFilters, "metric filters", func(f *filter) bool { return f.Metric() })
}

func checkTooManySubscriptionFilters(p *groupsPass) {
	p.limit(quota.SubscriptionFilters, "subscription filters", func(f *filter) bool { return !f.Metric() })
}

// limit reports the filters of each log group beyond the limit. Those of one
// scope are deployed together; filters of several scopes need not be.
// Two requests of one name are one filter; and so are resources of several
// files that have no name and the same address, which are copies of one
// template, for other partitions or stages. Filters of a module that is called
// count in the folder of the call only: a test calls it, too.
func (p *groupsPass) limit(limit int, what string, counts func(*filter) bool) {
	for _, g := range p.groups {
		if len(g.filters) <= limit {
			continue
		}
		inScope, names, total := map[string]int{}, map[string]bool{}, 0
		copies := map[string]string{} // scope by address
		for _, f := range g.filters {
			if !counts(f) || f.absent || f.File.FormatOf(f.Resource).Deployed {
				continue // what is deployed is within the limits of its account
			}
			if name, ok := f.Resource.Input.Get("filterName").Str(); ok {
				kind := fmt.Sprint(f.Metric(), name)
				if names[kind] {
					continue
				}
				names[kind] = true
			} else {
				address := fmt.Sprint(f.Metric(), f.Resource.Address)
				if first, ok := copies[address]; ok && first != f.folder {
					continue
				}
				copies[address] = f.folder
			}
			inScope[f.folder]++
			number, severity := inScope[f.folder], request.Error
			if !f.Resource.Called {
				total++
				number = total
			}
			switch {
			case inScope[f.folder] > limit:
			case number > limit:
				severity = request.Warning
			default:
				continue
			}
			p.at(f.Located).reportAs(severity, f.Resource.At, fmt.Sprintf("This is number %d of the %s of %s; the limit is %d.", max(number, inScope[f.folder]), what, g.title(), limit),
				"Combine filters, or remove one.")
		}
	}
}

// hasRegex reports whether a pattern holds a regular expression.
func hasRegex(p grammar.Pattern) bool {
	if p != nil {
		for n := range grammar.All(p) {
			if _, ok := n.(*grammar.Regex); ok {
				return true
			}
		}
	}
	return false
}
