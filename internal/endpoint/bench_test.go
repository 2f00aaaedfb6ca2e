package endpoint_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

func benchmark(b *testing.B, name, body string) {
	st, err := store.OpenMemory()
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	s := endpoint.New(endpoint.Options{Store: st, Now: newClock().Now})
	for _, setup := range [][2]string{
		{"CreateLogGroup", `{"logGroupName": "app"}`},
		{"CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`},
		{"PutMetricFilter", `{"logGroupName": "app", "filterName": "f", "filterPattern": "xx", "metricTransformations": [{"metricName": "a", "metricNamespace": "b", "metricValue": "1"}]}`},
		{"PutLogEvents", batch(1000, 100)},
	} {
		if w := operation(s, setup[0], setup[1]); w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if w := operation(s, name, body); w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}

func BenchmarkTestMetricFilter(b *testing.B) {
	messages := strings.Repeat(`"{\"level\": \"ERROR\", \"ms\": 250}",`, 9) + `"all is well"`
	benchmark(b, "TestMetricFilter", `{"filterPattern": "{ $.level = ERROR && $.ms > 100 }", "logEventMessages": [`+messages+`]}`)
}

func BenchmarkPutLogEvents(b *testing.B) {
	for _, events := range []int{1, 100, 10000} {
		b.Run(fmt.Sprint(events), func(b *testing.B) { benchmark(b, "PutLogEvents", batch(events, 60)) })
	}
}

func BenchmarkFilterLogEvents(b *testing.B) {
	benchmark(b, "FilterLogEvents", `{"logGroupName": "app", "filterPattern": "absent"}`)
}
