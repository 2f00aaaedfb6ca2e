package analyze_test

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

func ExampleImplies() {
	a, _ := grammar.Parse(`{ $.status = 4* }`)
	b, _ := grammar.Parse(`{ $.status >= 400 && $.status < 500 }`)
	r := analyze.Implies(a, b, analyze.Options{})
	fmt.Println(r.Answer, r.Event)
	// Output: no {"status":4}
}
