package engine_test

import (
	"fmt"

	"github.com/logsieve/logsieve/engine"
)

func ExampleFilter_Trace() {
	filter, err := engine.ParseAndCompile(`{ $.level = "ERROR" && $.ms > 100 }`)
	if err != nil {
		fmt.Println(err)
		return
	}
	trace := filter.Trace([]byte(`{"level": "ERROR", "ms": "250"}`))
	fmt.Println("matched:", trace.Matched)
	for _, c := range trace.Deciding() {
		fmt.Println(c.Node.Span(), c.Verdict, c.Operand.Selector, c.Operand.Kind == engine.TextValue)
	}
	// Output:
	// matched: false
	// {23 33} false $.ms true
}
