package endpoint

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// gate accepts a connection when there are fewer than its limit. If there are
// not, the one that has waited for its client the longest gives way, as soon as
// that has lost patience: an idle connection, or one whose client sends or
// reads too slowly. Those that the endpoint works for never do.
type gate struct {
	net.Listener
	limit  int
	now    func() time.Time
	closed chan struct{}
	close  func() error

	mu   sync.Mutex
	open map[*conn]bool
	// room is told when a connection leaves, or may give way sooner.
	room chan struct{}
}

func newGate(l net.Listener, limit int, now func() time.Time) *gate {
	g := &gate{Listener: l, limit: limit, now: now, closed: make(chan struct{}), open: map[*conn]bool{}, room: make(chan struct{}, 1)}
	g.close = sync.OnceValue(func() error { close(g.closed); return l.Close() })
	return g
}

// conn is a connection that a gate has let in.
type conn struct {
	net.Conn
	gate *gate
	// due is when the connection is to give way; zero is never. The gate's
	// lock is for it, too.
	due time.Time
}

// Accept implements net.Listener.
func (g *gate) Accept() (net.Conn, error) {
	inner, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: inner, gate: g}
	for {
		wait, ok := g.enter(c)
		if ok {
			return c, nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-g.room:
		case <-timer.C:
		case <-g.closed:
			_ = inner.Close()
			err = net.ErrClosed
		}
		timer.Stop()
		if err != nil {
			return nil, err
		}
	}
}

// Close implements net.Listener.
func (g *gate) Close() error { return g.close() }

// enter lets a connection in, if need be in the place of another one, or says
// how long to wait.
func (g *gate) enter(c *conn) (wait time.Duration, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if len(g.open) >= g.limit {
		var first *conn
		for o := range g.open {
			if !o.due.IsZero() && (first == nil || o.due.Before(first.due)) {
				first = o
			}
		}
		if first == nil {
			return grace, false
		}
		if wait := first.due.Sub(now); wait > 0 {
			return wait, false
		}
		delete(g.open, first)
		_ = first.Conn.Close() // the server finds out
	}
	c.due = now.Add(patience)
	g.open[c] = true
	return 0, true
}

// dismiss closes the connections that would have to give way now.
func (g *gate) dismiss() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for c := range g.open {
		if !c.due.IsZero() && !c.due.After(now) {
			delete(g.open, c)
			_ = c.Conn.Close()
		}
	}
}

// waitsUntil says until when the connection may wait for its client.
func (c *conn) waitsUntil(due time.Time) {
	if c == nil {
		return
	}
	c.gate.mu.Lock()
	c.due = due
	c.gate.mu.Unlock()
	c.gate.hasRoom()
}

// works says that the endpoint has all that it needs of its client.
func (c *conn) works() {
	if c == nil {
		return
	}
	c.gate.mu.Lock()
	c.due = time.Time{}
	c.gate.mu.Unlock()
}

// leaves makes room for another connection: this one is bounded otherwise.
func (c *conn) leaves() {
	if c == nil {
		return
	}
	c.gate.mu.Lock()
	delete(c.gate.open, c)
	c.gate.mu.Unlock()
	c.gate.hasRoom()
}

func (g *gate) hasRoom() {
	select {
	case g.room <- struct{}{}:
	default: // it will look anyway
	}
}

// Close implements net.Conn.
func (c *conn) Close() error {
	defer c.leaves()
	return c.Conn.Close()
}

// changed is told by the HTTP server how a connection stands: one without a
// request, or with the header of one, waits for its client.
func (g *gate) changed(c net.Conn, state http.ConnState) {
	if state == http.StateIdle || state == http.StateActive {
		c.(*conn).waitsUntil(g.now().Add(patience))
	}
}

type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// connOf is the connection of a request, nil where the handler is called
// without one.
func connOf(ctx context.Context) *conn {
	c, _ := ctx.Value(connKey{}).(*conn)
	return c
}
