package alarmreport

import (
	"bytes"
	"html/template"
	"image/color"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/plot"
)

// points are the statistic that an alarm looks at.
func points(r *chain.Replay) []plot.Point {
	list := make([]plot.Point, len(r.Datapoints))
	for i, d := range r.Datapoints {
		list[i] = plot.Point{Time: d.Timestamp, Value: r.Statistic.Of(d)}
	}
	return list
}

// Picture is the plot of a replay: the metric, the threshold, and the states of
// the alarm, each from the end of the period after which it began.
func Picture(a *chain.Alarm) *plot.Picture {
	r := a.Replay
	period := r.Period * 1000
	p := &plot.Picture{
		Title: a.Name, Values: string(r.Statistic), Period: time.Duration(period) * time.Millisecond, Location: time.UTC,
		Lines:  []plot.Line{{Name: series(r), Points: points(r)}},
		Limits: []plot.Limit{{Name: "threshold " + limit(r), Value: r.Threshold}},
	}
	before := metric.Transition{Timestamp: r.First - period, State: metric.StateInsufficientData}
	end := r.Last + period
	for _, t := range append(r.Transitions[:len(r.Transitions):len(r.Transitions)], metric.Transition{Timestamp: r.Last}) {
		if from, to := before.Timestamp+period, t.Timestamp+period; from < to {
			p.States = append(p.States, plot.State{Name: string(before.State), From: from, To: min(to, end), Color: stateColor(before.State)})
		}
		before = t
	}
	return p
}

func stateColor(s metric.AlarmState) color.Color {
	switch s {
	case metric.StateAlarm:
		return color.RGBA{200, 40, 30, 255}
	case metric.StateOK:
		return color.RGBA{60, 150, 80, 255}
	}
	return color.Gray{170}
}

// drawing is a picture as part of a page.
func drawing(p *plot.Picture) (template.HTML, error) {
	var b bytes.Buffer
	if err := plot.WriteSVG(&b, p); err != nil {
		return "", err
	}
	svg := b.Bytes()
	// What comes before is of files.
	return template.HTML(svg[bytes.Index(svg, []byte("<svg")):]), nil
}
