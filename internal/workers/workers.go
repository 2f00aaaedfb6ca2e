// Package workers does many pieces of work side by side.
package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Do does a piece of work for 0 to n-1 with so many workers at once, 0
// for one for each processor; worker makes one. They last for all of n: the
// stack of a new goroutine has to grow before a file can be judged on it. A
// panic of one is raised again, as a Panic, when all have ended.
func Do(n, workers int, worker func() func(i int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var failed atomic.Pointer[Panic]
	var work sync.WaitGroup
	for range min(workers, n) {
		work.Go(func() {
			defer func() {
				if p := Caught(recover()); p != nil {
					failed.CompareAndSwap(nil, p)
					next.Store(int64(n)) // the others have no more to do
				}
			}()
			do := worker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	work.Wait()
	if p := failed.Load(); p != nil {
		panic(p)
	}
}
