package filtertest

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"
)

// parser reads one test file.
type parser struct {
	reader
	loader *Loader
	out    *File
	broken map[string]bool // filters that have problems
}

func (p *parser) root(n *yaml.Node) {
	p.broken = map[string]bool{}
	before := len(p.problems)
	// filters come first, wherever they stand.
	if v := resolved(n); v.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(v.Content); i += 2 {
			if v.Content[i].Value == "filters" {
				p.filters(v.Content[i+1])
			}
		}
	}
	found := p.fields(n, "the test file",
		field{"description", func(v *yaml.Node) { p.text(v, "description") }},
		field{"filters", func(*yaml.Node) {}},
		field{"tests", func(v *yaml.Node) {
			names := map[string]bool{}
			p.list(v, "tests", func(item *yaml.Node) {
				t := p.test(item)
				if t == nil {
					return
				}
				if names[t.Name] {
					p.fail(item, "there is a test %q already", t.Name)
				}
				names[t.Name] = true
				p.out.Tests = append(p.out.Tests, t)
			})
			if v := resolved(v); v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
				p.fail(v, "tests is empty")
			}
		}},
	)
	if found["tests"] == nil {
		p.needs(n, before, "the test file needs tests")
	}
}

func (p *parser) filters(n *yaml.Node) {
	p.mapping(n, "filters", func(key, value *yaml.Node) {
		if f := p.filter(value, key.Value, nil); f != nil {
			p.out.Filters = append(p.out.Filters, f)
			return
		}
		p.broken[key.Value] = true
	})
}

// test reads one test, nil after a problem that leaves nothing to run.
func (p *parser) test(n *yaml.Node) *Test {
	t := &Test{Place: p.place(n), period: time.Minute}
	before := len(p.problems)
	var filter *yaml.Node
	var alarms *yaml.Node
	found := p.fields(n, "the test",
		field{"name", func(v *yaml.Node) { t.Name = p.text(v, "name") }},
		field{"description", func(v *yaml.Node) { p.text(v, "description") }},
		field{"filter", func(v *yaml.Node) { filter = v }},
		field{"account", func(v *yaml.Node) { t.source.Account = p.scalarText(v, "account") }},
		field{"region", func(v *yaml.Node) { t.source.Region = p.text(v, "region") }},
		field{"period", func(v *yaml.Node) {
			t.period = time.Duration(p.integer(v, "period", 1, 86400)) * time.Second
		}},
		field{"from", func(v *yaml.Node) { t.from = p.time(v, "from") }},
		field{"until", func(v *yaml.Node) { t.until = p.time(v, "until") }},
		field{"events", func(v *yaml.Node) {
			p.list(v, "events", func(item *yaml.Node) { t.events = append(t.events, p.entry(item)) })
			if v := resolved(v); v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
				p.fail(v, "events is empty")
			}
		}},
		field{"datapoints", func(v *yaml.Node) { t.datapoints = p.datapoints(v, false) }},
		field{"alarms", func(v *yaml.Node) { alarms = v }},
	)
	if resolved(n).Kind != yaml.MappingNode {
		return nil
	}
	for _, name := range []string{"name", "events"} {
		if found[name] == nil {
			p.needs(n, before, "the test needs %s", map[string]string{"name": "a name", "events": "events"}[name])
		}
	}
	switch {
	case filter != nil:
		t.Filter = p.filter(filter, "", p.out.Filters)
	case len(p.out.Filters) == 1:
		t.Filter = p.out.Filters[0]
	case len(p.broken) == 0:
		p.fail(n, "the test needs a filter: there %s under filters", plural(len(p.out.Filters), "is 1", "are %d"))
	}
	if alarms != nil {
		p.list(alarms, "alarms", func(item *yaml.Node) { t.alarms = append(t.alarms, p.alarm(item, t.Filter)) })
	}
	if t.Filter == nil || len(p.problems) > before {
		return nil
	}
	p.check(n, t)
	return t
}

// check looks for what cannot be tested.
func (p *parser) check(n *yaml.Node, t *Test) {
	series := t.datapoints != nil || len(t.alarms) > 0
	for _, e := range t.events {
		if e.verdict == nil && e.because == nil && e.values == nil && e.datapoints == nil && e.matches == nil && !series {
			p.failAt(e.at, "the event expects nothing; write verdict: match or verdict: no match")
		}
		series = series || e.datapoints != nil
	}
	if series && !t.Filter.publishes {
		p.fail(n, "the filter %s has no metric transformation, so there are no datapoints", t.Filter.Name)
	}
	for _, field := range t.Filter.metric.SystemFields() {
		switch {
		case field == "@aws.account" && t.source.Account == "":
			p.fail(n, "the filter uses @aws.account; say with account what it is")
		case field == "@aws.region" && t.source.Region == "":
			p.fail(n, "the filter uses @aws.region; say with region what it is")
		case field == "@source.log" && t.Filter.metric.Request().LogGroupName == "":
			p.fail(n, "the filter uses @source.log; its logGroupName is not known")
		}
	}
	if t.from != nil && t.until != nil && *t.from > *t.until {
		p.fail(n, "from is after until")
	}
}

func (p *parser) failAt(at Place, message string) {
	p.problems = append(p.problems, &Problem{File: at.File, Line: at.Line, Column: at.Column, Message: message})
}

// time reads a time: RFC 3339, or milliseconds since the epoch as PutLogEvents
// takes them.
func (p *parser) time(n *yaml.Node, of string) *int64 {
	v := resolved(n)
	if v.Kind == yaml.ScalarNode {
		if v.ShortTag() == "!!int" {
			ms := p.integer(n, of, 0, maxTime)
			return &ms
		}
		if t, err := time.Parse(time.RFC3339Nano, v.Value); err == nil {
			ms := t.UnixMilli()
			if ms >= 0 && ms <= maxTime {
				return &ms
			}
		}
	}
	p.fail(n, "%s must be a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970", of)
	return nil
}

// maxTime is the end of the year 9999, in milliseconds since the epoch.
const maxTime = 253402300799999

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
