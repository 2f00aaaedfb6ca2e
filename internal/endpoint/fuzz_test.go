package endpoint_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// FuzzRequest sends any request to one endpoint, whose state lives on: no
// answer is the endpoint's own failure. The sessions are the seeds.
func FuzzRequest(f *testing.F) {
	files, err := filepath.Glob("testdata/session/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch {
			case len(line) > 1000 || strings.ContainsAny(word[:min(1, len(word))], "#=!"):
			case strings.HasPrefix(rest, "/"):
				path, body, _ := strings.Cut(rest, " ")
				f.Add(word, path, "", []byte(body))
			default:
				f.Add("POST", "/", "Logs_20140328."+word, []byte(rest))
			}
		}
	}
	st, err := store.OpenMemory()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = st.Close() })
	s := endpoint.New(endpoint.Options{Store: st, Now: newClock().Now, Sink: &recordedSink{}, ExportDir: f.TempDir()})
	f.Fuzz(func(t *testing.T, method, path, target string, body []byte) {
		fuzzbound.Watch(t, method, path, target, body)
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Method = method
		if u, err := r.URL.Parse(path); err == nil {
			r.URL = u
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", target)
		if strings.HasSuffix(target, "StartLiveTail") { // which would not end
			ctx, end := context.WithCancel(t.Context())
			end()
			r = r.WithContext(ctx)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != 501 {
			t.Errorf("%s %s %s %q: answered %d %s", method, path, target, body, w.Code, w.Body)
		}
	})
}

// FuzzMetricsRequest sends any request to CloudWatch and STS in each of their
// protocols. What is refused is refused in the request's own.
func FuzzMetricsRequest(f *testing.F) {
	const statistics = `{"Namespace": "App", "MetricName": "Errors", "Dimensions": [{"Name": "Path", "Value": "/"}], "StartTime": 1767322800, "EndTime": 1767326400, "Period": 300, "Statistics": ["Sum"], "ExtendedStatistics": ["p99"], "Unit": "None"}`
	const data = `{"MetricDataQueries": [{"Id": "a", "MetricStat": {"Metric": {"Namespace": "App", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}}], "StartTime": 1767322800, "EndTime": 1767326400, "NextToken": "e30"}`
	for _, body := range []string{
		"Action=GetCallerIdentity&Version=2011-06-15",
		"Action=ListMetrics&Version=2010-08-01&Dimensions.member.1.Name=Path",
		"Action=GetMetricStatistics&Version=2010-08-01&Namespace=App&MetricName=Errors&StartTime=2026-01-02T03:00:00Z&EndTime=2026-01-02T04:00:00Z&Period=60&Statistics.member.1=Sum",
		"Action=GetMetricData&Version=2010-08-01&StartTime=2026-01-02T03:00:00Z&EndTime=2026-01-02T04:00:00Z&MetricDataQueries.member.1.Id=a&MetricDataQueries.member.1.MetricStat.Stat=Sum",
	} {
		f.Add(byte(0), "", []byte(body))
	}
	f.Add(byte(1), "ListMetrics", []byte(`{"Namespace": "App"}`))
	f.Add(byte(1), "GetMetricStatistics", []byte(statistics))
	f.Add(byte(1), "GetMetricData", []byte(data))
	for name, body := range map[string]string{"ListMetrics": `{"Namespace": "App"}`, "GetMetricStatistics": statistics, "GetMetricData": data} {
		f.Add(byte(2), name, encodeCBOR(f, body))
	}
	st, err := store.OpenMemory()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = st.Close() })
	s := endpoint.New(endpoint.Options{Store: st, Now: newClock().Now})
	publishErrors(f, s)
	f.Fuzz(func(t *testing.T, protocol byte, name string, body []byte) {
		fuzzbound.Watch(t, protocol, name, body)
		p := metricsProtocols()[int(protocol)%len(metricsProtocols())]
		w := request(s, "POST", p.path(name), p.header(name), string(body))
		if w.Code >= 500 || w.Header().Get("Content-Type") != p.contentType {
			t.Errorf("%s %q: answered %d %s %s", name, body, w.Code, w.Header(), w.Body)
		}
	})
}
