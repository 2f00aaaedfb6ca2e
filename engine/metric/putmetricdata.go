package metric

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// maxData is how many data one PutMetricData request may hold.
const maxData = 1000

// PutMetricDataRequest is the request of the PutMetricData operation of
// CloudWatch, with statistics instead of single values.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
type PutMetricDataRequest struct {
	Namespace  string
	MetricData []MetricDatum
}

// MetricDatum is what one period of one metric adds.
type MetricDatum struct {
	MetricName      string
	Dimensions      []NamedValue `json:",omitempty"` // by name
	Timestamp       string       // the period's start, RFC 3339 in UTC
	StatisticValues StatisticSet
	Unit            string
}

// NamedValue is a dimension.
type NamedValue struct{ Name, Value string }

// StatisticSet are the statistics of a period.
type StatisticSet struct{ SampleCount, Sum, Minimum, Maximum float64 }

// PutMetricDataRequests are the requests that publish datapoints, in their
// order; a request is about one namespace and holds as many data as it may.
// The metrics of a namespace must lie together, as those of a Result do.
func PutMetricDataRequests(metrics []Metric) iter.Seq[PutMetricDataRequest] {
	return func(yield func(PutMetricDataRequest) bool) {
		var req PutMetricDataRequest
		flush := func() bool {
			full := req
			req.MetricData = nil
			return len(full.MetricData) == 0 || yield(full)
		}
		for _, m := range metrics {
			if m.MetricNamespace != req.Namespace {
				if !flush() {
					return
				}
				req.Namespace = m.MetricNamespace
			}
			var dimensions []NamedValue
			for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
				dimensions = append(dimensions, NamedValue{name, m.Dimensions[name]})
			}
			for _, d := range m.Datapoints {
				if len(req.MetricData) == maxData && !flush() {
					return
				}
				req.MetricData = append(req.MetricData, MetricDatum{
					MetricName: m.MetricName, Dimensions: dimensions, Unit: m.Unit,
					Timestamp:       time.UnixMilli(d.Timestamp).UTC().Format(time.RFC3339),
					StatisticValues: StatisticSet{float64(d.SampleCount), d.Sum, d.Minimum, d.Maximum},
				})
			}
		}
		flush()
	}
}
