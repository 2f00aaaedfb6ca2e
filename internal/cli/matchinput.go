package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/internal/filekind"
)

// input is one input of the match command.
type input struct {
	name     string
	r        io.Reader
	live     bool  // reads may wait: a pipe or a terminal
	selected int64 // log events
	tooLong  int   // log events whose line is not known yet
}

// errEnough ends the reading of an input of which no more is wanted.
var errEnough = errors.New("enough")

// file reads one file, or stdin for "-". Its errors end the run; those of
// reading are reported.
func (m *matcher) file(name string) error {
	if name == "-" {
		in, err := m.stdin()
		if err != nil {
			return err
		}
		return m.input(&input{name: stdinName, r: in, live: !isFile(in)})
	}
	f, err := m.openGiven(name)
	switch {
	case m.ctx.Err() != nil:
		return m.ctx.Err()
	case err != nil:
		m.broken++
		return m.report(name, err)
	}
	defer f.Close()
	return m.input(&input{name: name, r: f, live: !isFile(f)})
}

func (m *matcher) input(in *input) error {
	if m.MaxCount != nil && *m.MaxCount == 0 {
		return m.printTotal(in, nil)
	}
	m.context.begin()
	// Once enough is found, nobody waits for what a live input may still say.
	ctx, cancel := context.WithCancel(m.ctx)
	defer cancel()
	enough := func() error {
		cancel()
		return errEnough
	}
	err := m.read(ctx, in, enough)
	switch {
	case m.writeErr != nil:
		return m.writeErr
	case m.ctx.Err() != nil:
		return exit(ExitInterrupted, errors.New("interrupted"))
	case err != nil && err != errEnough:
		m.broken++
		if err := m.report(in.name, named(in.r, err)); err != nil {
			return err
		}
	}
	if in.tooLong > 0 {
		if err := m.findTooLong(in); err != nil {
			return err
		}
	}
	return m.printTotal(in, err)
}

// read reads an input to its end, its first failure, or until enough is found.
func (m *matcher) read(ctx context.Context, in *input, enough func() error) error {
	r := in.r
	if in.live {
		r = interruptible(ctx, r)
	}
	log, err := m.open(r, in.live)
	if err != nil {
		return err
	}
	defer log.Close()
	if log.Format() != logfile.Lines {
		return m.records(ctx, in, log, enough)
	}
	return m.lines(ctx, in, log.Text(), enough)
}

// open opens an input, which finds out how it holds its log events unless
// --events tells.
func (m *matcher) open(r io.Reader, live bool) (*logfile.Reader, error) {
	opts := logfile.Options{Format: m.format(), MaxLine: m.MaxLine, Live: live, Numbers: true}
	if f, ok := r.(*os.File); ok && !live {
		if text, ok := asUTF8(f); ok {
			return logfile.Open(text, opts)
		}
	}
	return logfile.Open(r, opts)
}

// format is how the inputs hold their log events, as far as --events says.
func (c *matchCmd) format() logfile.Format {
	switch {
	case c.Events == nil:
		return logfile.Auto
	case *c.Events:
		return logfile.EventList
	}
	return logfile.Lines
}

func (m *matcher) lines(ctx context.Context, in *input, text io.Reader, enough func() error) error {
	opts := engine.StreamOptions{
		Workers: m.Jobs,
		MaxLine: m.MaxLine,
		Invert:  m.InvertMatch,
		// Counting lines halves the speed. Who needs them only to say which
		// line is too long counts later, where the input can be read again.
		Numbers: m.LineNumber || m.context != nil || m.JSON || in.live || in.name == stdinName,
	}
	return m.filter.Stream(ctx, text, opts, func(b *engine.Block) error {
		if err := m.noteTooLong(in, b.TooLong); err != nil {
			return err
		}
		for _, line := range b.Lines {
			e := logfile.Event{Message: b.Data[line.Start:line.End], Number: line.Event, Line: line.Number}
			if done, err := m.selected(in, e); err != nil {
				return err
			} else if done {
				return enough()
			}
		}
		return m.show(in)
	})
}

func (m *matcher) records(ctx context.Context, in *input, log *logfile.Reader, enough func() error) error {
	for e, err := range log.Events(ctx) {
		if err != nil {
			var long *logfile.TooLongError
			if !errors.As(err, &long) {
				return err
			}
			if err := m.reportTooLong(in.name, long.Line); err != nil {
				return err
			}
			continue
		}
		if log.Format() == logfile.EventList && isControlMessage(e.Message) || m.filter.Match(e.Message) == m.InvertMatch {
			continue
		}
		if done, err := m.selected(in, e); err != nil {
			return err
		} else if done {
			return enough()
		}
		if err := m.show(in); err != nil {
			return err
		}
	}
	return nil
}

// isControlMessage reports whether a message is what CloudWatch Logs sends to see
// whether a destination of a subscription can be reached: messageType
// CONTROL_MESSAGE.
func isControlMessage(message []byte) bool {
	return bytes.HasPrefix(message, []byte("CWL CONTROL MESSAGE:"))
}

// selected counts and prints a selected log event. It reports whether no more
// of its input is wanted.
func (m *matcher) selected(in *input, e logfile.Event) (done bool, err error) {
	if !m.inRange(e) {
		return false, nil
	}
	if m.why != nil {
		explained, found, err := m.explain(in.name, e)
		if !explained || err != nil {
			return false, m.writing(err)
		}
		in.selected++
		m.found = m.found || found
		return m.MaxCount != nil && in.selected >= *m.MaxCount, nil
	}
	if m.context != nil {
		done, err := m.inContext(in, e)
		return done, m.writing(err)
	}
	in.selected++
	m.found = true
	if m.Quiet || m.WithMatches || m.NoMatches {
		return true, nil
	}
	if err := m.print(in.name, e); err != nil {
		return false, m.writing(err)
	}
	return m.MaxCount != nil && in.selected >= *m.MaxCount, nil
}

// inRange reports whether a log event is one of --since and --until; those
// without a readable time are.
func (m *matcher) inRange(e logfile.Event) bool {
	if m.within == (logfile.Range{}) {
		return true
	}
	ms, ok := m.clock.Time(e.Message, e.Number, e.Timestamp)
	return !ok || m.within.Contains(time.UnixMilli(ms))
}

// show prints what was found in a live input before more is waited for.
func (m *matcher) show(in *input) error {
	if !in.live {
		return nil
	}
	return m.writing(m.out.Flush())
}

// writing remembers a failure of writing, which ends the run, apart from those
// of reading, which end one input.
func (m *matcher) writing(err error) error {
	if err != nil {
		m.writeErr = err
	}
	return err
}

// noteTooLong reports a line that is too long, by its number: Block.TooLong.
func (m *matcher) noteTooLong(in *input, line int64) error {
	switch {
	case line > 0:
		return m.reportTooLong(in.name, line)
	case line < 0:
		in.tooLong++
	}
	return nil
}

// findTooLong reads a file again to say which of its lines are too long.
func (m *matcher) findTooLong(in *input) error {
	f, err := os.Open(in.name)
	if err != nil {
		return m.report(in.name, err)
	}
	defer f.Close()
	log, err := logfile.Open(f, logfile.Options{Format: logfile.Lines})
	if err != nil {
		return m.report(in.name, err)
	}
	defer log.Close()
	opts := engine.StreamOptions{Workers: m.Jobs, MaxLine: m.MaxLine, Numbers: true}
	err = m.filter.Stream(m.ctx, log.Text(), opts, func(b *engine.Block) error {
		if b.TooLong == 0 {
			return nil
		}
		in.tooLong--
		if err := m.reportTooLong(in.name, b.TooLong); err != nil {
			return err
		}
		if in.tooLong == 0 {
			return errEnough
		}
		return nil
	})
	switch {
	case m.writeErr != nil:
		return m.writeErr
	case err == errEnough:
		return nil
	}
	return err // it was read before, so it is no news
}

func (m *matcher) reportTooLong(name string, line int64) error {
	return m.report(fmt.Sprintf("%s:%d", name, line), &logfile.TooLongError{Line: line, Limit: m.MaxLine})
}

// report says on stderr what could not be read. Its error is one of writing.
func (m *matcher) report(place string, err error) error {
	m.failed = true
	if err := m.writing(m.out.Flush()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Err, "logsieve: %v\n", readError(place, err))
	return m.writing(err)
}

// named is an error with what a file is that cannot be read.
func named(r io.Reader, err error) error {
	f, ok := r.(*os.File)
	if !ok {
		return err
	}
	if errors.Is(err, syscall.EISDIR) {
		return errors.New("is a folder")
	}
	if !errors.Is(err, logfile.ErrBinary) {
		return err
	}
	head := make([]byte, filekind.HeadBytes)
	n, _ := f.ReadAt(head, 0)
	switch kind, remedy := filekind.Of(head[:n]); {
	case remedy != "":
		return fmt.Errorf("%s: %s", kind, remedy)
	case kind != "" && kind != "not a text":
		return errors.New(kind)
	}
	return err
}

// isFile reports whether r is a file or directory: something whose reads do
// not wait for anybody.
func isFile(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && (info.Mode().IsRegular() || info.IsDir())
}
