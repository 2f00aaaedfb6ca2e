package filtertest

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
)

// maxRepeat bounds how often an event is repeated.
const maxRepeat = 100_000

// The verdicts as they are written.
const (
	match   = "match"
	noMatch = "no match"
)

func verdictText(matched bool) string {
	if matched {
		return match
	}
	return noMatch
}

// statistics are the members of a period's datapoint.
func statistics() []string { return []string{"sum", "average", "minimum", "maximum", "sampleCount"} }

// entry reads one item of events.
func (p *parser) entry(n *yaml.Node) *entry {
	e := &entry{at: p.place(n)}
	v := document.Resolved(n)
	if v.Kind == yaml.ScalarNode && v.ShortTag() == "!!str" { // an event of which nothing is expected by itself
		e.events = []event{{message: p.message(n, "message")}}
		return e
	}
	var message, file, at *yaml.Node
	before := len(p.Errors)
	repeat, every := int64(1), time.Duration(0)
	found := p.Fields(n, "the event",
		document.Key("message", func(v *yaml.Node) { message = v }),
		document.Key("file", func(v *yaml.Node) { file = v }),
		document.Key("timestamp", func(v *yaml.Node) { at = v }),
		document.Key("repeat", func(v *yaml.Node) { repeat = p.Integer(v, "repeat", 1, maxRepeat) }),
		document.Key("every", func(v *yaml.Node) { every = p.duration(v) }),
		document.Key("verdict", func(v *yaml.Node) { e.verdict = p.verdict(v) }),
		document.Key("because", func(v *yaml.Node) { e.because = p.because(v) }),
		document.Key("extractedValues", func(v *yaml.Node) { e.values = p.values(v) }),
		document.Key("datapoints", func(v *yaml.Node) { e.datapoints = p.datapoints(v, true) }),
		document.Key("matches", func(v *yaml.Node) { e.matches = p.lines(v) }),
	)
	if v.Kind != yaml.MappingNode {
		return e
	}
	switch {
	case message != nil && file != nil:
		p.Fail(file, "an event has a message or a file, not both")
	case message == nil && file == nil:
		p.Needs(n, before, "the event needs a message or a file")
	case file != nil:
		for _, name := range []string{"timestamp", "repeat", "every", "extractedValues", "datapoints"} {
			if found[name] != nil {
				p.Fail(found[name], "%s is for a message; a file has its own times and many events", name)
			}
		}
		e.file = p.Text(file, "file")
		e.events = p.events(file, e.file)
	default:
		if e.matches != nil {
			p.Fail(found["matches"], "matches is for a file; write verdict: match or verdict: no match")
		}
		e.repeat(p.message(message, "message"), repeat, every)
		if at != nil {
			if ms := p.time(at, "timestamp"); ms != nil {
				for i := range e.events {
					e.events[i].time += *ms
					e.events[i].timed = true
				}
			}
		} else if every != 0 {
			p.Fail(found["every"], "every needs a timestamp to count from")
		}
	}
	if x := found["extractedValues"]; x != nil && e.verdict != nil && e.verdict.recorded && !e.verdict.want {
		p.Fail(x, "extractedValues is for log events that match")
	}
	return e
}

// repeat makes the event's copies; their times count from the first.
func (e *entry) repeat(message string, n int64, every time.Duration) {
	for i := range n {
		e.events = append(e.events, event{message: message, time: i * every.Milliseconds()})
	}
}

func (p *parser) duration(n *yaml.Node) time.Duration {
	d, err := time.ParseDuration(p.Text(n, "every"))
	if err != nil || d < 0 || d > 24*time.Hour {
		p.Fail(n, "every must be a time span such as 10s or 5m, a day at most")
		return 0
	}
	return d
}

// expected is an expectation at a node; an empty value waits to be recorded.
func expected[T any](p *parser, n *yaml.Node) *expectation[T] {
	return &expectation[T]{at: p.place(n), node: n, recorded: !document.IsNull(n)}
}

func (p *parser) verdict(n *yaml.Node) *expectation[bool] {
	x := expected[bool](p, n)
	if x.recorded {
		x.want = p.OneOf(n, "verdict", match, noMatch) == match
	}
	return x
}

func (p *parser) because(n *yaml.Node) *expectation[[]cause] {
	x := expected[[]cause](p, n)
	if !x.recorded {
		return x
	}
	one := func(n *yaml.Node) {
		if text := strings.TrimSpace(p.Text(n, "because")); text != "" {
			x.want = append(x.want, cause{text, p.place(n)})
		}
	}
	if document.Resolved(n).Kind == yaml.SequenceNode {
		p.List(n, "because", one)
	} else {
		one(n)
	}
	if len(x.want) == 0 {
		p.Fail(n, "because names no condition")
	}
	return x
}

func (p *parser) values(n *yaml.Node) *expectation[[]value] {
	x := expected[[]value](p, n)
	if x.recorded {
		p.Mapping(n, "extractedValues", func(key, v *yaml.Node) {
			if document.IsNull(v) {
				x.want = append(x.want, value{name: key.Value, absent: true})
				return
			}
			x.want = append(x.want, value{name: key.Value, text: p.Scalar(v, "the value of "+key.Value)})
		})
	}
	return x
}

func (p *parser) lines(n *yaml.Node) *expectation[[]int64] {
	x := expected[[]int64](p, n)
	if x.recorded {
		p.List(n, "matches", func(item *yaml.Node) {
			x.want = append(x.want, p.Integer(item, "a line", 1, 1<<40))
		})
		if !slices.IsSorted(x.want) || len(slices.Compact(slices.Clone(x.want))) < len(x.want) {
			p.Fail(n, "the lines of matches must rise")
		}
	}
	return x
}

// datapoints reads those of one event, or those of periods.
func (p *parser) datapoints(n *yaml.Node, single bool) *expectation[[]datapoint] {
	x := expected[[]datapoint](p, n)
	if !x.recorded {
		return x
	}
	p.List(n, "datapoints", func(item *yaml.Node) {
		var d datapoint
		before := len(p.Errors)
		known := []document.Field{
			document.Key("dimensions", func(v *yaml.Node) { d.dimensions = p.texts(v, "dimensions") }),
			document.Key("unit", func(v *yaml.Node) { d.unit = p.Text(v, "unit") }),
		}
		names := []string{"value"}
		if !single {
			names = statistics()
			known = append(known, document.Key("timestamp", func(v *yaml.Node) { d.time = p.time(v, "timestamp") }))
		}
		for _, name := range names {
			known = append(known, document.Key(name, func(v *yaml.Node) { d.members = append(d.members, member{name, p.Number(v, name)}) }))
		}
		p.Fields(item, "the datapoint", known...)
		if len(d.members) == 0 {
			p.Needs(item, before, "the datapoint needs %s", strings.Join(names, ", "))
		}
		x.want = append(x.want, d)
	})
	return x
}
