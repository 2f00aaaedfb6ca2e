package chain

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Arrivals are what a subscription filter does with log events that were read.
type Arrivals struct {
	// Reason says why nothing was replayed, "" when it was.
	Reason  string `json:"reason,omitempty"`
	Events  int64  `json:"events"` // of its log groups
	Matched int64  `json:"matched"`
	// Delivered is how many arrive, nil when that is undecided.
	Delivered *int64 `json:"delivered,omitempty"`
	// First and Last are the times of the first and the last match, in
	// milliseconds since the epoch, nil when they have none.
	First *int64 `json:"first,omitempty"`
	Last  *int64 `json:"last,omitempty"`
	// Example is the message of the first match, of which Cut says that it goes on.
	Example string `json:"example,omitempty"`
	Cut     bool   `json:"cut,omitempty"`
}

// reads is a subscription filter, ready to be run; account is the policy that it stands
// in, nil for none.
func (c *follower) reads(f *estate.Filter, account *estate.AccountPolicy) *publisher {
	p := &publisher{name: fmt.Sprintf("s%d", c.reading), filterName: f.Name, group: f.Group.What, account: account}
	c.reading++
	if account != nil {
		for _, g := range c.estate.Selected(account) {
			p.selected = append(p.selected, g.What)
		}
	}
	text, known := f.Resource.Input.Get("filterPattern").Str()
	if !known {
		p.reason = "its filter pattern is not known"
		return p
	}
	req := &metric.PutMetricFilterRequest{FilterName: p.name, FilterPattern: &text, MetricTransformations: []metric.MetricTransformation{{MetricName: p.name, MetricNamespace: "n", MetricValue: "1"}}}
	if v := f.Resource.Input.Get("fieldSelectionCriteria"); v != nil && v.Kind != source.Null {
		if req.FieldSelectionCriteria, known = v.Str(); !known {
			p.reason = "its field selection criteria are not known"
			return p
		}
	}
	var err error
	if p.filter, err = metric.Compile(req); err != nil {
		p.reason = "the service refuses it"
	} else if len(p.filter.SystemFields()) > 0 {
		p.limited = limited
	}
	return p
}

// of reports whether log events of a log group reach the filter, "" for those of any.
func (p *publisher) of(group string) bool {
	return group == "" || p.group == group || slices.Contains(p.selected, group) || p.account != nil && !p.account.Excludes(group)
}

// groups are the names of the log groups that the files give it.
func (p *publisher) groups() []string {
	if p.account != nil {
		return p.selected
	}
	return []string{p.group}
}

// Tally keeps what the filters of a log group match, or for "" of all.
func (l *Logs) Tally(group string, location *time.Location) *replay.Tally {
	in := l.input(group)
	if in.tally == nil && len(l.subscriptions) > 0 {
		in.tally = replay.NewTally(len(in.publishers), 1, location)
	}
	return in.tally
}

// Arrive says of each subscription filter what it does with what has been read.
func (l *Logs) Arrive() {
	for _, s := range l.subscriptions {
		s.Arrivals = &Arrivals{Reason: cmp.Or(s.reads().limited, s.reads().reason)}
		if s.Arrivals.Reason == "" {
			s.Arrivals.add(s, l)
		}
	}
}

func (a *Arrivals) add(s *Subscription, l *Logs) {
	for _, in := range l.inputs {
		i := slices.Index(in.publishers, s.reads())
		if in.evaluator == nil || in.tally == nil || i < 0 {
			continue
		}
		a.Events += in.evaluator.Events()
		a.take(in.tally.Matches()[i])
	}
	switch s.Whole {
	case Proven:
		a.Delivered = &a.Matched
	case Broken:
		a.Delivered = new(int64)
	}
}

// take adds what the filter matches of some log groups.
func (a *Arrivals) take(m replay.Matches) {
	if a.Matched += m.Events; m.Events == 0 {
		return
	}
	if first := m.First; a.Example == "" || first.Timed && (a.First == nil || first.Timestamp < *a.First) {
		a.Example, a.Cut = m.Samples[0].Message, m.Samples[0].Cut
		if first.Timed {
			a.First = &first.Timestamp
		}
	}
	if last := m.Last; last.Timed && (a.Last == nil || last.Timestamp > *a.Last) {
		a.Last = &last.Timestamp
	}
}
