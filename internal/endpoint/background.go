package endpoint

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// Waits between attempts at a delivery that fails.
const (
	firstRetry = time.Second
	lastRetry  = 30 * time.Second
)

// Run does the background work until the context ends: deliveries, each until
// it arrives, and exports.
func (s *Server) Run(ctx context.Context) {
	if s.options.Store == nil {
		return
	}
	s.wakeUp() // what an earlier process has left
	var work sync.WaitGroup
	work.Go(func() {
		for s.options.Sink != nil && ctx.Err() == nil {
			if err := s.deliver(ctx, maxCouriers, true); err != nil && ctx.Err() == nil {
				s.options.Log.Error("deliveries have stopped and start again", "error", err)
				s.pause(ctx)
			}
		}
	})
	for ctx.Err() == nil {
		if err := s.exportAll(ctx); err != nil && ctx.Err() == nil {
			s.options.Log.Error("an export failed and is tried again", "error", err)
			s.pause(ctx)
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.exports:
		}
	}
	work.Wait()
}

// pause waits after the state could not be read or written.
func (s *Server) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(firstRetry):
	}
}

func (s *Server) wakeUp() {
	for _, c := range []chan struct{}{s.wake, s.exports} {
		select {
		case c <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// Drain does all background work that is there, one delivery at a time in
// their order. What fails stays.
func (s *Server) Drain(ctx context.Context) error { return s.drain(ctx, 1) }

func (s *Server) drain(ctx context.Context, couriers int) error {
	if s.options.Store == nil {
		return nil
	}
	return errors.Join(s.deliver(ctx, couriers, false), s.exportAll(ctx))
}

// exportAll does the export tasks, those first that a kill has interrupted.
func (s *Server) exportAll(ctx context.Context) error {
	s.exporting.Lock()
	defer s.exporting.Unlock()
	for ctx.Err() == nil {
		var region, key string
		var task store.ExportTask
		err := s.options.Store.View(func(tx *store.Tx) error {
			names, err := tx.Regions()
			for _, region = range names {
				r, err := tx.Region(region)
				if err != nil {
					return err
				}
				if key, task, err = r.Exports().Find(unfinished); err != nil || key != "" {
					return err
				}
			}
			return err
		})
		if err != nil || key == "" {
			return err
		}
		if err := s.export(ctx, region, key, task); err != nil {
			return err
		}
	}
	return ctx.Err()
}
