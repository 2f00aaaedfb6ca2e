package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/quota"
	"github.com/logsieve/logsieve/internal/source"
)

func duplicateFilter() *Rule {
	return &Rule{
		Code: "FS104", Name: "duplicate-filter", Severity: request.Warning, Since: firstVersion,
		Summary: "No two filters of a log group should do the same.",
		Why: "Two filters with the same metric whose patterns match the same log events count each of them twice; two " +
			"subscription filters deliver each of them twice.",
		Language: RequestExample,
		Before:   twoFilters("ERROR", "more-errors", `\"ERROR\"`, "Errors"),
		After:    twoFilters("ERROR", "warnings", "WARN", "Warnings"),
		groups:   func(p *groupsPass) { p.pairs(true) },
	}
}

func shadowedFilter() *Rule {
	return &Rule{
		Code: "FS105", Name: "shadowed-filter", Severity: request.Warning, Since: firstVersion,
		Summary: "No filter of a log group should repeat part of another one.",
		Why: "When everything that one filter matches is also matched by another with the same metric or destination, it is counted " +
			"or delivered twice.",
		Language: RequestExample,
		Before:   twoFilters("ERROR", "timeouts", "ERROR timeout", "Errors"),
		After:    twoFilters("ERROR", "timeouts", "ERROR timeout", "Timeouts"),
		groups:   func(p *groupsPass) { p.pairs(false) },
	}
}

func repeatedFilterName() *Rule {
	return &Rule{
		Code: "FS106", Name: "repeated-filter-name", Severity: request.Warning, Since: firstVersion,
		Summary:  "Each filter of a log group must have a name of its own.",
		Why:      "A filter replaces another one with the same name: only the one that is deployed last remains.",
		Language: RequestExample,
		Before:   twoFilters("ERROR", "errors", "FATAL", "Fatal"),
		After:    twoFilters("ERROR", "fatal", "FATAL", "Fatal"),
		groups:   repeatedNames,
	}
}

// maxPlaces is how many of the places of one name a message lists.
const maxPlaces = 3

// repeatedNames reports each name once, where it is repeated first.
func repeatedNames(p *groupsPass) {
	type key struct {
		folder, name string
		metric       bool
	}
	for _, g := range p.groups {
		byName := map[key][]*filter{}
		var repeated []key
		for _, f := range g.together() {
			name, ok := f.Resource.Input.Get("filterName").Str()
			if !ok {
				continue
			}
			k := key{f.folder, name, f.Metric()}
			if byName[k] = append(byName[k], f); len(byName[k]) == 2 {
				repeated = append(repeated, k)
			}
		}
		for _, k := range repeated {
			same := byName[k]
			message := fmt.Sprintf("%s already has a filter named %s, at %s.", capital(g.title()), same[0].Name, same[0].Place())
			if n := len(same); n > 2 {
				var places []string
				for _, f := range same[:min(n, maxPlaces)] {
					places = append(places, f.Place())
				}
				message = fmt.Sprintf("%s has %d filters named %s, at %s", capital(g.title()), n, same[0].Name, strings.Join(places, ", "))
				if more := n - len(places); more > 0 {
					message += fmt.Sprintf(" and %d more places", more)
				}
				message += "."
			}
			p.at(same[1].Located).reportAt(same[1].Resource.At, message, "Rename it; the one that is deployed last replaces the other.")
		}
	}
}

// together are the filters of a group that surely are deployed.
func (g *group) together() []*filter {
	return slices.DeleteFunc(slices.Clone(g.filters), func(f *filter) bool { return f.absent })
}

func twoFilters(patternA, nameB, patternB, metricB string) string {
	line := func(name, pattern, metric string) string {
		return fmt.Sprintf(`{"operation": "PutMetricFilter", "input": {"logGroupName": "app", "filterName": "%s", "filterPattern": "%s", `+
			`"metricTransformations": [{"metricName": "%s", "metricNamespace": "App", "metricValue": "1"}]}}`, name, pattern, metric)
	}
	return line("errors", patternA, "Errors") + "\n" + line(nameB, patternB, metricB)
}

// eachPair visits the pairs of filters of one kind that are deployed together
// to one log group, as far as it takes them: of more than that FS102 and FS103
// speak.
func (p *groupsPass) eachPair(visit func(g *group, a, b *filter)) {
	type kind struct {
		folder string
		metric bool
	}
	for _, g := range p.groups {
		before := map[kind][]*filter{}
		for _, b := range g.together() {
			of := kind{b.folder, b.Metric()}
			if len(before[of]) == quota.MetricFilters {
				continue
			}
			for _, a := range before[of] {
				visit(g, a, b)
			}
			before[of] = append(before[of], b)
		}
	}
}

// pairs reports filters with one effect, of which one repeats the other, in
// whole or in part. Each filter is reported once.
func (p *groupsPass) pairs(whole bool) {
	reported := map[*filter]bool{}
	p.eachPair(func(g *group, a, b *filter) {
		x, y := a.known(), b.known()
		if x == nil || y == nil || !sameEffect(a.Resource, b.Resource) || sameName(a, b) {
			return
		}
		one, _ := p.analyzer.Implies(x, y)
		other, _ := p.analyzer.Implies(y, x)
		forward, back := one == Yes, other == Yes
		equal := forward && back
		first, second := a, b // second repeats first
		if forward && !equal {
			first, second = b, a
		}
		if equal != whole || !equal && !forward && !back || reported[second] {
			return
		}
		reported[second] = true
		message := fmt.Sprintf("The filter at %s of %s does the same.", first.Place(), g.title())
		if !whole {
			message = fmt.Sprintf("Whatever this matches is also matched by the filter at %s of %s, and counts twice.", first.Place(), g.title())
		}
		p.at(second.Located).reportAt(second.where(), message, "Remove one of the two, or let their patterns exclude each other.")
	})
}

func sameName(a, b *filter) bool {
	name, ok := a.Resource.Input.Get("filterName").Str()
	other, also := b.Resource.Input.Get("filterName").Str()
	return ok && also && name == other
}

// sameEffect reports whether two filters surely publish the same metric, or
// deliver to the same destination, for the same selection of log events.
func sameEffect(a, b *source.Resource) bool {
	if !alike(a.Input.Get("fieldSelectionCriteria"), b.Input.Get("fieldSelectionCriteria")) ||
		!alike(a.Input.Get("applyOnTransformedLogs"), b.Input.Get("applyOnTransformedLogs")) {
		return false
	}
	if a.Operation == putSubscriptionFilter {
		x := a.Input.Get("destinationArn")
		return x != nil && alike(x, b.Input.Get("destinationArn"))
	}
	x, y := a.Input.Get("metricTransformations"), b.Input.Get("metricTransformations")
	if x == nil || y == nil || len(x.Items) != 1 || len(y.Items) != 1 {
		return false
	}
	for _, name := range []string{"metricName", "metricNamespace"} {
		if v := x.Items[0].Get(name); v == nil || !alike(v, y.Items[0].Get(name)) {
			return false
		}
	}
	return alike(x.Items[0].Get("metricValue"), y.Items[0].Get("metricValue")) &&
		alike(x.Items[0].Get("dimensions"), y.Items[0].Get("dimensions"))
}

// alike reports whether two values are surely the same; unknown ones are when
// they name the same resource in the same words.
func alike(a, b *source.Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case source.Unknown:
		return a.Ref != "" && a.Ref == b.Ref && a.What == b.What
	case source.Bool:
		return a.Bool == b.Bool
	case source.Number:
		return a.Literal == b.Literal
	case source.String:
		return a.Text.Known() && b.Text.Known() && a.Text.Decoded == b.Text.Decoded
	case source.List:
		if len(a.Items) != len(b.Items) {
			return false
		}
		for i := range a.Items {
			if !alike(a.Items[i], b.Items[i]) {
				return false
			}
		}
	case source.Map:
		return len(a.Members) == len(b.Members) && all(a.Members, func(m *source.Member) bool { return alike(m.Value, b.Get(m.Name)) })
	}
	return true
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
