package endpoint

import (
	"context"
	"io"
	"net/http"
	"time"
)

// How fast a client must send and read, so that one that does not can keep a
// connection from others for a short time only.
const (
	// patience is how long a connection may wait for its client when others
	// wait for a connection, and grace how long when none do.
	patience = time.Second
	grace    = 10 * time.Second
	minRate  = 64 << 10 // bytes in a second, beyond that
)

// atRate is how long so many bytes may take.
func atRate(n int) time.Duration { return time.Duration(n) * time.Second / minRate }

// pacedReader reads a body, and gives its client time by what has come.
type pacedReader struct {
	io.Reader
	conn    *conn // nil in a test without one
	control *http.ResponseController
	start   time.Time
	n       int
}

func (s *Server) paced(w http.ResponseWriter, r *http.Request) *pacedReader {
	return &pacedReader{Reader: r.Body, conn: connOf(r.Context()), control: http.NewResponseController(w), start: s.clock()}
}

// Read implements io.Reader.
func (p *pacedReader) Read(b []byte) (int, error) {
	at := p.start.Add(atRate(p.n))
	p.conn.waitsUntil(at.Add(patience))
	_ = p.control.SetReadDeadline(at.Add(grace)) // what has none needs none
	n, err := p.Reader.Read(b)
	p.n += n
	if err == io.EOF {
		// Nothing more has to come, however long the answer takes.
		_ = p.control.SetReadDeadline(time.Time{})
		p.conn.works()
	}
	return n, err
}

// paceAnswer gives the client time to read an answer.
func (s *Server) paceAnswer(ctx context.Context, w http.ResponseWriter, bytes int) {
	at := s.clock().Add(atRate(bytes))
	connOf(ctx).waitsUntil(at.Add(patience))
	_ = http.NewResponseController(w).SetWriteDeadline(at.Add(grace))
}
