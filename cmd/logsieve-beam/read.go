package main

import (
	"context"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/replay"
)

// readFn reads pieces of files, and gives at the end of each bundle what the
// filters have made of them. Nothing of a bundle outlives it: one that dies has
// given nothing, and is done again.
type readFn struct {
	Job  Job
	run  *compiled
	have *found
	read *replay.Replay
}

// Setup is called before the first bundle.
func (f *readFn) Setup() (err error) {
	f.run, err = f.Job.compile()
	return err
}

// StartBundle forgets what a bundle before this one has left.
func (f *readFn) StartBundle(context.Context, func([]byte)) {
	f.have, f.read = &found{}, f.run.empty.Fork()
}

// ProcessElement reads a piece.
func (f *readFn) ProcessElement(ctx context.Context, p Piece, _ func([]byte)) error {
	for attempt := 1; ; attempt++ {
		once := f.run.empty.Fork()
		have := &found{}
		again, err := f.readOnce(ctx, p, once, have)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && again && attempt < f.Job.Attempts {
			continue // as if this attempt had not been
		}
		if err != nil {
			have.Broken = append(have.Broken, broken{p.File, reason(err)})
		}
		if err := f.read.Merge(ordered(f.read, once)); err != nil {
			return err
		}
		f.have.merge(&have.meta)
		return nil
	}
}

// readOnce reads a piece; again says that another attempt may do better.
func (f *readFn) readOnce(ctx context.Context, p Piece, into *replay.Replay, have *found) (again bool, err error) {
	system, err := filesystem.New(ctx, p.File)
	if err != nil {
		return true, err
	}
	defer system.Close()
	text, err := p.open(ctx, system)
	if err != nil {
		return true, err
	}
	defer text.Close()
	if p.Start == 0 {
		have.Files = 1
	}
	into.TooLong = func(at replay.Place, err *logfile.TooLongError) {
		have.Broken = append(have.Broken, broken{at.String(), err.Error()})
	}
	opts := logfile.Options{Format: f.Job.Format, MessageTime: f.run.clock.InMessage(), MaxLine: f.Job.MaxLine, Numbers: true}
	if p.Start > 0 {
		opts.Format, opts.Part = p.Format, true
	}
	log, err := logfile.Open(text, opts)
	if err == nil {
		err = into.Read(ctx, p.name(), log)
		log.Close()
	}
	have.Bytes = text.bytes
	if p.Start > 0 || p.End > 0 {
		have.Lines = map[string]int64{p.name(): text.lines}
	}
	return text.err != nil, err
}

// FinishBundle gives what was found.
func (f *readFn) FinishBundle(_ context.Context, emit func([]byte)) error {
	state, err := f.have.append(nil, f.read)
	if err != nil {
		return err
	}
	emit(state)
	return nil
}

// partMark stands between the name of a file and where a part of it starts.
const partMark = "\x00"

// name is that of the file, or of a part of it, in order.
func (p Piece) name() string {
	if p.Start == 0 {
		return p.File
	}
	return fmt.Sprintf("%s%s%016x", p.File, partMark, p.Start)
}

// ordered makes Merge keep the first place without a time by name, whichever
// comes first.
func ordered(into, other *replay.Replay) *replay.Replay {
	first := other.FirstUntimed
	if other.Untimed > 0 && into.Untimed > 0 && (first.File < into.FirstUntimed.File || first.File == into.FirstUntimed.File && first.Line < into.FirstUntimed.Line) {
		into.FirstUntimed = first
	}
	return other
}
