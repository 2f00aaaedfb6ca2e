package endpoint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

// metricFilter is the shape MetricFilter.
type metricFilter struct {
	FilterName                string                 `json:"filterName"`
	FilterPattern             string                 `json:"filterPattern"`
	MetricTransformations     []metricTransformation `json:"metricTransformations"`
	CreationTime              int64                  `json:"creationTime"`
	LogGroupName              string                 `json:"logGroupName"`
	ApplyOnTransformedLogs    bool                   `json:"applyOnTransformedLogs"`
	FieldSelectionCriteria    string                 `json:"fieldSelectionCriteria,omitempty"`
	EmitSystemFieldDimensions []string               `json:"emitSystemFieldDimensions,omitempty"`
}

// metricTransformation is the shape MetricTransformation.
type metricTransformation struct {
	MetricName      string            `json:"metricName"`
	MetricNamespace string            `json:"metricNamespace"`
	MetricValue     string            `json:"metricValue"`
	DefaultValue    *double           `json:"defaultValue,omitempty"`
	Dimensions      map[string]string `json:"dimensions,omitempty"`
	Unit            string            `json:"unit,omitempty"`
}

// double is a number that the service writes with a fraction: 0.0, not 0.
type double float64

// MarshalJSON implements json.Marshaler.
func (d double) MarshalJSON() ([]byte, error) {
	text, err := json.Marshal(float64(d))
	if err == nil && !bytes.ContainsAny(text, ".e") {
		text = append(text, ".0"...)
	}
	return text, err
}

// putMetricFilter makes or replaces a metric filter, which keeps the time of
// its creation.
func (c *call) putMetricFilter() error {
	g, err := c.standardGroup()
	if err != nil {
		return err
	}
	req := putMetricFilterRequest(c.in)
	if _, err := metric.Compile(&req); err != nil {
		return err
	}
	filters := g.MetricFilters()
	f, exists, err := filters.Get(req.FilterName)
	if err != nil {
		return err
	}
	f.Request = req
	if !exists {
		f.CreationTime = c.now
		if g.Group.MetricFilters >= quota.MetricFilters {
			return tooMany()
		}
		g.Group.MetricFilters++
	}
	if err := filters.Put(req.FilterName, f); err != nil {
		return err
	}
	if err := c.checkRegexQuota(g, *req.FilterPattern); err != nil {
		return err
	}
	return g.SaveRecord()
}

// checkRegexQuota refuses what a filter with this pattern has changed, when
// the group has more filters with regular expressions than it may.
func (c *call) checkRegexQuota(g *store.GroupTx, pattern string) error {
	if has, err := c.hasRegex(pattern); err != nil || !has {
		return err
	}
	n := 0
	var failed error
	count := func(pattern string) bool {
		has, err := c.hasRegex(pattern)
		if has {
			n++
		}
		failed = err
		return err == nil
	}
	err := g.MetricFilters().Each("", "", func(_ string, f store.MetricFilter) bool { return count(*f.Request.FilterPattern) })
	if err == nil && failed == nil {
		err = g.Subscriptions().Each("", "", func(_ string, f store.SubscriptionFilter) bool { return count(f.FilterPattern) })
	}
	if err == nil && failed == nil && n > quota.RegexFilters {
		err = tooMany()
	}
	return cmp.Or(err, failed)
}

func (s *Server) hasRegex(pattern string) (found bool, err error) {
	f, err := s.pattern(pattern)
	if err != nil {
		return false, err
	}
	for n := range grammar.All(f.Pattern()) {
		if _, ok := n.(*grammar.Regex); ok {
			return true, nil
		}
	}
	return false, nil
}

// putMetricFilterRequest reads a request; names are told apart by case, which
// encoding/json would not do.
func putMetricFilterRequest(in *request.Value) metric.PutMetricFilterRequest {
	pattern := in.Get("filterPattern").Str()
	applies, _ := in.Get("applyOnTransformedLogs").Flag()
	req := metric.PutMetricFilterRequest{
		LogGroupName: in.Get("logGroupName").Str(), FilterName: in.Get("filterName").Str(), FilterPattern: &pattern,
		ApplyOnTransformedLogs: applies, FieldSelectionCriteria: in.Get("fieldSelectionCriteria").Str(),
		EmitSystemFieldDimensions: systemFields(in.Get("emitSystemFieldDimensions")),
	}
	for _, t := range in.Get("metricTransformations").Items() {
		mt := metric.MetricTransformation{
			MetricName: t.Get("metricName").Str(), MetricNamespace: t.Get("metricNamespace").Str(),
			MetricValue: t.Get("metricValue").Str(), Unit: t.Get("unit").Str(), Dimensions: textMap(t.Get("dimensions")),
		}
		if v, ok := t.Get("defaultValue").Float64(); ok {
			mt.DefaultValue = &v
		}
		req.MetricTransformations = append(req.MetricTransformations, mt)
	}
	return req
}

func (c *call) deleteMetricFilter() error {
	g, err := c.group()
	if err != nil {
		return err
	}
	if err := deleted(g.MetricFilters(), c.text("filterName"), metricFilterMissing); err != nil {
		return err
	}
	g.Group.MetricFilters--
	return g.SaveRecord()
}

// describeMetricFilters lists the filters of one log group, or of all: by
// group, then by name.
func (c *call) describeMetricFilters() (page[metricFilter], error) {
	p := newPage[metricFilter](c)
	after, err := c.after()
	if err != nil {
		return p, err
	}
	var failed error
	visit := func(g *store.GroupTx, prefix, after string) bool {
		more := true
		err := g.MetricFilters().Each(prefix, after, func(name string, f store.MetricFilter) bool {
			if !c.publishes(f) {
				return true
			}
			more = p.add(g.Group.Name+":"+name, c.metricFilter(g, f))
			return more
		})
		if err != nil {
			failed = err
		}
		return more && err == nil
	}
	afterGroup, afterName, _ := strings.Cut(after, ":") // names of log groups have none
	if c.in.Has("logGroupName") {
		g, err := c.group()
		if err == nil {
			visit(g, c.text("filterNamePrefix"), afterName)
		}
		return p, cmp.Or(err, failed)
	}
	if afterGroup != "" {
		g, err := c.tx.Group(afterGroup)
		if err != nil || g != nil && !visit(g, "", afterName) {
			return p, cmp.Or(err, failed)
		}
	}
	err = c.tx.EachGroup("", afterGroup, func(g *store.GroupTx) bool { return visit(g, "", "") })
	return p, cmp.Or(err, failed)
}

// publishes reports whether a filter publishes the metric that the request
// asks for, if it asks for one.
func (c *call) publishes(f store.MetricFilter) bool {
	name, ok := c.in.Get("metricName").Text()
	if !ok {
		return true
	}
	for _, t := range f.Request.MetricTransformations {
		if t.MetricName == name && t.MetricNamespace == c.text("metricNamespace") {
			return true
		}
	}
	return false
}

func (c *call) metricFilter(g *store.GroupTx, f store.MetricFilter) metricFilter {
	r := f.Request
	transformations := make([]metricTransformation, len(r.MetricTransformations))
	for i, t := range r.MetricTransformations {
		transformations[i] = metricTransformation{t.MetricName, t.MetricNamespace, t.MetricValue, (*double)(t.DefaultValue), t.Dimensions, t.Unit}
	}
	return metricFilter{
		FilterName: r.FilterName, FilterPattern: *r.FilterPattern, MetricTransformations: transformations,
		CreationTime: f.CreationTime, LogGroupName: g.Group.Name, ApplyOnTransformedLogs: r.ApplyOnTransformedLogs,
		FieldSelectionCriteria: r.FieldSelectionCriteria, EmitSystemFieldDimensions: r.EmitSystemFieldDimensions,
	}
}

// pattern compiles a filter pattern.
func (s *Server) pattern(text string) (*engine.Filter, error) {
	return s.patterns.get(text, func() (*engine.Filter, error) { return engine.ParseAndCompile(text) })
}

// compiled compiles a metric filter.
func (s *Server) compiled(req metric.PutMetricFilterRequest) (*metric.Filter, error) {
	key, err := json.Marshal(req)
	if err != nil {
		return nil, err
	}
	return s.filters.get(string(key), func() (*metric.Filter, error) { return metric.Compile(&req) })
}

// emit adds the datapoints that the group's metric filters make of log
// events.
func (c *call) emit(g *store.GroupTx, events []store.Event) error {
	if g.Group.MetricFilters == 0 {
		return nil
	}
	var filters []*metric.Filter
	var failed error
	err := g.MetricFilters().Each("", "", func(_ string, f store.MetricFilter) bool {
		var compiled *metric.Filter
		if compiled, failed = c.compiled(f.Request); failed == nil {
			filters = append(filters, compiled)
		}
		return failed == nil
	})
	if err != nil || failed != nil {
		return cmp.Or(err, failed)
	}
	e := metric.NewEvaluator(filters, metric.DefaultPeriod, c.source())
	for _, event := range events {
		if _, publishes := e.Evaluate(event.Message); publishes {
			e.Publish(event.Timestamp)
		}
	}
	return c.tx.AddDatapoints(e.Result().Metrics)
}
