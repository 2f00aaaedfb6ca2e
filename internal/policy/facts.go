package policy

import (
	"maps"
	"slices"
	"strconv"

	"cel.dev/cel-go/common/types"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// facts are the estate as expressions see it. A value that the files do not
// tell is an unknown one, which makes what depends on it undecided.
type facts struct {
	oracle *oracle
	all    map[Subject][]subject
	lists  map[string]any // by variable
}

// subject is one object for an expression.
type subject struct {
	value   map[string]any
	title   string
	located *estate.Located
	at      source.Span
}

// facts lays the estate out, once for all expressions. The resources of modules
// that files call are left out: they are there where the module stands, and
// with each call, as with a test of the module, they would count again.
func (e *Estate) facts(opts Options) *facts {
	f := &facts{oracle: newOracle(opts), all: map[Subject][]subject{ForAll: {{title: "The configuration"}}}, lists: map[string]any{}}
	groups := map[*Group]map[string]any{}
	written := slices.DeleteFunc(slices.Clone(e.Groups), (*Group).called)
	for _, g := range written {
		s := g.subject()
		groups[g] = s.value
		f.all[ForGroup] = append(f.all[ForGroup], s)
	}
	own := map[*Group][]any{}
	for _, one := range e.Filters {
		if one.Resource.Called {
			continue
		}
		s := e.filterSubject(one)
		// A filter sees its group without the group's filters: there is no end
		// to it otherwise.
		s.value["group"] = shallow(groups[one.Group])
		f.all[ForFilter] = append(f.all[ForFilter], s)
		own[one.Group] = append(own[one.Group], s.value)
	}
	for i, g := range written {
		f.all[ForGroup][i].value["filters"] = list(own[g])
	}
	for _, a := range e.Alarms {
		if a.Resource.Called {
			continue
		}
		f.all[ForAlarm] = append(f.all[ForAlarm], located(a.Located, "The alarm "+a.Name))
	}
	for _, file := range e.Files {
		for _, r := range file.Resources {
			if r.Called {
				continue
			}
			l := estate.Located{File: file, Resource: r}
			f.all[ForResource] = append(f.all[ForResource], located(l, "The resource "+r.Address))
		}
	}
	for name, s := range map[string]Subject{"filters": ForFilter, "groups": ForGroup, "alarms": ForAlarm, "resources": ForResource} {
		var values []any
		for _, one := range f.all[s] {
			values = append(values, one.value)
		}
		f.lists[name] = list(values)
	}
	return f
}

// called reports whether only calls of modules name a group.
func (g *Group) called() bool {
	if g.Defined != nil && !g.Defined.Resource.Called || slices.ContainsFunc(g.Filters, func(f *Filter) bool { return !f.Resource.Called }) {
		return false
	}
	return g.Defined != nil || len(g.Filters) > 0
}

func list(values []any) []any {
	if values == nil {
		return []any{}
	}
	return values
}

func shallow(m map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range m {
		if name != "filters" {
			out[name] = v
		}
	}
	return out
}

func (f *facts) subjects(s Subject) []subject { return f.all[s] }

// variables are what an expression about a subject sees.
func (f *facts) variables(kind Subject, s subject) map[string]any {
	vars := map[string]any{}
	maps.Copy(vars, f.lists)
	if name := kind.variable(); name != "" {
		vars[name] = s.value
	}
	return vars
}

// subject has what every located resource has.
func located(l estate.Located, title string) subject {
	p := l.File.Position(l.Resource.At.Start)
	value := map[string]any{
		"address": l.Resource.Address, "type": l.Resource.Type, "file": l.File.Name, "line": p.Line,
		"format": l.File.FormatOf(l.Resource).Name, "service": l.Resource.Operation.Service, "operation": l.Resource.Operation.Name,
		"conditional": l.Resource.Conditional, "input": celValue(l.Resource.Input),
	}
	return subject{value, title, &l, l.Resource.At}
}

func (e *Estate) filterSubject(f *Filter) subject {
	s := located(f.Located, upper(f.title()))
	s.at = f.At
	in := f.Resource.Input
	s.value["name"] = celValue(in.Get("filterName"))
	s.value["metric"] = f.Metric()
	s.value["pattern"] = f.Text
	if f.Holes {
		s.value["pattern"] = unknown()
	}
	s.value["transformations"] = []any{}
	if t := in.Get("metricTransformations"); t != nil {
		s.value["transformations"] = celValue(t)
	}
	return s
}

func (g *Group) subject() subject {
	s := subject{value: map[string]any{}, title: "The log group " + g.What}
	if g.Defined != nil {
		s = located(*g.Defined, "The log group "+g.What)
	} else if len(g.Filters) > 0 {
		s.located, s.at = &g.Filters[0].Located, g.Filters[0].At
	}
	s.value["defined"] = g.Defined != nil
	s.value["name"] = g.Name
	if g.Name == "" {
		s.value["name"] = unknown()
	}
	if g.Retention != nil {
		s.value["retentionInDays"] = celValue(g.Retention)
	}
	return s
}

// celValue is a value of a request for expressions: numbers are doubles, as in
// JSON, unless they are whole.
func celValue(v *source.Value) any {
	return native(v, types.NullValue, func(literal string) any {
		if n, err := strconv.ParseInt(literal, 10, 64); err == nil {
			return n
		}
		n, err := strconv.ParseFloat(literal, 64)
		if err != nil {
			return unknown()
		}
		return n
	}, func(*source.Value) any { return unknown() })
}

// native is a value of a request as Go has it, with what a null, a number and what
// is not known become.
func native(v *source.Value, null any, number func(literal string) any, unknown func(*source.Value) any) any {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case source.Null:
		return null
	case source.Bool:
		return v.Bool
	case source.Number:
		return number(v.Literal)
	case source.List:
		items := []any{}
		for _, item := range v.Items {
			items = append(items, native(item, null, number, unknown))
		}
		return items
	case source.Map:
		members := map[string]any{}
		for _, m := range v.Members {
			members[m.Name] = native(m.Value, null, number, unknown)
		}
		return members
	}
	if text, ok := v.Str(); ok {
		return text
	}
	return unknown(v)
}
