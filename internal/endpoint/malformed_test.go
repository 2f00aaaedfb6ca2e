package endpoint_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	engine "github.com/logsieve/logsieve/engine/request"
)

const malformedRequests = 10000

// TestMalformedRequests breaks requests in many ways; each is refused as the
// client's mistake, and the endpoint goes on.
func TestMalformedRequests(t *testing.T) {
	x := newTester(t, nil)
	random := rand.New(rand.NewPCG(1, 2))
	var operations []string
	for _, op := range engine.Operations(engine.Latest) {
		if op.Service == engine.Logs && !op.Paginator {
			operations = append(operations, op.Name)
		}
	}
	counts := map[int]int{}
	for range malformedRequests {
		r := malformed(random, operations)
		line := fmt.Sprintf("%s %s %q", r.Method, r.URL, r.Header)
		w := httptest.NewRecorder()
		x.ServeHTTP(w, r)
		counts[w.Code]++
		if w.Code < 400 || w.Code >= 500 || w.Header().Get("X-Amzn-Requestid") == "" {
			t.Fatalf("%s: answered %d %s", line, w.Code, w.Body)
		}
	}
	t.Logf("answers by status: %v", counts)
	expect(t, x, 200, "matches", "TestMetricFilter", signedBody)
}

// goodBodies are requests that are fine until something is broken in them.
var goodBodies = map[string]string{
	"TestMetricFilter": signedBody,
	"PutLogEvents":     `{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323045000, "message": "x"}]}`,
	"PutMetricFilter":  `{"logGroupName": "app", "filterName": "f", "filterPattern": "{ $.a = 1 }", "metricTransformations": [{"metricName": "a", "metricNamespace": "b", "metricValue": "1"}]}`,
	"FilterLogEvents":  `{"logGroupName": "app", "filterPattern": "x"}`,
	"CreateLogStream":  `{"logGroupName": "app", "logStreamName": "s"}`,
}

func malformed(random *rand.Rand, operations []string) *http.Request {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	noise := func() string {
		b := make([]byte, random.IntN(60))
		for i := range b {
			b[i] = byte(random.IntN(256))
		}
		return string(b)
	}
	aws := func(operation, body string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "Logs_20140328."+operation)
		return r
	}
	names := make([]string, 0, len(goodBodies))
	for name := range goodBodies {
		names = append(names, name)
	}
	slices.Sort(names)
	name := pick(names...)
	body := goodBodies[name]
	switch random.IntN(10) {
	case 0: // a body that is no JSON object
		return aws(pick(operations...), pick(noise()+"\x00", "", "[]", "null", "1", `"x"`, "{", `{"a"`, `{"a":}`, "{}{}", strings.Repeat("[", 10000), `{"a":"`+"\n"+`"}`))
	case 1: // an end that is missing
		return aws(name, body[:random.IntN(len(body))])
	case 2: // members of wrong types
		value := pick("{}", "[[]]", "true", "1e400", `{"a": {}}`)
		if strings.Contains(body, `"logGroupName"`) {
			return aws(name, strings.Replace(body, `"app"`, value, 1))
		}
		return aws(name, strings.Replace(body, `"filterPattern": "a"`, `"filterPattern": `+value, 1))
	case 3: // limits
		if name == "TestMetricFilter" {
			return aws(name, strings.Replace(body, `["a"]`, `[`+strings.Repeat(`"a",`, 50+random.IntN(20))+`"a"]`, 1))
		}
		return aws(name, strings.Replace(body, `"app"`, `"`+pick(strings.Repeat("a", 513+random.IntN(100)), "a b", "", "ä", "a*", `\u0000`)+`"`, 1))
	case 4: // filter patterns
		return aws("TestMetricFilter", fmt.Sprintf(`{"filterPattern": %q, "logEventMessages": ["a"]}`, pick("{", "[", "{ $.a }", "{ $.a = }", "{ $.a == 1 }", "[a, b", "(a)", `"a`, "a:b", "{ $.a = 1 && }")))
	case 5: // no such operation
		r := aws(pick("Nothing", "testMetricFilter", "", "../x", "Paginator.DescribeLogGroups"), "{}")
		if random.IntN(2) == 0 {
			r.Header.Set("X-Amz-Target", pick("", "Logs_20140328", "DynamoDB_20120810.ListTables", "Logs_20140328..", strings.Repeat("x", 1000)))
		}
		return r
	case 6: // no AWS JSON
		r := aws(name, body)
		r.Header.Set("Content-Type", pick("", "text/plain", "application/json", "application/x-amz-json", ";;", "application/cbor"))
		return r
	case 7: // other methods and paths
		r := aws(name, body)
		r.Method = pick("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW")
		if random.IntN(2) == 0 {
			r.URL.Path = pick("/x", "//", "/..", "/logs", "/_logsieve", "/2020-05-31", "/appbundles")
		}
		return r
	case 8: // XML
		root := pick("CreateRealtimeLogConfigRequest", "Other", "a:b")
		return httptest.NewRequest(pick("POST", "PUT", "DELETE"), "/2020-05-31/"+pick("realtime-log-config", "get-realtime-log-config", "x"),
			strings.NewReader(pick(noise(), "", "<", "<"+root+">", "<"+root+"/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><"+root+">&b;</"+root+">",
				strings.Repeat("<a>", 2000), "<"+root+"><Name>n</Name><SamplingRate>x</SamplingRate></"+root+">")))
	}
	// REST-JSON
	return httptest.NewRequest(pick("POST", "PUT", "GET"), "/appbundles/"+pick("x", "%2F", "arn%3A", "%20")+"/"+pick("ingestions", "x")+"/"+pick("y", "z")+"/ingestiondestinations",
		strings.NewReader(pick(noise(), "", "{}", "[]", `{"processingConfiguration": 1}`)))
}
