package logfile

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// bufferSize is how much is read at a time.
const bufferSize = 256 << 10

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// decompress returns the text of r, which may be compressed with gzip or
// zstd: the first bytes decide, not a name. Close frees the decoder, not r.
func decompress(r io.Reader) (io.ReadCloser, error) {
	br := bufio.NewReaderSize(r, bufferSize)
	switch {
	case startsWith(br, gzipMagic):
		return gzip.NewReader(br)
	case startsWith(br, zstdMagic):
		// One goroutine and one window in memory; its limit is that of the zstd
		// program, so what that unpacks without being asked is unpacked here.
		d, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	default:
		return io.NopCloser(br), nil
	}
}

// startsWith waits for no more bytes than it takes to tell, so that a pipe
// shows a short first line at once.
func startsWith(br *bufio.Reader, magic []byte) bool {
	for n := 1; n <= len(magic); n++ {
		// An error is met again by the first read, after what could be read.
		head, err := br.Peek(n)
		if err != nil || head[n-1] != magic[n-1] {
			return false
		}
	}
	return true
}
