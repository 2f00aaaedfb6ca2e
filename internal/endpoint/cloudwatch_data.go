package endpoint

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// percentile is the percentage of a statistic such as p99 or p99.9.
func percentile(name string) (percent float64, ok bool) {
	text, ok := strings.CutPrefix(name, "p")
	if !ok || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	percent, err := strconv.ParseFloat(text, 64)
	return percent, err == nil && percent <= 100
}

// isOtherStatistic reports whether a text is a statistic that CloudWatch has
// and that cannot be made of what is kept, such as tm90 or IQM.
func isOtherStatistic(name string) bool {
	prefix := strings.TrimRight(name, "0123456789.:%()")
	switch prefix {
	case "tm", "wm", "tc", "ts", "TM", "WM", "TC", "TS", "PR":
		return prefix != name
	}
	return name == "IQM"
}

// statisticAt finds a statistic that a request names.
func statisticAt(name, at string) (statistic, error) {
	stat, ok := statisticNamed(name)
	switch {
	case ok:
		return stat, nil
	case isOtherStatistic(name):
		return nil, inexact(name)
	}
	return nil, wrongParameter("The parameter " + at + " must be a statistic such as " + strings.Join(plainStatistics(), ", ") + " or p99, not " + quoted(name) + ".")
}

// maxStatistics is how many datapoints GetMetricStatistics returns at most.
const maxStatistics = 1440

// getMetricStatistics answers the datapoints of one metric, those of each unit
// for themselves.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
func (c *metricsCall) getMetricStatistics() (object, error) {
	m, err := metricOf(c.in, "")
	if err != nil {
		return nil, cmp.Or(c.in.failed(), err)
	}
	seconds, ok := c.in.number("Period")
	if !ok && c.in.failed() == nil {
		return nil, missingParameter("Period")
	}
	every, err := period(seconds, "Period")
	if err != nil {
		return nil, cmp.Or(c.in.failed(), err)
	}
	start, end, err := c.timeRange(every)
	if err != nil {
		return nil, err
	}
	plain, extended := c.in.texts("Statistics"), c.in.texts("ExtendedStatistics")
	wanted, err := units(c.in, "")
	n := (end - start + every.Milliseconds() - 1) / every.Milliseconds()
	switch {
	case c.in.failed() != nil || err != nil:
		return nil, cmp.Or(c.in.failed(), err)
	case len(plain)+len(extended) == 0:
		return nil, wrongCombination("At least one of the parameters Statistics and ExtendedStatistics must be specified.")
	case n > maxStatistics:
		return nil, wrongCombination(fmt.Sprintf("You have requested up to %d datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.", n))
	}
	stats := map[string]statistic{}
	for i, name := range slices.Concat(plain, extended) {
		at, isPlain := "Statistics", slices.Contains(plainStatistics(), name)
		if i >= len(plain) {
			at = "ExtendedStatistics"
		}
		if stats[name], err = statisticAt(name, at); err != nil {
			return nil, err
		}
		if isPlain != (i < len(plain)) {
			return nil, wrongParameter("The parameter " + at + " must not have " + quoted(name) + ": Statistics are " + strings.Join(plainStatistics(), ", ") + "; percentiles are ExtendedStatistics.")
		}
	}
	datapoints := []any{}
	for _, m.Unit = range wanted {
		series, err := c.series(m, start, end, every)
		if err != nil {
			return nil, err
		}
		for _, d := range series {
			out, err := statisticsOf(d, m.Unit, stats, extended)
			if err != nil {
				return nil, err
			}
			datapoints = append(datapoints, out)
		}
	}
	return object{{"Label", m.MetricName}, {"Datapoints", datapoints}}, nil
}

// statisticsOf is a datapoint with the statistics that are asked for.
func statisticsOf(d metric.Datapoint, unit string, stats map[string]statistic, extended []string) (object, error) {
	out := object{{"Timestamp", time.UnixMilli(d.Timestamp)}}
	for _, name := range plainStatistics() {
		if stat, ok := stats[name]; ok {
			v, err := stat(d)
			if err != nil {
				return nil, err
			}
			out = append(out, outputMember{name, v})
		}
	}
	out = append(out, outputMember{"Unit", unit})
	percentiles := dictionary{}
	for _, name := range extended {
		v, err := stats[name](d)
		if err != nil {
			return nil, err
		}
		percentiles = append(percentiles, outputMember{name, v})
	}
	if len(percentiles) > 0 {
		out = append(out, outputMember{"ExtendedStatistics", percentiles})
	}
	return out, nil
}

// Limits of GetMetricData.
const (
	maxQueries        = 500
	maxDataDatapoints = 100800
)

// getMetricData answers several metrics at once, in pages of datapoints.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
func (c *metricsCall) getMetricData() (object, error) {
	items := c.in.objects("MetricDataQueries")
	limit, limited := c.in.number("MaxDatapoints")
	scan, token := cmp.Or(c.in.text("ScanBy"), "TimestampDescending"), c.in.text("NextToken")
	switch {
	case c.in.failed() != nil:
		return nil, c.in.failed()
	case len(items) == 0:
		return nil, missingParameter("MetricDataQueries")
	case len(items) > maxQueries:
		return nil, wrongParameter(fmt.Sprintf("The parameter MetricDataQueries must have at most %d items.", maxQueries))
	case limited && (limit < 1 || limit > maxDataDatapoints):
		return nil, wrongParameter(fmt.Sprintf("The parameter MaxDatapoints must be from 1 to %d.", maxDataDatapoints))
	case scan != "TimestampDescending" && scan != "TimestampAscending":
		return nil, wrongParameter("The parameter ScanBy must be TimestampDescending or TimestampAscending, not " + quoted(scan) + ".")
	case !limited:
		limit = maxDataDatapoints
	}
	at, err := parseDataToken(token)
	if err != nil {
		return nil, err
	}
	queries, err := c.dataQueries(items)
	if err != nil {
		return nil, err
	}
	results, next, room := []any{}, "", int(limit)
	for i, q := range queries {
		if !q.returns || i < at.Query {
			continue
		}
		answer, last := dataAnswer{}, int64(-1)
		if next == "" {
			if answer, err = c.answer(q, scan == "TimestampDescending"); err != nil {
				return nil, err
			}
			if i == at.Query {
				last = at.Last
				answer.skip(last, scan == "TimestampDescending")
			}
		}
		status := "Complete"
		if n := len(answer.values); next != "" || n > room {
			status = "PartialData"
			answer.cut(min(n, room))
			if next == "" {
				if room > 0 {
					last = answer.timestamps[room-1]
				}
				next = dataToken{i, last}.String()
			}
		}
		room -= len(answer.values)
		results = append(results, answer.object(q, status))
	}
	out := object{{"MetricDataResults", results}, {"Messages", []any{}}}
	if next != "" {
		out = append(out, outputMember{"NextToken", next})
	}
	return out, nil
}

// dataToken says after which datapoint a page of GetMetricData begins.
type dataToken struct {
	Query int   // by its place in the request
	Last  int64 // timestamp; -1 before the first
}

// String writes the token for the client.
func (t dataToken) String() string { return base64.RawURLEncoding.EncodeToString(marshal(t)) }

func parseDataToken(text string) (dataToken, error) {
	t := dataToken{0, -1}
	if text == "" {
		return t, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &t) != nil {
		return t, failure("InvalidNextToken", "NextToken is not a token that GetMetricData has given.")
	}
	return t, nil
}

// dataAnswer are the datapoints of one MetricDataQuery, in the order asked for.
type dataAnswer struct {
	timestamps []int64
	values     []float64
}

// skip leaves out what earlier pages had.
func (a *dataAnswer) skip(last int64, descending bool) {
	n := 0
	for last >= 0 && n < len(a.timestamps) && (a.timestamps[n] == last || a.timestamps[n] < last != descending) {
		n++
	}
	a.timestamps, a.values = a.timestamps[n:], a.values[n:]
}

// cut leaves the first n datapoints.
func (a *dataAnswer) cut(n int) { a.timestamps, a.values = a.timestamps[:n], a.values[:n] }

func (a *dataAnswer) object(q dataQuery, status string) object {
	timestamps, values := make([]any, len(a.values)), make([]any, len(a.values))
	for i, v := range a.values {
		timestamps[i], values[i] = time.UnixMilli(a.timestamps[i]), v
	}
	return object{{"Id", q.id}, {"Label", q.label}, {"Timestamps", timestamps}, {"Values", values}, {"StatusCode", status}}
}

// dataQuery is one MetricDataQuery.
type dataQuery struct {
	id, label  string
	returns    bool // it is wanted in the response
	foreign    bool // it is about another account
	metric     metric.Metric
	units      []string
	start, end int64
	every      time.Duration
	value      statistic
}

func (c *metricsCall) dataQueries(items []input) ([]dataQuery, error) {
	queries := make([]dataQuery, len(items))
	seen := map[string]bool{}
	for i, item := range items {
		at := fmt.Sprintf("MetricDataQueries.member.%d.", i+1)
		q, err := c.dataQuery(item, at)
		switch {
		case item.failed() != nil || err != nil:
			return nil, cmp.Or(item.failed(), err)
		case seen[q.id]:
			return nil, wrongParameter("The parameter " + at + "Id is that of another query: " + quoted(q.id) + ".")
		}
		seen[q.id], queries[i] = true, q
	}
	return queries, nil
}

// dataQuery reads one MetricDataQuery. at is its place in the request. A
// member of a wrong type is told by in.failed, before any other error.
func (c *metricsCall) dataQuery(in input, at string) (dataQuery, error) {
	account := in.text("AccountId")
	q := dataQuery{id: in.text("Id"), returns: in.flag("ReturnData", true), foreign: account != "" && account != c.account}
	stat, isStat := in.object("MetricStat")
	wanted, isMetric := stat.object("Metric")
	seconds, hasPeriod := stat.number("Period")
	switch {
	case q.id == "":
		return q, missingParameter(at + "Id")
	case !isQueryID(q.id):
		return q, wrongParameter("The parameter " + at + "Id must begin with a lower case letter and have letters, digits and _ only, not " + quoted(q.id) + ".")
	case in.text("Expression") != "":
		return q, wrongParameter("logsieve serve does not evaluate expressions, such as " + at + "Expression: request the metrics themselves, with MetricStat.")
	case !isStat:
		return q, missingParameter(at + "MetricStat")
	case !isMetric:
		return q, missingParameter(at + "MetricStat.Metric")
	case !hasPeriod:
		return q, missingParameter(at + "MetricStat.Period")
	case stat.text("Stat") == "":
		return q, missingParameter(at + "MetricStat.Stat")
	}
	var err error
	if q.metric, err = metricOf(wanted, at+"MetricStat.Metric."); err != nil {
		return q, err
	}
	if q.every, err = period(seconds, at+"MetricStat.Period"); err != nil {
		return q, err
	}
	if q.value, err = statisticAt(stat.text("Stat"), at+"MetricStat.Stat"); err != nil {
		return q, err
	}
	if q.units, err = units(stat, at+"MetricStat."); err != nil {
		return q, err
	}
	q.label = cmp.Or(in.text("Label"), q.metric.MetricName)
	q.start, q.end, err = c.timeRange(q.every)
	return q, err
}

func isQueryID(text string) bool {
	return text[0] >= 'a' && text[0] <= 'z' && len(text) <= 255 &&
		strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// answer reads the datapoints of a query. Over units they are taken together:
// in the response there is room for one value at a time.
func (c *metricsCall) answer(q dataQuery, descending bool) (a dataAnswer, err error) {
	if q.foreign {
		return a, nil // other accounts have no metrics here
	}
	var all []metric.Datapoint
	m := q.metric
	for _, m.Unit = range q.units {
		series, err := c.series(m, q.start, q.end, q.every)
		if err != nil {
			return a, err
		}
		all = append(all, series...)
	}
	slices.SortStableFunc(all, func(a, b metric.Datapoint) int { return cmp.Compare(a.Timestamp, b.Timestamp) })
	all = together(all)
	if descending {
		slices.Reverse(all)
	}
	for _, d := range all {
		v, err := q.value(d)
		if err != nil {
			return a, err
		}
		a.timestamps, a.values = append(a.timestamps, d.Timestamp), append(a.values, v)
	}
	return a, nil
}

// together makes one datapoint of those that have one timestamp.
func together(sorted []metric.Datapoint) []metric.Datapoint {
	var merged []metric.Datapoint
	for _, d := range sorted {
		if n := len(merged); n > 0 && merged[n-1].Timestamp == d.Timestamp {
			merged[n-1] = store.Together(merged[n-1], d)
			continue
		}
		merged = append(merged, d)
	}
	return merged
}
