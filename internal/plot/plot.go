// Package plot draws datapoints over time into SVG and PNG files.
//
// It uses the canvases of gonum's plot library and draws the axes itself: the
// library's own plots bring PDF, EPS and gob along. TeX comes with its texts,
// whether they use it or not, and costs every start a tenth of a millisecond.
package plot

import (
	"fmt"
	"image/color"
	"io"
	"path/filepath"
	"strings"
	"time"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
)

// Picture is what to draw.
type Picture struct {
	Title string
	// Values says what the lines show, with the unit.
	Values string
	// Period is the distance of datapoints; where the next one is farther
	// away, the line has a gap.
	Period   time.Duration
	Location *time.Location // of the times on the axis
	Lines    []Line
	// Limits are lines across the picture, such as the threshold of an alarm.
	Limits []Limit
	// States fill a bar above the lines, such as the states of an alarm.
	States []State
}

// Limit is a value that lines are compared with.
type Limit struct {
	Name  string // in the legend
	Value float64
}

// State is what is so from one time to another, in milliseconds since the
// epoch.
type State struct {
	Name     string // in the legend, once for each name
	From, To int64
	Color    color.Color
}

// Line is one line of a picture.
type Line struct {
	Name   string // in the legend
	Points []Point
}

// Point is one datapoint.
type Point struct {
	Time  int64 // milliseconds since the epoch
	Value float64
}

// maxLegend is how many lines the legend names, and maxName how long a name
// may be there.
const (
	maxLegend = 20
	maxName   = 48
)

// Supported reports whether Write knows the format of a file by its name.
func Supported(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".svg", ".png":
		return true
	default:
		return false
	}
}

// Write draws the picture into a file, as PNG or as SVG.
func Write(file string, p *Picture) error {
	draw := WriteSVG
	if strings.EqualFold(filepath.Ext(file), ".png") {
		draw = WritePNG
	}
	return atomicfile.Write(file, func(w io.Writer) error { return draw(w, p) })
}

// WriteSVG draws the picture as SVG.
func WriteSVG(w io.Writer, p *Picture) error {
	l := p.layout()
	c := vgsvg.New(l.width, l.height)
	l.draw(draw.New(c))
	_, err := c.WriteTo(diag.Text(w, false)) // keeps the XML well-formed
	return err
}

// WritePNG draws the picture as PNG.
func WritePNG(w io.Writer, p *Picture) error {
	l := p.layout()
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(l.width, l.height), vgimg.UseDPI(144))}
	l.draw(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}

// segments splits a line where a period has no datapoint.
func (p *Picture) segments(points []Point) [][]Point {
	var all [][]Point
	start := 0
	for i := 1; i <= len(points); i++ {
		if i == len(points) || points[i].Time-points[i-1].Time > p.Period.Milliseconds() {
			all = append(all, points[start:i])
			start = i
		}
	}
	return all
}

func (p *Picture) zone() string {
	if p.Location == nil {
		return "UTC"
	}
	return p.Location.String()
}

// legend is what the legend says for each of its lines, of which it names so many
// at most.
func (p *Picture) legend(most int) []string {
	var names []string
	for i, l := range p.Lines {
		if i == most {
			return append(names, fmt.Sprintf("and %d more", len(p.Lines)-most))
		}
		names = append(names, short(l.Name))
	}
	return names
}

func short(name string) string {
	runes := []rune(name)
	if len(runes) <= maxName {
		return name
	}
	return string(runes[:maxName-1]) + "…"
}

// lineColor goes through colours that people with any vision tell apart
// (Okabe and Ito), and dashes through dashes once they are used up.
func lineColor(i int) color.Color {
	colors := [...]color.RGBA{
		{0, 114, 178, 255}, {230, 120, 0, 255}, {0, 158, 115, 255}, {204, 60, 120, 255},
		{86, 180, 233, 255}, {213, 94, 0, 255}, {0, 0, 0, 255}, {180, 160, 0, 255},
	}
	return colors[i%len(colors)]
}
