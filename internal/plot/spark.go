package plot

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// sparkWidth is the most columns that a sparkline takes.
const sparkWidth = 60

// Sparkline draws points into one line of text, from the first to the last
// period, both starts in milliseconds as period is: a column without a point is
// a space, and a column for several periods shows their maximum.
func Sparkline(points []Point, first, last, period int64) string {
	periods := (last-first)/period + 1
	columns := int(min(periods, sparkWidth))
	values := make([]float64, columns)
	for i := range values {
		values[i] = math.NaN()
	}
	low, high := 0.0, 0.0 // zero is always in the picture
	for _, p := range points {
		if p.Time < first || p.Time > last {
			continue
		}
		i := int(float64((p.Time-first)/period) * float64(columns) / float64(periods))
		if !(values[i] >= p.Value) {
			values[i] = p.Value
		}
		low, high = math.Min(low, p.Value), math.Max(high, p.Value)
	}
	const bars = "▁▂▃▄▅▆▇█"
	levels := []rune(bars)
	var b strings.Builder
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			b.WriteByte(' ')
		case high == low:
			b.WriteRune(levels[0])
		default:
			b.WriteRune(levels[int((v-low)/(high-low)*float64(len(levels)-1)+0.5)])
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// Period says how long a period is, after "per".
func Period(d time.Duration) string {
	switch {
	case d == time.Minute:
		return "minute"
	case d == time.Hour:
		return "hour"
	case d == 24*time.Hour:
		return "day"
	case d%time.Hour == 0:
		return fmt.Sprintf("%d hours", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	default:
		return fmt.Sprintf("%d s", d/time.Second)
	}
}
