package logfile_test

import (
	"bytes"
	"compress/gzip"
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

// TestSmallFilesShareBuffers: an archive of many small files takes no buffers of
// its own for each. (Pools forget some under the race detector.)
func TestSmallFilesShareBuffers(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"Records":[{"eventTime":"2026-03-01T10:00:00Z","eventName":"A"},{"eventName":"B"}]}`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	read := func() {
		f, err := logfile.Open(bytes.NewReader(packed.Bytes()), logfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		events := 0
		for _, err := range f.Events(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			events++
		}
		if err := f.Close(); err != nil || events != 2 {
			t.Fatalf("%d events, %v", events, err)
		}
		if err := f.Close(); err != nil { // what is closed twice is put back once
			t.Fatal(err)
		}
	}
	read()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const files = 200
	for range files {
		read()
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / files; each > 300<<10 {
		t.Errorf("%d bytes a file", each)
	}
}
