package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/workers"
)

// TestPanic: a panic ends a run with one line and the code of an internal
// failure; its stack is shown when it is asked for.
func TestPanic(t *testing.T) {
	for _, trace := range []string{"", "1"} {
		t.Setenv(traceVariable, trace)
		e := &env{ctx: t.Context()}
		var p *workers.Panic
		if err := e.attend(func() error {
			workers.Do(2, 2, func() func(int) { return func(int) { panic("no such state") } })
			return nil
		}); !errors.As(err, &p) {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if code := failed(&out, p); code != ExitInternal {
			t.Errorf("exit code %d", code)
		}
		first, rest, _ := strings.Cut(out.String(), "\n")
		if !strings.HasPrefix(first, "logsieve: internal failure: no such state; please report it at https://") ||
			strings.Contains(rest, "TestPanic") != (trace != "") || trace == "" && rest != "" {
			t.Errorf("trace %q: %s", trace, &out)
		}
	}
}

// TestAbandoned: a command that does not end is left to itself, and what it has
// begun to write is removed.
func TestAbandoned(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	e := &env{ctx: ctx}
	dir := t.TempDir()
	err := e.attend(func() error {
		f, err := atomicfile.Create(filepath.Join(dir, "out"))
		if err != nil {
			return err
		}
		e.unfinished.add(f)
		cancel()
		select {}
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}
