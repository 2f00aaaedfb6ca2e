package grammar_test

import (
	"errors"
	"fmt"

	"github.com/logsieve/logsieve/grammar"
)

func ExampleParse() {
	p, err := grammar.Parse(`{($.errorCode="*UnauthorizedOperation")&&$.latency>100}`)
	fmt.Println(p.Kind(), err)
	fmt.Println(p)
	// Output:
	// json <nil>
	// { $.errorCode = "*UnauthorizedOperation" && $.latency > 100 }
}

func ExampleParse_errors() {
	pattern := `{ $.status == 500 && $.error IS NUL }`
	_, err := grammar.Parse(pattern)
	if all, ok := errors.AsType[grammar.Errors](err); ok {
		for _, e := range all {
			fmt.Printf("%s: %s, write %s\n", pattern[e.Span.Start:e.Span.End], e.Reason, e.Replacement)
		}
		fmt.Println("the service says:", all.ServiceMessage())
	}
	// Output:
	// ==: filter patterns have no == operator, write =
	// NUL: IS must be followed by NULL, TRUE or FALSE, not by NUL, write NULL
	// the service says: Invalid metric filter pattern
}

func ExampleFormat() {
	p, _ := grammar.Parse(`[ip,,status=4*||status=5*,...]`)
	fmt.Println(grammar.Format(p))
	// Output: [ip, , status = 4* || status = 5*, ...]
}

func ExampleAll() {
	p, _ := grammar.Parse(`{ $.a = 1 && $.b.c NOT EXISTS }`)
	for n := range grammar.All(p) {
		if s, ok := n.(*grammar.Selector); ok {
			fmt.Println(s)
		}
	}
	// Output:
	// $.a
	// $.b.c
}
