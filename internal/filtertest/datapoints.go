package filtertest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/metric"
)

// tolerance is how far two numbers may lie apart, relative to their size, and
// still be the same: sums of decimal fractions are not exact.
const tolerance = 1e-9

// published compares what one log event publishes.
func (r *runner) published(x *expectation[[]datapoint], o *observation) {
	var got []publishedPoint
	for _, m := range o.metrics {
		got = append(got, publishedPoint{metric: m, point: m.Datapoints[0]})
	}
	r.comparePoints(x, got, []string{"value"})
}

// series compares what all log events publish together, period by period.
func (r *runner) series(x *expectation[[]datapoint]) {
	var got []publishedPoint
	for _, m := range r.evaluate(r.test.period) {
		for _, d := range m.Datapoints {
			got = append(got, publishedPoint{m, d, true})
		}
	}
	slices.SortStableFunc(got, func(a, b publishedPoint) int { return cmp.Compare(a.point.Timestamp, b.point.Timestamp) })
	r.comparePoints(x, got, []string{"sum", "sampleCount"})
}

// publishedPoint is a datapoint of a metric.
type publishedPoint struct {
	metric metric.Metric
	point  metric.Datapoint
	timed  bool // its time means something
}

func (p publishedPoint) number(name string) float64 {
	switch name {
	case "average":
		return p.point.Average
	case "minimum":
		return p.point.Minimum
	case "maximum":
		return p.point.Maximum
	case "sampleCount":
		return float64(p.point.SampleCount)
	default:
		return p.point.Sum
	}
}

// as is the datapoint with the members that another one names; numbers that
// are the same but for rounding are that one's.
func (p publishedPoint) as(want datapoint) datapoint {
	d := datapoint{dimensions: p.metric.Dimensions}
	for _, m := range want.members {
		number := p.number(m.name)
		if math.Abs(number-m.number) <= tolerance*math.Max(math.Abs(number), math.Abs(m.number)) {
			number = m.number
		}
		d.members = append(d.members, member{m.name, number})
	}
	if want.unit != "" {
		d.unit = p.metric.Unit
	}
	if want.time != nil {
		d.time = &p.point.Timestamp
	}
	return d
}

// comparePoints compares datapoints in their order: by time, then by
// dimensions. names are the members of those that nobody expects.
func (r *runner) comparePoints(x *expectation[[]datapoint], got []publishedPoint, names []string) {
	var want, lines []string
	for _, d := range x.want {
		want = append(want, d.line())
	}
	actual := &yaml.Node{Kind: yaml.SequenceNode}
	for i, p := range got {
		like := datapoint{}
		if p.timed {
			like.time = &p.point.Timestamp
		}
		for _, name := range names {
			like.members = append(like.members, member{name: name})
		}
		if i < len(x.want) {
			like = x.want[i]
		}
		d := p.as(like)
		lines = append(lines, d.line())
		actual.Content = append(actual.Content, d.node())
	}
	r.compare(x.at, x.node, "datapoints", x.recorded, want, lines, actual)
}

func numberText(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

func timeText(ms int64) string {
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.999Z")
}

// line is the datapoint in one line.
func (d datapoint) line() string {
	var parts []string
	if d.time != nil {
		parts = append(parts, timeText(*d.time))
	}
	for _, m := range d.members {
		parts = append(parts, m.name+" "+numberText(m.number))
	}
	if d.unit != "" {
		parts = append(parts, d.unit)
	}
	if len(d.dimensions) > 0 {
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(d.dimensions)) {
			pairs = append(pairs, name+": "+strconv.Quote(d.dimensions[name]))
		}
		parts = append(parts, "{"+strings.Join(pairs, ", ")+"}")
	}
	return strings.Join(parts, " ")
}

// node is the datapoint as a test file writes it.
func (d datapoint) node() *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	if d.time != nil {
		n.Content = append(n.Content, textNode("timestamp"), numberNode(timeText(*d.time)))
	}
	for _, m := range d.members {
		n.Content = append(n.Content, textNode(m.name), numberNode(numberText(m.number)))
	}
	if d.unit != "" {
		n.Content = append(n.Content, textNode("unit"), textNode(d.unit))
	}
	if len(d.dimensions) > 0 {
		pairs := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
		for _, name := range slices.Sorted(maps.Keys(d.dimensions)) {
			pairs.Content = append(pairs.Content, textNode(name), textNode(d.dimensions[name]))
		}
		n.Content = append(n.Content, textNode("dimensions"), pairs)
	}
	return n
}
