package differential

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// now is when the endpoint is asked.
var now = time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)

// served is an endpoint on a port of this machine.
type served struct {
	t   *testing.T
	url string
}

func serve(t *testing.T) served {
	t.Helper()
	st, err := store.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(endpoint.New(endpoint.Options{Store: st, Now: func() time.Time { return now }}))
	t.Cleanup(func() {
		server.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return served{t, server.URL}
}

// call sends a request of CloudWatch Logs; a refusal is an *engine.APIError.
func (s served) call(name string, request, response any) error {
	s.t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(string(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328."+name)
	return s.do(r, response)
}

func (s served) do(r *http.Request, response any) error {
	s.t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		var refusal struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal(text, &refusal); err != nil {
			s.t.Fatalf("%s: %s", res.Status, text)
		}
		return &engine.APIError{Code: refusal.Type, Message: refusal.Message, Status: res.StatusCode}
	}
	if response == nil {
		return nil
	}
	if err := json.Unmarshal(text, response); err != nil {
		s.t.Fatalf("%v: %s", err, text)
	}
	return nil
}

// must is call for what is not refused.
func (s served) must(name string, request, response any) {
	s.t.Helper()
	if err := s.call(name, request, response); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
}

// object is a request or a part of one.
type object map[string]any

func byServedTestMetricFilter(t *testing.T, r *round) [][]bool {
	s, out := serve(t), r.empty()
	for i, text := range r.texts {
		var resp engine.TestMetricFilterResponse
		if err := s.call("TestMetricFilter", object{"filterPattern": text, "logEventMessages": r.events}, &resp); err != nil {
			t.Errorf("round %d: %q: %v", r.number, text, err)
			continue
		}
		r.matched(t, i, &resp, out)
	}
	return out
}

// start is the time of the first log event; each has a minute of its own.
var start = now.Add(-time.Hour).UnixMilli()

// putEvents puts the log events of a round into a log group.
func (s served) putEvents(r *round) {
	s.t.Helper()
	s.must("CreateLogStream", object{"logGroupName": "g", "logStreamName": "s"}, nil)
	var events []object
	for j, e := range r.events {
		events = append(events, object{"timestamp": start + int64(j)*time.Minute.Milliseconds(), "message": e})
	}
	var resp struct{ RejectedLogEventsInfo any }
	s.must("PutLogEvents", object{"logGroupName": "g", "logStreamName": "s", "logEvents": events}, &resp)
	if resp.RejectedLogEventsInfo != nil {
		s.t.Fatalf("rejected: %v", resp.RejectedLogEventsInfo)
	}
}

// byFilterLogEvents reads pages of different sizes.
func byFilterLogEvents(t *testing.T, r *round) [][]bool {
	s, out := serve(t), r.empty()
	s.must("CreateLogGroup", object{"logGroupName": "g"}, nil)
	s.putEvents(r)
	for i, text := range r.texts {
		request := object{"logGroupName": "g", "filterPattern": text, "limit": []int{1, 5, 10000}[i%3]}
		for {
			var page struct {
				NextToken string
				Events    []struct {
					Timestamp int64
					Message   string
				}
			}
			if err := s.call("FilterLogEvents", request, &page); err != nil {
				t.Errorf("round %d: %q: %v", r.number, text, err)
				break
			}
			for _, e := range page.Events {
				j := (e.Timestamp - start) / time.Minute.Milliseconds()
				if out[i][j] || e.Message != r.events[j] {
					t.Errorf("round %d: %q: FilterLogEvents has %q, for %q, again: %v", r.number, text, e.Message, r.events[j], out[i][j])
				}
				out[i][j] = true
			}
			if page.NextToken == "" {
				break
			}
			request["nextToken"] = page.NextToken
		}
	}
	return out
}

// byServedDatapoints takes no round with more regular expressions than a log
// group may have.
func byServedDatapoints(t *testing.T, r *round) ([][]bool, bool) {
	s, out := serve(t), r.empty()
	s.must("CreateLogGroup", object{"logGroupName": "g"}, nil)
	for i := range r.filters {
		request := r.metricFilter(i)
		request.LogGroupName, request.FilterName = "g", fmt.Sprint(i)
		err := s.call("PutMetricFilter", request, nil)
		var refusal *engine.APIError
		if errors.As(err, &refusal) && refusal.Code == "LimitExceededException" {
			return nil, false
		}
		if err != nil {
			t.Errorf("round %d: %q: %v", r.number, r.texts[i], err)
		}
	}
	s.putEvents(r)
	request, err := http.NewRequest(http.MethodGet, s.url+"/_logsieve/metrics?format=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Metrics []metric.Metric }
	if err := s.do(request, &answer); err != nil {
		t.Fatal(err)
	}
	fromDatapoints(t, answer.Metrics, start, out)
	return out, true
}

// refusals holds that what one refuses all refuse, with the same code.
func (r *round) refusals(t *testing.T, g gen, c counts) {
	t.Helper()
	s := serve(t)
	for range 4 {
		text := g.mutated(g.known(), 2)
		_, want := engine.ParseAndCompile(text)
		_, err := engine.TestMetricFilter(&engine.TestMetricFilterRequest{FilterPattern: &text, LogEventMessages: []string{"a"}}, engine.ServiceLimits())
		got := s.call("TestMetricFilter", object{"filterPattern": text, "logEventMessages": []string{"a"}}, nil)
		if (want == nil) != (err == nil) || (err == nil) != (got == nil) || codeOf(err) != codeOf(got) {
			t.Errorf("round %d: %q: the compiler says %v, TestMetricFilter %v, serve %v", r.number, text, want, err, got)
		}
		c["refusals compared"]++
		if want != nil {
			c["refused patterns"]++
		}
	}
}

func codeOf(err error) string {
	if refusal, ok := errors.AsType[*engine.APIError](err); ok {
		return refusal.Code
	}
	return ""
}
