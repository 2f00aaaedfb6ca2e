package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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

// expand puts the files of folders in the places of the folders, those of an
// archive that may hold log events of a range. What cannot be listed is
// reported.
func (e *env) expand(args []string, within logfile.Range, report func(place string, err error)) (files []string, folders bool) {
	for _, name := range args {
		if name == "-" || !logfile.IsFolder(name) {
			files = append(files, name)
			continue
		}
		folders = true
		found, failed := logfile.Find(e.ctx, name, within)
		files = append(files, found...)
		if len(found) == 0 && len(failed) == 0 {
			fmt.Fprintf(e.Err, "logsieve: %s: no files to read\n", name)
		}
		for _, err := range failed {
			place, _ := splitFileError(err)
			report(place, err)
		}
	}
	return files, folders
}

// files is expand for what is read into replays.
func (r *logReader) files(args []string, within logfile.Range) (files []string) {
	files, r.folders = r.expand(args, within, r.unreadable)
	return files
}

// read reads files into a replay, several at once where the result is the same.
func (r *logReader) read(files []string, jobs int, into *replay.Replay) error {
	if len(files) > 1 && jobs != 1 && !r.clock.ByNumber() && !slices.Contains(files, "-") {
		return r.readSideBySide(files, jobs, into)
	}
	return r.readAll(files, func(string) *replay.Replay { return into })
}

// readSideBySide is readAll into one replay with several files at once.
func (r *logReader) readSideBySide(files []string, jobs int, into *replay.Replay) error {
	r.progress.expect(files)
	jobs = cmp.Or(jobs, min(runtime.GOMAXPROCS(0), engine.DefaultWorkers))
	side := min(jobs, len(files))
	said := make([]fileErrors, len(files))
	type part struct {
		*replay.Replay
		untimed    int // the first file with log events without time
		comparison comparison
	}
	var mu sync.Mutex
	var parts []*part
	workers.Do(len(files), side, func() func(int) {
		p := &part{Replay: into.Fork(), untimed: math.MaxInt}
		p.Workers = max(jobs/side, 1)
		mu.Lock()
		parts = append(parts, p)
		mu.Unlock()
		return func(i int) {
			if r.ctx.Err() != nil {
				return
			}
			say := &said[i]
			p.Differs = func(at replay.Place, message []byte, otherMatched bool) {
				p.comparison.note(i, at, message, otherMatched)
			}
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
		if err := into.Merge(p.Replay); err != nil {
			return err
		}
		if r.other != nil {
			r.other.merge(&p.comparison)
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
