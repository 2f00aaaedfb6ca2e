package cli

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// partial tells what a command has found when it is interrupted.
type partial struct {
	mutex sync.Mutex
	tell  func() error // nil while there is nothing to tell
}

// whenInterrupted has tell called if the run is interrupted, unless the command
// has called complete by then. The command may still be at work meanwhile.
func (e *env) whenInterrupted(tell func() error) {
	e.partial.mutex.Lock()
	defer e.partial.mutex.Unlock()
	e.partial.tell = tell
}

// complete says that the command has its answer, and tells it now. It fails when
// the run is interrupted: then the answer is not, and is told by
// whenInterrupted.
func (e *env) complete() error {
	e.partial.mutex.Lock()
	defer e.partial.mutex.Unlock()
	if err := e.ctx.Err(); err != nil {
		return err
	}
	e.partial.tell = nil
	return nil
}

// tellPart tells what an interrupted command has found.
func (e *env) tellPart() error {
	e.partial.mutex.Lock()
	tell := e.partial.tell
	e.partial.tell = nil
	e.partial.mutex.Unlock()
	if tell == nil {
		return nil
	}
	return tell()
}

// interruptedAfter says in every output that it is not all.
func interruptedAfter(n, all int, what string) string {
	return fmt.Sprintf("Incomplete: interrupted after %d of %s; nothing is said of the others.", n, count(all, what))
}

// collected is what a command has found so far.
type collected[T any] struct {
	ctx   context.Context
	mutex sync.Mutex
	list  []T
}

// add adds what was found before the run was interrupted. Proofs that ended
// with it are left out: they had no chance.
func (c *collected[T]) add(one T) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.ctx.Err() == nil {
		c.list = append(c.list, one)
	}
}

// soFar is what has been added.
func (c *collected[T]) soFar() []T {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return slices.Clone(c.list)
}
