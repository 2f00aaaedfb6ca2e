package main

import "github.com/logsieve/logsieve/engine/replay"

// Total is what several bundles have found: bytes on their way between workers,
// and merged where it is worked on.
type Total struct {
	states [][]byte
	live   *merged
}

type merged struct {
	found
	run  *compiled
	read *replay.Replay
}

// mergeFn merges states. Sums are exact and samples ordered, so that it does not matter in
// which order.
type mergeFn struct {
	Job Job
	run *compiled
}

// CreateAccumulator is an empty total.
func (f *mergeFn) CreateAccumulator() Total { return Total{} }

// AddInput adds the state of a bundle.
func (f *mergeFn) AddInput(t Total, state []byte) (Total, error) {
	t, err := f.merged(t)
	if err != nil {
		return t, err
	}
	return t, t.live.add(state, t.live.read, f.run.empty)
}

// MergeAccumulators merges two totals.
func (f *mergeFn) MergeAccumulators(a, b Total) (Total, error) {
	a, err := f.merged(a)
	if err != nil {
		return a, err
	}
	if b, err = f.merged(b); err != nil {
		return a, err
	}
	a.live.merge(&b.live.meta)
	return a, a.live.read.Merge(ordered(a.live.read, b.live.read))
}

// ExtractOutput is the total as bytes.
func (f *mergeFn) ExtractOutput(t Total) ([]byte, error) {
	t, err := f.merged(t)
	if err != nil {
		return nil, err
	}
	return t.live.append(nil, t.live.read)
}

// merged merges what has come as bytes.
func (f *mergeFn) merged(t Total) (Total, error) {
	if f.run == nil {
		run, err := f.Job.compile()
		if err != nil {
			return t, err
		}
		f.run = run
	}
	if t.live == nil {
		t.live = &merged{run: f.run, read: f.run.empty.Fork()}
	}
	for _, state := range t.states {
		if err := t.live.add(state, t.live.read, f.run.empty); err != nil {
			return t, err
		}
	}
	t.states = nil
	return t, nil
}

// encodeTotal is the coder of totals.
func encodeTotal(t Total) ([]byte, error) {
	switch {
	case t.live != nil:
		return t.live.append(nil, t.live.read)
	case len(t.states) == 1:
		return t.states[0], nil
	}
	return nil, nil
}

func decodeTotal(b []byte) (Total, error) {
	if len(b) == 0 {
		return Total{}, nil
	}
	return Total{states: [][]byte{append([]byte(nil), b...)}}, nil
}
