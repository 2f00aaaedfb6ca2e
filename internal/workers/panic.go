package workers

import (
	"fmt"
	"runtime/debug"
)

// Panic is a panic of another goroutine. It is raised again in the one that
// waits, where it can be caught: otherwise it ends the program.
type Panic struct {
	Value any
	Stack []byte // where it was raised
}

func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// Caught is what recover returned as a Panic, with the stack unless it has one;
// nil when nothing was recovered. It is to be called where recover is.
func Caught(recovered any) *Panic {
	if recovered == nil {
		return nil
	}
	if p, ok := recovered.(*Panic); ok {
		return p
	}
	return &Panic{recovered, debug.Stack()}
}
