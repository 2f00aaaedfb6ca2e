package policy

import (
	"strconv"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/source"
)

// notice is whether somebody learns of a log event that a filter matches.
type notice struct {
	answer  analyze.Answer
	gap     Gap
	reasons []string // when the answer is not Yes
	alarms  []*Alarm
	notes   []string
}

// nobody is a notice that nobody gets.
func nobody(gap Gap, format string, args ...any) notice {
	return notice{answer: analyze.No, gap: gap, reasons: []string{say(format, args...)}}
}

// perhaps is one of which it is not known.
func perhaps(format string, args ...any) notice {
	return notice{gap: GapUnknown, reasons: []string{say(format, args...)}}
}

// notice asks for a metric that each match moves, and for an alarm on it.
func (j *judge) notice(f *Filter, mode AlarmMode) notice {
	alarms := !j.opts.FiltersOnly && mode != AlarmNotAsked && (mode == AlarmRequired || len(j.estate.Alarms) > 0)
	key := noticeKey{f, alarms}
	if known, ok := j.notices[key]; ok {
		return known
	}
	n := j.published(f, alarms)
	j.notices[key] = n
	return n
}

// published looks for a metric that each match moves, and of those for the one
// of which somebody learns.
func (j *judge) published(f *Filter, alarms bool) notice {
	if f.Refused != "" {
		return nobody(GapFilter, "%s is never deployed. %s", f.title(), f.Refused)
	}
	if !f.Metric() {
		return nobody(GapMetric, "%s is a subscription filter and makes no metric.", f.title())
	}
	list, complete := f.Publications()
	best := nobody(GapMetric, "%s has no metric transformation.", f.title())
	if !complete {
		best = perhaps("the metric of %s is not known.", f.title())
	}
	for _, p := range list {
		n := f.published(p.Transformation)
		if n.answer == analyze.Yes && alarms {
			n = j.alarmed(f, p)
		}
		if best.alarms == nil && n.answer == best.answer || better(n.answer, best.answer) {
			best = n
		}
	}
	return best
}

// better orders answers: Yes, Unknown, No.
func better(a, b analyze.Answer) bool { return rank(a) > rank(b) }

func rank(a analyze.Answer) int {
	switch a {
	case analyze.Yes:
		return 2
	case analyze.Unknown:
		return 1
	}
	return 0
}

// published says whether each match moves the metric of a transformation.
func (f *Filter) published(t *source.Value) notice {
	value := t.Get("metricValue")
	if value == nil {
		return nobody(GapMetric, "the metric transformation of %s has no metricValue.", f.title())
	}
	text, known := value.AsKnown()
	amount, err := strconv.ParseFloat(text, 64)
	switch {
	case !known:
		return perhaps("the metricValue of %s is not known.", f.title())
	case err != nil:
		// The value is missing or no number in some events that match (X5).
		return perhaps("%s publishes %s, and so nothing for a log event without that number.", f.title(), text)
	case amount == 0:
		return nobody(GapMetric, "%s publishes 0 for each match, which no sum shows.", f.title())
	}
	return notice{answer: analyze.Yes}
}

// text is a text that is known in full, "" for any other value.
func text(v *source.Value) string {
	s, _ := v.Str()
	return s
}
