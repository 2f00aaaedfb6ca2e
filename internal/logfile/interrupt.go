package logfile

import (
	"context"
	"io"
)

// Interruptible returns a reader of r whose reads end with the error of ctx
// when ctx ends, even while r itself is blocked, as a terminal or a pipe may
// be. One goroutine reads r ahead by one block; it is left to its read when
// ctx ends. idle, which may be nil, is called before each wait for input.
func Interruptible(ctx context.Context, r io.Reader, idle func()) io.Reader {
	ir := &interruptible{ctx: ctx, idle: idle, full: make(chan block), free: make(chan []byte, 2)}
	ir.free <- make([]byte, bufferSize)
	ir.free <- make([]byte, bufferSize)
	go ir.fill(r)
	return ir
}

type block struct {
	data []byte
	err  error
}

type interruptible struct {
	ctx     context.Context
	idle    func()
	full    chan block
	free    chan []byte
	current block
	rest    []byte
}

func (ir *interruptible) fill(r io.Reader) {
	for {
		var buf []byte
		select {
		case buf = <-ir.free:
		case <-ir.ctx.Done():
			return
		}
		n, err := r.Read(buf[:cap(buf)])
		select {
		case ir.full <- block{buf[:n], err}:
		case <-ir.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// Read implements io.Reader.
func (ir *interruptible) Read(p []byte) (int, error) {
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
		if err := ir.next(); err != nil {
			return 0, err
		}
		ir.rest = ir.current.data
	}
	n := copy(p, ir.rest)
	ir.rest = ir.rest[n:]
	return n, nil
}

// next takes a block that is ready, and calls idle only when there is none.
func (ir *interruptible) next() error {
	select {
	case ir.current = <-ir.full:
		return nil
	default:
	}
	if ir.idle != nil {
		ir.idle()
	}
	select {
	case ir.current = <-ir.full:
		return nil
	case <-ir.ctx.Done():
		return ir.ctx.Err()
	}
}
