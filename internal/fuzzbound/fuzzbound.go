// Package fuzzbound bounds what a fuzz target may take for one input: what grows
// without bound on an input of some bytes fails at once, rather than when the
// machine has no memory left.
package fuzzbound

import (
	"runtime/metrics"
	"testing"
)

// What any input may take in all, and more for each of its bytes. Allocations
// stand for steps: they are counted, and do not depend on the machine.
const (
	bytes, bytesEach = 1 << 30, 256 << 10
	steps, stepsEach = 10_000_000, 5_000
)

// Watch fails a test whose function takes more than its inputs, texts or bytes,
// allow. It is to be called first.
func Watch(t testing.TB, inputs ...any) {
	size := uint64(0)
	for _, in := range inputs {
		switch in := in.(type) {
		case string:
			size += uint64(len(in))
		case []byte:
			size += uint64(len(in))
		}
	}
	before := read()
	t.Cleanup(func() {
		after := read()
		if n, most := after[0]-before[0], bytes+bytesEach*size; n > most {
			t.Errorf("%d bytes are allocated for an input of %d, more than %d", n, size, most)
		}
		if n, most := after[1]-before[1], steps+stepsEach*size; n > most {
			t.Errorf("%d allocations are made for an input of %d bytes, more than %d", n, size, most)
		}
	})
}

// read is how much the process has allocated so far: bytes and objects.
func read() [2]uint64 {
	samples := [2]metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/allocs:objects"}}
	metrics.Read(samples[:])
	return [2]uint64{samples[0].Value.Uint64(), samples[1].Value.Uint64()}
}
