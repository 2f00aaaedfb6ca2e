package fuzzbound_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	ended  []func()
	failed []string
}

func (r *recorder) Cleanup(f func()) { r.ended = append(r.ended, f) }

func (r *recorder) Errorf(format string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}

var kept [][]byte

func TestWatch(t *testing.T) {
	for _, tt := range []struct {
		name   string
		size   int
		chunks int // of 64 KiB
		failed bool
	}{
		{"little", 10, 10, false},
		{"too much", 10, 1<<14 + 200, true},
		{"much, for a large input", 10 << 10, 1<<14 + 200, false},
	} {
		r := &recorder{TB: t}
		fuzzbound.Watch(r, make([]byte, tt.size), 1, "x")
		for range tt.chunks {
			kept = append(kept[:0], make([]byte, 64<<10))
		}
		for _, f := range r.ended {
			f()
		}
		if (len(r.failed) > 0) != tt.failed {
			t.Errorf("%s: %q", tt.name, r.failed)
		}
	}
}

// TestEveryTarget holds that each fuzz target of the module is watched.
func TestEveryTarget(t *testing.T) {
	const begins, watched = "f.Fuzz(func(", "fuzzbound.Watch(t, "
	targets := 0
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "fuzzbound_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for i, after := range strings.Split(string(text), begins) {
			if i == 0 {
				continue
			}
			targets++
			if lines := strings.SplitN(after, "\n", 3); len(lines) < 3 || !strings.HasPrefix(strings.TrimSpace(lines[1]), watched) {
				t.Errorf("%s: a fuzz target does not begin with %s…)", name, watched)
			}
		}
		return nil
	})
	if err != nil || targets < 30 {
		t.Error(targets, err)
	}
}
