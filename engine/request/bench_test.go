package request

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkValidate is one PutLogEvents request of 100 events.
func BenchmarkValidate(b *testing.B) {
	var events []string
	for i := range 100 {
		events = append(events, fmt.Sprintf(`{"timestamp":%d,"message":"message %d"}`, 1700000000000+i, i))
	}
	doc := []byte(`{"logGroupName":"g","logStreamName":"s","logEvents":[` + strings.Join(events, ",") + `]}`)
	op := Operation{Service: Logs, Name: "PutLogEvents"}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if r, err := Validate(op, Request, Latest, doc, Options{}); err != nil || !r.Valid {
			b.Fatal(err, r)
		}
	}
}

// BenchmarkCompile is what the first validation of an operation costs.
func BenchmarkCompile(b *testing.B) {
	file := schemaPath(Operation{Service: Logs, Name: "PutMetricFilter"}, Request, Latest)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readContract(file); err != nil {
			b.Fatal(err)
		}
	}
}
