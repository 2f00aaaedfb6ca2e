package metric

import (
	"maps"
	"math"
	"slices"
)

// statistics are the statistics of one period.
type statistics struct {
	sum, compensation float64 // Neumaier: the sum is both together
	minimum, maximum  float64
	count             int64
}

func (s *statistics) add(v float64) {
	if s.count == 0 || v < s.minimum {
		s.minimum = v
	}
	if s.count == 0 || v > s.maximum {
		s.maximum = v
	}
	s.count++
	total := s.sum + v
	if math.Abs(s.sum) >= math.Abs(v) {
		s.compensation += (s.sum - total) + v
	} else {
		s.compensation += (v - total) + s.sum
	}
	s.sum = total
}

func (s *statistics) total() float64 { return s.sum + s.compensation }

func (s *statistics) datapoint(timestamp int64) Datapoint {
	total := s.total()
	// Adding zero makes a negative zero a plain one.
	return Datapoint{
		Timestamp: timestamp, Sum: total + 0, Average: total/float64(s.count) + 0,
		Minimum: s.minimum + 0, Maximum: s.maximum + 0, SampleCount: s.count,
	}
}

// Aggregate brings the datapoints of several series together, as those of one
// metric with another period, in milliseconds; the periods of the series divide
// it.
func Aggregate(period int64, series ...[]Datapoint) []Datapoint {
	periods := map[int64]*statistics{}
	for _, list := range series {
		for _, d := range list {
			start := PeriodStart(d.Timestamp, period)
			s := periods[start]
			if s == nil {
				s = &statistics{minimum: d.Minimum, maximum: d.Maximum}
				periods[start] = s
			}
			count, low, high := s.count+d.SampleCount, min(s.minimum, d.Minimum), max(s.maximum, d.Maximum)
			s.add(d.Sum)
			s.count, s.minimum, s.maximum = count, low, high
		}
	}
	var all []Datapoint
	for _, start := range slices.Sorted(maps.Keys(periods)) {
		all = append(all, periods[start].datapoint(start))
	}
	return all
}
