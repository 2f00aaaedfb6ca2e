package logfile

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/mikelolasagasti/xz"
)

// bufferSize is how much is read at a time.
const bufferSize = 256 << 10

// compression is a way to compress, told by the first bytes, not by a name.
type compression struct {
	name  string
	magic string
	open  func(io.Reader) (io.ReadCloser, error)
}

func compressions() []compression {
	return []compression{
		{"gzip", "\x1f\x8b", newGunzip},
		{"zstd", "\x28\xb5\x2f\xfd", func(r io.Reader) (io.ReadCloser, error) {
			// One goroutine and one window in memory; its limit is that of the zstd
			// program, so what that unpacks without being asked is unpacked here.
			d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
			if err != nil {
				return nil, err
			}
			return d.IOReadCloser(), nil
		}},
		{"bzip2", "BZh", func(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }},
		{"xz", "\xfd7zXZ\x00", func(r io.Reader) (io.ReadCloser, error) {
			// As xz --memlimit-decompress=64MiB: what its highest level needs.
			d, err := xz.NewReader(r, 64<<20)
			if err != nil {
				return nil, err
			}
			return io.NopCloser(d), nil
		}},
	}
}

// maxLayers is how often a text may be compressed: Firehose compresses what
// CloudWatch Logs has compressed.
const maxLayers = 2

// decompress returns the text of r, which may be compressed with gzip, zstd,
// bzip2 or xz. Close frees the decoders, not r. What is compressed is inflated
// beside those who read it, unless reads may wait.
func decompress(r io.Reader, live bool) (io.ReadCloser, error) {
	br := pooled(&readers, r)
	text := &layers{Reader: br, in: br}
	for range maxLayers {
		packed := false
		for _, c := range compressions() {
			if !startsWith(br, c.magic) {
				continue
			}
			i := &inflating{name: c.name, source: &source{Reader: br}}
			var err error
			if i.ReadCloser, err = c.open(i.source); err != nil {
				text.Close()
				return nil, i.failed(err)
			}
			var in io.ReadCloser = i
			if !live && !ends(br) {
				in = newAhead(i)
			}
			text.closers = append(text.closers, in)
			br, packed = bufio.NewReaderSize(in, 4<<10), true
			text.Reader = br
			break
		}
		if !packed {
			break
		}
	}
	return text, nil
}

// smallFile is what is not worth a goroutine, in bytes as they lie.
const smallFile = 32 << 10

// ends reports whether there is little more to read.
func ends(br *bufio.Reader) bool {
	_, err := br.Peek(min(smallFile, br.Size()))
	return err == io.EOF
}

// layers is a text and the decoders that it comes from, the last one outside.
type layers struct {
	io.Reader
	in      *bufio.Reader // of what is as it lies; nil once it is closed
	closers []io.Closer
}

// Close implements io.Closer. The layer that reads from another goes first.
func (l *layers) Close() error {
	var err error
	for _, c := range slices.Backward(l.closers) {
		err = errors.Join(err, c.Close())
	}
	if l.in != nil {
		putBack(&readers, l.in)
		l.in, l.closers = nil, nil
	}
	return err
}

// inflating says in plain words why compressed data could not be read to their
// end.
type inflating struct {
	io.ReadCloser
	name   string
	source *source
	err    error // what a decoder says when it is asked again may be another
}

// Read implements io.Reader.
func (i *inflating) Read(p []byte) (n int, err error) {
	if i.err == nil {
		n, err = i.ReadCloser.Read(p)
		i.err = i.failed(err)
	}
	return n, i.err
}

func (i *inflating) failed(err error) error {
	switch {
	case err == nil || err == io.EOF:
		return err
	case i.source.err != nil:
		return i.source.err
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, xz.ErrBuf):
		// No cause: it is not the end of what is packed.
		return &brokenError{"the " + i.name + " data end too early: part of the file is missing", nil}
	case errors.Is(err, xz.ErrMemlimit) || errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &brokenError{"the " + i.name + " data need more memory than is allowed: compress them again with a smaller window", err}
	}
	return &brokenError{"the " + i.name + " data are damaged", err}
}

// source remembers why it could not be read, to tell that from what decoders
// say of its data.
type source struct {
	*bufio.Reader
	err error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.note(err)
	return n, err
}

// ReadByte implements io.ByteReader.
func (s *source) ReadByte() (byte, error) {
	b, err := s.Reader.ReadByte()
	s.note(err)
	return b, err
}

func (s *source) note(err error) {
	if err != nil && err != io.EOF {
		s.err = err
	}
}

// Compressed reports whether a file starts as one that is compressed.
func Compressed(head []byte) bool {
	for _, c := range compressions() {
		if len(head) >= len(c.magic) && string(head[:len(c.magic)]) == c.magic {
			return true
		}
	}
	return false
}

// startsWith waits for no more bytes than it takes to tell, so that a pipe
// shows a short first line at once.
func startsWith(br *bufio.Reader, magic string) bool {
	for n := 1; n <= len(magic); n++ {
		// An error is met again by the first read, after what could be read.
		head, err := br.Peek(n)
		if err != nil || head[n-1] != magic[n-1] {
			return false
		}
	}
	return true
}
