package cli

import (
	"cmp"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/workers"
)

// fileErrors are what is to be said of a file, in order.
type fileErrors struct {
	places []string
	errs   []error
	broken bool // the last one ended it
}

// sideBySide reports whether files can be read at the same time with the result
// that they have one after the other.
func (r *metricsRun) sideBySide(files []string) bool {
	return len(files) > 1 && r.Jobs != 1 && r.other == nil && !r.clock.ByNumber() && !slices.Contains(files, "-")
}

// readSideBySide is readAll into the run's replay with several files at once.
func (r *metricsRun) readSideBySide(files []string) error {
	r.progress.expect(files)
	jobs := cmp.Or(r.Jobs, min(runtime.GOMAXPROCS(0), engine.DefaultWorkers))
	side := min(jobs, len(files))
	said := make([]fileErrors, len(files))
	type part struct {
		*replay.Replay
		untimed int // the first file with log events without time
	}
	var mu sync.Mutex
	var parts []*part
	workers.Do(len(files), side, func() func(int) {
		p := &part{Replay: r.replay.Fork(), untimed: math.MaxInt}
		p.Workers = max(jobs/side, 1)
		mu.Lock()
		parts = append(parts, p)
		mu.Unlock()
		return func(i int) {
			if r.ctx.Err() != nil {
				return
			}
			say := &said[i]
			p.TooLong = func(at replay.Place, err *logfile.TooLongError) {
				say.places, say.errs = append(say.places, at.String()), append(say.errs, err)
			}
			before := p.Untimed
			if err := r.readFile(files[i], p.Replay); err != nil && !errors.Is(err, context.Canceled) {
				say.places, say.errs, say.broken = append(say.places, files[i]), append(say.errs, err), true
			}
			if before == 0 && p.Untimed > 0 {
				p.untimed = i
			}
		}
	})
	r.progress.done()
	slices.SortFunc(parts, func(a, b *part) int { return cmp.Compare(a.untimed, b.untimed) })
	for _, p := range parts {
		if err := r.replay.Merge(p.Replay); err != nil {
			return err
		}
	}
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	broken := 0
	for _, say := range said {
		for i, err := range say.errs {
			r.unreadable(say.places[i], err)
		}
		if say.broken {
			broken++
		}
	}
	r.sayBroken(broken, len(files))
	return nil
}
