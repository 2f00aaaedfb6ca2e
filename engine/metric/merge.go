package metric

import (
	"errors"
	"slices"
)

// ErrMergeOthers says that evaluators cannot be merged.
var ErrMergeOthers = errors.New("metric: evaluators of other filters, another period or another source cannot be merged")

// Fork returns an evaluator of the same filters, period and source that has
// evaluated nothing. It may be used at the same time as e; Merge brings them
// together.
func (e *Evaluator) Fork() *Evaluator {
	return newEvaluator(e.filters, e.period, e.source, e.set)
}

// Merge adds what another evaluator has evaluated, which must have the same
// filters (as Fork gives them), period and source, and stays as it is; the
// error is ErrMergeOthers when it has others. Whatever way log events are
// split over evaluators, and whatever the order in which these are merged, the
// Result is the same to the last digit, and so are Matched, Unpublished and
// Warnings. What awaits Publish is not merged.
func (e *Evaluator) Merge(other *Evaluator) error {
	if e == other || e.period != other.period || e.source != other.source || !slices.Equal(e.filters, other.filters) {
		return ErrMergeOthers
	}
	for _, from := range other.series {
		if len(from.periods) == 0 {
			continue
		}
		to := e.find(from.metric, from.dimensions)
		for start, p := range from.periods {
			to.at(start).merge(p)
		}
	}
	for i, from := range other.runs {
		to := e.runs[i]
		to.matched += from.matched
		to.lacks.merge(from.lacks)
		for j, values := range from.distinct {
			for value := range values {
				to.distinct[j][value] = struct{}{}
			}
		}
	}
	e.events += other.events
	e.matched += other.matched
	return nil
}

func (u *Unpublished) merge(other Unpublished) {
	u.Events += other.Events
	u.Missing += other.Missing
	u.Null += other.Null
	u.Text += other.Text
	u.Other += other.Other
}
