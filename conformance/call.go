package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// call asks the target, and turns what an in-process target may do instead of
// answering into an error: a panic, an end of its goroutine, or no answer
// within the timeout. One that does not heed its context is left behind; it
// goes on in a goroutine that nobody waits for. What ends the whole process, a
// stack that overflows say, cannot be held here: run such a target with Exec.
func (r *Runner) call(ctx context.Context, op Operation, request json.RawMessage) (Answer, error) {
	type outcome struct {
		answer Answer
		err    error
	}
	within, cancel := ctx, context.CancelFunc(func() {})
	var expired <-chan time.Time
	if r.Timeout > 0 {
		within, cancel = context.WithTimeout(ctx, r.Timeout)
		timer := time.NewTimer(r.Timeout)
		defer timer.Stop()
		expired = timer.C
	}
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		out := outcome{err: errors.New("the target ended its goroutine")}
		defer func() {
			if p := recover(); p != nil {
				out = outcome{err: fmt.Errorf("panic: %v", p)}
			}
			done <- out
		}()
		answer, err := r.Target.Do(within, Call{Operation: op, Request: request})
		out = outcome{answer, err}
	}()
	late := fmt.Errorf("the target did not answer within %v", r.Timeout)
	select {
	case out := <-done:
		if out.err != nil && ctx.Err() == nil && errors.Is(within.Err(), context.DeadlineExceeded) {
			return Answer{}, late
		}
		return out.answer, out.err
	case <-expired:
		return Answer{}, late
	}
}
