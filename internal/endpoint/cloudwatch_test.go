package endpoint_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"
	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/endpoint"
)

// metricsProtocol is one of the protocols of CloudWatch.
type metricsProtocol struct {
	contentType string // of answers
	path        func(operation string) string
	header      func(operation string) map[string]string
}

func metricsProtocols() []metricsProtocol {
	root := func(string) string { return "/" }
	return []metricsProtocol{
		{"text/xml", root, func(string) map[string]string {
			return map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
		}},
		{"application/x-amz-json-1.0", root, func(operation string) map[string]string {
			return map[string]string{"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "GraniteServiceVersion20100801." + operation}
		}},
		{"application/cbor", func(operation string) string {
			return "/service/GraniteServiceVersion20100801/operation/" + url.PathEscape(operation)
		}, func(string) map[string]string {
			return map[string]string{"Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
		}},
	}
}

// encodeCBOR is a JSON document in CBOR, its times as tags.
func encodeCBOR(t testing.TB, doc string) []byte {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(doc), &value); err != nil {
		t.Fatal(err)
	}
	var encode func(name string, v any) cbor.Value
	encode = func(name string, v any) cbor.Value {
		switch v := v.(type) {
		case map[string]any:
			m := cbor.Map{}
			for key, member := range v {
				m[key] = encode(key, member)
			}
			return m
		case []any:
			list := cbor.List{}
			for _, item := range v {
				list = append(list, encode("", item))
			}
			return list
		case string:
			return cbor.String(v)
		case bool:
			return cbor.Bool(v)
		case float64:
			if strings.HasSuffix(name, "Time") {
				return &cbor.Tag{ID: 1, Value: cbor.Float64(v)}
			}
			if v >= 0 && v == math.Trunc(v) {
				return cbor.Uint(v)
			}
			return cbor.Float64(v)
		}
		return &cbor.Nil{}
	}
	return cbor.Encode(encode("", value))
}

// publishErrors lets a metric filter count errors.
func publishErrors(t testing.TB, x http.Handler) {
	t.Helper()
	for _, call := range [][2]string{
		{"CreateLogGroup", `{"logGroupName": "app"}`},
		{"CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`},
		{"PutMetricFilter", `{"logGroupName": "app", "filterName": "errors", "filterPattern": "ERROR", "metricTransformations": [{"metricName": "Errors", "metricNamespace": "App", "metricValue": "1", "defaultValue": 0}]}`},
		{"PutLogEvents", `{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323040000, "message": "ERROR"}, {"timestamp": 1767323041000, "message": "fine"}]}`},
	} {
		if w := operation(x, call[0], call[1]); w.Code != http.StatusOK {
			t.Fatalf("%s: answered %d %s", call[0], w.Code, w.Body)
		}
	}
}

// cloudWatch calls an operation in AWS JSON 1.0.
func cloudWatch(t *testing.T, x http.Handler, status int, name, body string) string {
	t.Helper()
	p := metricsProtocols()[1]
	w := request(x, http.MethodPost, "/", p.header(name), body)
	if w.Code != status {
		t.Errorf("%s %s: answered %d %s", name, body, w.Code, w.Body)
	}
	return w.Body.String()
}

// TestMetricDataPages reads datapoints of several queries page by page, in
// both directions and with pages of every size: together they are all, once.
func TestMetricDataPages(t *testing.T) {
	x := newTester(t, nil)
	publishErrors(t, x)
	for i := range 4 {
		expect(t, x, 200, "", "PutLogEvents", fmt.Sprintf(`{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": %d, "message": "ERROR"}]}`, 1767323040000-60000*(i+1)))
	}
	for _, scan := range []string{"TimestampAscending", "TimestampDescending"} {
		for size := 1; size <= 12; size++ {
			got := map[string]string{}
			token, pages := "", 0
			for ; pages == 0 || token != ""; pages++ {
				if token != "" {
					token = `, "NextToken": "` + token + `"`
				}
				text := cloudWatch(t, x, 200, "GetMetricData", fmt.Sprintf(`{"StartTime": 1767322700, "EndTime": 1767323100, "ScanBy": %q, "MaxDatapoints": %d, "MetricDataQueries": [`+
					`{"Id": "a", "MetricStat": {"Metric": {"Namespace": "App", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}}, `+
					`{"Id": "hidden", "ReturnData": false, "MetricStat": {"Metric": {"Namespace": "App", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}}, `+
					`{"Id": "none", "MetricStat": {"Metric": {"Namespace": "App", "MetricName": "None"}, "Period": 60, "Stat": "Sum"}}, `+
					`{"Id": "b", "MetricStat": {"Metric": {"Namespace": "App", "MetricName": "Errors"}, "Period": 120, "Stat": "SampleCount"}}]%s}`, scan, size, token))
				var page struct {
					MetricDataResults []struct {
						Id, StatusCode string
						Timestamps     []float64
						Values         []float64
					}
					NextToken string
				}
				if err := json.Unmarshal([]byte(text), &page); err != nil {
					t.Fatal(err)
				}
				n, partial := 0, false
				for _, r := range page.MetricDataResults {
					n += len(r.Values)
					for i := range r.Values {
						got[r.Id] += fmt.Sprintf(" %.0f:%g", r.Timestamps[i]-1767322000, r.Values[i])
					}
					partial = partial || r.StatusCode == "PartialData"
				}
				if n > size || n == 0 || partial != (page.NextToken != "") {
					t.Errorf("a page of %d datapoints, %d at most: %s", n, size, text)
				}
				token = page.NextToken
			}
			want := map[string]string{"a": " 800:1 860:1 920:1 980:1 1040:1", "b": " 800:2 920:2 1040:2"}
			if scan == "TimestampDescending" {
				want = map[string]string{"a": " 1040:1 980:1 920:1 860:1 800:1", "b": " 1040:2 920:2 800:2"}
			}
			if diff := cmp.Diff(want, got); diff != "" || pages != (8+size-1)/size {
				t.Errorf("%s by %d: %d pages (-want +got)\n%s", scan, size, pages, diff)
			}
		}
	}
}

// TestWithoutStateMetrics says what is missing, in the request's protocol.
func TestWithoutStateMetrics(t *testing.T) {
	s := endpoint.New(endpoint.Options{Now: newClock().Now})
	for _, p := range metricsProtocols() {
		body := "Action=ListMetrics&Version=2010-08-01"
		if p.contentType != "text/xml" {
			body = ""
		}
		w := request(s, http.MethodPost, p.path("ListMetrics"), p.header("ListMetrics"), body)
		if w.Code != 501 || w.Header().Get("Content-Type") != p.contentType || !strings.Contains(w.Body.String(), "--state") {
			t.Errorf("answered %d %s %s", w.Code, w.Header(), w.Body)
		}
	}
}
