package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A reader that is blocked for good must not keep a cancelled run.
func TestInterruptible(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	pr, pw := io.Pipe()
	defer pw.Close()
	go io.WriteString(pw, "a\n")
	r := interruptible(ctx, pr)
	buf := make([]byte, 100)
	if n, err := r.Read(buf); err != nil || string(buf[:n]) != "a\n" {
		t.Fatalf("%q %v", buf[:n], err)
	}
	go cancel()
	if _, err := r.Read(buf); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestInterruptiblePassesEverything(t *testing.T) {
	text := strings.Repeat("0123456789abcdef\n", 100_000)
	got, err := io.ReadAll(interruptible(t.Context(), iotest.DataErrReader(strings.NewReader(text))))
	if err != nil || string(got) != text {
		t.Errorf("%d bytes, want %d: %v", len(got), len(text), err)
	}
	_, err = io.ReadAll(interruptible(t.Context(), iotest.ErrReader(io.ErrNoProgress)))
	if err != io.ErrNoProgress {
		t.Errorf("got %v", err)
	}
}
