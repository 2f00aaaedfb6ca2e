package store

import (
	"errors"
	"runtime"
	"runtime/debug"
	"strings"

	bolt "go.etcd.io/bbolt"
)

// View runs f on one unchanging state.
func (s *Store) View(f func(*Tx) error) error {
	return s.guard(func() error {
		return s.db.View(func(tx *bolt.Tx) error { return f(&Tx{tx}) })
	})
}

// write is a call of Update.
type write struct {
	f    func(*Tx) error
	done bool
	err  error
	over any // what f has panicked with
}

// Update runs f and keeps what it wrote, unless it returns an error. f may be
// run more than once, and must touch nothing but the transaction and what it
// sets anew. Calls that come while one is synced to disk share the next sync.
func (s *Store) Update(f func(*Tx) error) error {
	w := &write{f: f}
	s.mu.Lock()
	s.waiting = append(s.waiting, w)
	s.mu.Unlock()
	s.writing.Lock()
	defer s.writing.Unlock()
	if !w.done { // nobody has written it in the meantime
		s.mu.Lock()
		group := s.waiting
		s.waiting = nil
		s.mu.Unlock()
		s.writeGroup(group)
	}
	if w.over != nil {
		panic(w.over)
	}
	return w.err
}

// writeGroup runs writes in one transaction. One that fails is taken out, and
// the others are run again.
func (s *Store) writeGroup(group []*write) {
	for len(group) > 0 {
		failed := -1
		err := s.guard(func() error {
			return s.db.Update(func(tx *bolt.Tx) error {
				for i, w := range group {
					failed = i
					if err := s.run(w, tx); err != nil {
						return err
					}
				}
				failed = -1
				return nil
			})
		})
		if failed >= 0 && s.Err() == nil {
			group[failed].err, group[failed].done = err, true
			group = append(group[:failed:failed], group[failed+1:]...)
			continue
		}
		for _, w := range group {
			w.err, w.done = err, true
		}
		return
	}
}

// run runs one write. If it panics, this is its own affair.
func (s *Store) run(w *write, tx *bolt.Tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if ofFile(v) {
				panic(fileFault{v})
			}
			w.over, err = v, errPanicked
		}
	}()
	return w.f(&Tx{tx})
}

// fileFault is a panic that has been found to come from the file.
type fileFault struct{ reason any }

var errPanicked = errors.New("a write has panicked")

// guard runs what reads the mapped file. The database trusts it: where it has
// been cut or written over since it was opened, the memory faults, or the
// database panics, which ends all use of it.
func (s *Store) guard(f func() error) (err error) {
	if err := s.Err(); err != nil {
		return err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if !ofFile(v) {
			panic(v)
		}
		err = s.breaks(damaged("%v", reason(v)))
	}()
	if err = f(); errors.Is(err, ErrDamaged) {
		err = s.breaks(err) // a record is not what was written
	}
	return err
}

// breaks ends all use of the file, and says why.
func (s *Store) breaks(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken = inUse(s.name, err)
		close(s.damaged)
	}
	return s.broken
}

// ofFile reports whether what a deferred function has recovered comes from the
// file: a fault at an address, or a panic in the database.
func ofFile(v any) bool {
	switch v.(type) {
	case fileFault, interface{ Addr() uintptr }:
		return true
	}
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return strings.HasPrefix(frame.Function, "go.etcd.io/bbolt")
		}
	}
	return false
}

func reason(v any) any {
	if fault, ok := v.(fileFault); ok {
		return fault.reason
	}
	return v
}
