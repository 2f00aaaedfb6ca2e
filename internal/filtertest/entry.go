package filtertest

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
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
	v := resolved(n)
	if v.Kind == yaml.ScalarNode && v.ShortTag() == "!!str" { // an event of which nothing is expected by itself
		e.events = []event{{message: p.message(n, "message")}}
		return e
	}
	var message, file, at *yaml.Node
	before := len(p.problems)
	repeat, every := int64(1), time.Duration(0)
	found := p.fields(n, "the event",
		field{"message", func(v *yaml.Node) { message = v }},
		field{"file", func(v *yaml.Node) { file = v }},
		field{"timestamp", func(v *yaml.Node) { at = v }},
		field{"repeat", func(v *yaml.Node) { repeat = p.integer(v, "repeat", 1, maxRepeat) }},
		field{"every", func(v *yaml.Node) { every = p.duration(v) }},
		field{"verdict", func(v *yaml.Node) { e.verdict = p.verdict(v) }},
		field{"because", func(v *yaml.Node) { e.because = p.because(v) }},
		field{"extractedValues", func(v *yaml.Node) { e.values = p.values(v) }},
		field{"datapoints", func(v *yaml.Node) { e.datapoints = p.datapoints(v, true) }},
		field{"matches", func(v *yaml.Node) { e.matches = p.lines(v) }},
	)
	if v.Kind != yaml.MappingNode {
		return e
	}
	switch {
	case message != nil && file != nil:
		p.fail(file, "an event has a message or a file, not both")
	case message == nil && file == nil:
		p.needs(n, before, "the event needs a message or a file")
	case file != nil:
		for _, name := range []string{"timestamp", "repeat", "every", "extractedValues", "datapoints"} {
			if found[name] != nil {
				p.fail(found[name], "%s is for a message; a file tells its own times and has many events", name)
			}
		}
		e.file = p.text(file, "file")
		e.events = p.events(file, e.file)
	default:
		if e.matches != nil {
			p.fail(found["matches"], "matches is for a file; write verdict: match or verdict: no match")
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
			p.fail(found["every"], "every needs a timestamp to count from")
		}
	}
	if x := found["extractedValues"]; x != nil && e.verdict != nil && e.verdict.recorded && !e.verdict.want {
		p.fail(x, "extractedValues is for log events that match")
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
	d, err := time.ParseDuration(p.text(n, "every"))
	if err != nil || d < 0 || d > 24*time.Hour {
		p.fail(n, "every must be a time span such as 10s or 5m, a day at most")
		return 0
	}
	return d
}

// expected is an expectation at a node; an empty value waits to be recorded.
func expected[T any](r *reader, n *yaml.Node) *expectation[T] {
	return &expectation[T]{at: r.place(n), node: n, recorded: !isNull(n)}
}

func (p *parser) verdict(n *yaml.Node) *expectation[bool] {
	x := expected[bool](&p.reader, n)
	if x.recorded {
		x.want = p.oneOf(n, "verdict", match, noMatch) == match
	}
	return x
}

func (p *parser) because(n *yaml.Node) *expectation[[]cause] {
	x := expected[[]cause](&p.reader, n)
	if !x.recorded {
		return x
	}
	one := func(n *yaml.Node) {
		if text := strings.TrimSpace(p.text(n, "because")); text != "" {
			x.want = append(x.want, cause{text, p.place(n)})
		}
	}
	if resolved(n).Kind == yaml.SequenceNode {
		p.list(n, "because", one)
	} else {
		one(n)
	}
	if len(x.want) == 0 {
		p.fail(n, "because names no condition")
	}
	return x
}

func (p *parser) values(n *yaml.Node) *expectation[[]value] {
	x := expected[[]value](&p.reader, n)
	if x.recorded {
		p.mapping(n, "extractedValues", func(key, v *yaml.Node) {
			if isNull(v) {
				x.want = append(x.want, value{name: key.Value, absent: true})
				return
			}
			x.want = append(x.want, value{name: key.Value, text: p.scalarText(v, "the value of "+key.Value)})
		})
	}
	return x
}

func (p *parser) lines(n *yaml.Node) *expectation[[]int64] {
	x := expected[[]int64](&p.reader, n)
	if x.recorded {
		p.list(n, "matches", func(item *yaml.Node) {
			x.want = append(x.want, p.integer(item, "a line", 1, 1<<40))
		})
		if !slices.IsSorted(x.want) || len(slices.Compact(slices.Clone(x.want))) < len(x.want) {
			p.fail(n, "the lines of matches must rise")
		}
	}
	return x
}

// datapoints reads those of one event, or those of periods.
func (p *parser) datapoints(n *yaml.Node, single bool) *expectation[[]datapoint] {
	x := expected[[]datapoint](&p.reader, n)
	if !x.recorded {
		return x
	}
	p.list(n, "datapoints", func(item *yaml.Node) {
		var d datapoint
		before := len(p.problems)
		known := []field{
			{"dimensions", func(v *yaml.Node) { d.dimensions = p.texts(v, "dimensions") }},
			{"unit", func(v *yaml.Node) { d.unit = p.text(v, "unit") }},
		}
		names := []string{"value"}
		if !single {
			names = statistics()
			known = append(known, field{"timestamp", func(v *yaml.Node) { d.time = p.time(v, "timestamp") }})
		}
		for _, name := range names {
			known = append(known, field{name, func(v *yaml.Node) { d.members = append(d.members, member{name, p.number(v, name)}) }})
		}
		p.fields(item, "the datapoint", known...)
		if len(d.members) == 0 {
			p.needs(item, before, "the datapoint needs %s", strings.Join(names, ", "))
		}
		x.want = append(x.want, d)
	})
	return x
}
