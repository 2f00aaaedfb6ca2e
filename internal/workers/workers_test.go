package workers_test

import (
	"strings"
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
