package metric

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/quota"
)

// Result is what metric filters published for the log events so far.
type Result struct {
	// Metrics are sorted by namespace, name, dimensions and unit; a metric
	// without datapoints does not exist.
	Metrics []Metric `json:"metrics"`
	// Events counts the log events that were evaluated.
	Events int64 `json:"events"`
	// Matched counts the log events that at least one filter matched, its
	// field selection criteria included.
	Matched int64 `json:"matched"`
}

// Metric is one time series: a metric with one dimension set.
type Metric struct {
	MetricNamespace string            `json:"metricNamespace"`
	MetricName      string            `json:"metricName"`
	Unit            string            `json:"unit"`
	Dimensions      map[string]string `json:"dimensions"` // not nil
	// Datapoints are in the order of time, one for each period in which
	// something was published.
	Datapoints []Datapoint `json:"datapoints"`
}

// Datapoint holds the statistics of one period (X8).
type Datapoint struct {
	// Timestamp is the period's start, in milliseconds since the epoch.
	Timestamp   int64   `json:"timestamp"`
	Sum         float64 `json:"sum"`
	Average     float64 `json:"average"`
	Minimum     float64 `json:"minimum"`
	Maximum     float64 `json:"maximum"`
	SampleCount int64   `json:"sampleCount"`
}

// Unpublished are the matches of a filter that published nothing, by why the
// metric value is not a number (X5).
type Unpublished struct {
	FilterName  string `json:"filterName,omitempty"`
	MetricValue string `json:"metricValue"`
	Matched     int64  `json:"matched"` // log events that the filter matched
	Events      int64  `json:"events"`  // of these, those that published nothing
	Missing     int64  `json:"missing"`
	Null        int64  `json:"null"`
	Text        int64  `json:"text"`
	Other       int64  `json:"other"` // a boolean, an object, an array, or a number out of range
}

func (u *Unpublished) add(v engine.Value) {
	u.Events++
	switch v.Kind {
	case engine.MissingValue:
		u.Missing++
	case engine.NullValue:
		u.Null++
	case engine.TextValue:
		u.Text++
	default:
		u.Other++
	}
}

// String says of how many log events the value was what.
func (u Unpublished) String() string {
	var why []string
	for _, w := range []struct {
		count int64
		is    string
	}{{u.Missing, "missing"}, {u.Null, "null"}, {u.Text, "text that is not a number"}, {u.Other, "not a number"}} {
		if w.count > 0 {
			why = append(why, fmt.Sprintf("%s in %d", w.is, w.count))
		}
	}
	name := ""
	if u.FilterName != "" {
		name = " of filter " + u.FilterName
	}
	return fmt.Sprintf("%d of %d matches%s published nothing: %s is %s", u.Events, u.Matched, name, u.MetricValue, strings.Join(why, ", "))
}

// Warning says that a filter produced so many dimension pairs that CloudWatch
// would disable it (X11).
type Warning struct {
	FilterName string
	// Pairs is the number of different pairs of dimension name and value.
	Pairs int
	// Dimensions are the filter's dimensions, the one with the most values
	// first.
	Dimensions []Cardinality
}

// Cardinality is how many different values a dimension had.
type Cardinality struct {
	Name   string
	Values int
}

// String says what happened and which dimension is to blame.
func (w Warning) String() string {
	parts := make([]string, len(w.Dimensions))
	for i, d := range w.Dimensions {
		parts[i] = fmt.Sprintf("%s has %d different values", d.Name, d.Values)
	}
	name := ""
	if w.FilterName != "" {
		name = " of filter " + w.FilterName
	}
	return fmt.Sprintf("dimension %s: %d dimension pairs%s; CloudWatch disables a filter that produces %d within an hour",
		strings.Join(parts, ", "), w.Pairs, name, quota.DimensionPairs)
}

func compareMetrics(a, b *series) int {
	if c := cmp.Or(
		cmp.Compare(a.metric.namespace, b.metric.namespace),
		cmp.Compare(a.metric.name, b.metric.name),
	); c != 0 {
		return c
	}
	if c := slices.CompareFunc(a.dimensions, b.dimensions, func(a, b dimension) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.value, b.value))
	}); c != 0 {
		return c
	}
	return cmp.Compare(a.metric.unit, b.metric.unit)
}
