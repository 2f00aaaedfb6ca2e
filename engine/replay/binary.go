package replay

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// ErrState says that bytes are not what AppendBinary has made.
var ErrState = errors.New("replay: not the state of a replay")

// state is what a replay has read, beside its evaluator.
type state struct {
	Timed, Untimed int64
	FirstUntimed   Place
	First, Last    int64
	Spanned        bool
	Tally          []tallyState `json:",omitempty"`
}

type tallyState struct {
	Events, Untimed int64           `json:",omitempty"`
	First, Last     *Sighting       `json:",omitempty"`
	Days            map[int64]int64 `json:",omitempty"`
	Samples         []sampleState   `json:",omitempty"`
}

type sampleState struct {
	Sighting
	Message []byte // it may not be UTF-8
	Cut     bool   `json:",omitempty"`
}

// AppendBinary implements encoding.BinaryAppender: it appends what was read, so that
// MergeBinary can add it in another process. The form may change with the
// version of this package.
func (r *Replay) AppendBinary(b []byte) ([]byte, error) {
	s := state{Timed: r.Timed, Untimed: r.Untimed, FirstUntimed: r.FirstUntimed, First: r.First, Last: r.Last, Spanned: r.Spanned}
	if r.Tally != nil {
		for i := range r.Tally.filters {
			f := &r.Tally.filters[i]
			t := tallyState{Events: f.events, Untimed: f.untimed, Days: f.days}
			if f.events > 0 {
				t.First, t.Last = &f.first, &f.last
			}
			for _, sample := range f.samples {
				t.Samples = append(t.Samples, sampleState{sample.Sighting, []byte(sample.Message), sample.Cut})
			}
			s.Tally = append(s.Tally, t)
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return b, err
	}
	b = binary.AppendUvarint(b, uint64(len(text)))
	return r.Evaluator.AppendBinary(append(b, text...))
}

// valid reports whether a tally may have come to this state.
func (t *tallyState) valid() bool {
	if !isCount(t.Events) || !isCount(t.Untimed) || (t.Events > 0) != (t.First != nil && t.Last != nil) {
		return false
	}
	rest := t.Events - t.Untimed
	for _, n := range t.Days {
		if rest -= n; n <= 0 || rest < 0 {
			return false
		}
	}
	return rest == 0 && int64(len(t.Samples)) <= t.Events &&
		!slices.ContainsFunc(t.Samples, func(s sampleState) bool { return len(s.Message) > MaxSample })
}

// isCount reports whether a number counts log events, and is so small that sums do
// not run over.
func isCount(n int64) bool { return 0 <= n && n <= 1<<53 }

// MergeBinary is Merge with what AppendBinary has appended to nothing. After
// an error, which is metric.ErrMergeOthers, metric.ErrState or ErrState, the replay
// is as it was.
func (r *Replay) MergeBinary(data []byte) error {
	length, size := binary.Uvarint(data)
	if size <= 0 || length > uint64(len(data)-size) {
		return ErrState
	}
	var s state
	if err := json.Unmarshal(data[size:size+int(length)], &s); err != nil {
		return fmt.Errorf("%w: %w", ErrState, err)
	}
	if !isCount(s.Timed) || !isCount(s.Untimed) {
		return ErrState
	}
	other := &Replay{Timed: s.Timed, Untimed: s.Untimed, FirstUntimed: s.FirstUntimed, First: s.First, Last: s.Last, Spanned: s.Spanned}
	if r.Tally != nil {
		if len(s.Tally) != len(r.Tally.filters) {
			return ErrState
		}
		other.Tally = r.Tally.Fork()
		for i, t := range s.Tally {
			f := &other.Tally.filters[i]
			if !t.valid() {
				return ErrState
			}
			f.events, f.untimed, f.days = t.Events, t.Untimed, t.Days
			if t.Events > 0 {
				f.first, f.last = *t.First, *t.Last
			}
			for _, sample := range t.Samples {
				f.keep(other.Tally.samples, Sample{sample.Sighting, string(sample.Message), sample.Cut})
			}
		}
	}
	if err := r.Evaluator.MergeBinary(data[size+int(length):]); err != nil {
		return err
	}
	r.merge(other)
	return nil
}
