package logfile_test

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/logfile"
)

// repeated is a text of a beginning, something over and over, and an end.
type repeated struct {
	rest, body, end string
	left            int64 // bytes of body
}

// Read implements io.Reader.
func (r *repeated) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if r.rest == "" {
			switch {
			case r.left > 0:
				r.rest = r.body
				r.left -= int64(len(r.body))
			case r.end != "":
				r.rest, r.end = r.end, ""
			default:
				return n, io.EOF
			}
		}
		c := copy(p[n:], r.rest)
		n, r.rest = n+c, r.rest[c:]
	}
	return n, nil
}

// TestOneLongArrayCostsNoMemory counts what all of a Records array of 500 MB
// allocates.
func TestOneLongArrayCostsNoMemory(t *testing.T) {
	const size = 500 << 20
	event := `,{"eventTime":"2026-11-30T10:00:00Z","eventName":"GetObject","requestParameters":{"key":"` + strings.Repeat("0123456789abcdef", 120) + `"}}`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := logfile.Open(&repeated{rest: `{"Records":[{"eventName":"first"}`, body: event, end: "]}", left: size}, logfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events, bytes := 0, int64(0)
	for e, err := range f.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		events++
		bytes += int64(len(e.Message))
	}
	runtime.ReadMemStats(&after)
	if events < size/len(event) || bytes < size*9/10 {
		t.Errorf("%d events of %d bytes", events, bytes)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
		t.Errorf("%d bytes were allocated", n)
	}
}
