package plot

import (
	"image/color"
	"math"
	"sync"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The sizes of the parts of a picture.
const (
	areaWidth  = 17 * vg.Centimeter // between the axes' ends
	areaHeight = 7 * vg.Centimeter
	gap        = 2 * vg.Millimeter
	tickLength = 1.2 * vg.Millimeter
	swatch     = 6 * vg.Millimeter // a line in the legend
	lineWidth  = vg.Length(1.4)
	dotRadius  = vg.Length(2)
	// maxDots is how many datapoints a line may have for each to be a dot.
	maxDots = 60
)

// layout is a picture with everything measured.
type layout struct {
	*Picture
	width, height  vg.Length
	left, bottom   vg.Length // where the axes meet
	low, high      vg.Point  // the values at the ends of the axes, in seconds and units
	xTicks, yTicks []tick
	names          []string
	title, text    text.Style
	named          int // how many lines the legend names at most
}

// fonts holds the one face that is drawn. gonum's own collection would link
// eleven others, four megabytes of the program.
var fonts = sync.OnceValue(func() *font.Cache {
	face, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return font.NewCache(font.Collection{{Font: sans, Face: face}})
})

// sans is the name of the face; texts give its size.
var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

func (p *Picture) layout() *layout {
	style := func(size vg.Length) text.Style {
		return text.Style{Color: color.Black, Handler: text.Plain{Fonts: fonts()}, Font: font.From(sans, size)}
	}
	l := &layout{Picture: p, title: style(13), text: style(10)}
	x0, x1, y0, y1 := p.bounds()
	l.low, l.high = vg.Point{X: vg.Length(x0), Y: vg.Length(y0)}, vg.Point{X: vg.Length(x1), Y: vg.Length(y1)}
	if len(p.Lines)+len(p.States) > 0 {
		l.xTicks = timeTicks(x0, x1, int64(p.Period/time.Second), p.Location)
	}
	l.yTicks = valueTicks(y0, y1)

	line := l.text.Height("0")
	widest := vg.Length(0)
	for _, t := range l.yTicks {
		widest = max(widest, l.text.Width(t.label))
	}
	l.left = gap + line + 2*gap + widest + gap + tickLength
	l.bottom = gap + line + 2*gap + 2*line + gap + gap + tickLength
	// What does not fit beside the picture is counted.
	room := int((l.bottom + areaHeight - gap) / (line + gap/3))
	l.named = max(0, min(maxLegend, room-len(l.marks())-1))
	l.names = p.legend(l.named)
	l.width = l.left + areaWidth + 5*gap
	l.height = l.bottom + areaHeight + 2*gap + l.title.Height("0") + 2*gap
	widest = 0
	for _, name := range l.names {
		widest = max(widest, l.text.Width(name))
	}
	for _, m := range l.marks() {
		widest = max(widest, l.text.Width(m.name))
	}
	if widest > 0 {
		l.width += swatch + gap + widest + gap
	}
	return l
}

// bounds are the values at the ends of the axes, the times in seconds. Zero
// is always in the picture, or small changes would look large.
func (p *Picture) bounds() (x0, x1, y0, y1 float64) {
	x0, x1 = math.Inf(1), math.Inf(-1)
	for _, l := range p.Lines {
		for _, pt := range l.Points {
			x := float64(pt.Time) / 1000
			x0, x1 = math.Min(x0, x), math.Max(x1, x)
			y0, y1 = math.Min(y0, pt.Value), math.Max(y1, pt.Value)
		}
	}
	for _, limit := range p.Limits {
		y0, y1 = math.Min(y0, limit.Value), math.Max(y1, limit.Value)
	}
	for _, state := range p.States {
		x0, x1 = math.Min(x0, float64(state.From)/1000), math.Max(x1, float64(state.To)/1000)
	}
	if y0 == y1 {
		y1 = 1
	}
	if x0 > x1 {
		return 0, 1, y0, y1
	}
	if x0 == x1 {
		half := math.Max(p.Period.Seconds()/2, 0.5)
		x0, x1 = x0-half, x1+half
	}
	return x0, x1, y0, y1
}

// x and y are where a value stands in the picture.
func (l *layout) x(v float64) vg.Length {
	return l.left + areaWidth*vg.Length((v-float64(l.low.X))/float64(l.high.X-l.low.X))
}

func (l *layout) y(v float64) vg.Length {
	return l.bottom + areaHeight*vg.Length((v-float64(l.low.Y))/float64(l.high.Y-l.low.Y))
}

func (l *layout) draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	l.drawAxes(c)
	for i, line := range l.Lines {
		l.drawLine(c, i, line)
	}
	l.drawMarks(c)
	l.drawLegend(c)
}

// write puts a text at a point, which its alignments refer to.
func write(c draw.Canvas, s text.Style, x, y vg.Length, horizontal text.XAlignment, vertical text.YAlignment, what string) {
	s.XAlign, s.YAlign = horizontal, vertical
	c.FillText(s, vg.Point{X: x, Y: y}, what)
}

func stroke(c draw.Canvas, s draw.LineStyle, x0, y0, x1, y1 vg.Length) {
	c.StrokeLine2(s, x0, y0, x1, y1)
}

func (l *layout) drawAxes(c draw.Canvas) {
	right, top := l.left+areaWidth, l.bottom+areaHeight
	axis := draw.LineStyle{Color: color.Black, Width: vg.Length(0.7)}
	grid := draw.LineStyle{Color: color.Gray{225}, Width: vg.Length(0.5)}
	title := l.Title
	if len(l.Lines) == 0 {
		title += " (no datapoints)"
	}
	write(c, l.title, l.left+areaWidth/2, top+2*gap, draw.XCenter, draw.YBottom, title)

	end := l.bottom - gap // the axes stand a little apart from the lines
	for _, t := range l.xTicks {
		x := l.x(t.value)
		stroke(c, grid, x, l.bottom, x, top)
		stroke(c, axis, x, end, x, end-tickLength)
		write(c, l.text, x, end-tickLength-gap/2, draw.XCenter, draw.YTop, t.label)
		if t.below != "" {
			write(c, l.text, x, end-tickLength-gap/2-l.text.Height("0")-gap/2, draw.XCenter, draw.YTop, t.below)
		}
	}
	stroke(c, axis, l.left, end, right, end)
	write(c, l.text, l.left+areaWidth/2, gap, draw.XCenter, draw.YBottom, "time ("+l.zone()+")")

	end = l.left - gap/2
	for _, t := range l.yTicks {
		y := l.y(t.value)
		stroke(c, grid, l.left, y, right, y)
		stroke(c, axis, end, y, end-tickLength, y)
		write(c, l.text, end-tickLength-gap/2, y, draw.XRight, draw.YCenter, t.label)
	}
	stroke(c, axis, end, l.bottom, end, top)
	values := l.text
	values.Rotation = math.Pi / 2
	write(c, values, gap, l.bottom+areaHeight/2, draw.XCenter, draw.YTop, l.Values)
}

// drawLine draws one line in segments, so that nothing crosses a gap; a point
// without a neighbour is a dot.
func (l *layout) drawLine(c draw.Canvas, index int, line Line) {
	style := lineStyle(index)
	dot := draw.GlyphStyle{Color: style.Color, Radius: dotRadius, Shape: draw.CircleGlyph{}}
	for _, segment := range l.segments(line.Points) {
		points := make([]vg.Point, len(segment))
		for i, pt := range segment {
			points[i] = vg.Point{X: l.x(float64(pt.Time) / 1000), Y: l.y(pt.Value)}
		}
		if len(points) > 1 {
			c.StrokeLines(style, points)
		}
		if len(points) == 1 || len(line.Points) <= maxDots {
			for _, pt := range points {
				c.DrawGlyph(dot, pt)
			}
		}
	}
}

func (l *layout) drawLegend(c draw.Canvas) {
	x := l.left + areaWidth + 4*gap
	y := l.bottom + areaHeight - gap
	for i, name := range l.names {
		if i < l.named {
			stroke(c, lineStyle(i), x, y, x+swatch, y)
		}
		write(c, l.text, x+swatch+gap, y, draw.XLeft, draw.YCenter, name)
		y -= l.text.Height("0") + gap/3
	}
	for _, m := range l.marks() {
		stroke(c, m.style, x, y, x+swatch, y)
		write(c, l.text, x+swatch+gap, y, draw.XLeft, draw.YCenter, m.name)
		y -= l.text.Height("0") + gap/3
	}
}

func lineStyle(i int) draw.LineStyle {
	s := draw.LineStyle{Color: lineColor(i), Width: lineWidth}
	switch i / 8 % 3 {
	case 1:
		s.Dashes = []vg.Length{5, 2}
	case 2:
		s.Dashes = []vg.Length{1.5, 1.5}
	}
	return s
}
