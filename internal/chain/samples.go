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

// reach is what a statistic of a period with samples can be: all between two
// numbers, at most.
func (s Samples) reach(statistic metric.Statistic) (least, most float64) {
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

// Comparison is that of an alarm with a fixed threshold.
type Comparison struct {
	Statistic metric.Statistic
	Sign      string
	Threshold float64
	Missing   metric.TreatMissing // "" when the alarm does not say
	Samples   Samples
	// Always and Never are set when the statistic of every period with samples
	// breaches, or of none.
	Always, Never bool
}

// Compare compares what publications can add to a period with the threshold of
// an alarm; ok is false when it has no fixed one, or not all of it is known.
func Compare(a *estate.Alarm, seen []estate.Publication) (c Comparison, ok bool) {
	statistic, known := a.Text("Statistic")
	if !known || !slices.Contains(metric.Statistics(), metric.Statistic(statistic)) {
		return c, false
	}
	operator, known := a.Text("ComparisonOperator")
	threshold, isNumber := a.Number("Threshold")
	missing, given := a.Text("TreatMissingData")
	c = Comparison{Statistic: metric.Statistic(statistic), Sign: signs[operator], Threshold: threshold, Missing: metric.TreatMissing(missing), Samples: SamplesOf(seen)}
	if !known || c.Sign == "" || !isNumber || !given {
		return c, false
	}
	if c.Samples.Constant || c.Statistic == metric.SampleCount {
		least, most := c.Samples.reach(c.Statistic)
		c.Always, c.Never = breach(least, most, c.Sign, threshold)
	}
	return c, true
}

var signs = map[string]string{
	"GreaterThanOrEqualToThreshold": ">=", "GreaterThanThreshold": ">", "LessThanOrEqualToThreshold": "<=", "LessThanThreshold": "<",
}

// Silent reports whether no samples make the alarm ring, nor that there are
// none.
func (c Comparison) Silent() bool { return c.Never && c.Missing != metric.TreatMissingBreaching }

// Limit is the comparison as people write it.
func (c Comparison) Limit() string {
	return c.Sign + " " + strconv.FormatFloat(c.Threshold, 'g', -1, 64)
}

// breach says whether all, or none, of the numbers between two breach.
func breach(least, most float64, sign string, threshold float64) (always, never bool) {
	c := Comparison{Sign: sign, Threshold: threshold}
	a, b := c.Breaches(least), c.Breaches(most)
	return a && b, !a && !b
}

// Breaches reports whether a value of the statistic breaches.
func (c Comparison) Breaches(v float64) bool {
	switch c.Sign {
	case ">=":
		return v >= c.Threshold
	case ">":
		return v > c.Threshold
	case "<=":
		return v <= c.Threshold
	}
	return v < c.Threshold
}

// String says what the samples are.
func (s Samples) String() string {
	switch {
	case s.Defaults && !s.Constant:
		return "also for log events that do not match"
	case !s.Constant:
		return "numbers of the log events"
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	if s.least == s.most {
		return "only " + number(s.least)
	}
	return fmt.Sprintf("numbers from %s to %s", number(s.least), number(s.most))
}

// OtherUnit reports whether an alarm looks at datapoints of a unit that a filter
// does not publish.
func OtherUnit(a *estate.Alarm, p estate.Publication) bool {
	unit, known := a.Text("Unit")
	return known && unit != "" && p.Unit() != "" && p.Unit() != unit
}

// Match is whether the dimensions of an alarm are those that a filter publishes
// for its matches: Proven, when they may be; Undecided, when the alarm only sees
// matches that lack one; Broken, when it sees none.
type Match struct {
	Verdict       Verdict
	Problem, Help string // sentences, "" when Proven
}

// Dimensions compares those that an alarm asks for with those of a publication.
func Dimensions(p estate.Publication, asked map[string]*source.Value) Match {
	published, known := p.Dimensions()
	if !known {
		return Match{Verdict: Proven}
	}
	where := fmt.Sprintf("%s at %s", p.Resource.Address, p.Place())
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		if _, ok := published[name]; ok {
			if text, ok := asked[name].Str(); ok && strings.HasPrefix(text, "$") {
				return Match{Broken, fmt.Sprintf("The dimension %s has the literal text %s, which no log event has there.", name, text),
					"Use a value that log events have; an alarm has one value for each dimension."}
			}
			continue
		}
		for _, own := range slices.Sorted(maps.Keys(published)) {
			if _, taken := asked[own]; !taken && estate.Misspelt(own, name) {
				return Match{Broken, fmt.Sprintf("%s publishes no dimension %s, but %s.", where, name, own), fmt.Sprintf("Use %s.", own)}
			}
		}
		return Match{Broken, fmt.Sprintf("%s publishes no dimension %s.", where, name), "Remove the dimension, or add it to the filter."}
	}
	// A match that lacks one dimension is published without any (X7); fields of
	// the system are never lacking.
	verdict := Broken
	for _, v := range published {
		if len(asked) == 0 && v != nil {
			verdict = Undecided
		}
	}
	for _, name := range slices.Sorted(maps.Keys(published)) {
		if _, ok := asked[name]; !ok {
			return Match{verdict, fmt.Sprintf("The alarm omits the dimension %s that %s publishes: it sees no datapoint that has it.", name, where),
				"Add the dimension with one value, or remove it from the filter."}
		}
	}
	return Match{Verdict: Proven}
}
