package endpoint_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// unevenSink hangs for one filter, fails for another, and takes what is for
// the others.
type unevenSink struct{ hangs, taken chan string }

func (s *unevenSink) Deliver(ctx context.Context, key string, d store.Delivery) error {
	switch d.FilterName {
	case "hangs":
		s.hangs <- key
		<-ctx.Done()
		return ctx.Err()
	case "fails":
		return errors.New("the sink is down")
	}
	s.taken <- key
	return nil
}

func putFilters(t *testing.T, x *tester, names ...string) {
	t.Helper()
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`)
	for _, name := range names {
		expect(t, x, 200, "", "PutSubscriptionFilter", `{"logGroupName": "app", "filterName": "`+name+`", "filterPattern": "", "destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:`+name+`"}`)
	}
}

// TestQueues: while the deliveries of one filter hang and those of another
// fail, those of a third arrive, in their order; the others stay in the state.
func TestQueues(t *testing.T) {
	sink := &unevenSink{make(chan string), make(chan string)}
	var kept *store.Store
	x := newTester(t, func(o *endpoint.Options) { o.Sink, kept = sink, o.Store })
	putFilters(t, x, "fails", "hangs", "works")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { x.Run(ctx); close(ended) }()
	const n = 5
	for range n {
		expect(t, x, 200, "", "PutLogEvents", `{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323045000, "message": "m"}]}`)
	}
	<-sink.hangs
	last := ""
	for range n {
		key := <-sink.taken
		if key <= last {
			t.Errorf("%s arrives after %s", key, last)
		}
		last = key
	}
	stop()
	<-ended
	if err := kept.View(func(tx *store.Tx) error {
		if left := tx.Outbox().Len(); left < 2*n || left > 2*n+1 { // the last one may arrive twice
			t.Errorf("%d deliveries are left", left)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// TestDeliveryLife: what fails for a day is given up.
func TestDeliveryLife(t *testing.T) {
	x := newTester(t, nil)
	x.sink.fail = true
	putFilters(t, x, "f")
	expect(t, x, 200, "", "PutLogEvents", `{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323045000, "message": "m"}]}`)
	x.clock.now = x.clock.now.Add(24*time.Hour - time.Second)
	if err := x.Drain(t.Context()); err == nil {
		t.Error("it is given up before a day is over")
	}
	x.clock.now = x.clock.now.Add(time.Second)
	if err := x.Drain(t.Context()); err != nil {
		t.Error(err)
	}
	x.sink.fail = false
	if err := x.Drain(t.Context()); err != nil || len(x.sink.regions) != 0 {
		t.Errorf("delivered %q, %v", x.sink.regions, err)
	}
}
