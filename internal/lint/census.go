package lint

import (
	"fmt"
	"path"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// census is what all files together say about log groups.
type census struct {
	groups []*group // in the order in which the files name them
	byKey  map[string]*group
}

// group is one log group, as far as its name or its resource tells.
type group struct {
	name    string      // "" when only its resource is known
	defined *definition // where it is created; nil when no file does
	keep    bool        // some file sets a retention
	filters []*filter
}

type definition struct {
	file     *source.File
	resource *source.Resource
}

// filter is a metric filter or subscription filter of a log group.
type filter struct {
	definition
	scope        string
	subscription bool
	pattern      *site // nil when the request has none that is a text
}

// groupsPass is what a rule about log groups sees.
type groupsPass struct {
	*checker
	rule   *Rule
	census *census
}

func (p *groupsPass) at(d definition) *reporter {
	return &reporter{p.checker, p.rule, d.file, d.resource}
}

// scope is what is deployed together: a folder of Terraform, any other file.
func scope(f *source.File) string {
	if f.Format.ByFolder {
		return path.Dir(f.Name)
	}
	return f.Name
}

// takeCensus looks up the log groups of all requests.
func takeCensus(files []*source.File, sites []*site) *census {
	c := &census{byKey: map[string]*group{}}
	patterns := map[*source.Resource]*site{}
	for _, s := range sites {
		if !s.criteria && patterns[s.resource] == nil {
			patterns[s.resource] = s
		}
	}
	// Resources that create groups come first: a reference to one then finds
	// its name, wherever the file mentions it.
	for _, f := range files {
		for _, r := range f.Resources {
			if r.Operation == createLogGroup {
				c.define(definition{f, r})
			}
		}
	}
	c.nameInstances(files)
	for _, f := range files {
		for _, r := range f.Resources {
			switch r.Operation {
			case putRetentionPolicy:
				if g := c.of(f, r); g != nil {
					g.keep = true
				}
				if g := c.byKey[addressKey(f, r.Address)]; g != nil {
					g.keep = true
				}
			case putMetricFilter, putSubscriptionFilter:
				if g := c.of(f, r); g != nil {
					g.filters = append(g.filters, &filter{definition{f, r}, scope(f), r.Operation == putSubscriptionFilter, patterns[r]})
				}
			}
		}
	}
	return c
}

func addressKey(f *source.File, address string) string { return "resource " + scope(f) + " " + address }

// nameKey tells log groups of one name apart that are in several Regions or
// accounts.
func nameKey(r *source.Resource, name string) string { return "name " + r.Provider + " " + name }

// define notes a resource that creates a log group.
func (c *census) define(d definition) {
	key := addressKey(d.file, d.resource.Address)
	g := c.byKey[key]
	if name, ok := d.resource.Input.Get("logGroupName").Str(); ok {
		named := nameKey(d.resource, name)
		if c.byKey[named] != nil {
			g = c.byKey[named]
		}
		if g == nil {
			g = c.add(&group{name: name})
		}
		c.byKey[named] = g
	}
	if g == nil {
		g = c.add(&group{})
	}
	if g.defined == nil {
		g.defined = &d
	}
	c.byKey[key] = g
}

// nameInstances lets the only instance of a resource be found without its
// index, as references may leave it out.
func (c *census) nameInstances(files []*source.File) {
	only := map[string]*group{}
	for _, f := range files {
		for _, r := range f.Resources {
			base, _, indexed := strings.Cut(r.Address, "[")
			if r.Operation != createLogGroup || !indexed || !strings.HasSuffix(r.Address, "]") {
				continue
			}
			key := addressKey(f, base)
			if _, several := only[key]; several {
				only[key] = nil
				continue
			}
			only[key] = c.byKey[addressKey(f, r.Address)]
		}
	}
	for key, g := range only {
		if g != nil && c.byKey[key] == nil {
			c.byKey[key] = g
		}
	}
}

func (c *census) add(g *group) *group {
	c.groups = append(c.groups, g)
	return g
}

// of is the log group that a request is about, nil when nothing tells which.
func (c *census) of(f *source.File, r *source.Resource) *group {
	v := r.Input.Get("logGroupName")
	if v == nil {
		return nil
	}
	key, name := "", ""
	if text, ok := v.Str(); ok && text != "" {
		key, name = nameKey(r, text), text
	} else if ref := namedResource(v); ref != "" {
		key = addressKey(f, ref)
	} else {
		return nil
	}
	g := c.byKey[key]
	if g == nil {
		g = c.add(&group{name: name})
		c.byKey[key] = g
	}
	return g
}

// namedResource is the resource that a value names and nothing else: an unknown
// value, or a text that is one hole.
func namedResource(v *source.Value) string {
	switch {
	case v.Kind == source.Unknown:
		return v.Ref
	case v.Kind == source.String && v.Text.Decoded == "" && len(v.Text.Holes) == 1:
		return v.Text.Holes[0].Ref
	}
	return ""
}

// mayBeAbsent reports whether a resource is deployed under a condition only.
// A reader that knows says so; otherwise the resource's text shows it.
func (d definition) mayBeAbsent() bool {
	if d.resource.Conditional {
		return true
	}
	body := d.resource.Body
	if body.Start < 0 || body.End > len(d.file.Data) || body.Start > body.End {
		return false
	}
	shows := d.file.Format.MayBeAbsent
	return shows != nil && shows(d.file.Data[body.Start:body.End])
}

// title names a group in a message.
func (g *group) title() string {
	switch {
	case g.name != "":
		return "the log group " + g.name
	case g.defined != nil:
		return "the log group " + g.defined.resource.Address
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
	return f.resource.At
}

// line says where another resource is.
func (d definition) line() string {
	n := 1 + strings.Count(string(d.file.Data[:min(d.resource.At.Start, len(d.file.Data))]), "\n")
	return fmt.Sprintf("%s:%d", d.file.Name, n)
}
