package metric

import (
	"maps"
	"slices"
)

// statistics are the statistics of one period. They do not depend on the order
// of the values.
type statistics struct {
	// The sum is exactly sum and rest together: numbers that do not overlap, rest
	// in the order of their magnitudes and sum the largest (Shewchuk 1997,
	// Adaptive Precision Floating-Point Arithmetic, GROW-EXPANSION). Values are
	// at most maxMagnitude, so that there are at most thirty, and no overflow.
	sum              float64
	rest             []float64
	minimum, maximum float64
	count            int64
}

func (s *statistics) add(v float64) {
	if s.count == 0 || v < s.minimum {
		s.minimum = v
	}
	if s.count == 0 || v > s.maximum {
		s.maximum = v
	}
	s.count++
	s.grow(v)
}

// grow adds a number to the sum.
func (s *statistics) grow(v float64) {
	n := 0
	for _, part := range s.rest {
		var low float64
		if v, low = twoSum(v, part); low != 0 {
			s.rest[n] = low
			n++
		}
	}
	sum, low := twoSum(v, s.sum)
	if s.sum, s.rest = sum, s.rest[:n]; low != 0 {
		s.rest = append(s.rest, low)
	}
}

// twoSum is the sum of two numbers and what rounding takes away from it (Knuth).
func twoSum(a, b float64) (sum, low float64) {
	sum = a + b
	part := sum - a
	return sum, (a - (sum - part)) + (b - part)
}

// merge adds what other holds.
func (s *statistics) merge(other *statistics) {
	if other.count == 0 {
		return
	}
	if s.count == 0 || other.minimum < s.minimum {
		s.minimum = other.minimum
	}
	if s.count == 0 || other.maximum > s.maximum {
		s.maximum = other.maximum
	}
	s.count += other.count
	s.grow(other.sum)
	for _, part := range other.rest {
		s.grow(part)
	}
}

// total is the sum, rounded once, to even.
func (s *statistics) total() float64 {
	total := s.sum
	for i := len(s.rest) - 1; i >= 0; i-- {
		var low float64
		if total, low = twoSum(total, s.rest[i]); low == 0 {
			continue
		}
		// low has been rounded away. Where it is half of the last place, what
		// comes after it decides.
		if i > 0 && (low < 0) == (s.rest[i-1] < 0) {
			if up := total + 2*low; up-total == 2*low {
				return up
			}
		}
		break
	}
	return total
}

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
