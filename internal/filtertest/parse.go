package filtertest

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
)

// parser reads one test file.
type parser struct {
	document.Strict
	messages
	loader *Loader
	out    *File
	broken map[string]bool // filters that have problems
}

func (p *parser) root(n *yaml.Node) {
	p.broken = map[string]bool{}
	before := len(p.Errors)
	// filters come first, wherever they stand.
	if v := document.Resolved(n); v.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(v.Content); i += 2 {
			if v.Content[i].Value == "filters" {
				p.filters(v.Content[i+1])
			}
		}
	}
	found := p.Fields(n, "the test file",
		document.Key("description", func(v *yaml.Node) { p.Text(v, "description") }),
		document.Key("filters", func(*yaml.Node) {}),
		document.Key("tests", func(v *yaml.Node) {
			names := map[string]bool{}
			p.List(v, "tests", func(item *yaml.Node) {
				t := p.test(item)
				if t == nil {
					return
				}
				if names[t.Name] {
					p.Fail(item, "there is a test %q already", t.Name)
				}
				names[t.Name] = true
				p.out.Tests = append(p.out.Tests, t)
			})
			if v := document.Resolved(v); v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
				p.Fail(v, "tests is empty")
			}
		}),
	)
	if found["tests"] == nil {
		p.Needs(n, before, "the test file needs tests")
	}
}

func (p *parser) filters(n *yaml.Node) {
	p.Mapping(n, "filters", func(key, value *yaml.Node) {
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
	before := len(p.Errors)
	var filter *yaml.Node
	var alarms *yaml.Node
	found := p.Fields(n, "the test",
		document.Key("name", func(v *yaml.Node) { t.Name = p.Text(v, "name") }),
		document.Key("description", func(v *yaml.Node) { p.Text(v, "description") }),
		document.Key("filter", func(v *yaml.Node) { filter = v }),
		document.Key("account", func(v *yaml.Node) { t.source.Account = p.Scalar(v, "account") }),
		document.Key("region", func(v *yaml.Node) { t.source.Region = p.Text(v, "region") }),
		document.Key("period", func(v *yaml.Node) {
			t.period = time.Duration(p.Integer(v, "period", 1, 86400)) * time.Second
		}),
		document.Key("from", func(v *yaml.Node) { t.from = p.time(v, "from") }),
		document.Key("until", func(v *yaml.Node) { t.until = p.time(v, "until") }),
		document.Key("events", func(v *yaml.Node) {
			p.List(v, "events", func(item *yaml.Node) { t.events = append(t.events, p.entry(item)) })
			if v := document.Resolved(v); v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
				p.Fail(v, "events is empty")
			}
		}),
		document.Key("datapoints", func(v *yaml.Node) { t.datapoints = p.datapoints(v, false) }),
		document.Key("alarms", func(v *yaml.Node) { alarms = v }),
	)
	if document.Resolved(n).Kind != yaml.MappingNode {
		return nil
	}
	for _, name := range []string{"name", "events"} {
		if found[name] == nil {
			p.Needs(n, before, "the test needs %s", map[string]string{"name": "a name", "events": "events"}[name])
		}
	}
	switch {
	case filter != nil:
		t.Filter = p.filter(filter, "", p.out.Filters)
	case len(p.out.Filters) == 1:
		t.Filter = p.out.Filters[0]
	case len(p.broken) == 0:
		p.Fail(n, "the test needs a filter: there %s under filters", plural(len(p.out.Filters), "is 1", "are %d"))
	}
	if alarms != nil {
		p.List(alarms, "alarms", func(item *yaml.Node) { t.alarms = append(t.alarms, p.alarm(item, t.Filter)) })
	}
	if t.Filter == nil || len(p.Errors) > before {
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
		p.Fail(n, "the filter %s has no metric transformation, so there are no datapoints", t.Filter.Name)
	}
	for _, field := range t.Filter.metric.SystemFields() {
		switch {
		case field == "@aws.account" && t.source.Account == "":
			p.Fail(n, "the filter uses @aws.account; say with account what it is")
		case field == "@aws.region" && t.source.Region == "":
			p.Fail(n, "the filter uses @aws.region; say with region what it is")
		case field == "@source.log" && t.Filter.metric.Request().LogGroupName == "":
			p.Fail(n, "the filter uses @source.log; its logGroupName is not known")
		}
	}
	if t.from != nil && t.until != nil && *t.from > *t.until {
		p.Fail(n, "from is after until")
	}
}

func (p *parser) place(n *yaml.Node) Place { return Place{p.File, n.Line, n.Column} }

func (p *parser) failAt(at Place, message string) {
	p.Errors = append(p.Errors, &Problem{File: at.File, Line: at.Line, Column: at.Column, Message: message})
}

// time reads a time: RFC 3339, or milliseconds since the epoch as PutLogEvents
// takes them.
func (p *parser) time(n *yaml.Node, of string) *int64 {
	v := document.Resolved(n)
	if v.Kind == yaml.ScalarNode {
		if v.ShortTag() == "!!int" {
			ms := p.Integer(n, of, 0, maxTime)
			return &ms
		}
		if t, err := time.Parse(time.RFC3339Nano, v.Value); err == nil {
			ms := t.UnixMilli()
			if ms >= 0 && ms <= maxTime {
				return &ms
			}
		}
	}
	p.Fail(n, "%s must be a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970", of)
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
