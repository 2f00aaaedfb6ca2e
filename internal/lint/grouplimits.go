package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/quota"
)

func tooManyRegexFilters() *Rule {
	return &Rule{
		Code: "FS101", Name: "too-many-regex-filters", Severity: request.Error, Since: firstVersion,
		Summary: fmt.Sprintf("At most %s filters of a log group may have a regular expression.", quota.Word(quota.RegexFilters)),
		Why: "The service refuses more with LimitExceededException; metric and subscription filters are counted together (R5). " +
			"If only several files together exceed the limit, they may be meant for several accounts: that is a warning.",
		Language: RequestExample,
		Before:   manyFilters(quota.RegexFilters+1, `%code [0-9]%`),
		After:    manyFilters(quota.RegexFilters, `%code [0-9]%`),
		groups: func(p *groupsPass) {
			p.limit(quota.RegexFilters, "filters with a regular expression", func(f *filter) bool { return hasRegex(f.known()) })
		},
	}
}

func tooManyMetricFilters() *Rule {
	return &Rule{
		Code: "FS102", Name: "too-many-metric-filters", Severity: request.Error, Since: firstVersion,
		Summary: fmt.Sprintf("A log group may have at most %d metric filters.", quota.MetricFilters),
		Why: "The service refuses more with LimitExceededException (X11). If only several files together exceed the " +
			"limit, they may be meant for several accounts: that is a warning.",
		Language: RequestExample,
		groups: func(p *groupsPass) {
			p.limit(quota.MetricFilters, "metric filters", func(f *filter) bool { return f.Metric() })
		},
	}
}

func tooManySubscriptionFilters() *Rule {
	return &Rule{
		Code: "FS103", Name: "too-many-subscription-filters", Severity: request.Error, Since: firstVersion,
		Summary: fmt.Sprintf("A log group may have at most %s subscription filters.", quota.Word(quota.SubscriptionFilters)),
		Why: "The service refuses more with LimitExceededException (X11); until August 2026 it refused the third. If only several files together exceed the " +
			"limit, they may be meant for several accounts: that is a warning.",
		Language: RequestExample,
		Before:   subscriptions(quota.SubscriptionFilters + 1),
		After:    subscriptions(quota.SubscriptionFilters),
		groups: func(p *groupsPass) {
			p.limit(quota.SubscriptionFilters, "subscription filters", func(f *filter) bool { return !f.Metric() })
		},
	}
}

func manyFilters(n int, pattern string) string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf(`{"operation": "PutMetricFilter", "input": {"logGroupName": "app", "filterName": "f%d", "filterPattern": "%s", `+
			`"metricTransformations": [{"metricName": "Count%d", "metricNamespace": "App", "metricValue": "1"}]}}`, i, pattern, i))
	}
	return strings.Join(lines, "\n")
}

func subscriptions(n int) string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf(`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "app", "filterName": "f%d", "filterPattern": "", `+
			`"destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:f%d"}}`, i, i))
	}
	return strings.Join(lines, "\n")
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
	found := false
	if p == nil {
		return false
	}
	if t, ok := p.(*grammar.TermsPattern); ok && t.Regex != nil {
		return true
	}
	comparisons(p, func(c *grammar.Comparison) {
		if _, ok := c.Value.(*grammar.Regex); ok {
			found = true
		}
	})
	return found
}
