//go:build js && wasm

// The engine in a page: a global function logsieve that takes a filter pattern,
// another one or undefined, and log events as lines or, when they are those of
// the last call, undefined. It returns the answer as text.
package main

import (
	"syscall/js"

	"github.com/logsieve/logsieve/internal/wasm"
)

func main() {
	var session wasm.Session
	js.Global().Set("logsieve", js.FuncOf(func(_ js.Value, args []js.Value) any {
		text := func(i int) *string {
			if i >= len(args) || args[i].Type() != js.TypeString {
				return nil
			}
			s := args[i].String()
			return &s
		}
		var pattern string
		if p := text(0); p != nil {
			pattern = *p
		}
		return string(session.Try(pattern, text(1), text(2)))
	}))
	select {}
}
