package plot

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func picture() *Picture {
	return &Picture{
		Title: "MyApp/Latency: Average per minute", Values: "Average (Milliseconds)", Period: time.Minute, Location: time.UTC,
		Lines: []Line{
			{Name: "type=GET", Points: []Point{{0, 1}, {60000, 5}, {180000, 2}, {240000, 3}, {600000, 4}}},
			{Name: "type=PUT", Points: []Point{{0, 2}, {60000, 2}}},
		},
	}
}

func svg(t *testing.T, p *Picture) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSVG(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSVG(t *testing.T) {
	p := picture()
	got := svg(t, p)
	for _, text := range []string{p.Title, p.Values, "time (UTC)", "type=GET", "type=PUT", "00:02", "1970-01-01"} {
		if !strings.Contains(got, ">"+text) {
			t.Errorf("the picture lacks %q", text)
		}
	}
	if got != svg(t, picture()) {
		t.Error("the same picture gives another file")
	}
	// Two segments, the one point behind the second gap is a dot; the legend
	// has a line, too.
	if n := strings.Count(got, "stroke:#0072B2;"); n != 3 {
		t.Errorf("%d strokes of the first line, want two segments and one in the legend", n)
	}
}

func TestSegments(t *testing.T) {
	p := picture()
	var lengths []int
	for _, s := range p.segments(p.Lines[0].Points) {
		lengths = append(lengths, len(s))
	}
	if got := fmt.Sprint(lengths); got != "[2 2 1]" {
		t.Errorf("got %s", got)
	}
}

func TestPNG(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.PNG")
	if err := Write(file, picture()); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	first, other := img.At(0, 0), 0
	for x := range img.Bounds().Dx() {
		for y := range img.Bounds().Dy() {
			if img.At(x, y) != first {
				other++
			}
		}
	}
	if img.Bounds().Dx() < 800 || other < 2000 {
		t.Errorf("%v with %d pixels of ink", img.Bounds(), other)
	}
}

func TestExtremes(t *testing.T) {
	many := &Picture{Period: time.Minute}
	for i := range 25 {
		many.Lines = append(many.Lines, Line{Name: fmt.Sprintf("line %d %s", i, strings.Repeat("x", 60)), Points: []Point{{0, float64(i)}}})
	}
	text := svg(t, many)
	more, inside := regexp.MustCompile(`<text x="[\d.]+" y="(-?[\d.]+)"[^>]*>and (\d+) more`).FindStringSubmatch(text), false
	if more != nil {
		y, err := strconv.ParseFloat(more[1], 64)
		named := strings.Count(text, ">line ")
		inside = err == nil && math.Abs(y) < 440 && more[2] == strconv.Itoa(25-named)
	}
	if !inside || strings.Contains(text, strings.Repeat("x", 50)) {
		t.Error("a long legend is not cut")
	}
	for name, p := range map[string]*Picture{
		"empty":    {Title: "nothing"},
		"one zero": {Period: time.Minute, Lines: []Line{{Points: []Point{{0, 0}}}}},
		"negative": {Period: time.Minute, Lines: []Line{{Points: []Point{{0, -5}, {60000, -1e300}}}}},
		"years":    {Period: 24 * time.Hour, Lines: []Line{{Points: []Point{{0, 1}, {1 << 43, 2}}}}},
	} {
		if !strings.Contains(svg(t, p), "</svg>") {
			t.Errorf("%s: no picture", name)
		}
	}
}

func TestTimeTicks(t *testing.T) {
	labels := func(zone *time.Location, period, low, high int64) string {
		var all []string
		for _, t := range timeTicks(float64(low), float64(high), period, zone) {
			all = append(all, strings.TrimSpace(t.label+" "+t.below))
		}
		return strings.Join(all, "|")
	}
	east := time.FixedZone("+05:30", 5*3600+1800)
	for _, tt := range []struct {
		zone              *time.Location
		period, low, high int64
		want              string
	}{
		{time.UTC, 60, 0, 120, "00:00 1970-01-01|00:01|00:02"},
		{time.UTC, 1, 0, 3, "00:00:00 1970-01-01|00:00:01|00:00:02|00:00:03"},
		{time.UTC, 60, 86400 - 3600, 86400 + 3600, "23:00 1970-01-01|23:30|00:00 1970-01-02|00:30|01:00"},
		{east, 60, 0, 7200, "05:30 1970-01-01|06:00|06:30|07:00|07:30"},
		{east, 60, 0, 5 * 86400, "1970-01-02|1970-01-03|1970-01-04|1970-01-05|1970-01-06"},
	} {
		if got := labels(tt.zone, tt.period, tt.low, tt.high); got != tt.want {
			t.Errorf("%d to %d: got %s, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}

func TestValueTicks(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      string
	}{
		{0, 1, "0|0.2|0.4|0.6|0.8|1"},
		{0, 120, "0|20|40|60|80|100|120"},
		{0, 619, "0|200|400|600"},
		{-3, 7, "-2|0|2|4|6"},
		{-1e300, 0, "-1e+300|-8e+299|-6e+299|-4e+299|-2e+299|0"},
		{0, 1e-9, "0|2e-10|4e-10|6e-10|8e-10|1e-09"},
	} {
		var all []string
		for _, tick := range valueTicks(tt.low, tt.high) {
			all = append(all, tick.label)
		}
		if got := strings.Join(all, "|"); got != tt.want {
			t.Errorf("%v to %v: got %s, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, tt := range []struct {
		v, span float64
		want    string
	}{
		{0, 1, "0"}, {1e-17, 1, "0"}, {1234567, 1e7, "1,234,567"}, {-1234.5, 1e4, "-1,234.5"}, {0.25, 1, "0.25"},
		{1e20, 1e21, "1e+20"}, {0.00001, 0.0001, "1e-05"}, {-100, 200, "-100"},
	} {
		if got := label(tt.v, tt.span); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.v, got, tt.want)
		}
	}
}
