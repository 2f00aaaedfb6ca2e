package workers_test

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/logsieve/logsieve/internal/workers"
)

// TestPanic: a panic in a worker is raised where it can be caught, with the
// stack of where it was.
func TestPanic(t *testing.T) {
	var p *workers.Panic
	func() {
		defer func() { p = workers.Caught(recover()) }()
		workers.Do(10, 3, func() func(int) {
			return func(i int) {
				if i == 4 {
					fail()
				}
			}
		})
	}()
	if p == nil || p.Value != "four" || p.Error() != "four" || !strings.Contains(string(p.Stack), "workers_test.fail") {
		t.Fatalf("caught %+v", p)
	}
}

func fail() { panic("four") }

// TestDo holds that each piece of work is done once, by as many workers as are
// asked for and no more than there is work.
func TestDo(t *testing.T) {
	for _, c := range []struct{ n, workers, made int }{
		{0, 3, 0}, {1, 3, 1}, {2, 3, 2}, {3, 3, 3}, {100, 3, 3}, {100, 1, 1},
		{1000, 0, min(1000, runtime.GOMAXPROCS(0))}, {1000, -1, min(1000, runtime.GOMAXPROCS(0))},
	} {
		done := make([]atomic.Int32, c.n)
		var made atomic.Int32
		workers.Do(c.n, c.workers, func() func(int) {
			made.Add(1)
			return func(i int) { done[i].Add(1) }
		})
		for i := range done {
			if n := done[i].Load(); n != 1 {
				t.Errorf("%d of %d with %d workers: done %d times", i, c.n, c.workers, n)
			}
		}
		if int(made.Load()) != c.made {
			t.Errorf("%d with %d workers: %d made, want %d", c.n, c.workers, made.Load(), c.made)
		}
	}
}
