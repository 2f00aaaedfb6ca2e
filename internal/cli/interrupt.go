package cli

import (
	"context"
	"io"
)

// readAhead is how much of a live input is read at a time, in bytes.
const readAhead = 256 << 10

// interruptible returns a reader of r whose reads end with the error of ctx
// when ctx ends, even while r itself is blocked, as a terminal or a pipe may
// be. One goroutine reads r ahead by one block; it is left to its read when
// ctx ends.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	ir := &interruptibleReader{ctx: ctx, full: make(chan aheadBlock), free: make(chan []byte, 2)}
	ir.free <- make([]byte, readAhead)
	ir.free <- make([]byte, readAhead)
	go ir.fill(r)
	return ir
}

type aheadBlock struct {
	data []byte
	err  error
}

type interruptibleReader struct {
	ctx     context.Context
	full    chan aheadBlock
	free    chan []byte
	current aheadBlock
	rest    []byte
}

func (ir *interruptibleReader) fill(r io.Reader) {
	for {
		var buf []byte
		select {
		case buf = <-ir.free:
		case <-ir.ctx.Done():
			return
		}
		n, err := r.Read(buf[:cap(buf)])
		select {
		case ir.full <- aheadBlock{buf[:n], err}:
		case <-ir.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// Read implements io.Reader.
func (ir *interruptibleReader) Read(p []byte) (int, error) {
	for len(ir.rest) == 0 {
		if ir.current.err != nil {
			return 0, ir.current.err
		}
		if err := ir.ctx.Err(); err != nil {
			return 0, err
		}
		if ir.current.data != nil {
			ir.free <- ir.current.data
			ir.current.data = nil
		}
		select {
		case ir.current = <-ir.full:
			ir.rest = ir.current.data
		case <-ir.ctx.Done():
			return 0, ir.ctx.Err()
		}
	}
	n := copy(p, ir.rest)
	ir.rest = ir.rest[n:]
	return n, nil
}
