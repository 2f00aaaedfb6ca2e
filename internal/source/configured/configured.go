package configured

import (
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Places are where the documents of some files hold something of ours.
type Places struct {
	FilterPattern []Path
	MetricValue   []Path // of the filter whose pattern stands nearest
	LogGroup      []Path // likewise
}

// Read reads the filters of a file at the places that a configuration gives.
// base is the name that tells whether it is YAML or JSON.
func (p *Places) Read(f *source.Reader, base string) {
	f.Format = source.Configured
	for _, root := range f.Documents(base) {
		p.read(f, root)
	}
	slices.SortStableFunc(f.Resources, func(a, b *source.Resource) int { return a.Body.Start - b.Body.Start })
	f.NumberAddresses()
}

func (p *Places) read(f *source.Reader, root *document.Node) {
	look := func(paths []Path) []found {
		s := &search{spend: func(n *document.Node) bool { return f.Spend(1, n.Whole) }, seen: map[*document.Node]bool{}}
		for _, path := range paths {
			s.from(found{node: root}, path)
		}
		return s.found
	}
	patterns := look(p.FilterPattern)
	values, groups := scoped(look(p.MetricValue), patterns), scoped(look(p.LogGroup), patterns)
	literal := source.NewLiteral(f)
	value := func(scopes map[*document.Node]*document.Node, pattern found, what string) *source.Value {
		if one := nearest(scopes, pattern); one != nil {
			return source.ToString(literal.Rendered(one))
		}
		return &source.Value{Kind: source.Unknown, Span: pattern.key, What: what}
	}
	for _, pattern := range patterns {
		if pattern.node.Kind != document.Scalar {
			continue
		}
		body := document.Span{Start: min(pattern.key.Start, pattern.node.Whole.Start), End: max(pattern.key.End, pattern.node.Whole.End)}
		text := &source.Member{Name: "filterPattern", Key: pattern.key, Value: source.ToString(literal.Rendered(pattern.node))}
		if text.Value.Kind == source.Null {
			continue
		}
		if len(p.MetricValue) == 0 && len(p.LogGroup) == 0 {
			f.Resources = append(f.Resources, source.PatternOnly(pattern.address, "pattern", pattern.key, body, text))
			continue
		}
		unknown := func(name string) *source.Member {
			return &source.Member{Name: name, Key: pattern.key, Value: &source.Value{Kind: source.Unknown, Span: pattern.key, What: name}}
		}
		metric := &source.Value{Kind: source.Map, Span: pattern.key, Members: []*source.Member{
			unknown("metricName"), unknown("metricNamespace"),
			{Name: "metricValue", Key: pattern.key, Value: value(values, pattern, "metricValue")},
		}}
		f.Resources = append(f.Resources, &source.Resource{
			Address: pattern.address, Type: "filter", At: pattern.key, Body: body,
			Operation: request.Operation{Service: request.Logs, Name: "PutMetricFilter"},
			Input: &source.Value{Kind: source.Map, Span: pattern.key, Members: []*source.Member{
				unknown("filterName"), text,
				{Name: "logGroupName", Key: pattern.key, Value: value(groups, pattern, "logGroupName")},
				{Name: "metricTransformations", Key: pattern.key, Value: &source.Value{Kind: source.List, Span: pattern.key, Items: []*source.Value{metric}}},
			}},
		})
	}
}

// scoped are values by the smallest part of the document around each that holds a
// filter pattern: they are those of the patterns in it. Of several in one part
// none is known to count.
func scoped(values, patterns []found) map[*document.Node]*document.Node {
	holds := map[*document.Node]bool{}
	for _, p := range patterns {
		for _, n := range p.trail {
			holds[n] = true
		}
	}
	scopes := map[*document.Node]*document.Node{}
	for _, v := range values {
		for _, n := range slices.Backward(v.trail) {
			if !holds[n] {
				continue
			}
			if _, several := scopes[n]; several {
				scopes[n] = nil
			} else {
				scopes[n] = v.node
			}
			break
		}
	}
	return scopes
}

// nearest is the value of the smallest part that a pattern is in, nil for none.
func nearest(scopes map[*document.Node]*document.Node, pattern found) *document.Node {
	for _, n := range slices.Backward(pattern.trail) {
		if v, ok := scopes[n]; ok {
			return v
		}
	}
	return nil
}
