// Package plot draws datapoints over time into SVG and PNG files.
package plot

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
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

// The size of a picture; the legend comes on top of the width.
const (
	width  = 18 * vg.Centimeter
	height = 9 * vg.Centimeter
	margin = 0.3 * vg.Centimeter
)

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
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(file), ".png") {
		err = WritePNG(f, p)
	} else {
		err = WriteSVG(f, p)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// WriteSVG draws the picture as SVG.
func WriteSVG(w io.Writer, p *Picture) error {
	d, legend := p.drawing()
	c := vgsvg.New(width+legend+2*margin, height+2*margin)
	d(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}

// WritePNG draws the picture as PNG.
func WritePNG(w io.Writer, p *Picture) error {
	d, legend := p.drawing()
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width+legend+2*margin, height+2*margin), vgimg.UseDPI(144))}
	d(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}

// drawing prepares the picture, and tells how wide its legend is.
func (p *Picture) drawing() (draws func(draw.Canvas), legendWidth vg.Length) {
	pl := plot.New()
	pl.BackgroundColor = color.White
	pl.Title.Text = p.Title
	pl.Title.Padding = 3 * vg.Millimeter
	pl.X.Label.Text = "time (" + p.zone() + ")"
	pl.Y.Label.Text = p.Values
	pl.X.Tick.Marker = timeTicks{p.Location, int64(p.Period / time.Second)}
	pl.Y.Tick.Marker = valueTicks{}
	pl.Add(grid())
	legend := plot.NewLegend()
	legend.Left, legend.Top = true, true
	legend.ThumbnailWidth = 6 * vg.Millimeter
	legend.Padding = 0.5 * vg.Millimeter
	for _, style := range []*draw.TextStyle{&pl.Title.TextStyle, &pl.X.Label.TextStyle, &pl.Y.Label.TextStyle,
		&pl.X.Tick.Label, &pl.Y.Tick.Label, &legend.TextStyle} {
		style.Font.Variant = "Sans"
	}
	legend.TextStyle.Font.Size = vg.Points(10)
	for i, l := range p.Lines {
		p.addLine(pl, &legend, i, l)
	}
	if more := len(p.Lines) - maxLegend; more > 0 {
		legend.Add(fmt.Sprintf("and %d more", more))
	}
	// Zero is always in the picture, or small changes look large.
	pl.Y.Min, pl.Y.Max = math.Min(pl.Y.Min, 0), math.Max(pl.Y.Max, 0)
	if len(p.Lines) == 0 {
		pl.X.Min, pl.X.Max, pl.Y.Max = 0, 1, 1
		pl.X.Tick.Marker = plot.ConstantTicks{}
		pl.Title.Text += " (no datapoints)"
	}
	if pl.Y.Min == pl.Y.Max {
		pl.Y.Max = 1
	}
	if half := p.Period.Seconds() / 2; pl.X.Min == pl.X.Max && half > 0 {
		pl.X.Min, pl.X.Max = pl.X.Min-half, pl.X.Max+half
	}
	return func(c draw.Canvas) {
		c.SetColor(color.White)
		c.Fill(c.Rectangle.Path())
		c = draw.Crop(c, margin, -margin, margin, -margin)
		pl.Draw(draw.Crop(c, 0, -legendWidth, 0, 0))
		legend.Draw(draw.Crop(c, width+3*vg.Millimeter, 0, 0, -12*vg.Millimeter))
	}, p.legendWidth(&legend)
}

func (p *Picture) legendWidth(legend *plot.Legend) vg.Length {
	widest := 0
	for i, l := range p.Lines {
		if i < maxLegend {
			widest = max(widest, len([]rune(short(l.Name))))
		}
	}
	if widest == 0 {
		return 0
	}
	return legend.ThumbnailWidth + 8*vg.Millimeter + vg.Length(widest)*legend.TextStyle.Font.Size*0.55
}

func (p *Picture) zone() string {
	if p.Location == nil {
		return "UTC"
	}
	return p.Location.String()
}

// addLine draws one line in segments, so that nothing crosses a gap; a point
// without a neighbour is a dot.
func (p *Picture) addLine(pl *plot.Plot, legend *plot.Legend, index int, l Line) {
	style := draw.LineStyle{Color: lineColor(index), Width: vg.Points(1.4), Dashes: lineDashes(index)}
	var thumbnail *plotter.Line
	for _, segment := range p.segments(l.Points) {
		line := &plotter.Line{XYs: segment, LineStyle: style}
		if thumbnail == nil {
			thumbnail = line
		}
		if len(segment) > 1 {
			pl.Add(line)
		}
		if len(segment) == 1 || len(l.Points) <= 60 {
			pl.Add(&plotter.Scatter{XYs: segment, GlyphStyleFunc: func(int) draw.GlyphStyle {
				return draw.GlyphStyle{Color: style.Color, Radius: vg.Points(2), Shape: draw.CircleGlyph{}}
			}})
		}
	}
	if thumbnail != nil && index < maxLegend {
		legend.Add(short(l.Name), thumbnail)
	}
}

func (p *Picture) segments(points []Point) []plotter.XYs {
	var all []plotter.XYs
	for i, pt := range points {
		if i == 0 || pt.Time-points[i-1].Time > p.Period.Milliseconds() {
			all = append(all, nil)
		}
		last := &all[len(all)-1]
		*last = append(*last, plotter.XY{X: float64(pt.Time) / 1000, Y: pt.Value})
	}
	return all
}

func short(name string) string {
	runes := []rune(name)
	if len(runes) <= maxName {
		return name
	}
	return string(runes[:maxName-1]) + "…"
}

func grid() *plotter.Grid {
	g := plotter.NewGrid()
	style := draw.LineStyle{Color: color.Gray{225}, Width: vg.Points(0.5)}
	g.Vertical, g.Horizontal = style, style
	return g
}

// lineColor goes through colours that people with any vision tell apart
// (Okabe and Ito), and lineDashes through dashes once they are used up.
func lineColor(i int) color.Color {
	colors := [...]color.RGBA{
		{0, 114, 178, 255}, {230, 120, 0, 255}, {0, 158, 115, 255}, {204, 60, 120, 255},
		{86, 180, 233, 255}, {213, 94, 0, 255}, {0, 0, 0, 255}, {180, 160, 0, 255},
	}
	return colors[i%len(colors)]
}

func lineDashes(i int) []vg.Length {
	switch i / 8 % 3 {
	case 1:
		return []vg.Length{vg.Points(5), vg.Points(2)}
	case 2:
		return []vg.Length{vg.Points(1.5), vg.Points(1.5)}
	default:
		return nil
	}
}

// timeTicks puts ticks at round times.
type timeTicks struct {
	location *time.Location
	period   int64 // in seconds; no tick stands inside a period
}

// steps are the distances of ticks, in seconds; beyond a day, in days.
func steps() []int64 {
	const minute, hour, day = 60, 3600, 86400
	return []int64{
		1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
		hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day,
		5 * 365 * day, 50 * 365 * day,
	}
}

// Ticks implements plot.Ticker.
func (t timeTicks) Ticks(low, high float64) []plot.Tick {
	const wanted = 7
	all := steps()
	step := all[len(all)-1]
	for _, s := range all {
		if s >= t.period && (high-low)/float64(s) <= wanted {
			step = s
			break
		}
	}
	location := t.location
	if location == nil {
		location = time.UTC
	}
	// Round in local time, so that midnight is midnight.
	_, offset := time.Unix(int64(low), 0).In(location).Zone()
	first := (int64(low)+int64(offset))/step*step - int64(offset)
	var ticks []plot.Tick
	day := ""
	for s := first; float64(s) <= high; s += step {
		if float64(s) < low {
			continue
		}
		at := time.Unix(s, 0).In(location)
		label := at.Format("15:04")
		if step < 60 {
			label = at.Format("15:04:05")
		}
		date := at.Format("2006-01-02")
		switch {
		case step >= 86400:
			label = date
		case date != day:
			label += "\n" + date
		default:
			label += "\n " // as high as those with a date
		}
		day = date
		ticks = append(ticks, plot.Tick{Value: float64(s), Label: label})
	}
	return ticks
}

// valueTicks are gonum's, with numbers as people write them.
type valueTicks struct{}

// Ticks implements plot.Ticker.
func (valueTicks) Ticks(low, high float64) []plot.Tick {
	ticks := plot.DefaultTicks{}.Ticks(low, high)
	for i := range ticks {
		if ticks[i].Label != "" {
			ticks[i].Label = label(ticks[i].Value, high-low)
		}
	}
	return ticks
}

func label(v, span float64) string {
	if math.Abs(v) < span*1e-9 {
		return "0"
	}
	if abs := math.Abs(v); abs < 1e-4 || abs >= 1e15 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	text := strconv.FormatFloat(v, 'f', 4, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	// Thousands apart.
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
