//go:build wasip1

// The engine for WebAssembly runtimes. A host calls _initialize once, then for
// each request
//
//	p = allocate(n)      room for n bytes at p
//	r = answer(p, n)     the request is there; (r >> 32) is where the answer
//	                     starts, (r & 0xffffffff) how many bytes it has
//
// An answer stands until the next call. A module answers one request at a time.
package main

import (
	"unsafe"

	"github.com/logsieve/logsieve/internal/stateless"
	"github.com/logsieve/logsieve/internal/wasm"
)

// room is the memory of a request and of its answer.
var room struct{ request, answer []byte }

//go:wasmexport allocate
func allocate(size uint32) uint32 {
	if size > wasm.MaxRequest+1 {
		return 0
	}
	room.request = make([]byte, size+1) // never empty
	return uint32(uintptr(unsafe.Pointer(&room.request[0])))
}

//go:wasmexport answer
func answer(at, size uint32) uint64 {
	if len(room.request) == 0 || size >= uint32(len(room.request)) || at != uint32(uintptr(unsafe.Pointer(&room.request[0]))) {
		room.request, size = make([]byte, 1), 0
	}
	room.answer = wasm.Answer(room.request[:size], lookup)
	return uint64(uintptr(unsafe.Pointer(&room.answer[0])))<<32 | uint64(len(room.answer))
}

// lookup finds TestMetricFilter, as the service has it, and
// EvaluateMetricFilter.
func lookup(name string) (wasm.Operation, bool) {
	do, ok := stateless.Lookup(name)
	return do, ok
}

func main() {}
