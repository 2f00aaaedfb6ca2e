package endpoint

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// stopped is a clock that stands still until it is moved.
type stopped struct{ at time.Time }

func (c *stopped) now() time.Time { return c.at }

func newStopped() *stopped { return &stopped{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

// pipe is a connection that tells when it is closed.
type pipe struct {
	net.Conn
	closed bool
}

func (p *pipe) Close() error { p.closed = true; return nil }

// TestGate fills a gate of three: who has waited for its client the longest
// gives way, and only after its patience; who is worked for never does.
func TestGate(t *testing.T) {
	clock := newStopped()
	g := newGate(nil, 3, clock.now)
	enter := func() (*conn, time.Duration, bool) {
		c := &conn{Conn: &pipe{}, gate: g}
		wait, ok := g.enter(c)
		return c, wait, ok
	}
	closed := func(c *conn) bool { return c.Conn.(*pipe).closed }
	var open []*conn
	for range 3 {
		c, _, ok := enter()
		if !ok {
			t.Fatal("there is room")
		}
		open = append(open, c)
	}
	if _, wait, ok := enter(); ok || wait != patience {
		t.Fatalf("enters after %v, %v", wait, ok)
	}
	clock.at = clock.at.Add(patience / 2)
	g.changed(open[0], http.StateIdle) // later than the other two
	open[1].works()
	if _, wait, ok := enter(); ok || wait != patience/2 {
		t.Fatalf("enters after %v, %v", wait, ok)
	}
	clock.at = clock.at.Add(patience / 2)
	fourth, _, ok := enter()
	if !ok || !closed(open[2]) || closed(open[0]) || closed(open[1]) {
		t.Errorf("%v, %v %v %v", ok, closed(open[0]), closed(open[1]), closed(open[2]))
	}
	clock.at = clock.at.Add(patience / 2)
	if _, _, ok := enter(); !ok || !closed(open[0]) || closed(fourth) {
		t.Errorf("%v: the idle connection is not closed", ok)
	}
	// Nobody waits for a client: somebody has to leave.
	for c := range g.open {
		c.works()
	}
	clock.at = clock.at.Add(time.Hour)
	if _, _, ok := enter(); ok {
		t.Error("a connection has given way that was worked for")
	}
	_ = open[1].Close()
	_ = open[1].Close() // gives back one place
	if _, _, ok := enter(); !ok {
		t.Error("there is no room after one has left")
	}
	if len(g.open) != 3 {
		t.Errorf("%d connections are open", len(g.open))
	}
	if g.dismiss(); len(g.open) != 3 {
		t.Error("a connection is dismissed that is not to give way yet")
	}
	clock.at = clock.at.Add(patience)
	if g.dismiss(); len(g.open) != 2 {
		t.Errorf("%d connections are left, of which two are worked for", len(g.open))
	}
}

// TestGateAccepts has a real listener and a limit of one: a second client is
// served as soon as the first leaves, and the end of the gate ends the wait.
func TestGateAccepts(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := newGate(inner, 1, newStopped().now)
	for range 3 {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	first, err := g.Accept()
	if err != nil {
		t.Fatal(err)
	}
	first.(*conn).works()
	accepted := make(chan error)
	go func() {
		for range 2 {
			_, err := g.Accept()
			accepted <- err
		}
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-accepted; err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-accepted; !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed gate accepts: %v", err)
	}
}

// TestServeFull has as many clients as the endpoint takes, each of which holds
// its connection in another way: idle after an answer, with half a header, with
// half a body. One more is answered all the same, and so is the one after it.
// Each look at the clock finds it a second later than the one before, so that whoever waits for its
// client has lost patience when another one comes.
func TestServeFull(t *testing.T) {
	var seconds atomic.Int64
	start := time.Now() // for the deadlines of real connections
	later := func() time.Time { return start.Add(time.Duration(seconds.Add(1)) * patience) }
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Now: newStopped().now})
	s.clock = later
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.serve(ctx, newGate(inner, 3, later)) }()
	const body = `{"filterPattern": "a", "logEventMessages": ["a"]}`
	head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nX-Amz-Target: %sTestMetricFilter\r\nContent-Length: %d\r\n", inner.Addr(), jsonType, targetPrefix, len(body))
	var clients []net.Conn
	send := func(text string) net.Conn {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		return c
	}
	answered := func(c net.Conn) {
		t.Helper()
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("answered %s, %v", res.Status, err)
		}
	}
	for range 3 {
		answered(send(head + "\r\n" + body)) // and stays
		send(head)
		send(head + "\r\n" + body[:10])
	}
	for range 3 {
		answered(send(head + "\r\n" + body))
	}
	for _, c := range clients {
		_ = c.Close()
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// deadlines is a response writer that keeps the deadlines it is given.
type deadlines struct {
	*httptest.ResponseRecorder
	read, write []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error  { d.read = append(d.read, t); return nil }
func (d *deadlines) SetWriteDeadline(t time.Time) error { d.write = append(d.write, t); return nil }

// pieces reads one piece after the other, each of which takes a time to come,
// and then fails.
type pieces struct {
	piece string // what is left of one
	list  []string
	err   error
	clock *stopped
	takes time.Duration
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.piece == "" {
		if len(p.list) == 0 {
			return 0, p.err
		}
		p.piece, p.list = p.list[0], p.list[1:]
		p.clock.at = p.clock.at.Add(p.takes)
	}
	n := copy(b, p.piece)
	p.piece = p.piece[n:]
	return n, nil
}

// TestPace: a body has ten seconds, of which its connection is safe for one. They
// begin anew with what comes of it at the rate or faster, and not with what
// comes more slowly.
func TestPace(t *testing.T) {
	clock := newStopped()
	s := New(Options{Now: clock.now})
	s.clock = clock.now
	g := newGate(nil, 1, clock.now)
	c := &conn{Conn: &pipe{}, gate: g}
	post := func(body io.Reader) *deadlines {
		r := httptest.NewRequestWithContext(withConn(context.Background(), c), http.MethodPost, "http://127.0.0.1/", body)
		r.Header.Set("Content-Type", jsonType)
		r.Header.Set("X-Amz-Target", targetPrefix+"TestMetricFilter")
		d := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		s.ServeHTTP(d, r)
		return d
	}
	for _, tt := range []struct {
		name  string
		takes time.Duration // each quarter of what the rate has in a second
		last  time.Duration // deadline after four of them, from the beginning
	}{
		{"all at once", 0, grace},
		{"fast", time.Second / 16, time.Second/4 + grace},
		{"at the rate", time.Second / 4, time.Second + grace},
		{"slowly", time.Second, time.Second + grace},
	} {
		start := clock.at
		d := post(&pieces{
			list: slices.Repeat([]string{strings.Repeat(" ", minRate/4)}, 4), err: os.ErrDeadlineExceeded, clock: clock, takes: tt.takes,
		})
		if d.Code != http.StatusRequestTimeout || !strings.Contains(d.Body.String(), "too slowly") {
			t.Errorf("%s: answered %d %s", tt.name, d.Code, d.Body)
		}
		if first, last := d.read[0].Sub(start), d.read[len(d.read)-1].Sub(start).Round(time.Millisecond); first != grace || last != tt.last {
			t.Errorf("%s: deadlines after %v and %v, want %v", tt.name, first, last, tt.last)
		}
	}
	good := post(strings.NewReader(`{"filterPattern": "a", "logEventMessages": ["a"]}`))
	if good.Code != http.StatusOK || !good.read[len(good.read)-1].IsZero() {
		t.Errorf("answered %d %s, deadlines %v", good.Code, good.Body, good.read)
	}
	if want := clock.at.Add(grace + atRate(good.Body.Len())); len(good.write) != 1 || good.write[0] != want || c.due != want.Add(patience-grace) {
		t.Errorf("deadlines of writing %v and %v", good.write, c.due)
	}
}
