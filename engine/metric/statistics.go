package metric

import "math"

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
