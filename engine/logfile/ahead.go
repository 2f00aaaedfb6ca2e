package logfile

import (
	"io"
	"sync"

	"github.com/logsieve/logsieve/internal/workers"
)

// How much is read ahead.
const (
	aheadBlock  = 128 << 10
	aheadBlocks = 4
)

// ahead reads on while what was read before is looked at.
type ahead struct {
	r       io.ReadCloser
	filled  chan aheadRead
	empty   chan []byte
	stop    chan struct{}
	stopped sync.Once
	current aheadRead
	rest    []byte // of the current block
}

type aheadRead struct {
	block []byte
	n     int
	err   error
	panic *workers.Panic
}

func newAhead(r io.ReadCloser) *ahead {
	a := &ahead{r: r, filled: make(chan aheadRead, aheadBlocks), empty: make(chan []byte, aheadBlocks), stop: make(chan struct{})}
	for range aheadBlocks {
		a.empty <- nil // it is made when it is needed
	}
	go a.run()
	return a
}

func (a *ahead) run() {
	defer close(a.filled)
	defer func() {
		if p := workers.Caught(recover()); p != nil {
			a.filled <- aheadRead{panic: p} // there is room for as many as there are blocks
		}
	}()
	for {
		select {
		case <-a.stop:
			return
		case block := <-a.empty:
			if block == nil {
				block = make([]byte, aheadBlock)
			}
			n, err := a.r.Read(block)
			a.filled <- aheadRead{block: block, n: n, err: err}
			if err != nil {
				return
			}
		}
	}
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.current.err != nil {
			return 0, a.current.err
		}
		if a.current.block != nil {
			a.empty <- a.current.block
		}
		next, ok := <-a.filled
		if !ok {
			return 0, io.ErrClosedPipe
		}
		if next.panic != nil {
			panic(next.panic)
		}
		a.current = next
		a.rest = a.current.block[:a.current.n]
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close implements io.Closer. It waits for a read that has begun.
func (a *ahead) Close() error {
	a.stopped.Do(func() { close(a.stop) })
	for range a.filled {
	}
	return a.r.Close()
}
