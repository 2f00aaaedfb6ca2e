// Package budget bounds the work that is done for a command and for each
// question in it. Work is counted in steps, which are about the same work and
// memory each: what handles n things at once takes n steps. A result therefore
// does not depend on the machine, but for the one that a context ends early.
package budget

import (
	"context"
	"fmt"
)

// The steps that a command and one question of it may take where nothing else
// is asked for: some seconds and some hundreds of megabytes at the very most.
const (
	Command  = 100_000_000
	Question = 10_000_000
)

// checked is how many steps are taken between two looks at the context.
const checked = 1 << 16

// Budget is what may be spent. It is not safe for concurrent use.
type Budget struct {
	ctx   context.Context
	whole *Budget // what this is a part of
	limit int
	used  int
	due   int // steps that may be taken until the context is looked at
	err   error
}

// SpentError says that a budget is used up.
type SpentError struct {
	Steps int // how many there were
}

// Error says what it means for what was to be proved.
func (e *SpentError) Error() string {
	return fmt.Sprintf("too large to prove within %d steps", e.Steps)
}

// New is a budget of some steps, which ends with the context.
func New(ctx context.Context, steps int) *Budget {
	return &Budget{ctx: ctx, limit: steps, err: ctx.Err()}
}

// Part is a budget for one question. What it spends the whole spends, too, and
// when either is used up both stop.
func (b *Budget) Part(steps int) *Budget {
	return &Budget{ctx: b.ctx, whole: b, limit: steps, err: b.err}
}

// Spend takes steps, and reports whether there were as many. Once there were
// not, there are none.
func (b *Budget) Spend(steps int) bool {
	b.used += steps
	if b.err == nil && b.used > b.limit {
		b.err = &SpentError{b.limit}
	}
	if b.due -= steps; b.err == nil && b.due < 0 {
		b.due = checked
		b.err = b.ctx.Err()
	}
	if b.whole != nil && !b.whole.Spend(steps) && b.err == nil {
		b.err = b.whole.err
	}
	return b.err == nil
}

// Context is what ends the budget early.
func (b *Budget) Context() context.Context { return b.ctx }

// Left is how many steps may still be spent.
func (b *Budget) Left() int {
	left := max(b.limit-b.used, 0)
	if b.err != nil {
		left = 0
	}
	if b.whole != nil {
		left = min(left, b.whole.Left())
	}
	return left
}

// Used is how many steps have been spent.
func (b *Budget) Used() int { return b.used }

// Err is why nothing is left: a *SpentError or the context's error, nil while
// there is something.
func (b *Budget) Err() error { return b.err }
