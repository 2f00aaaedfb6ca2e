package endpoint_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint"
)

// expect sends an operation and checks the status and a part of the answer.
func expect(t *testing.T, x http.Handler, status int, part, name, body string) string {
	t.Helper()
	w := operation(x, name, body)
	if w.Code != status || !strings.Contains(w.Body.String(), part) {
		t.Fatalf("%s %.200s: answered %d %.300s, want %d with %q", name, body, w.Code, w.Body, status, part)
	}
	return w.Body.String()
}

const policyText = `{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"es.amazonaws.com\"},\"Action\":\"logs:PutLogEvents\",\"Resource\":\"*\"}]}`

func TestQuotas(t *testing.T) {
	x := newTester(t, nil)
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	const filter = `{"logGroupName": "app", "filterName": "f%d", "filterPattern": "", "metricTransformations": [{"metricName": "a", "metricNamespace": "b", "metricValue": "1"}]}`
	for i := range 100 {
		expect(t, x, 200, "", "PutMetricFilter", fmt.Sprintf(filter, i))
	}
	expect(t, x, 400, "LimitExceededException", "PutMetricFilter", fmt.Sprintf(filter, 100))
	expect(t, x, 200, "", "PutMetricFilter", fmt.Sprintf(filter, 99)) // a change is no addition
	expect(t, x, 200, "", "DeleteMetricFilter", `{"logGroupName": "app", "filterName": "f7"}`)
	expect(t, x, 200, "", "PutMetricFilter", fmt.Sprintf(filter, 100))

	const regex = `{"logGroupName": "app", "filterName": "f%d", "filterPattern": "{ $.a = %%x|y%% }", "metricTransformations": [{"metricName": "a", "metricNamespace": "b", "metricValue": "1"}]}`
	const subscription = `{"logGroupName": "app", "filterName": "s", "filterPattern": "%x%", "destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}`
	for i := range 5 {
		expect(t, x, 200, "", "PutMetricFilter", fmt.Sprintf(regex, i))
	}
	expect(t, x, 400, "LimitExceededException", "PutMetricFilter", fmt.Sprintf(regex, 5))
	expect(t, x, 400, "LimitExceededException", "PutSubscriptionFilter", subscription)
	expect(t, x, 200, "", "PutMetricFilter", fmt.Sprintf(regex, 4))
	expect(t, x, 200, "", "PutMetricFilter", fmt.Sprintf(filter, 4))
	expect(t, x, 200, "", "PutSubscriptionFilter", subscription)
	const more = `{"logGroupName": "app", "filterName": "s%d", "filterPattern": "x", "destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}`
	for i := range 4 {
		expect(t, x, 200, "", "PutSubscriptionFilter", fmt.Sprintf(more, i))
	}
	expect(t, x, 400, "LimitExceededException", "PutSubscriptionFilter", fmt.Sprintf(more, 4))
	expect(t, x, 200, "", "PutSubscriptionFilter", fmt.Sprintf(more, 3)) // a change is no addition

	const policy = `{"policyName": "p%d", "policyDocument": "` + policyText + `"}`
	for i := range 10 {
		expect(t, x, 200, "", "PutResourcePolicy", fmt.Sprintf(policy, i))
	}
	expect(t, x, 400, "LimitExceededException", "PutResourcePolicy", fmt.Sprintf(policy, 10))

	tags := map[string]string{}
	for i := range 50 {
		tags[fmt.Sprintf("k%d", i)] = "v"
	}
	text, err := json.Marshal(tags)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, x, 200, "", "TagLogGroup", `{"logGroupName": "app", "tags": `+string(text)+`}`)
	expect(t, x, 400, "TooManyTagsException", "TagResource", `{"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:app", "tags": {"more": ""}}`)
	expect(t, x, 400, "InvalidParameterException", "TagLogGroup", `{"logGroupName": "app", "tags": {"more": ""}}`)
}

// batch is a PutLogEvents request of events with messages of a size.
func batch(events, size int) string {
	var b strings.Builder
	b.WriteString(`{"logGroupName": "app", "logStreamName": "s", "logEvents": [`)
	for i := range events {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"timestamp": %d, "message": "%s"}`, 1767323040000+i, strings.Repeat("x", size))
	}
	b.WriteString("]}")
	return b.String()
}

func TestSizes(t *testing.T) {
	x := newTester(t, func(o *endpoint.Options) { o.MaxBody = 4 << 20 })
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`)
	// 1,048,576 bytes, 26 of them for each event beside its message.
	expect(t, x, 200, "nextSequenceToken", "PutLogEvents", batch(16, 65536-26))
	expect(t, x, 400, "Upload too large: 1048592 bytes exceeds limit of 1048576", "PutLogEvents", batch(16, 65537-26))
	expect(t, x, 400, "logEvents", "PutLogEvents", batch(10001, 1))
	expect(t, x, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "PutLogEvents", batch(5, 1<<20))

	// A page holds at most 1 MiB; the others come behind its token.
	expect(t, x, 200, "nextSequenceToken", "PutLogEvents", batch(16, 65536-26))
	for _, read := range []struct{ operation, body, token string }{
		{"FilterLogEvents", `{"logGroupName": "app"%s}`, "nextToken"},
		{"GetLogEvents", `{"logGroupName": "app", "logStreamName": "s", "startFromHead": true%s}`, "nextForwardToken"},
	} {
		total, pages, token := 0, 0, ""
		for {
			var page struct {
				Events []struct{ Message string }
			}
			text := expect(t, x, 200, "", read.operation, fmt.Sprintf(read.body, token))
			if err := json.Unmarshal([]byte(text), &page); err != nil {
				t.Fatal(err)
			}
			total += len(page.Events)
			pages++
			next := member(t, text, read.token)
			if next == "" || len(page.Events) == 0 {
				break
			}
			if len(text) > 1<<20+16*200 {
				t.Errorf("%s: a page of %d bytes", read.operation, len(text))
			}
			token = fmt.Sprintf(`, "nextToken": %q`, next)
		}
		if total != 32 || pages < 2 {
			t.Errorf("%s: %d events on %d pages, want 32 on some", read.operation, total, pages)
		}
	}
}

// member is a string member of a JSON object, "" if it is absent.
func member(t *testing.T, text, name string) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatal(err)
	}
	var value string
	if raw := members[name]; raw != nil {
		if err := json.Unmarshal(raw, &value); err != nil {
			t.Fatal(err)
		}
	}
	return value
}

// TestScanBudget reads on behind an empty page.
func TestScanBudget(t *testing.T) {
	x := newTester(t, nil)
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`)
	for range 21 {
		expect(t, x, 200, "", "PutLogEvents", batch(10000, 1))
	}
	expect(t, x, 200, "", "PutLogEvents", `{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323050001, "message": "needle"}]}`)
	text := expect(t, x, 200, `"events":[]`, "FilterLogEvents", `{"logGroupName": "app", "filterPattern": "needle"}`)
	text = expect(t, x, 200, "needle", "FilterLogEvents", fmt.Sprintf(`{"logGroupName": "app", "filterPattern": "needle", "nextToken": %q}`, member(t, text, "nextToken")))
	text = expect(t, x, 200, `"events":[]`, "FilterLogEvents", fmt.Sprintf(`{"logGroupName": "app", "filterPattern": "needle", "nextToken": %q}`, member(t, text, "nextToken")))
	if next := member(t, text, "nextToken"); next != "" {
		t.Errorf("there is another page at %s", next)
	}
}

func TestCompressedBody(t *testing.T) {
	x := newTester(t, func(o *endpoint.Options) { o.MaxBody = 100 << 10 })
	header := map[string]string{
		"Content-Type": "application/x-amz-json-1.1; charset=utf-8", "X-Amz-Target": "Logs_20140328.TestMetricFilter", "Content-Encoding": "gzip",
	}
	pack := func(text string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, test := range []struct {
		body   string
		status int
	}{
		{pack(signedBody), 200},
		{pack(signedBody)[:30], 400},
		{signedBody, 400},
		{pack(strings.Repeat(" ", 10<<20)), http.StatusRequestEntityTooLarge}, // a bomb
	} {
		if w := request(x, http.MethodPost, "/", header, test.body); w.Code != test.status {
			t.Errorf("%.40q: answered %d %s, want %d", test.body, w.Code, w.Body, test.status)
		}
	}
}

func TestWithoutState(t *testing.T) {
	s := endpoint.New(endpoint.Options{Now: newClock().Now})
	expect(t, s, 200, "matches", "TestMetricFilter", signedBody)
	expect(t, s, 501, "CreateLogGroup is valid, but needs state: start logsieve serve with --state", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, s, 400, "InvalidParameterException", "CreateLogGroup", `{"logGroupName": ""}`)
	if err := s.Drain(t.Context()); err != nil { // nothing to do
		t.Error(err)
	}
	for path, body := range map[string]string{
		"/2020-05-31/get-realtime-log-config": "<GetRealtimeLogConfigRequest><Name>a</Name></GetRealtimeLogConfigRequest>",
		"/appbundles/aaaaaaaa-0000-4000-8000-000000000001/ingestions/bbbbbbbb-0000-4000-8000-000000000001/ingestiondestinations": `{"processingConfiguration": {"auditLog": {"schema": "ocsf", "format": "json"}}, "destinationConfiguration": {"auditLog": {"destination": {"s3Bucket": {"bucketName": "my-bucket"}}}}}`,
	} {
		if w := request(s, http.MethodPost, path, nil, body); w.Code != 501 || !strings.Contains(w.Body.String(), "--state") {
			t.Errorf("%s: answered %d %s", path, w.Code, w.Body)
		}
	}
	if w := request(s, http.MethodGet, "/_logsieve/metrics", nil, ""); w.Code != 501 {
		t.Errorf("metrics: answered %d %s", w.Code, w.Body)
	}
}
