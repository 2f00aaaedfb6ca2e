package conformance

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// SkipList names cases that are known not to pass: id → reason. A listed case
// that passes is a failure, so that the list can only hold what is true.
type SkipList map[string]string

// Runner runs suites against a target.
type Runner struct {
	Target   Target
	Skip     SkipList
	Parallel int // cases at a time; 0 means one per CPU
}

// Run runs every case. The report's order is that of the suites, whatever
// finishes first. The error is that of ctx, when it ended before the run did.
func (r *Runner) Run(ctx context.Context, suites []*Suite) (*Report, error) {
	report := &Report{}
	for _, s := range suites {
		for _, c := range s.Cases {
			report.Results = append(report.Results, Result{Suite: s.Name, Case: c})
		}
	}
	workers := r.Parallel
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	jobs := make(chan *Result)
	var wg sync.WaitGroup
	for range min(workers, len(report.Results)) {
		wg.Go(func() {
			for res := range jobs {
				res.Status, res.Detail = r.runCase(ctx, res.Case)
			}
		})
	}
	for i := range report.Results {
		if ctx.Err() != nil {
			break
		}
		jobs <- &report.Results[i]
	}
	close(jobs)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return report, nil
}

func (r *Runner) runCase(ctx context.Context, c *Case) (Status, string) {
	answer, err := r.call(ctx, c)
	if errors.Is(err, ErrUnsupported) {
		return Skipped, err.Error()
	}
	detail := ""
	if err != nil {
		detail = fmt.Sprintf("no answer: %v", err)
	} else {
		detail = Compare(c, answer)
	}
	reason, listed := r.Skip[c.ID]
	switch {
	case listed && detail == "":
		return Failed, fmt.Sprintf("the case passes: remove it from the skip list (%s)", reason)
	case listed:
		return Skipped, reason
	case detail != "":
		return Failed, detail
	default:
		return Passed, ""
	}
}

// call turns a panic of an in-process target into a failure of the one case
// that shows it.
func (r *Runner) call(ctx context.Context, c *Case) (answer Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.Target.Do(ctx, Call{Operation: Operation{c.Service, c.Operation}, Request: c.Request})
}
