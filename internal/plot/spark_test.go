package plot

import (
	"strings"
	"testing"
)

func TestSparkline(t *testing.T) {
	points := func(values ...float64) (all []Point) {
		for i, v := range values {
			if v >= 0 {
				all = append(all, Point{Time: int64(i) * 60000, Value: v})
			}
		}
		return all
	}
	for _, tt := range []struct {
		values []float64
		want   string
	}{
		{[]float64{0, 7, -1, 3}, "▁█ ▄"},
		{[]float64{0, 0}, "▁▁"},
		{[]float64{5}, "█"},
	} {
		if got := Sparkline(points(tt.values...), 0, int64(len(tt.values)-1)*60000, 60000); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.values, got, tt.want)
		}
	}
	long := make([]float64, 600)
	long[599] = 1
	if got := Sparkline(points(long...), 0, 599*60000, 60000); got != strings.Repeat("▁", 59)+"█" {
		t.Errorf("got %q", got)
	}
	// Points outside of the time shown are not.
	if got := Sparkline(points(0, 7, 3), 60000, 60000, 60000); got != "█" {
		t.Errorf("got %q", got)
	}
}
