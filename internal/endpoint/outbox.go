package endpoint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

const (
	// maxCouriers are the deliveries under way at once, and so what is held of
	// them in memory; the others wait in the state.
	maxCouriers = 32
	// deliveryLife is how long a delivery is tried, as the service does it.
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
	deliveryLife = 24 * time.Hour
)

// subscription is what has deliveries in an order of their own: a subscription
// filter of a log group, or a destination.
type subscription struct{ region, group, filter, destination string }

func subscriptionOf(d store.Delivery) subscription {
	return subscription{d.Region, d.LogGroup, d.FilterName, d.DestinationARN}
}

// queue holds the keys of the deliveries of a subscription.
type queue struct {
	of    subscription
	keys  []string
	busy  bool
	retry time.Duration // how long it waits after the next failure
	after time.Time     // before which it is not tried again
}

// outbox is the order of what is in the outbox of the state.
type outbox struct {
	last   string // all keys up to this one are in queues, or have been
	queues map[subscription]*queue
}

// collect takes up what has come.
func (o *outbox) collect(st *store.Store) error {
	if o.queues == nil {
		o.queues = map[subscription]*queue{}
	}
	return st.View(func(tx *store.Tx) error {
		return tx.Outbox().Each("", o.last, func(key string, d store.Delivery) bool {
			of := subscriptionOf(d)
			q := o.queues[of]
			if q == nil {
				q = &queue{of: of, retry: firstRetry}
				o.queues[of] = q
			}
			q.keys = append(q.keys, key)
			o.last = key
			return true
		})
	})
}

// next is the queue whose first delivery is the oldest of those that may be
// tried. If there is none, soon is when there will be one.
func (o *outbox) next(now time.Time) (next *queue, soon time.Time) {
	for _, q := range o.queues {
		switch {
		case q.busy:
		case q.after.After(now):
			if soon.IsZero() || q.after.Before(soon) {
				soon = q.after
			}
		case next == nil || q.keys[0] < next.keys[0]:
			next = q
		}
	}
	return next, soon
}

// ended takes back a queue whose first delivery has been tried.
func (o *outbox) ended(q *queue, err error, now time.Time) {
	q.busy = false
	if err != nil {
		q.after = now.Add(q.retry)
		q.retry = min(2*q.retry, lastRetry)
		return
	}
	q.retry, q.after = firstRetry, time.Time{}
	if q.keys = q.keys[1:]; len(q.keys) == 0 {
		delete(o.queues, q.of)
	}
}

// deliver empties the outbox, several subscriptions at once, each in its order.
// One that fails holds up no other: until the context ends it is tried again
// and again; otherwise it is left, and the error says so.
func (s *Server) deliver(ctx context.Context, couriers int, untilDone bool) error {
	if s.options.Sink == nil {
		return nil
	}
	s.delivering.Lock()
	defer s.delivering.Unlock()
	type result struct {
		of  *queue
		err error
	}
	var (
		box     outbox
		results = make(chan result)
		running int
		failed  []error
	)
	for {
		var soon time.Time
		if ctx.Err() == nil {
			if err := box.collect(s.options.Store); err != nil {
				failed, untilDone = append(failed, err), false
			}
			for running < couriers {
				var q *queue
				if q, soon = box.next(s.clock()); q == nil {
					break
				}
				q.busy = true
				running++
				go func() { results <- result{q, s.deliverFirst(ctx, q.keys[0])} }()
			}
		}
		if running == 0 && (ctx.Err() != nil || !untilDone) {
			return errors.Join(append(failed, ctx.Err())...)
		}
		var again <-chan time.Time
		var wake, done <-chan struct{}
		if untilDone && ctx.Err() == nil {
			wake, done = s.wake, ctx.Done()
			if !soon.IsZero() {
				again = time.After(soon.Sub(s.clock()))
			}
		}
		waiting := running == 0
		if waiting {
			s.delivering.Unlock() // others may deliver in the meantime
		}
		select {
		case r := <-results:
			running--
			box.ended(r.of, r.err, s.clock())
			switch {
			case r.err == nil || ctx.Err() != nil:
			case untilDone:
				s.options.Log.Warn("a delivery failed and is tried again", "logGroup", r.of.of.group, "filter", r.of.of.filter, "error", r.err, "in", r.of.after.Sub(s.clock()))
			default:
				failed = append(failed, r.err)
				r.of.busy = true // it is left
			}
		case <-wake:
		case <-again:
		case <-done:
		}
		if waiting {
			s.delivering.Lock()
		}
	}
}

// deliverFirst delivers what has a key, and removes it when it has arrived, so
// that it may arrive twice around a kill, but not never. What could not be
// delivered for a day is let go.
func (s *Server) deliverFirst(ctx context.Context, key string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a sink has panicked: %v", v)
		}
	}()
	var d store.Delivery
	var ok bool
	if err := s.options.Store.View(func(tx *store.Tx) (err error) {
		d, ok, err = tx.Outbox().Get(key)
		return err
	}); err != nil || !ok {
		return err
	}
	if err := s.options.Sink.Deliver(ctx, key, d); err != nil {
		if d.Time == 0 || s.options.Now().Sub(time.UnixMilli(d.Time)) < deliveryLife {
			return err
		}
		s.options.Log.Error("a delivery is given up after a day", "logGroup", d.LogGroup, "filter", d.FilterName, "error", err)
	}
	return s.options.Store.Update(func(tx *store.Tx) error {
		_, err := tx.Outbox().Delete(key)
		return err
	})
}
