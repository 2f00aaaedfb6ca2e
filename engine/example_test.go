package engine_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

func ExampleCompile() {
	pattern, err := grammar.Parse(`{ $.level = "ERROR" && $.latency > 500 }`)
	if err != nil {
		fmt.Println(err)
		return
	}
	filter, err := engine.Compile(pattern)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(filter.Match([]byte(`{"level": "ERROR", "latency": 730}`)))
	fmt.Println(filter.Match([]byte(`{"level": "ERROR", "latency": "730"}`))) // text is not greater than a number
	// Output:
	// true
	// false
}

func ExampleFilter_Match() {
	filter, err := engine.ParseAndCompile(`ERROR -retry`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, message := range []string{"ERROR timeout", "ERRORS", "ERROR, will retry", "error"} {
		fmt.Println(filter.Match([]byte(message)), message)
	}
	// Output:
	// true ERROR timeout
	// true ERRORS
	// false ERROR, will retry
	// false error
}

func ExampleFilter_Extract() {
	filter, err := engine.ParseAndCompile(`[ip, , user, ..., status>=500, size]`)
	if err != nil {
		fmt.Println(err)
		return
	}
	values, ok := filter.Extract([]byte(`203.0.113.9 - alice [20/Nov/2026:10:02:37] "GET / HTTP/1.1" 503 217`))
	fmt.Println(ok)
	fmt.Println(values["$ip"], values["$status"], values["$size"])
	fmt.Println(values["$2"], values["$4"], values["$5"]) // fields without a name
	// Output:
	// true
	// 203.0.113.9 503 217
	// - 20/Nov/2026:10:02:37 GET / HTTP/1.1
}

func ExampleFilter_Highlight() {
	filter, err := engine.ParseAndCompile(`timeout ?ERROR`)
	if err != nil {
		fmt.Println(err)
		return
	}
	message := "ERROR timeout after 5 s"
	for _, span := range filter.Highlight([]byte(message)) {
		fmt.Println(message[span.Start:span.End])
	}
	// Output:
	// timeout
}

func ExampleFilter_Stream() {
	filter, err := engine.ParseAndCompile(`ERROR`)
	if err != nil {
		fmt.Println(err)
		return
	}
	log := strings.NewReader("INFO start\nERROR disk full\nINFO stop\nERROR no network\n")
	err = filter.Stream(context.Background(), log, engine.StreamOptions{Numbers: true}, func(b *engine.Block) error {
		for _, line := range b.Lines {
			fmt.Printf("%d: %s\n", line.Number, b.Data[line.Start:line.End])
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// 2: ERROR disk full
	// 4: ERROR no network
	// <nil>
}

func ExampleTestMetricFilter() {
	pattern := `[status=5*, path]`
	response, err := engine.TestMetricFilter(&engine.TestMetricFilterRequest{
		FilterPattern:    &pattern,
		LogEventMessages: []string{"200 /index", "503 /orders"},
	}, engine.ServiceLimits())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, match := range response.Matches {
		fmt.Println(match.EventNumber, match.EventMessage, match.ExtractedValues)
	}
	// Output:
	// 2 503 /orders map[$path:/orders $status:503]
}

func ExampleTestMetricFilter_invalidPattern() {
	pattern := `ERROR:`
	_, err := engine.TestMetricFilter(&engine.TestMetricFilterRequest{
		FilterPattern: &pattern, LogEventMessages: []string{"ERROR"},
	}, engine.ServiceLimits())
	fmt.Println(err)
	// Output:
	// InvalidParameterException: Invalid character(s) in term ':'
}
