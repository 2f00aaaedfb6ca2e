package chain

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Samples are the numbers that publications can add to a period.
type Samples struct {
	least, most float64
	Defaults    bool // also log events that do not match add some
	Constant    bool // all are known
}

// SamplesOf are the samples of publications that an alarm sees.
func SamplesOf(seen []estate.Publication) Samples {
	s := Samples{least: math.Inf(1), most: math.Inf(-1), Constant: len(seen) > 0}
	add := func(v float64) { s.least, s.most = min(s.least, v), max(s.most, v) }
	for _, t := range seen {
		v, ok := t.Constant()
		d, set, known := t.Default()
		s.Constant = s.Constant && ok && known
		add(v)
		if s.Defaults = s.Defaults || set; set {
			add(d)
		}
	}
	return s
}

// Reach is what a statistic of a period with samples can be: all between two
// numbers, at most.
func (s Samples) Reach(statistic metric.Statistic) (least, most float64) {
	switch statistic {
	case metric.Sum:
		least, most = s.least, s.most
		if s.least < 0 {
			least = math.Inf(-1)
		}
		if s.most > 0 {
			most = math.Inf(1)
		}
		return least, most
	case metric.SampleCount:
		return 1, math.Inf(1)
	}
	return s.least, s.most
}

// Fixed is the comparison of an alarm with a fixed threshold.
func Fixed(a *estate.Alarm) (statistic metric.Statistic, sign string, threshold float64, ok bool) {
	text, known := a.Text("Statistic")
	if !known || !slices.Contains(metric.Statistics(), metric.Statistic(text)) {
		return "", "", 0, false
	}
	operator, known := a.Text("ComparisonOperator")
	sign = map[string]string{
		"GreaterThanOrEqualToThreshold": ">=", "GreaterThanThreshold": ">", "LessThanOrEqualToThreshold": "<=", "LessThanThreshold": "<",
	}[operator]
	threshold, isNumber := a.Number("Threshold")
	return metric.Statistic(text), sign, threshold, known && sign != "" && isNumber
}

// Breach says whether all, or none, of the numbers between two breach.
func Breach(least, most float64, sign string, threshold float64) (always, never bool) {
	holds := func(v float64) bool {
		switch sign {
		case ">=":
			return v >= threshold
		case ">":
			return v > threshold
		case "<=":
			return v <= threshold
		}
		return v < threshold
	}
	a, b := holds(least), holds(most)
	return a && b, !a && !b
}

// String says what the samples are.
func (s Samples) String() string {
	if !s.Constant {
		return "also for log events that do not match"
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	if s.least == s.most {
		return "only " + number(s.least)
	}
	return fmt.Sprintf("numbers from %s to %s", number(s.least), number(s.most))
}

// DimensionProblem is why an alarm with some dimensions never sees what a
// filter publishes for its matches, "" when it may.
func DimensionProblem(t estate.Publication, asked map[string]*source.Value) (problem, help string) {
	published, known := t.Dimensions()
	if !known {
		return "", ""
	}
	where := func() string { return fmt.Sprintf("%s at %s", t.Resource.Address, t.Place()) }
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		if _, ok := published[name]; ok {
			v := asked[name]
			if text, ok := v.Str(); ok && strings.HasPrefix(text, "$") {
				return fmt.Sprintf("The dimension %s asks for the text %s itself, which no log event has there.", name, text),
					"Use a value that log events have; an alarm has one value for each dimension."
			}
			continue
		}
		for _, own := range slices.Sorted(maps.Keys(published)) {
			if _, taken := asked[own]; !taken && estate.Misspelt(own, name) {
				return fmt.Sprintf("%s publishes no dimension %s, but %s.", where(), name, own), fmt.Sprintf("Use %s.", own)
			}
		}
		return fmt.Sprintf("%s publishes no dimension %s.", where(), name), "Leave the dimension out, or add it to the filter."
	}
	for _, name := range slices.Sorted(maps.Keys(published)) {
		if _, ok := asked[name]; !ok {
			return fmt.Sprintf("The alarm leaves out the dimension %s that %s publishes: it sees no datapoint that has it.", name, where()),
				"Add the dimension with one value, or leave it out of the filter."
		}
	}
	return "", ""
}
