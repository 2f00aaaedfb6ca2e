package documenttest

import (
	"runtime"
	"testing"
)

// Linear fails the test when what takes n allocates more than three times as
// many bytes for twice the n. It says nothing of work that allocates nothing.
func Linear(t *testing.T, n int, work func(n int)) {
	t.Helper()
	one, two := allocated(func() { work(n) }), allocated(func() { work(2 * n) })
	if two > 3*one {
		t.Errorf("%d bytes are allocated for %d, %d for twice as many", one, n, two)
	}
}

func allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
