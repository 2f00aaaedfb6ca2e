package endpoint

import (
	"context"
	"errors"
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
	retry := firstRetry
	s.wakeUp() // what an earlier process has left
	for {
		var again <-chan time.Time
		if err := s.Drain(ctx); err != nil && ctx.Err() == nil {
			s.options.Log.Warn("background work failed and is tried again", "error", err, "in", retry)
			again = time.After(retry)
			retry = min(2*retry, lastRetry)
		} else {
			retry = firstRetry
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-again:
		}
	}
}

func (s *Server) wakeUp() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Drain does all background work that is there. What fails stays.
func (s *Server) Drain(ctx context.Context) error {
	if s.options.Store == nil {
		return nil
	}
	s.draining.Lock()
	defer s.draining.Unlock()
	return errors.Join(s.deliverAll(ctx), s.exportAll(ctx))
}

// deliverAll empties the outbox. A delivery is removed when it has arrived,
// so that it may arrive twice around a kill, but not never.
func (s *Server) deliverAll(ctx context.Context) error {
	if s.options.Sink == nil {
		return nil
	}
	for ctx.Err() == nil {
		var key string
		var delivery store.Delivery
		err := s.options.Store.View(func(tx *store.Tx) (err error) {
			key, delivery, err = first(tx.Outbox(), func(store.Delivery) bool { return true })
			return err
		})
		if err != nil || key == "" {
			return err
		}
		if err := s.options.Sink.Deliver(ctx, key, delivery); err != nil {
			return err
		}
		err = s.options.Store.Update(func(tx *store.Tx) error {
			_, err := tx.Outbox().Delete(key)
			return err
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// exportAll does the export tasks, those first that a kill has interrupted.
func (s *Server) exportAll(ctx context.Context) error {
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
				if key, task, err = first(r.Exports(), unfinished); err != nil || key != "" {
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

// first is the first record of a table that is wanted, "" when there is none.
func first[T any](table store.Table[T], wanted func(T) bool) (key string, record T, err error) {
	err = table.Each("", "", func(k string, r T) bool {
		if wanted(r) {
			key, record = k, r
		}
		return key == ""
	})
	return key, record, err
}
