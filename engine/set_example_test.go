package engine_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/logsieve/logsieve/engine"
)

func ExampleSet_Stream() {
	var filters []*engine.Filter
	for _, pattern := range []string{`{ $.level = "ERROR" }`, `[level=WARN, ...]`, `timeout -retry`} {
		filter, err := engine.ParseAndCompile(pattern)
		if err != nil {
			log.Fatal(err)
		}
		filters = append(filters, filter)
	}
	set, err := engine.CompileSet(filters)
	if err != nil {
		log.Fatal(err)
	}
	text := strings.NewReader(`{"level": "ERROR", "cause": "timeout"}
INFO started
WARN slow
`)
	err = set.Stream(context.Background(), text, engine.StreamOptions{}, func(b *engine.SetBlock) error {
		for i, line := range b.Lines {
			fmt.Printf("%v %s\n", b.Filters(i), b.Data[line.Start:line.End])
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// [0 2] {"level": "ERROR", "cause": "timeout"}
	// [1] WARN slow
}
