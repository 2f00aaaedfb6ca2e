package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/logsieve/logsieve/internal/quota"
	"github.com/logsieve/logsieve/internal/wholefile"
	"github.com/logsieve/logsieve/internal/workers"
)

// MaxEventBytes is the largest log event that the service takes, in bytes
// (PutLogEvents), and the longest line that Stream reads unless told
// otherwise.
const MaxEventBytes = quota.EventBytes

// MaxLineBytes is the most that StreamOptions.MaxLine may be: every worker has
// room for such a line.
const MaxLineBytes = 16 << 20

// DefaultWorkers is up to how many processors Stream uses unless told
// otherwise. One goroutine reads, which feeds no more workers than that.
const DefaultWorkers = 8

// StreamOptions are the options of Stream.
type StreamOptions struct {
	// Workers is how many goroutines match; 0 means one per processor, up to
	// DefaultWorkers. Each takes about 2 MiB, or twice MaxLine if that is more.
	Workers int
	// MaxLine is the longest line in bytes, at most MaxLineBytes; 0 means
	// MaxEventBytes. A longer one is passed over and told in Block.TooLong.
	MaxLine int
	// Invert selects the lines that do not match.
	Invert bool
	// Numbers asks for the numbers of lines and events.
	Numbers bool
	// EveryBlock asks for the blocks without a selected line, too.
	EveryBlock bool
}

// Block is a run of whole lines of the input with the lines that were
// selected from it. It is valid until emit returns.
type Block struct {
	Data  []byte
	Lines []Line
	// TooLong is set for a block that stands for one line beyond MaxLine, and
	// holds that line's number if StreamOptions.Numbers is set, else -1.
	TooLong int64
}

// Stream matches every line of r and calls emit with the selected lines, in
// the order of the input. Its memory does not depend on the input's length. It
// returns the first error of r, of emit, or of ctx. A read that is under way
// is waited for: a reader that may block for long should itself end with ctx.
//
// An *os.File that is a regular file is read from its offset on through a
// mapping into memory, where the system has that. If somebody cuts it short
// meanwhile, the error is ErrFileCut.
func (f *Filter) Stream(ctx context.Context, r io.Reader, opts StreamOptions, emit func(*Block) error) error {
	selector := newLineSelector(f, opts.Invert)
	return runStream(ctx, r, opts, selector, func(out Block, _ *block) error { return emit(&out) })
}

func runStream(ctx context.Context, r io.Reader, opts StreamOptions, selector blockSelector, emit func(Block, *block) error) error {
	if opts.MaxLine <= 0 {
		opts.MaxLine = MaxEventBytes
	}
	if opts.MaxLine > MaxLineBytes {
		return fmt.Errorf("engine: MaxLine is %d, more than %d", opts.MaxLine, MaxLineBytes)
	}
	if opts.Workers <= 0 {
		opts.Workers = min(runtime.GOMAXPROCS(0), DefaultWorkers)
	}
	s := &stream{selector: selector, opts: opts, emit: emit, line: 1, event: 1}
	whole := r
	if f, ok := r.(*os.File); ok {
		whole = wholefile.Reader(f) // what is not read through the mapping
	}
	read := newBlockReader(whole, opts.MaxLine)
	s.reader = read
	if m := mapFile(r, read); m != nil {
		defer m.close()
		s.reader, s.mapped = m, m
	}
	return s.stream(ctx)
}

// stream runs to the end of the input.
func (s *stream) stream(ctx context.Context) (err error) {
	defer s.mapped.guard(&err)()
	// The first block is matched here: a short input needs no more memory than
	// that block, and no workers.
	b := s.reader.newBlock()
	blocks := math.MaxInt
	if s.opts.Workers > 1 {
		blocks = 1
	}
	if ended, err := s.run(ctx, b, blocks); ended || err != nil {
		return err
	}
	return s.runParallel(ctx, b)
}

type stream struct {
	selector    blockSelector
	reader      blockSource
	mapped      *mappedFile // nil if nothing is
	opts        StreamOptions
	emit        func(Block, *block) error
	line, event int64 // of the next block
	panicked    atomic.Pointer[workers.Panic]
}

// blockSelector finds the selected lines of a block. It may stop early, and
// leave the lines that it has not looked at in the block's rest.
type blockSelector interface{ selectBlock(b *block) }

// blockSource cuts an input into blocks of whole lines.
type blockSource interface {
	newBlock() *block
	// next fills b with whole lines, or marks it as a line that is too long. It
	// returns io.EOF behind the last block.
	next(b *block) error
}

// deliver hands a finished block to emit, and finishes what its selector left.
func (s *stream) deliver(b *block) error {
	for {
		if err := s.deliverPart(b); err != nil || len(b.rest) == 0 {
			return err
		}
		b.data, b.rest = b.rest, nil
		s.selector.selectBlock(b)
	}
}

func (s *stream) deliverPart(b *block) error {
	out := Block{Data: b.data, Lines: b.lines}
	switch {
	case b.tooLong:
		out.TooLong = -1
		if s.opts.Numbers {
			out.TooLong = s.line
		}
		s.line++
		s.event++
	case s.opts.Numbers:
		s.line, s.event = number(b.lines, b.data, s.line, s.event)
	}
	if len(out.Lines) == 0 && out.TooLong == 0 && !s.opts.EveryBlock {
		return nil
	}
	return s.emit(out, b)
}

// run reads, matches and delivers so many blocks, all in b, and reports
// whether the input has ended.
func (s *stream) run(ctx context.Context, b *block, blocks int) (ended bool, err error) {
	for range blocks {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if err := s.reader.next(b); err != nil {
			if errors.Is(err, io.EOF) {
				return true, nil
			}
			return false, err
		}
		s.selector.selectBlock(b)
		if err := s.deliver(b); err != nil {
			return false, err
		}
	}
	return false, nil
}

// runParallel reads in one goroutine, matches in several, and delivers in the
// order of the input: the results of a block travel in a channel of the
// block's own, and those channels wait in line.
func (s *stream) runParallel(ctx context.Context, first *block) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	blocks := s.opts.Workers + 2
	free := make(chan *block, blocks)
	work := make(chan *block, blocks)
	inOrder := make(chan *block, blocks)
	first.done = make(chan error, 1)
	free <- first
	var readErr error
	var running sync.WaitGroup
	running.Go(func() {
		defer close(work)
		defer close(inOrder)
		readErr = s.readAhead(ctx, blocks-1, free, work, inOrder)
	})
	for range s.opts.Workers {
		running.Go(func() {
			for b := range work {
				b.done <- s.selectGuarded(b)
			}
		})
	}
	err := s.collect(ctx, free, inOrder)
	cancel()
	for b := range inOrder { // the reader may wait for room in line
		_ = b
	}
	running.Wait()
	if p := s.panicked.Load(); p != nil {
		panic(p)
	}
	if err == nil {
		err = readErr
	}
	return err
}

// errPanicked ends a stream one of whose goroutines has panicked.
var errPanicked = errors.New("engine: a goroutine panicked")

// caught keeps a panic for the goroutine that waits for all.
func (s *stream) caught(err *error) {
	if p := workers.Caught(recover()); p != nil {
		s.panicked.CompareAndSwap(nil, p)
		*err = errPanicked
	}
}

// selectGuarded selects in a goroutine of its own.
func (s *stream) selectGuarded(b *block) (err error) {
	defer s.caught(&err)
	defer s.mapped.guard(&err)()
	s.selector.selectBlock(b)
	return nil
}

// readAhead fills free blocks, and makes up to more when none is free.
func (s *stream) readAhead(ctx context.Context, more int, free, work, inOrder chan *block) (err error) {
	defer s.caught(&err)
	defer s.mapped.guard(&err)()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(free) == 0 && more > 0 {
			more--
			b := s.reader.newBlock()
			b.done = make(chan error, 1)
			free <- b
		}
		var b *block
		select {
		case b = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := s.reader.next(b); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		// Both channels hold every block there is, so that neither blocks.
		inOrder <- b
		work <- b
	}
}

func (s *stream) collect(ctx context.Context, free, inOrder chan *block) error {
	for {
		select {
		case b, ok := <-inOrder:
			if !ok {
				return nil
			}
			if err := <-b.done; err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := s.deliver(b); err != nil {
				return err
			}
			free <- b
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
