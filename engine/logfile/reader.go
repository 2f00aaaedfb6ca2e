// Package logfile reads files of log events, plain or compressed with gzip, zstd,
// bzip2 or xz: lines, what CloudWatch Logs exports, what the AWS CLI prints, results
// of Logs Insights, and the JSON of subscriptions, Firehose and CloudTrail. Open tells the formats apart;
// Reader.Events gives the log events.
package logfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/wholefile"
)

// Options say how a file is read. The zero value finds out by itself.
type Options struct {
	// Format is how the file holds its log events; "" is Auto.
	Format Format
	// MessageTime says that times belong to the messages: Auto takes a line
	// that starts with the time of an export for a log event as it is written.
	MessageTime bool
	// Live says that reads may wait, as those of a pipe or a terminal: Auto
	// then decides from what the first read gives.
	Live bool
	// Part says that the text is a part of a file that is known to be plain: it is
	// neither looked at for compression nor for what is not text.
	Part bool
	// MaxLine is the longest log event in bytes; 0 means engine.MaxEventBytes.
	// A longer one is passed over, and told by a *TooLongError.
	MaxLine int
	// MaxText is the longest decompressed text in bytes; 0 means no limit.
	// Reading ends with a *TooLargeError after so much of a longer one.
	MaxText int64
	// Numbers asks for Event.Number and Event.Line in files of lines, which
	// takes time. Log events of JSON documents have them always.
	Numbers bool
}

// TooLargeError says that a text is longer than Options.MaxText.
type TooLargeError struct {
	Limit int64 // in bytes
}

// Error implements error.
func (e *TooLargeError) Error() string {
	if e.Limit%(1<<20) == 0 {
		return fmt.Sprintf("larger than %d MiB", e.Limit>>20)
	}
	return fmt.Sprintf("larger than %d bytes", e.Limit)
}

// Reader is an open log file. It is not safe for concurrent use.
type Reader struct {
	format  Format
	text    io.Reader
	close   func() error
	maxLine int
	numbers bool
}

// Open starts to read a log file: its first bytes decide about compression
// and, with Auto, its format. The offset of an *os.File is where it starts.
func Open(r io.Reader, opts Options) (*Reader, error) {
	f := &Reader{format: opts.Format, maxLine: opts.MaxLine, numbers: opts.Numbers}
	if f.maxLine <= 0 {
		f.maxLine = engine.MaxEventBytes
	}
	file, isFile := r.(*os.File)
	if isFile {
		r = wholefile.Reader(file)
	}
	isPlain := isFile && opts.MaxText == 0 && !opts.Part && plain(file)
	switch {
	case opts.Part:
		f.text, f.close = r, func() error { return nil }
	case isPlain:
		f.text, f.close = r, func() error { return nil }
		if f.format == Lines {
			f.text = file // a stream looks after that itself
		}
	default:
		d, err := decompress(r, opts.Live)
		if err != nil {
			return nil, err
		}
		f.text, f.close = newText(d), d.Close
		if opts.MaxText > 0 {
			f.text = &limited{r: f.text, left: opts.MaxText, limit: opts.MaxText}
		}
	}
	if f.format != "" && f.format != Auto {
		return f, nil
	}
	var start int64
	var err error
	if isPlain {
		if start, err = file.Seek(0, io.SeekCurrent); err != nil {
			return nil, err
		}
	}
	head := pooled(&headReaders, f.text)
	closeText := f.close
	f.close = func() error {
		if head != nil {
			putBack(&headReaders, head)
			head = nil
		}
		return closeText()
	}
	if f.format, f.text, err = detectFormat(head, opts); err != nil {
		f.close()
		return nil, err
	}
	if isPlain && f.format == Lines && f.text == head {
		if _, err := file.Seek(start, io.SeekStart); err == nil {
			f.text = file
		}
	}
	return f, nil
}

// Format is how the file holds its log events; never Auto.
func (f *Reader) Format() Format { return f.format }

// MaxLine is the longest log event that Events gives, in bytes.
func (f *Reader) MaxLine() int { return f.maxLine }

// Text is the decompressed text, without a byte order mark, for readers of
// their own such as engine.Filter.Stream and engine.Set.Stream. Of a plain
// file of lines it is the file itself, which streams fastest.
// Its error is ErrBinary when the file is not text. It is an alternative to
// Events: a file is read once.
func (f *Reader) Text() io.Reader { return f.text }

// Close frees what Open needed, and does not close the reader that was given
// to it.
func (f *Reader) Close() error { return f.close() }

// Events are the log events in the order of the file. An error that is a
// *TooLongError tells one log event that was passed over; every other is the
// last that is given: ErrNoEvents, ErrNoMessage, ErrBinary, a *TooLargeError, the error of
// ctx, or one of JSON or of reading.
func (f *Reader) Events(ctx context.Context) iter.Seq2[Event, error] {
	switch f.format {
	case EventList, Documents:
		return f.documents(ctx)
	case Export, Tail:
		return f.exports(ctx)
	case QueryCSV:
		return f.queryRows(ctx)
	case EventLines:
		return f.eventLines(ctx)
	}
	return f.lines(ctx)
}

// errStopped ends a stream whose events nobody asks for any more.
var errStopped = errors.New("stopped")

// lines gives each line that is not empty.
func (f *Reader) lines(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		all, err := engine.ParseAndCompile("")
		if err != nil {
			yield(Event{}, err)
			return
		}
		opts := engine.StreamOptions{MaxLine: f.maxLine, Numbers: f.numbers, Workers: 1}
		err = all.Stream(ctx, f.text, opts, func(b *engine.Block) error {
			if b.TooLong != 0 && !yield(Event{}, &TooLongError{Line: max(b.TooLong, 0), Limit: f.maxLine}) {
				return errStopped
			}
			for _, line := range b.Lines {
				if !yield(Event{Message: b.Data[line.Start:line.End], Number: line.Event, Line: line.Number}, nil) {
					return errStopped
				}
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(Event{}, err)
		}
	}
}

func (f *Reader) documents(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		records := newRecords(f.text, f.maxLine)
		records.each = f.format == Documents
		for {
			if err := ctx.Err(); err != nil {
				yield(Event{}, err)
				return
			}
			e, err := records.next()
			if err == io.EOF {
				records.cut.release()
				return
			}
			if !yield(e, err) {
				return // the message of e may still be looked at
			}
			if err != nil {
				if _, ok := errors.AsType[*TooLongError](err); !ok {
					records.cut.release()
					return
				}
			}
		}
	}
}

// limited ends with an error where io.LimitReader would end a longer text as
// if it were whole.
type limited struct {
	r           io.Reader
	left, limit int64
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	// One byte beyond the limit tells a longer text from one that just fits.
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if int64(n) > l.left {
		n, err = int(l.left), &TooLargeError{Limit: l.limit}
	}
	l.left -= int64(n)
	return n, err
}
