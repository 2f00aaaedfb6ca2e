package logfile

import (
	"bufio"
	"compress/bzip2"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// bufferSize is how much is read at a time.
const bufferSize = 256 << 10

// compression is a way to compress, told by the first bytes, not by a name.
type compression struct {
	magic string
	open  func(io.Reader) (io.ReadCloser, error)
}

func compressions() []compression {
	return []compression{
		{"\x1f\x8b", func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }},
		{"\x28\xb5\x2f\xfd", func(r io.Reader) (io.ReadCloser, error) {
			// One goroutine and one window in memory; its limit is that of the zstd
			// program, so what that unpacks without being asked is unpacked here.
			d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
			if err != nil {
				return nil, err
			}
			return d.IOReadCloser(), nil
		}},
		{"BZh", func(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }},
		{"\xfd7zXZ\x00", func(r io.Reader) (io.ReadCloser, error) {
			// As xz --memlimit-decompress=64MiB: what its highest level needs.
			d, err := xz.ReaderConfig{DictCap: 64 << 20}.NewReader(r)
			if err != nil {
				return nil, err
			}
			return io.NopCloser(d), nil
		}},
	}
}

// decompress returns the text of r, which may be compressed with gzip, zstd,
// bzip2 or xz. Close frees the decoder, not r. What is compressed is inflated
// beside those who read it, unless reads may wait.
func decompress(r io.Reader, live bool) (io.ReadCloser, error) {
	br := bufio.NewReaderSize(r, bufferSize)
	for _, c := range compressions() {
		if !startsWith(br, c.magic) {
			continue
		}
		d, err := c.open(br)
		if err != nil || live {
			return d, err
		}
		return newAhead(d), nil
	}
	return io.NopCloser(br), nil
}

// compressed reports whether a text starts as one that is compressed.
func compressed(head []byte) bool {
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
