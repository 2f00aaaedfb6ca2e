package endpoint

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// own answers what AWS does not have: /_logsieve/health, and
// /_logsieve/metrics with the datapoints that metric filters have emitted.
func (s *Server) own(_ context.Context, r *http.Request, _ []byte, _ string) (response, error) {
	if _, err := s.place(r, "logs"); err != nil {
		return response{}, err
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return response{}, &engine.APIError{Code: "MethodNotAllowed", Message: "Use GET.", Status: http.StatusMethodNotAllowed}
	}
	switch r.URL.Path {
	case "/_logsieve/health":
		return response{status: http.StatusOK, contentType: "text/plain; charset=utf-8", body: []byte("ok\n")}, nil
	case "/_logsieve/metrics":
		query := r.URL.Query()
		return s.metrics(cmp.Or(query.Get("region"), s.options.Region), query.Get("format"))
	}
	return response{}, &engine.APIError{Code: "NotFound", Message: "There are /_logsieve/health and /_logsieve/metrics.", Status: http.StatusNotFound}
}

func (s *Server) metrics(region, format string) (response, error) {
	if s.options.Store == nil {
		return response{}, s.notImplemented("metrics", true)
	}
	var metrics []metric.Metric
	err := store.Within(s.options.Store.View, region, func(r *store.Region) (err error) {
		metrics, err = r.Metrics()
		return err
	})
	if err != nil {
		return response{}, err
	}
	switch format {
	case "":
		return response{status: http.StatusOK, contentType: "text/plain; version=0.0.4; charset=utf-8", body: exposition(metrics)}, nil
	case "json":
		return response{status: http.StatusOK, contentType: "application/json", body: append(marshal(struct {
			Metrics []metric.Metric `json:"metrics"`
		}{metrics}), '\n')}, nil
	case "put-metric-data":
		var b bytes.Buffer
		for req := range metric.PutMetricDataRequests(metrics) {
			b.Write(marshal(req))
			b.WriteByte('\n')
		}
		return response{status: http.StatusOK, contentType: "application/x-ndjson", body: b.Bytes()}, nil
	}
	return response{}, invalid("The format is json or put-metric-data; without one it is the text exposition.")
}

// exposition writes the statistics of each metric over all periods in the
// text format of Prometheus: what only grows, as counters.
// https://prometheus.io/docs/instrumenting/exposition_formats/
func exposition(metrics []metric.Metric) []byte {
	var b bytes.Buffer
	for _, family := range []struct {
		name, kind, help string
		value            metric.Statistic
	}{
		{"logsieve_metric_samples_total", "counter", "Samples that metric filters have emitted.", metric.SampleCount},
		{"logsieve_metric_sum", "gauge", "The sum of the samples.", metric.Sum},
		{"logsieve_metric_minimum", "gauge", "The smallest sample.", metric.Minimum},
		{"logsieve_metric_maximum", "gauge", "The largest sample.", metric.Maximum},
	} {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", family.name, family.help, family.name, family.kind)
		for _, m := range metrics {
			if len(m.Datapoints) == 0 {
				continue
			}
			all := m.Datapoints[0]
			for _, d := range m.Datapoints[1:] {
				all = store.Together(all, d)
			}
			fmt.Fprintf(&b, "%s{%s} %s\n", family.name, labels(m), strconv.FormatFloat(family.value.Of(all), 'g', -1, 64))
		}
	}
	return b.Bytes()
}

// labels are the namespace, the name, the unit and the dimensions of a
// metric. A dimension's label begins with dimension_, and has _ for what a
// label must not hold; where two would be the same they are numbered.
func labels(m metric.Metric) string {
	list := []string{label("namespace", m.MetricNamespace), label("metric", m.MetricName), label("unit", m.Unit)}
	seen := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		key := "dimension_" + strings.Map(func(r rune) rune {
			if r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
				return r
			}
			return '_'
		}, name)
		if seen[key]++; seen[key] > 1 {
			key = fmt.Sprintf("%s_%d", key, seen[key])
		}
		list = append(list, label(key, m.Dimensions[name]))
	}
	return strings.Join(list, ",")
}

func label(name, value string) string {
	return name + `="` + strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`).Replace(value) + `"`
}
