package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/workers"
)

// grace is how long a command may take, once it is interrupted, to end by
// itself. Then the run ends, whatever the command waits for or computes.
const grace = 600 * time.Millisecond

// errAbandoned ends a run whose command did not end in time.
var errAbandoned = fmt.Errorf("%w", context.Canceled)

// unfinished is what a command that is left to itself would leave behind.
type unfinished struct {
	patient atomic.Bool // the command ends by itself, and has to
	mutex   sync.Mutex
	files   map[*atomicfile.File]bool
}

// add takes note of a file that is begun.
func (u *unfinished) add(f *atomicfile.File) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if u.files == nil {
		u.files = map[*atomicfile.File]bool{}
	}
	u.files[f] = true
}

// done takes note that it is complete, or discarded.
func (u *unfinished) done(f *atomicfile.File) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	delete(u.files, f)
}

// discard removes the files that are not complete.
func (u *unfinished) discard() {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	for f := range u.files {
		f.Discard()
	}
}

// attend runs a command until it ends, panics, or does not end in time when it
// is interrupted. Of one that was interrupted it tells what there is to tell.
func (e *env) attend(command func() error) error {
	err := e.await(command)
	if e.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		var said *exitError
		if told := e.tellPart(); told != nil && !(errors.As(told, &said) && said.err == nil) {
			return told
		}
	}
	return err
}

func (e *env) await(command func() error) error {
	ended := make(chan error, 1)
	go func() {
		defer func() {
			if p := workers.Caught(recover()); p != nil {
				ended <- p
			}
		}()
		ended <- command()
	}()
	select {
	case err := <-ended:
		return err
	case <-e.ctx.Done():
	}
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case err := <-ended:
		return err
	case <-late.C:
	}
	if e.unfinished.patient.Load() {
		return <-ended
	}
	e.unfinished.discard()
	return errAbandoned
}

// traceVariable asks for the stack of a failure of the program.
const traceVariable = "LOGSIEVE_TRACE"

// failed says that the program itself has failed, and returns the exit code.
func failed(w io.Writer, p *workers.Panic) (code int) {
	if _, ok := p.Value.(helpRequest); ok {
		return ExitOK
	}
	fmt.Fprintf(w, "logsieve: internal failure: %v; please report it at https://github.com/logsieve/logsieve/issues with the command and what %s=1 prints\n", p.Value, traceVariable)
	if os.Getenv(traceVariable) != "" {
		fmt.Fprintf(w, "logsieve %s\n%s", version(), p.Stack)
	}
	return ExitInternal
}
