package endpoint

import (
	"net"
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// TestLimitedListener takes one connection at a time from one that accepts
// any number.
func TestLimitedListener(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &limitedListener{Listener: inner, slots: make(chan struct{}, 1)}
	for range 2 {
		conn, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	first, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if len(l.slots) != cap(l.slots) {
		t.Fatal("the connection takes no slot")
	}
	second := make(chan net.Conn)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			t.Error(err)
		}
		second <- conn
	}()
	select {
	case <-second:
		t.Fatal("a second connection was accepted beside the first")
	default:
	}
	// Closing twice gives back one slot.
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	_ = first.Close()
	conn := <-second
	if len(l.slots) != 1 {
		t.Errorf("%d slots are taken by one connection", len(l.slots))
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := inner.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Accept(); err == nil {
		t.Error("a closed listener accepts")
	}
	if len(l.slots) != 0 {
		t.Error("a failed Accept keeps its slot")
	}
}

func FuzzEventToken(f *testing.F) {
	f.Add("f/00000000000000017673230400040000000000000000000000000003/s")
	f.Add("b/00000000000000000000000000000000000000000000000000000000/s")
	f.Add("f/-1")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		p, forward, ok := parseEventToken(text)
		if !ok {
			return
		}
		direction := byte('b')
		if forward {
			direction = 'f'
		}
		if again := eventToken(direction, p); again != text {
			t.Errorf("%q is read as %q", text, again)
		}
	})
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{"<a/>", "<a><b>c</b></a>", "<a>", "<SamplingRate>1e2</SamplingRate>", "<Fields><Field>x</Field></Fields>", "<!DOCTYPE a>", "<a/><b/>", "<a>&lt;</a> x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		root, err := parseXML([]byte(text))
		if err == nil && len(root.jsonValue()) == 0 {
			t.Error("an element without a value")
		}
	})
}
