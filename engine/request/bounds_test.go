package request_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/engine/request"
)

// hostile are documents of n parts each of which is wrong.
var hostile = []struct {
	name, operation string
	style           request.Style
	asOf            time.Time // the text about a list shows it
	doc             func(n int) string
}{
	{name: "empty messages", operation: "TestMetricFilter", doc: messages(`""`)},
	{name: "empty messages, shown", operation: "TestMetricFilter", asOf: shown, doc: messages(`""`)},
	{name: "null messages, shown", operation: "TestMetricFilter", asOf: shown, doc: messages(`null`)},
	{name: "numbers for messages", operation: "TestMetricFilter", doc: messages(`1`)},
	{name: "lists for messages", operation: "TestMetricFilter", doc: messages(`[[],[[]]]`)},
	{name: "empty messages for boto3", operation: "TestMetricFilter", style: request.StyleBoto3, doc: messages(`""`)},
	{name: "objects for messages for boto3", operation: "TestMetricFilter", style: request.StyleBoto3, doc: messages(`{"a":[1.5]}`)},
	{name: "unknown members", operation: "PutMetricFilter", doc: members(`"a%d":1`)},
	{name: "unknown members, near ones", operation: "PutMetricFilter", doc: members(`"logGroupNam%d":1`)},
	{name: "unknown members for boto3", operation: "PutMetricFilter", style: request.StyleBoto3, doc: members(`"a%d":1`)},
	{name: "one member again and again", operation: "PutMetricFilter", doc: members(`"filterName":"a"`)},
	{name: "one member again and again for boto3", operation: "PutMetricFilter", style: request.StyleBoto3, doc: members(`"filterName":"a"`)},
	{name: "bad tags", operation: "CreateLogGroup", doc: tags(`"a?%d":"\u0000"`)},
	{name: "bad tags, shown", operation: "CreateLogGroup", asOf: shown, doc: tags(`"a?%d":"\u0000"`)},
	{name: "reserved tags", operation: "CreateLogGroup", doc: tags(`"aws:%d":"a"`)},
	{name: "null tags", operation: "CreateLogGroup", doc: tags(`"a%d":null`)},
	{name: "tags of a wrong type", operation: "CreateLogGroup", doc: tags(`"a%d":{}`)},
	{name: "tags for boto3", operation: "CreateLogGroup", style: request.StyleBoto3, doc: tags(`"":1`)},
	{name: "empty transformations", operation: "PutMetricFilter", doc: list("metricTransformations", `{}`)},
	{name: "empty transformations, shown", operation: "PutMetricFilter", asOf: shown, doc: list("metricTransformations", `{}`)},
	{name: "reserved namespaces", operation: "PutMetricFilter", doc: list("metricTransformations", `{"metricNamespace":"AWS/a"}`)},
	{name: "fractions", operation: "PutLogEvents", doc: list("logEvents", `{"timestamp":1.5,"message":"a"}`)},
	{name: "events without members", operation: "PutLogEvents", doc: list("logEvents", `{}`)},
	{name: "events of long ago", operation: "PutLogEvents", doc: list("logEvents", `{"timestamp":1,"message":"a"}`)},
	{name: "fields that are not of the system", operation: "PutMetricFilter", doc: list("emitSystemFieldDimensions", `"@aws.acount"`)},
	{name: "beside the identifiers", operation: "DescribeLogGroups", doc: func(n int) string {
		return `{"logGroupIdentifiers":["a"],` + repeated(`"a%d":1`, n) + "}"
	}},
	{name: "processors", operation: "PutTransformer", doc: list("transformerConfig", `{"addKeys":{"entries":[{}]}}`)},
	{name: "grok patterns", operation: "PutTransformer", doc: list("transformerConfig", `{"grok":{"match":"%{FOO}%{BAR}"}}`)},
	{name: "statements", operation: "PutResourcePolicy", doc: func(n int) string {
		return `{"policyName":"a","policyDocument":"{\"Statement\":[` + strings.Repeat(`{},`, n/20) + `{}]}"}`
	}},
	{name: "a number of many digits", operation: "FilterLogEvents", doc: func(n int) string { return `{"limit":` + strings.Repeat("7", 10*n) + `}` }},
	{name: "brackets", operation: "TestMetricFilter", doc: func(n int) string { return strings.Repeat(`[`, n) }},
	{name: "a long name", operation: "TestMetricFilter", doc: func(n int) string { return `{"` + strings.Repeat("n", 20*n) + `":1}` }},
	{name: "a long pattern", operation: "TestMetricFilter", doc: func(n int) string { return `{"filterPattern":"` + strings.Repeat("{(", 10*n) + `"}` }},
}

// shown is when texts had the value.
var shown = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

func members(m string) func(int) string {
	return func(n int) string { return "{" + repeated(m, n) + "}" }
}

func tags(m string) func(int) string {
	return func(n int) string { return `{"logGroupName":"g","tags":{` + repeated(m, n) + "}}" }
}

func list(member, item string) func(int) string {
	return func(n int) string { return fmt.Sprintf(`{%q:[%s]}`, member, repeated(item, n)) }
}

func messages(item string) func(int) string {
	return func(n int) string { return `{"filterPattern":"x","logEventMessages":[` + repeated(item, n) + "]}" }
}

// repeated are n parts with commas between them; %d is the number of each.
func repeated(part string, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.ReplaceAll(part, "%d", fmt.Sprint(i))
	}
	return strings.Join(parts, ",")
}

// TestBounded: what is said of a wrong document does not grow with it, and the
// memory that it takes to say so grows no faster than the document.
func TestBounded(t *testing.T) {
	const most = 50000
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			options := request.Options{Style: c.style, AsOf: c.asOf, Now: time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)}
			op := request.Operation{Service: request.Logs, Name: c.operation}
			validate := func(n int) (request.Result, uint64, uint64) {
				doc := []byte(c.doc(n))
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				r, err := request.Validate(op, request.Request, request.Latest, doc, options)
				runtime.ReadMemStats(&after)
				if err != nil {
					t.Fatal(err)
				}
				return r, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
			}
			validate(1) // the schema is compiled
			_, allocs, bytes := validate(most / 4)
			r, allocs4, bytes4 := validate(most)
			if len(r.Findings) == 0 || len(r.Findings) > 1000 {
				t.Errorf("%d findings", len(r.Findings))
			}
			said := len(r.Message)
			for _, f := range r.Findings {
				said += len(f.Reason) + len(f.Remedy)
			}
			if said > 1<<20 {
				t.Errorf("%d bytes are said", said)
			}
			if allocs4 > 5*allocs+10000 || bytes4 > 5*bytes+1<<20 {
				t.Errorf("%d allocations of %d bytes become %d of %d when the document is four times as long", allocs, bytes, allocs4, bytes4)
			}
			if bytes4 > 200<<20 { // in all; what is in use at a time is a third of it
				t.Errorf("%d MB", bytes4>>20)
			}
		})
	}
}
