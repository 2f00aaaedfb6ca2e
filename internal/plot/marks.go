package plot

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mark is what the legend says of limits and states.
type mark struct {
	name  string
	style draw.LineStyle
}

func limitStyle() draw.LineStyle {
	return draw.LineStyle{Color: color.RGBA{160, 30, 30, 255}, Width: lineWidth, Dashes: []vg.Length{4, 3}}
}

// stateWidth is how high the bar of states is.
const stateWidth = 2 * vg.Millimeter

func stateStyle(s State) draw.LineStyle { return draw.LineStyle{Color: s.Color, Width: stateWidth} }

// marks are the limits, and each kind of state once.
func (p *Picture) marks() []mark {
	var list []mark
	for _, limit := range p.Limits {
		list = append(list, mark{short(limit.Name), limitStyle()})
	}
	for _, s := range p.States {
		if m := (mark{short(s.Name), stateStyle(s)}); !slices.ContainsFunc(list, func(o mark) bool { return o.name == m.name }) {
			list = append(list, m)
		}
	}
	return list
}

// drawMarks draws the limits over the lines, and the states at the top.
func (l *layout) drawMarks(c draw.Canvas) {
	for _, limit := range l.Limits {
		y := l.y(limit.Value)
		stroke(c, limitStyle(), l.left, y, l.left+areaWidth, y)
	}
	top := l.bottom + areaHeight + gap/2 + stateWidth/2
	for _, s := range l.States {
		stroke(c, stateStyle(s), l.x(float64(s.From)/1000), top, l.x(float64(s.To)/1000), top)
	}
}
