package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/logsieve/logsieve/engine/logfile"
)

// Piece is a file, or a part of one: the lines that begin in it.
type Piece struct {
	File       string
	Start, End int64          // in bytes; End is 0 for the end of the file
	Format     logfile.Format // of a part that is not the first
}

// deepest is how many levels of a prefix of an object store are looked into, its own
// included.
const deepest = 16

// expandFn finds the files of a pattern, and the parts of large ones.
type expandFn struct {
	Job Job
	run *compiled
}

// Setup is called before the first bundle.
func (f *expandFn) Setup() (err error) {
	f.run, err = f.Job.compile()
	return err
}

// ProcessElement finds the files of one argument.
func (f *expandFn) ProcessElement(ctx context.Context, pattern string, emit func(Piece), fail func([]byte)) error {
	files, failed := f.find(ctx, pattern)
	for _, name := range files {
		pieces, err := f.split(ctx, name)
		if err != nil {
			failed = append(failed, broken{name, reason(err)})
		}
		for _, p := range pieces {
			emit(p)
		}
	}
	if len(files)+len(failed) == 0 {
		failed = append(failed, broken{pattern, "no files to read"})
	}
	if len(failed) > 0 {
		state, err := (&found{meta: meta{Broken: failed}}).append(nil, f.run.empty)
		if err != nil {
			return err
		}
		fail(state)
	}
	return nil
}

// find lists what an argument names: the files in a local folder as
// logsieve finds them, all objects under a prefix that ends in a slash, and
// what matches a glob.
func (f *expandFn) find(ctx context.Context, pattern string) (files []string, failed []broken) {
	if !strings.Contains(pattern, "://") && logfile.IsFolder(pattern) {
		files, errs := logfile.Find(ctx, pattern, f.Job.Within)
		for _, err := range errs {
			failed = append(failed, broken{pattern, reason(err)})
		}
		return files, failed
	}
	system, err := filesystem.New(ctx, pattern)
	if err != nil {
		return nil, []broken{{pattern, reason(err)}}
	}
	defer system.Close()
	globs := []string{pattern}
	if strings.HasSuffix(pattern, "/") {
		globs = nil
		for depth := range deepest {
			globs = append(globs, pattern+strings.Repeat("*/", depth)+"*")
		}
	}
	for _, glob := range globs {
		names, err := system.List(ctx, glob)
		if err != nil {
			return nil, []broken{{pattern, reason(err)}}
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "/") && f.Job.Within.MayHold(name) && !strings.HasPrefix(path.Base(name), ".") && !logfile.IsFolder(name) {
				files = append(files, name)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// split is a file in parts: one, unless it is large, its file system can start
// in the middle, and its lines stand for themselves.
func (f *expandFn) split(ctx context.Context, name string) ([]Piece, error) {
	whole := []Piece{{File: name}}
	system, err := filesystem.New(ctx, name)
	if err != nil {
		return nil, err
	}
	defer system.Close()
	size, err := system.Size(ctx, name)
	if err != nil || f.Job.Split <= 0 || size < 2*f.Job.Split {
		return whole, nil // who reads it meets the error
	}
	file, err := system.OpenRead(ctx, name)
	if err != nil {
		return whole, nil
	}
	defer file.Close()
	if _, ok := file.(io.Seeker); !ok {
		return whole, nil
	}
	head := make([]byte, 64<<10)
	n, _ := io.ReadFull(file, head)
	if head = head[:n]; logfile.Compressed(head) {
		return whole, nil
	}
	log, err := logfile.Open(bytes.NewReader(head), logfile.Options{Format: f.Job.Format, MessageTime: f.run.clock.InMessage()})
	if err != nil {
		return whole, nil
	}
	defer log.Close()
	format := log.Format()
	if format != logfile.Lines && format != logfile.EventLines {
		return whole, nil
	}
	var pieces []Piece
	for start := int64(0); start < size; start += f.Job.Split {
		p := Piece{File: name, Start: start, End: start + f.Job.Split}
		if start > 0 {
			p.Format = format
		}
		if size-p.End < f.Job.Split/2 {
			p.End = 0
		}
		pieces = append(pieces, p)
		if p.End == 0 {
			break
		}
	}
	return pieces, nil
}

// open opens a piece: its text starts with the first line that begins in it.
func (p Piece) open(ctx context.Context, system filesystem.Interface) (*source, error) {
	file, err := system.OpenRead(ctx, p.File)
	if err != nil {
		return nil, err
	}
	s := &source{file: file, start: p.Start, left: -1}
	s.in = bufio.NewReaderSize(file, 256<<10)
	if p.Start > 0 {
		seeker, ok := file.(io.Seeker)
		if !ok {
			file.Close()
			return nil, errors.New("it cannot be read from the middle on")
		}
		if _, err := seeker.Seek(p.Start-1, io.SeekStart); err != nil {
			file.Close()
			return nil, err
		}
		s.in.Reset(file)
		skipped, err := s.skipLine()
		if err != nil && err != io.EOF {
			file.Close()
			return nil, err
		}
		s.start += skipped - 1
	}
	if p.End > 0 {
		s.left = max(p.End-s.start, 0)
	}
	return s, nil
}

// source is the text of a piece.
type source struct {
	file  io.Closer
	in    *bufio.Reader
	start int64
	left  int64 // until the piece ends with the line that goes on there; -1 for the end of the file
	lines int64 // line feeds that were read
	bytes int64
	ended bool
	err   error // of the file system
}

func (s *source) skipLine() (skipped int64, err error) {
	for {
		part, err := s.in.ReadSlice('\n')
		skipped += int64(len(part))
		if err != bufio.ErrBufferFull {
			return skipped, err
		}
	}
}

// Read implements io.Reader.
func (s *source) Read(b []byte) (n int, err error) {
	switch {
	case s.ended || s.left == 0 && s.bytes == 0:
		return 0, io.EOF
	case s.left > 1:
		// The line that holds the last byte is read to its end.
		n, err = s.in.Read(b[:min(int64(len(b)), s.left-1)])
		s.left -= int64(n)
	case s.left < 0:
		n, err = s.in.Read(b)
	default:
		var line []byte
		if line, err = s.in.Peek(1); err == nil {
			buffered, _ := s.in.Peek(min(s.in.Buffered(), len(b)))
			if at := bytes.IndexByte(buffered, '\n'); at >= 0 {
				line, s.ended = buffered[:at+1], true
			} else {
				line = buffered
			}
			n = copy(b, line)
			_, _ = s.in.Discard(n)
		}
	}
	s.bytes += int64(n)
	s.lines += int64(bytes.Count(b[:n], []byte{'\n'}))
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Close closes the file.
func (s *source) Close() error { return s.file.Close() }

// reason is an error without the name of the file, which stands in front.
func reason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return fmt.Sprint(err)
}
