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

// pacedReader reads a body, and gives its client time by what has come: it may
// fall behind the rate for a while, and gains nothing by being ahead of it.
type pacedReader struct {
	io.Reader
	conn    *conn // nil in a test without one
	control *http.ResponseController
	now     func() time.Time
	due     time.Time // when what has come had to be there at the latest
}

func (s *Server) paced(w http.ResponseWriter, r *http.Request) *pacedReader {
	return &pacedReader{Reader: r.Body, conn: connOf(r.Context()), control: http.NewResponseController(w), now: s.clock, due: s.clock()}
}

// Read implements io.Reader.
func (p *pacedReader) Read(b []byte) (int, error) {
	if now := p.now(); p.due.After(now) {
		p.due = now
	}
	p.conn.waitsUntil(p.due.Add(patience))
	_ = p.control.SetReadDeadline(p.due.Add(grace)) // what has none needs none
	n, err := p.Reader.Read(b)
	p.due = p.due.Add(atRate(n))
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
