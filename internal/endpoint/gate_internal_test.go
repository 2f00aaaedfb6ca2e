package endpoint

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
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

// deadlines is a response writer that keeps the deadlines it is given.
type deadlines struct {
	*httptest.ResponseRecorder
	read, write []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error  { d.read = append(d.read, t); return nil }
func (d *deadlines) SetWriteDeadline(t time.Time) error { d.write = append(d.write, t); return nil }

// pieces reads one piece after the other, and then fails.
type pieces struct {
	list []string
	err  error
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.list) == 0 {
		return 0, p.err
	}
	n := copy(b, p.list[0])
	if p.list[0] = p.list[0][n:]; p.list[0] == "" {
		p.list = p.list[1:]
	}
	return n, nil
}

// TestPace: the time that a body has grows with what has come of it, and
// without anything coming it is ten seconds, of which the connection is safe
// for one.
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
	slow := post(&pieces{[]string{strings.Repeat(" ", minRate/4)}, os.ErrDeadlineExceeded})
	if slow.Code != http.StatusRequestTimeout || !strings.Contains(slow.Body.String(), "too slowly") {
		t.Errorf("answered %d %s", slow.Code, slow.Body)
	}
	last := slow.read[len(slow.read)-1]
	if slow.read[0] != clock.at.Add(grace) || last != clock.at.Add(grace+time.Second/4) {
		t.Errorf("deadlines %v", slow.read)
	}
	good := post(strings.NewReader(`{"filterPattern": "a", "logEventMessages": ["a"]}`))
	if good.Code != http.StatusOK || !good.read[len(good.read)-1].IsZero() {
		t.Errorf("answered %d %s, deadlines %v", good.Code, good.Body, good.read)
	}
	if want := clock.at.Add(grace + atRate(good.Body.Len())); len(good.write) != 1 || good.write[0] != want || c.due != want.Add(patience-grace) {
		t.Errorf("deadlines of writing %v and %v", good.write, c.due)
	}
}
