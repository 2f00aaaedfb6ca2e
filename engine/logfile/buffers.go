package logfile

import (
	"bufio"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// What an archive of many small files would be busy with is making buffers and
// decoders, so that they are used again. What is in these pools holds nothing.
var (
	readers      = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, bufferSize) }}
	headReaders  = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, detectionWindow) }}
	cutterSpaces = sync.Pool{New: func() any { b := make([]byte, 0, bufferSize); return &b }}
	gzipDecoders = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// pooled is a reader out of a pool, until it is put back.
func pooled(pool *sync.Pool, r io.Reader) *bufio.Reader {
	br := pool.Get().(*bufio.Reader)
	br.Reset(r)
	return br
}

func putBack(pool *sync.Pool, br *bufio.Reader) {
	br.Reset(nil)
	pool.Put(br)
}

// gunzip is a gzip decoder that is used again once it is closed.
type gunzip struct{ *gzip.Reader }

func newGunzip(r io.Reader) (io.ReadCloser, error) {
	z := gzipDecoders.Get().(*gzip.Reader)
	if err := z.Reset(r); err != nil {
		return nil, err
	}
	return &gunzip{z}, nil
}

// Close implements io.Closer.
func (g *gunzip) Close() error {
	if g.Reader == nil {
		return nil
	}
	err := g.Reader.Close()
	gzipDecoders.Put(g.Reader)
	g.Reader = nil
	return err
}
