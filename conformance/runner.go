package conformance

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// SkipList names cases that are known not to pass: id → reason. A listed case
// that passes is a failure, so that the list can only hold what is true.
type SkipList map[string]string

// Runner runs suites against a target.
type Runner struct {
	Target   Target
	Skip     SkipList
	Parallel int // cases at a time; 0 means one per CPU

	// Timeout is how long the target may take for an answer; 0 means that the
	// target has to know. Targets with a timeout of their own need none here.
	Timeout time.Duration
	// Batch is how many messages a request may hold, at most MaxBatch. Cases
	// about one filter pattern that fit are asked in one request, and all of
	// them pass or each is asked alone, so that a batch costs its own cases at
	// most a request. 0 asks each case alone.
	Batch int
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
	list := r.jobs(report.Results)
	together := len(list) < len(report.Results) && r.takesBatches(ctx)
	jobs := make(chan *job)
	var wg sync.WaitGroup
	for range min(workers, len(list)) {
		wg.Go(func() {
			for j := range jobs {
				r.runJob(ctx, j, together)
			}
		})
	}
	for _, j := range list {
		if ctx.Err() != nil {
			break
		}
		jobs <- j
	}
	close(jobs)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return report, nil
}

func (r *Runner) runJob(ctx context.Context, j *job, together bool) {
	passed := together && len(j.results) > 1 && r.passTogether(ctx, j)
	for _, res := range j.results {
		switch {
		case passed:
			res.Status = Passed
		case ctx.Err() == nil:
			res.Status, res.Detail = r.runCase(ctx, res.Case)
		}
	}
}

func (r *Runner) runCase(ctx context.Context, c *Case) (Status, string) {
	answer, err := r.call(ctx, Operation{c.Service, c.Operation}, c.Request)
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
