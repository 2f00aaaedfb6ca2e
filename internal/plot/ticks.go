package plot

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// tick is a mark on an axis. Below is a second line of its label.
type tick struct {
	value        float64
	label, below string
}

// steps are the distances of time ticks, in seconds.
func steps() []int64 {
	const minute, hour, day = 60, 3600, 86400
	return []int64{
		1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
		hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day,
		5 * 365 * day, 50 * 365 * day,
	}
}

// timeTicks puts ticks at round times of a location, but not inside a period;
// all numbers are seconds.
func timeTicks(low, high float64, period int64, location *time.Location) []tick {
	const wanted = 7
	all := steps()
	step := all[len(all)-1]
	for _, s := range all {
		if s >= period && (high-low)/float64(s) <= wanted {
			step = s
			break
		}
	}
	if location == nil {
		location = time.UTC
	}
	// Round in local time, so that midnight is midnight.
	_, offset := time.Unix(int64(low), 0).In(location).Zone()
	var ticks []tick
	day := ""
	for s := (int64(low)+int64(offset))/step*step - int64(offset); float64(s) <= high; s += step {
		if float64(s) < low {
			continue
		}
		at := time.Unix(s, 0).In(location)
		t := tick{value: float64(s), label: at.Format("15:04")}
		if step < 60 {
			t.label = at.Format("15:04:05")
		}
		date := at.Format("2006-01-02")
		switch {
		case step >= 86400:
			t.label = date
		case date != day:
			t.below = date
		}
		day = date
		ticks = append(ticks, t)
	}
	return ticks
}

// valueTicks puts about five ticks at multiples of 1, 2 or 5 times a power of
// ten.
func valueTicks(low, high float64) []tick {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/5)))
	for _, factor := range []float64{1, 2, 5, 10} {
		if (high-low)/(step*factor) <= 6 {
			step *= factor
			break
		}
	}
	var ticks []tick
	for i := math.Ceil(low/step - 1e-9); i*step <= high+step*1e-9; i++ {
		ticks = append(ticks, tick{value: i * step, label: label(i*step, high-low)})
	}
	return ticks
}

// label spells a value for people; span is how far the axis reaches.
func label(v, span float64) string {
	if math.Abs(v) < span*1e-9 {
		return "0"
	}
	if abs := math.Abs(v); abs < 1e-4 || abs >= 1e15 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	text := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 4, 64), "0"), ".")
	whole, rest, _ := strings.Cut(text, ".")
	digits := strings.TrimPrefix(whole, "-")
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	text = strings.TrimSuffix(whole, digits) + b.String()
	if rest != "" {
		text += "." + rest
	}
	return text
}
