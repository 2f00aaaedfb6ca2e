package endpoint

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

const (
	cloudWatchService = "GraniteServiceVersion20100801"
	cloudWatchVersion = "2010-08-01"
)

// cloudWatch answers the operations of CloudWatch that read metrics: those
// that metric filters have published in the request's region.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
func (s *Server) cloudWatch(_ context.Context, r *http.Request, name string, in input) (object, error) {
	var run func(*metricsCall) (object, error)
	switch name {
	case "ListMetrics":
		run = (*metricsCall).listMetrics
	case "GetMetricStatistics":
		run = (*metricsCall).getMetricStatistics
	case "GetMetricData":
		run = (*metricsCall).getMetricData
	default:
		return nil, unknownOperation(http.StatusBadRequest, "Of CloudWatch, logsieve serve answers ListMetrics, GetMetricStatistics and GetMetricData, not "+name+".")
	}
	at, err := s.place(r, "monitoring")
	if err != nil {
		return nil, err
	}
	if s.options.Store == nil {
		return nil, s.notImplemented(name, true)
	}
	var out object
	err = store.Within(s.options.Store.View, at.region, func(region *store.Region) (err error) {
		out, err = run(&metricsCall{at, region, in, s.options.Now()})
		return err
	})
	return out, err
}

// metricsCall is one request to CloudWatch.
type metricsCall struct {
	place
	tx  *store.Region
	in  input
	now time.Time
}

// The errors of CloudWatch. The texts are ours where none is known.

func missingParameter(name string) error {
	return failure("MissingRequiredParameterException", "The parameter "+name+" is required.")
}

func wrongParameter(message string) error {
	return failure("InvalidParameterValueException", message)
}

func wrongCombination(message string) error {
	return failure("InvalidParameterCombinationException", message)
}

const (
	maxListedMetrics = 500
	// Metrics are listed for two weeks after their last datapoint, and are
	// recently active for three hours.
	listedFor     = 14 * 24 * time.Hour
	recentlyFor   = 3 * time.Hour
	maxDimensions = 30
)

// listMetrics lists metrics by namespace, name and dimensions.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
func (c *metricsCall) listMetrics() (object, error) {
	namespace, name, token := c.in.text("Namespace"), c.in.text("MetricName"), c.in.text("NextToken")
	filters := c.in.objects("Dimensions")
	since := c.now.Add(-listedFor).UnixMilli()
	switch active := c.in.text("RecentlyActive"); active {
	case "":
	case "PT3H":
		since = c.now.Add(-recentlyFor).UnixMilli()
	default:
		return nil, wrongParameter("RecentlyActive must be PT3H, not " + quoted(active) + ".")
	}
	// There is one account, linked to none.
	owner, accounts := c.in.text("OwningAccount"), c.in.flag("IncludeLinkedAccounts", false)
	dimensions := make([]func(map[string]string) bool, len(filters))
	for i, f := range filters {
		key, value := f.text("Name"), f.text("Value")
		if key == "" {
			return nil, missingParameter(fmt.Sprintf("Dimensions.member.%d.Name", i+1))
		}
		dimensions[i] = func(have map[string]string) bool { v, ok := have[key]; return ok && (value == "" || v == value) }
	}
	after, err := base64.RawURLEncoding.DecodeString(token)
	if failed := c.in.failed(); failed != nil || err != nil {
		return nil, cmp.Or(failed, wrongParameter("NextToken is not a token that ListMetrics has given."))
	}
	metrics, err := c.tx.LatestMetrics()
	if err != nil {
		return nil, err
	}
	listed, owners := []any{}, []any{}
	out := object{}
	last := ""
	for _, m := range metrics {
		key := metricKey(m)
		recent := len(m.Datapoints) > 0 && m.Datapoints[0].Timestamp >= since
		if !recent || key <= string(after) || key == last || namespace != "" && m.MetricNamespace != namespace || name != "" && m.MetricName != name ||
			owner != "" && owner != c.account || slices.ContainsFunc(dimensions, func(has func(map[string]string) bool) bool { return !has(m.Dimensions) }) {
			continue
		}
		if len(listed) == maxListedMetrics {
			out = object{{"NextToken", base64.RawURLEncoding.EncodeToString([]byte(last))}}
			break
		}
		last = key
		listed = append(listed, object{{"Namespace", m.MetricNamespace}, {"MetricName", m.MetricName}, {"Dimensions", dimensionList(m.Dimensions)}})
		owners = append(owners, c.account)
	}
	out = append(object{{"Metrics", listed}}, out...)
	if accounts {
		out = append(out, outputMember{"OwningAccounts", owners})
	}
	return out, nil
}

// metricKey sorts as metrics are sorted; units make no difference.
func metricKey(m metric.Metric) string {
	parts := []string{m.MetricNamespace, m.MetricName}
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		parts = append(parts, name, m.Dimensions[name])
	}
	return strings.Join(parts, "\x00")
}

func dimensionList(dimensions map[string]string) []any {
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(dimensions)) {
		list = append(list, object{{"Name", name}, {"Value", dimensions[name]}})
	}
	return list
}

// metricOf reads which metric is meant: its namespace, name and all of its
// dimensions. at is the place of the structure in the request.
func metricOf(in input, at string) (metric.Metric, error) {
	m := metric.Metric{MetricNamespace: in.text("Namespace"), MetricName: in.text("MetricName"), Dimensions: map[string]string{}}
	switch dimensions := in.objects("Dimensions"); {
	case m.MetricNamespace == "":
		return m, missingParameter(at + "Namespace")
	case m.MetricName == "":
		return m, missingParameter(at + "MetricName")
	case len(dimensions) > maxDimensions:
		return m, wrongParameter(fmt.Sprintf("%sDimensions must have at most %d items.", at, maxDimensions))
	default:
		for i, d := range dimensions {
			name, value := d.text("Name"), d.text("Value")
			if name == "" || value == "" {
				return m, missingParameter(fmt.Sprintf("%sDimensions.member.%d.%s", at, i+1, map[bool]string{true: "Name", false: "Value"}[name == ""]))
			}
			if _, twice := m.Dimensions[name]; twice {
				return m, wrongParameter(at + "Dimensions has " + quoted(name) + " twice: a metric has one value of a dimension.")
			}
			m.Dimensions[name] = value
		}
	}
	return m, nil
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// period checks a period in seconds.
func period(seconds int64, at string) (time.Duration, error) {
	switch {
	case seconds <= 0 || seconds%60 != 0 && !slices.Contains([]int64{1, 5, 10, 20, 30}, seconds):
		return 0, wrongParameter(fmt.Sprintf("The parameter %s must be 1, 5, 10, 20, 30 or a multiple of 60 seconds, not %d.", at, seconds))
	case seconds > maxPeriod:
		return 0, wrongParameter(fmt.Sprintf("The parameter %s must be at most %d seconds.", at, maxPeriod))
	}
	return time.Duration(seconds) * time.Second, nil
}

const maxPeriod = 366 * 86400

// timeRange is from when until before when datapoints are asked for, in
// milliseconds. As documented, the start is rounded down: to a whole minute,
// to five minutes when it is 15 days ago, to an hour when it is 63 days ago.
func (c *metricsCall) timeRange(period time.Duration) (start, end int64, err error) {
	from, ok := c.in.time("StartTime")
	to, ok2 := c.in.time("EndTime")
	switch {
	case c.in.failed() != nil:
		return 0, 0, c.in.failed()
	case !ok:
		return 0, 0, missingParameter("StartTime")
	case !ok2:
		return 0, 0, missingParameter("EndTime")
	case !from.Before(to):
		return 0, 0, wrongCombination("The parameter StartTime must be less than the parameter EndTime.")
	}
	unit := time.Minute
	switch age := c.now.Sub(from); {
	case age >= 63*24*time.Hour:
		unit = time.Hour
	case age >= 15*24*time.Hour:
		unit = 5 * time.Minute
	case period < time.Minute:
		unit = max(period, time.Second)
	}
	return from.UnixMilli() / unit.Milliseconds() * unit.Milliseconds(), to.UnixMilli(), nil
}

// series are the datapoints of a metric by period, the first of which begins
// at start.
func (c *metricsCall) series(m metric.Metric, start, end int64, period time.Duration) ([]metric.Datapoint, error) {
	var series []metric.Datapoint
	step := period.Milliseconds()
	err := c.tx.Datapoints(m, start, end, func(d metric.Datapoint) {
		d.Timestamp = start + (d.Timestamp-start)/step*step
		series = append(series, d)
	})
	return together(series), err
}

// units are those that a request asks for: all, unless it names one.
func units(in input, at string) ([]string, error) {
	unit := in.text("Unit")
	switch {
	case unit == "":
		return metric.Units(), nil
	case slices.Contains(metric.Units(), unit):
		return []string{unit}, nil
	}
	return nil, wrongParameter("The parameter " + at + "Unit must be one of " + strings.Join(metric.Units(), ", ") + ", not " + quoted(unit) + ".")
}

// statistic reads one statistic off a datapoint.
type statistic func(metric.Datapoint) (float64, error)

// statisticNamed finds a statistic. Of a period there are the number of
// samples, their sum and their extremes; a percentile is answered where these
// leave no doubt about it, and otherwise refused.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
func statisticNamed(name string) (statistic, bool) {
	plain := func(f func(metric.Datapoint) float64) (statistic, bool) {
		return func(d metric.Datapoint) (float64, error) { return f(d), nil }, true
	}
	switch name {
	case "SampleCount":
		return plain(func(d metric.Datapoint) float64 { return float64(d.SampleCount) })
	case "Sum":
		return plain(func(d metric.Datapoint) float64 { return d.Sum })
	case "Average":
		return plain(func(d metric.Datapoint) float64 { return d.Average })
	case "Minimum":
		return plain(func(d metric.Datapoint) float64 { return d.Minimum })
	case "Maximum":
		return plain(func(d metric.Datapoint) float64 { return d.Maximum })
	}
	percent, ok := percentile(name)
	return func(d metric.Datapoint) (float64, error) {
		switch {
		case percent == 100 || d.Minimum == d.Maximum:
			return d.Maximum, nil
		case percent == 0:
			return d.Minimum, nil
		}
		return 0, inexact(name)
	}, ok
}

// plainStatistics are those that every datapoint has.
func plainStatistics() []string {
	return []string{"SampleCount", "Average", "Sum", "Minimum", "Maximum"}
}

func inexact(name string) *engine.APIError {
	return &engine.APIError{Code: "InvalidParameterValueException", Status: http.StatusBadRequest, Message: "logsieve serve keeps of the samples of a minute their count, sum, minimum and maximum, from which " +
		name + " does not follow here. Use " + strings.Join(plainStatistics(), ", ") + "."}
}
