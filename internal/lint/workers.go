package lint

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// sideBySide calls do for 0 to n-1 with so many workers at once, 0 for one for
// each processor. The workers last for all of n: the stack of a new goroutine
// has to grow before a file can be judged on it.
func sideBySide(n, workers int, do func(i int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(workers, n) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	work.Wait()
}
