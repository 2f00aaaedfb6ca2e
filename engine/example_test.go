package engine_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/logsieve/logsieve/engine"
)

func ExampleFilter_Extract() {
	f, err := engine.ParseAndCompile(`[ip, user, ..., status = 4*, bytes]`)
	if err != nil {
		log.Fatal(err)
	}
	values, ok := f.Extract([]byte(`192.0.2.7 frank [10/Oct/2026:13:55:36 +0000] "GET /index.html HTTP/1.1" 404 512`))
	fmt.Println(ok, values["$user"], values["$status"], values["$4"])
	// Output: true frank 404 GET /index.html HTTP/1.1
}

func ExampleFilter_Match() {
	f, err := engine.ParseAndCompile(`{ ($.errorCode = "*UnauthorizedOperation") && $.latency > 100 }`)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Match([]byte(`{"errorCode": "Client.UnauthorizedOperation", "latency": 250}`)))
	fmt.Println(f.Match([]byte(`{"errorCode": "Client.UnauthorizedOperation", "latency": "250"}`)))
	// Output:
	// true
	// false
}

func ExampleTestMetricFilter() {
	pattern := "?ERROR ?WARN"
	response, err := engine.TestMetricFilter(&engine.TestMetricFilterRequest{
		FilterPattern:    &pattern,
		LogEventMessages: []string{"INFO started", "WARN disk is filling up"},
	}, engine.ServiceLimits())
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range response.Matches {
		fmt.Println(m.EventNumber, m.EventMessage)
	}
	// Output: 2 WARN disk is filling up
}

func ExampleTestMetricFilter_invalid() {
	pattern := "error: timeout"
	_, err := engine.TestMetricFilter(&engine.TestMetricFilterRequest{
		FilterPattern: &pattern, LogEventMessages: []string{"x"},
	}, engine.ServiceLimits())
	fmt.Println(err)
	// Output: InvalidParameterException: Invalid character(s) in term ':'
}

func ExampleFilter_Stream() {
	f, err := engine.ParseAndCompile("ERROR -retry")
	if err != nil {
		log.Fatal(err)
	}
	logs := strings.NewReader("INFO a\nERROR b\nERROR c, will retry\nERROR d\n")
	err = f.Stream(context.Background(), logs, engine.StreamOptions{Numbers: true}, func(b *engine.Block) error {
		for _, l := range b.Lines {
			fmt.Printf("%d: %s\n", l.Number, b.Data[l.Start:l.End])
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 2: ERROR b
	// 4: ERROR d
}
