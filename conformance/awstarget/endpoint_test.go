package awstarget_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/conformance/awstarget"
)

// client is an HTTP client that answers by itself.
type client func(*http.Request) (*http.Response, error)

func (c client) Do(r *http.Request) (*http.Response, error) { return c(r) }

// respond is a response with a body; header lines are "Name: value".
func respond(status int, body string, header ...string) *http.Response {
	res := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		res.Header.Set(name, value)
	}
	return res
}

func newEndpoint(t *testing.T, address string, c client, change func(*awstarget.Options)) *awstarget.Endpoint {
	t.Helper()
	a, err := awstarget.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	o := awstarget.Options{
		Region: "eu-west-1", Credentials: awstarget.Static(awstarget.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET", SessionToken: "TOKEN"}),
		Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
	}
	if c != nil {
		o.Client = c
	}
	if change != nil {
		change(&o)
	}
	e, err := awstarget.New(a, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func call(operation, request string) conformance.Call {
	service, name, ok := strings.Cut(operation, " ")
	if !ok {
		service, name = conformance.DefaultService, operation
	}
	return conformance.Call{Operation: conformance.Operation{Service: service, Name: name}, Request: json.RawMessage(request)}
}

const loopback = "http://127.0.0.1:4587"

// TestEndpointRequest is what goes over the wire: the request as it stands,
// whatever it lacks, signed.
func TestEndpointRequest(t *testing.T) {
	const doc = `{"filterPattern" : 5,  "unknown": null, "unknown": [1.50]}`
	asked := 0
	for address, url := range map[string]string{
		loopback:                      loopback + "/",
		"http://[::1]:99/logs/":       "http://[::1]:99/logs/",
		"aws":                         "https://logs.eu-west-1.amazonaws.com/",
		"https://logs.example.com:80": "https://logs.example.com:80/",
	} {
		e := newEndpoint(t, address, func(r *http.Request) (*http.Response, error) {
			asked++
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != doc {
				t.Errorf("the body is %s, %v", body, err)
			}
			want := []string{url, "POST", "application/x-amz-json-1.1", "Logs_20140328.TestMetricFilter", "20260102T030405Z", "TOKEN"}
			got := []string{r.URL.String(), r.Method}
			for _, name := range []string{"Content-Type", "X-Amz-Target", "X-Amz-Date", "X-Amz-Security-Token"} {
				got = append(got, r.Header.Get(name))
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s", address, d)
			}
			const scope = "AWS4-HMAC-SHA256 Credential=KEY/20260102/eu-west-1/logs/aws4_request, "
			if auth := r.Header.Get("Authorization"); !strings.HasPrefix(auth, scope) {
				t.Errorf("%s: signed with %s", address, auth)
			}
			return respond(200, `{"matches":[]}`), nil
		}, nil)
		answer, err := e.Do(t.Context(), call("TestMetricFilter", doc))
		if err != nil || string(answer.Response) != `{"matches":[]}` {
			t.Errorf("%s: %+v, %v", address, answer, err)
		}
	}
	if asked != 4 {
		t.Errorf("%d requests", asked)
	}
}

func TestEndpointAnswers(t *testing.T) {
	long := strings.Repeat("x", 1000)
	tests := map[string]struct {
		res  *http.Response
		want string
	}{
		"response":       {respond(200, ` {"a": 1.50}`), `{"a": 1.50}`},
		"no output":      {respond(200, ""), `{}`},
		"a list":         {respond(200, "[]"), `no answer: the endpoint answers "[]", which is not a JSON object`},
		"no JSON":        {respond(200, `{"a":`), `no answer: the endpoint answers "{\"a\":", which is not a JSON object`},
		"type":           {respond(400, `{"__type":"InvalidParameterException","message":"no"}`), `InvalidParameterException: no`},
		"namespace":      {respond(400, `{"__type":"com.amazonaws.logs#InvalidParameterException","Message":"No."}`), `InvalidParameterException: No.`},
		"uri":            {respond(400, `{"message":"no"}`, "X-Amzn-Errortype: ValidationException:http://internal.amazon.com/coral/"), `ValidationException: no`},
		"header first":   {respond(400, `{"__type":"A","message":"no"}`, "X-Amzn-Errortype: ns#B:http://x#y"), `B: no`},
		"code member":    {respond(400, `{"code":"A"}`), `A: `},
		"too many":       {respond(400, `{"__type":"LimitExceededException","message":"Resource limit exceeded."}`), `LimitExceededException: Resource limit exceeded.`},
		"denied":         {respond(400, `{"__type":"AccessDeniedException","message":"no"}`), `AccessDeniedException: no`},
		"no such thing":  {respond(400, `{"__type":"UnknownOperationException"}`), `unsupported: the endpoint does not implement the operation`},
		"not built":      {respond(501, `{"__type":"InternalFailure","message":"not yet"}`), `unsupported: the endpoint does not implement the operation`},
		"wrong key":      {respond(400, `{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`), `no answer: the endpoint answers 400 Bad Request: UnrecognizedClientException: The security token included in the request is invalid. (check the access key, and that the region is enabled for the account)`},
		"expired":        {respond(400, `{"__type":"ExpiredTokenException","message":"old"}`), `no answer: the endpoint answers 400 Bad Request: ExpiredTokenException: old (sign in again)`},
		"moved":          {respond(302, `<html>`, "Location: http://127.0.0.1/"), `no answer: the endpoint answers 302 Found: <html>`},
		"proxy":          {respond(403, `<html>`), `no answer: the endpoint answers 403 Forbidden: <html>`},
		"long page":      {respond(404, long), `no answer: the endpoint answers 404 Not Found: ` + long[:200] + "…"},
		"other 5xx":      {respond(507, `{"__type":"Full"}`), `no answer: the endpoint answers 507 Insufficient Storage: Full`},
		"endless answer": {respond(200, strings.Repeat(" ", 16<<20+1)), `no answer: the answer is longer than 16777216 bytes`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			asked := 0
			e := newEndpoint(t, loopback, func(*http.Request) (*http.Response, error) { asked++; return tt.res, nil }, nil)
			answer, err := e.Do(t.Context(), call("TestMetricFilter", "{}"))
			if got := describe(answer, err); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if asked != 1 {
				t.Errorf("asked %d times", asked)
			}
		})
	}
}

// describe is what a target says, in a line.
func describe(a conformance.Answer, err error) string {
	switch {
	case errors.Is(err, conformance.ErrUnsupported):
		return "unsupported: " + err.Error()
	case err != nil:
		return "no answer: " + err.Error()
	case a.Error != nil:
		return a.Error.Code + ": " + a.Error.Message
	}
	return string(a.Response)
}

// TestEndpointRetries lets an endpoint fail before it answers. The waits pass
// in the time of the bubble.
func TestEndpointRetries(t *testing.T) {
	const fine = `{"matches":[]}`
	throttled := func() (*http.Response, error) {
		return respond(400, `{"__type":"ThrottlingException","message":"Rate exceeded"}`), nil
	}
	tests := map[string]struct {
		fail  func() (*http.Response, error)
		times int // it fails
		asked int
		want  string
	}{
		"throttled": {throttled, 2, 3, fine},
		"throttled on": {throttled, 3, 3,
			"no answer: exceeded maximum number of attempts, 3, the endpoint answers 400 Bad Request: ThrottlingException: Rate exceeded"},
		"unavailable": {func() (*http.Response, error) { return respond(503, `{"__type":"ServiceUnavailableException"}`), nil }, 1, 2, fine},
		"crash": {func() (*http.Response, error) { return respond(500, "Traceback"), nil }, 3, 3,
			"no answer: exceeded maximum number of attempts, 3, the endpoint answers 500 Internal Server Error: Traceback"},
		"reset": {func() (*http.Response, error) { return nil, errors.New("connection reset by peer") }, 2, 3, fine},
		"broken off": {func() (*http.Response, error) {
			res := respond(200, "")
			res.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"mat`), broken{}))
			return res, nil
		}, 2, 3, fine},
		"refused": {func() (*http.Response, error) { return respond(400, `{"__type":"InvalidParameterException"}`), nil }, 2, 1, "InvalidParameterException: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				e := newEndpoint(t, loopback, func(r *http.Request) (*http.Response, error) {
					if body, err := io.ReadAll(r.Body); err != nil || string(body) != "{}" {
						t.Errorf("the body is %s, %v", body, err)
					}
					if asked++; asked <= tt.times {
						return tt.fail()
					}
					return respond(200, fine), nil
				}, nil)
				answer, err := e.Do(t.Context(), call("TestMetricFilter", "{}"))
				if got := describe(answer, err); got != tt.want || asked != tt.asked {
					t.Errorf("asked %d times, want %d; got %s", asked, tt.asked, got)
				}
			})
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestEndpointRate sends many at once, of which each is throttled once: they
// leave evenly, repeated ones too.
func TestEndpointRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mutex sync.Mutex
		var sent []time.Time
		seen := map[string]bool{}
		e := newEndpoint(t, "https://logs.example.com", func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			mutex.Lock()
			defer mutex.Unlock()
			sent = append(sent, time.Now())
			if again := seen[string(body)]; !again {
				seen[string(body)] = true
				return respond(400, `{"__type":"ThrottlingException"}`), err
			}
			return respond(200, "{}"), err
		}, func(o *awstarget.Options) { o.Rate = 4 })
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				if _, err := e.Do(t.Context(), call("TestMetricFilter", fmt.Sprintf(`{"n":%d}`, i))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(sent) != 12 {
			t.Errorf("%d requests", len(sent))
		}
		for i := 1; i < len(sent); i++ {
			if d := sent[i].Sub(sent[i-1]); d < 250*time.Millisecond {
				t.Errorf("request %d left %s after the one before", i, d)
			}
		}
	})
}

// TestEndpointWaitEnds ends a run while a request waits for its turn.
func TestEndpointWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEndpoint(t, loopback, func(*http.Request) (*http.Response, error) { return respond(200, "{}"), nil },
			func(o *awstarget.Options) { o.Rate = 0.001 })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := e.Do(ctx, call("TestMetricFilter", "{}")); err != nil {
			t.Error(err)
		}
		if _, err := e.Do(ctx, call("TestMetricFilter", "{}")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		time.Sleep(time.Hour) // the gate opens in the time of the bubble, and leaves nothing behind
	})
}

// TestEndpointHangs costs the case that is not answered, and no other.
func TestEndpointHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		e := newEndpoint(t, loopback, func(r *http.Request) (*http.Response, error) {
			if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "hang") {
				asked++
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return respond(200, `{"matches":[]}`), nil
		}, func(o *awstarget.Options) { o.Timeout = time.Minute })
		suite := &conformance.Suite{Name: "s"}
		for _, pattern := range []string{"a", "hang", "b"} {
			suite.Cases = append(suite.Cases, &conformance.Case{
				ID: "s/" + pattern, Service: "logs", Operation: "TestMetricFilter", Evidence: conformance.Chosen,
				Request: json.RawMessage(`{"filterPattern":"` + pattern + `"}`), Matched: []int64{},
			})
		}
		start := time.Now()
		report, err := (&conformance.Runner{Target: e, Parallel: 2}).Run(t.Context(), []*conformance.Suite{suite})
		if err != nil {
			t.Fatal(err)
		}
		if got := report.Totals(); got != (conformance.Totals{Passed: 2, Failed: 1}) {
			t.Errorf("totals %+v", got)
		}
		if detail := report.Results[1].Detail; detail != "no answer: the endpoint did not answer within 1m0s" {
			t.Errorf("detail %q", detail)
		}
		if took := time.Since(start); took != time.Minute || asked != 1 {
			t.Errorf("took %s and was asked %d times", took, asked)
		}
	})
}

// TestEndpointDown asks a port on which nobody listens, and an endpoint that
// hangs up.
func TestEndpointDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	e := newEndpoint(t, "http://"+listener.Addr().String(), nil, nil)
	if err := e.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "connection refused") || strings.Contains(err.Error(), "attempts") {
		t.Errorf("got %v", err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer server.Close()
	e = newEndpoint(t, server.URL, nil, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Do(ctx, call("TestMetricFilter", "{}")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestEndpointCheck(t *testing.T) {
	for answer, want := range map[string]string{
		`{"__type":"AccessDeniedException","message":"not authorized"}`: "AccessDeniedException: not authorized",
		`{"__type":"InvalidParameterException"}`:                        "<nil>", // an odd implementation, but one that answers
		`{"__type":"UnknownOperationException"}`:                        "<nil>",
		`{"__type":"UnrecognizedClientException"}`:                      "the endpoint answers 400 Bad Request: UnrecognizedClientException (check the access key, and that the region is enabled for the account)",
	} {
		e := newEndpoint(t, loopback, func(*http.Request) (*http.Response, error) { return respond(400, answer), nil }, nil)
		if got := fmt.Sprint(e.Check(t.Context())); got != want {
			t.Errorf("%s: %s", answer, got)
		}
	}
}

// TestEndpointOperations is what is sent where.
func TestEndpointOperations(t *testing.T) {
	const (
		sent   = "{}"
		writes = "unsupported: not sent: operations other than TestMetricFilter can create, change or delete resources; --allow-writes sends them"
		own    = "unsupported: EvaluateMetricFilter is an operation of logsieve, which AWS does not have"
		other  = "unsupported: the endpoint belongs to another service"
	)
	tests := []struct {
		address, operation string
		allow              bool
		want               string
	}{
		{loopback, "CreateLogGroup", false, sent},
		{loopback, "EvaluateMetricFilter", false, sent},
		{"http://localhost:1", "cloudfront DeleteRealtimeLogConfig", false, sent},
		{"aws", "TestMetricFilter", false, sent},
		{"aws", "CreateLogGroup", false, writes},
		{"aws", "DescribeLogGroups", false, writes},
		{"aws", "cloudfront DeleteRealtimeLogConfig", false, writes},
		{"aws", "CreateLogGroup", true, sent},
		{"aws", "EvaluateMetricFilter", true, own},
		{"aws", "cloudfront DeleteRealtimeLogConfig", true, sent},
		{"https://moto.example.com", "TestMetricFilter", false, sent},
		{"https://moto.example.com", "CreateLogGroup", false, writes},
		{"https://moto.example.com", "cloudfront DeleteRealtimeLogConfig", true, sent},
		{"https://logs.eu-west-1.amazonaws.com", "CreateLogGroup", true, sent},
		{"https://logs.eu-west-1.amazonaws.com", "cloudfront DeleteRealtimeLogConfig", true, other},
		{"https://appfabric.eu-west-1.amazonaws.com", "TestMetricFilter", false, other},
	}
	for _, tt := range tests {
		asked := 0
		e := newEndpoint(t, tt.address, func(*http.Request) (*http.Response, error) { asked++; return respond(200, ""), nil },
			func(o *awstarget.Options) { o.AllowWrites = tt.allow })
		answer, err := e.Do(t.Context(), call(tt.operation, "{}"))
		if got := describe(answer, err); got != tt.want || (asked == 1) != (tt.want == sent) {
			t.Errorf("%s, %s, %v: asked %d times, %s", tt.address, tt.operation, tt.allow, asked, got)
		}
	}
}

// TestEndpointSigns for the service and the region that are asked.
func TestEndpointSigns(t *testing.T) {
	const list = `{"appBundleIdentifier":"b","ingestionIdentifier":"i"}`
	for _, tt := range []struct{ address, operation, request, url, scope string }{
		{"aws", "TestMetricFilter", "{}", "https://logs.eu-west-1.amazonaws.com/", "eu-west-1/logs"},
		{"aws", "appfabric ListIngestionDestinations", list, "https://appfabric.eu-west-1.amazonaws.com/appbundles/b/ingestions/i/ingestiondestinations", "eu-west-1/appfabric"},
		{"aws", "cloudfront ListRealtimeLogConfigs", "{}", "https://cloudfront.amazonaws.com/2020-05-31/realtime-log-config", "us-east-1/cloudfront"},
		{loopback, "cloudfront ListRealtimeLogConfigs", "{}", loopback + "/2020-05-31/realtime-log-config", "eu-west-1/cloudfront"},
	} {
		e := newEndpoint(t, tt.address, func(r *http.Request) (*http.Response, error) {
			auth := r.Header.Get("Authorization")
			if r.URL.String() != tt.url || !strings.Contains(auth, "Credential=KEY/20260102/"+tt.scope+"/aws4_request,") {
				t.Errorf("%s at %s: asked %s, signed %s", tt.operation, tt.address, r.URL, auth)
			}
			return respond(200, ""), nil
		}, func(o *awstarget.Options) { o.AllowWrites = true })
		if answer, err := e.Do(t.Context(), call(tt.operation, tt.request)); err != nil {
			t.Errorf("%s at %s: %s", tt.operation, tt.address, describe(answer, err))
		}
	}
}

func TestNewEndpointRefuses(t *testing.T) {
	key := awstarget.Static(awstarget.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET"})
	for want, o := range map[string]awstarget.Options{
		`"evil.example/#" is not a Region`:                                   {Region: "evil.example/#", Credentials: key, Now: time.Now},
		`"" is not a Region`:                                                 {Credentials: key, Now: time.Now},
		`an endpoint needs credentials and a clock`:                          {Region: "r", Now: time.Now},
		`a rate is a number of requests a second, or 0 for no limit; not -1`: {Region: "r", Credentials: key, Now: time.Now, Rate: -1},
	} {
		if _, err := awstarget.New(awstarget.Address{}, o); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestRecordThrottled throttles each of many requests several times, more than
// the retries of a client are meant for.
func TestRecordThrottled(t *testing.T) {
	var cases []string
	for i := range 60 {
		cases = append(cases, fmt.Sprintf(`{"id": "s/%d", "request": {"filterPattern": "p%d", "logEventMessages": ["a"]}, "matched": [], "rules": [], "evidence": "chosen"}`, i, i))
	}
	suite, err := conformance.ParseSuite([]byte(`{"suite": "s", "cases": [` + strings.Join(cases, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		n := 0
		e := newEndpoint(t, loopback, func(*http.Request) (*http.Response, error) {
			if n++; n%10 != 0 {
				return respond(400, `{"__type":"ThrottlingException"}`), nil
			}
			return respond(200, `{"matches":[]}`), nil
		}, func(o *awstarget.Options) { o.Patient = true })
		rec, err := (&conformance.Recorder{Target: e, Grades: []conformance.Evidence{conformance.Chosen}}).Record(t.Context(), []*conformance.Suite{suite}, nil)
		if err != nil || len(rec.Suite.Cases) != 60 || n != 600 {
			t.Errorf("%d recorded in %d requests, %v", len(rec.Suite.Cases), n, err)
		}
	})
}
