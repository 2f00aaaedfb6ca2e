package filtertest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/suggest"
)

// filter reads a filter: a mapping, a reference into a configuration, or with
// names the name of one under filters. It returns nil after a problem.
func (p *parser) filter(n *yaml.Node, name string, names []*Filter) *Filter {
	v := document.Resolved(n)
	if v.Kind == yaml.MappingNode {
		if name == "" {
			name = fmt.Sprintf("the filter in line %d", v.Line)
		}
		return p.inlineFilter(v, name)
	}
	text := p.Text(n, "a filter")
	if text == "" {
		return nil
	}
	if strings.Contains(text, "#") {
		return p.referredFilter(n, name, text)
	}
	known := slices.Sorted(maps.Keys(p.broken))
	for _, f := range names {
		if f.Name == text {
			return f
		}
		known = append(known, f.Name)
	}
	if p.broken[text] { // a filter with problems of its own
		return nil
	}
	if near := suggest.Closest(text, known); near != "" {
		p.Fail(n, "there is no filter %q under filters; did you mean %s?", text, near)
		return nil
	}
	p.Fail(n, "there is no filter %q under filters; a filter pattern is written as {filterPattern: …}, a reference as FILE#ADDRESS", text)
	return nil
}

func (p *parser) inlineFilter(n *yaml.Node, name string) *Filter {
	before := len(p.Errors)
	req := &metric.PutMetricFilterRequest{}
	var pattern *yaml.Node
	found := p.Fields(n, "the filter",
		document.Key("filterPattern", func(v *yaml.Node) {
			text := p.Text(v, "filterPattern")
			req.FilterPattern, pattern = &text, document.Resolved(v)
		}),
		document.Key("metricTransformations", func(v *yaml.Node) {
			p.List(v, "metricTransformations", func(item *yaml.Node) {
				req.MetricTransformations = append(req.MetricTransformations, p.transformation(item))
			})
		}),
		document.Key("filterName", func(v *yaml.Node) { req.FilterName = p.Text(v, "filterName") }),
		document.Key("logGroupName", func(v *yaml.Node) { req.LogGroupName = p.Text(v, "logGroupName") }),
		document.Key("fieldSelectionCriteria", func(v *yaml.Node) { req.FieldSelectionCriteria = p.Text(v, "fieldSelectionCriteria") }),
		document.Key("emitSystemFieldDimensions", func(v *yaml.Node) {
			p.List(v, "emitSystemFieldDimensions", func(item *yaml.Node) {
				req.EmitSystemFieldDimensions = append(req.EmitSystemFieldDimensions, p.Text(item, "a system field"))
			})
		}),
		document.Key("applyOnTransformedLogs", func(v *yaml.Node) { req.ApplyOnTransformedLogs = p.Boolean(v, "applyOnTransformedLogs") }),
	)
	if found["filterPattern"] == nil {
		p.Needs(n, before, "the filter needs a filterPattern")
	}
	if len(p.Errors) > before {
		return nil
	}
	f := p.compile(n, pattern, req, name, p.place(n).String())
	if f != nil {
		f.file = p.File
	}
	return f
}

func (p *parser) transformation(n *yaml.Node) metric.MetricTransformation {
	var t metric.MetricTransformation
	before := len(p.Errors)
	found := p.Fields(n, "the metric transformation",
		document.Key("metricName", func(v *yaml.Node) { t.MetricName = p.Text(v, "metricName") }),
		document.Key("metricNamespace", func(v *yaml.Node) { t.MetricNamespace = p.Text(v, "metricNamespace") }),
		document.Key("metricValue", func(v *yaml.Node) { t.MetricValue = p.Scalar(v, "metricValue") }),
		document.Key("defaultValue", func(v *yaml.Node) {
			number := p.Number(v, "defaultValue")
			t.DefaultValue = &number
		}),
		document.Key("dimensions", func(v *yaml.Node) { t.Dimensions = p.texts(v, "dimensions") }),
		document.Key("unit", func(v *yaml.Node) { t.Unit = p.Text(v, "unit") }),
	)
	for _, name := range []string{"metricName", "metricNamespace", "metricValue"} {
		if found[name] == nil {
			p.Needs(n, before, "the metric transformation needs a %s", name)
		}
	}
	return t
}

// texts reads a mapping of texts; numbers and booleans are taken as texts.
func (p *parser) texts(n *yaml.Node, of string) map[string]string {
	out := map[string]string{}
	p.Mapping(n, of, func(key, value *yaml.Node) { out[key.Value] = p.Scalar(value, of+"."+key.Value) })
	return out
}

// referredFilter is a filter of a configuration.
func (p *parser) referredFilter(n *yaml.Node, name, reference string) *Filter {
	r, key := p.resource(n, reference, "filter", hasPattern)
	if r == nil {
		return nil
	}
	req := p.request(n, r, reference)
	if req == nil {
		return nil
	}
	if name == "" {
		name = r.Address
	}
	f := p.compile(n, nil, req, name, key)
	if f != nil {
		f.file, _, _ = strings.Cut(key, "#")
		f.operation = r.Operation.Name
	}
	return f
}

func hasPattern(r *source.Resource) bool { return r.Input.Get("filterPattern") != nil }

// need is the text of a member of what a reference names; without one it is a
// problem.
func (p *parser) need(n *yaml.Node, reference string, v *source.Value, what string) string {
	text, ok := known(v)
	if !ok {
		p.Fail(n, "the %s of %s depends on %s, which %s does not tell", what, reference, unknown(v), strings.Split(reference, "#")[0])
	}
	return text
}

// request is the filter that a resource stands for, nil after a problem.
func (p *parser) request(n *yaml.Node, r *source.Resource, reference string) *metric.PutMetricFilterRequest {
	req := &metric.PutMetricFilterRequest{}
	need := func(v *source.Value, what string) string { return p.need(n, reference, v, what) }
	before := len(p.Errors)
	pattern := need(r.Input.Get("filterPattern"), "filterPattern")
	req.FilterPattern = &pattern
	req.FilterName, _ = known(r.Input.Get("filterName"))
	req.LogGroupName, _ = known(r.Input.Get("logGroupName"))
	req.FieldSelectionCriteria = need(r.Input.Get("fieldSelectionCriteria"), "fieldSelectionCriteria")
	if fields := r.Input.Get("emitSystemFieldDimensions"); fields != nil {
		for _, item := range fields.Items {
			req.EmitSystemFieldDimensions = append(req.EmitSystemFieldDimensions, need(item, "emitSystemFieldDimensions"))
		}
	}
	if list := r.Input.Get("metricTransformations"); list != nil {
		for _, item := range list.Items {
			t := metric.MetricTransformation{
				MetricName: standIn(item.Get("metricName")), MetricNamespace: standIn(item.Get("metricNamespace")),
				MetricValue: need(item.Get("metricValue"), "metricValue"), Unit: need(item.Get("unit"), "unit"),
			}
			if v := item.Get("defaultValue"); v != nil {
				number, err := strconv.ParseFloat(need(v, "defaultValue"), 64)
				if err != nil && len(p.Errors) == before {
					p.Fail(n, "the defaultValue of %s is not a number", reference)
				}
				t.DefaultValue = &number
			}
			if dimensions := item.Get("dimensions"); dimensions != nil && len(dimensions.Members) > 0 {
				t.Dimensions = map[string]string{}
				for _, m := range dimensions.Members {
					t.Dimensions[m.Name] = need(m.Value, "dimension "+m.Name)
				}
			}
			req.MetricTransformations = append(req.MetricTransformations, t)
		}
	}
	if len(p.Errors) > before {
		return nil
	}
	return req
}

// unknownName stands for a name that the configuration does not tell; what is
// published does not depend on it.
const unknownName = "unknown"

func standIn(v *source.Value) string {
	if text, ok := known(v); ok {
		return text
	}
	return unknownName
}

// compile compiles a filter. A filter that only matches is given a metric, so
// that there is one way to evaluate filters.
func (p *parser) compile(n, pattern *yaml.Node, req *metric.PutMetricFilterRequest, name, key string) *Filter {
	f := &Filter{Name: name, Key: key, publishes: req.MetricTransformations != nil}
	if !f.publishes {
		req.MetricTransformations = []metric.MetricTransformation{{MetricName: unknownName, MetricNamespace: unknownName, MetricValue: "1"}}
	}
	var err error
	if f.metric, err = metric.Compile(req); err == nil {
		return f
	}
	var syntax grammar.Errors
	var reference *engine.ReferenceError
	if !errors.As(err, &syntax) || errors.As(err, &reference) {
		if api, ok := errors.AsType[*engine.APIError](err); ok {
			p.Fail(n, "CloudWatch Logs refuses the filter: %s", api.Message)
		} else {
			p.Fail(n, "%v", err)
		}
		return nil
	}
	src := diag.Source{Name: "filterPattern", Text: *req.FilterPattern}
	if syntax[0].Code == grammar.CodeInvalidCriteria {
		src = diag.Source{Name: "fieldSelectionCriteria", Text: req.FieldSelectionCriteria}
	}
	if pattern == nil {
		pattern = n
	}
	problem := p.Fail(pattern, "invalid %s", src.Name)
	var text bytes.Buffer
	if diag.Write(&text, src, syntax) == nil {
		problem.Detail = strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	}
	return nil
}
