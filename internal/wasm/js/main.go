//go:build js && wasm

// The engine in a page: a global function logsieve that takes a request as text
// and returns the answer as text.
package main

import (
	"syscall/js"

	"github.com/logsieve/logsieve/internal/wasm"
)

func main() {
	js.Global().Set("logsieve", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var request []byte
		if len(args) == 1 && args[0].Type() == js.TypeString {
			request = []byte(args[0].String())
		}
		return string(wasm.Answer(request, none))
	}))
	select {}
}

// none is no further operation: a page has no use for them, and pays for their
// bytes.
func none(string) (wasm.Operation, bool) { return nil, false }
