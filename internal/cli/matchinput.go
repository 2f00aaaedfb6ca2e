package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
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
		return m.report(name, err)
	}
	defer f.Close()
	return m.input(&input{name: name, r: f, live: !isFile(f)})
}

func (m *matcher) input(in *input) error {
	if m.MaxCount != nil && *m.MaxCount == 0 {
		return m.printCount(in.name, 0)
	}
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
		if err := m.report(in.name, err); err != nil {
			return err
		}
	}
	if in.tooLong > 0 {
		if err := m.findTooLong(in); err != nil {
			return err
		}
	}
	return m.printCount(in.name, in.selected)
}

// read reads an input to its end, its first failure, or until enough is found.
func (m *matcher) read(ctx context.Context, in *input, enough func() error) error {
	r := in.r
	if in.live {
		r = interruptible(ctx, r)
	}
	log, err := logfile.Open(r, logfile.Options{Format: m.format(), MaxLine: m.MaxLine})
	if err != nil {
		return err
	}
	defer log.Close()
	if m.Events {
		return m.records(ctx, in, log, enough)
	}
	return m.lines(ctx, in, log.Text(), enough)
}

// format is how the inputs hold their log events.
func (m *matcher) format() logfile.Format {
	if m.Events {
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
		Numbers: m.LineNumber || m.JSON && m.filters == nil || in.live || in.name == stdinName,
	}
	if m.filters != nil {
		opts.EveryBlock = true // for the number of log events
		return m.filters.set.Stream(ctx, text, opts, func(b *engine.SetBlock) error {
			m.found = m.filters.count(b) || m.found
			return m.noteTooLong(in, b.TooLong)
		})
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
		if m.filter.Match(e.Message) == m.InvertMatch {
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

// selected counts and prints a selected log event. It reports whether no more
// of its input is wanted.
func (m *matcher) selected(in *input, e logfile.Event) (done bool, err error) {
	if m.filters != nil {
		m.found = m.filters.countEvent(e.Message) || m.found
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
	in.selected++
	m.found = true
	if m.Quiet {
		return true, nil
	}
	if err := m.print(in.name, e); err != nil {
		return false, m.writing(err)
	}
	return m.MaxCount != nil && in.selected >= *m.MaxCount, nil
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
