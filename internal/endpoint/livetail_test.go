package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go/eventstream"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"
)

// withoutHostPrefix lets a client of the SDK reach an endpoint by its address:
// StartLiveTail would put stream- before it.
func withoutHostPrefix(o *logs.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("NoHostPrefix", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
		}), middleware.Before)
	})
}

// readBody is an HTTP client for the SDK that hides the WriteTo of request
// bodies. The SDK closes a body once the answer begins, and net/http, which may
// still be looking whether the body goes on, then takes the io.EOF of the SDK's
// WriteTo for a failure and closes the connection under the stream
// (smithy-go's safeWriteToReadCloser); Read ends as it should.
type readBody struct{ http.Client }

func (c *readBody) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return c.Client.Do(r)
}

// TestSDKLiveTail tails two log groups with a pattern, and one stream of a
// group, and sees what is put while it does.
func TestSDKLiveTail(t *testing.T) {
	config, _ := serve(t)
	c := logs.NewFromConfig(config, withoutHostPrefix)
	ctx := t.Context()
	for _, group := range []string{"one", "two", "other"} {
		check[*logs.CreateLogGroupOutput](t)(c.CreateLogGroup(ctx, &logs.CreateLogGroupInput{LogGroupName: &group}))
		for _, stream := range []string{"web-1", "db-1"} {
			check[*logs.CreateLogStreamOutput](t)(c.CreateLogStream(ctx, &logs.CreateLogStreamInput{LogGroupName: &group, LogStreamName: &stream}))
		}
	}
	arn := func(group string) string { return "arn:aws:logs:us-east-1:123456789012:log-group:" + group }
	open := func(in *logs.StartLiveTailInput) *logs.StartLiveTailEventStream {
		// Two streams of one client would share a decoder, and race for it.
		client := logs.NewFromConfig(config, withoutHostPrefix, func(o *logs.Options) { o.HTTPClient = &readBody{http.Client{Transport: &http.Transport{}}} })
		stream := check[*logs.StartLiveTailOutput](t)(client.StartLiveTail(ctx, in)).GetStream()
		start, ok := (<-stream.Events()).(*types.StartLiveTailResponseStreamMemberSessionStart)
		if !ok || *start.Value.SessionId == "" || !slices.Equal(start.Value.LogGroupIdentifiers, in.LogGroupIdentifiers) ||
			aws.ToString(start.Value.LogEventFilterPattern) != aws.ToString(in.LogEventFilterPattern) {
			t.Errorf("a session starts with %+v", start)
		}
		return stream
	}
	wide := open(&logs.StartLiveTailInput{LogGroupIdentifiers: []string{arn("one"), arn("two")}, LogEventFilterPattern: aws.String("{ $.ms > 100 }")})
	narrow := open(&logs.StartLiveTailInput{LogGroupIdentifiers: []string{arn("one")}, LogStreamNamePrefixes: []string{"web"}})
	now := aws.Int64(time.Now().UnixMilli())
	config.Region = "eu-west-1" // where the same names are others
	away := logs.NewFromConfig(config)
	check[*logs.CreateLogGroupOutput](t)(away.CreateLogGroup(ctx, &logs.CreateLogGroupInput{LogGroupName: aws.String("one")}))
	check[*logs.CreateLogStreamOutput](t)(away.CreateLogStream(ctx, &logs.CreateLogStreamInput{LogGroupName: aws.String("one"), LogStreamName: aws.String("web-1")}))
	check[*logs.PutLogEventsOutput](t)(away.PutLogEvents(ctx, &logs.PutLogEventsInput{
		LogGroupName: aws.String("one"), LogStreamName: aws.String("web-1"), LogEvents: []types.InputLogEvent{{Timestamp: now, Message: aws.String(`{"ms": 900}`)}},
	}))
	for _, group := range []string{"one", "two", "other"} {
		for _, stream := range []string{"db-1", "web-1"} {
			in := logs.PutLogEventsInput{LogGroupName: &group, LogStreamName: &stream}
			for _, ms := range []int{3, 250} {
				in.LogEvents = append(in.LogEvents, types.InputLogEvent{Timestamp: now, Message: aws.String(fmt.Sprintf(`{"ms": %d}`, ms))})
			}
			check[*logs.PutLogEventsOutput](t)(c.PutLogEvents(ctx, &in))
		}
	}
	for _, test := range []struct {
		stream *logs.StartLiveTailEventStream
		want   []string
	}{
		{wide, []string{arn("one") + ` db-1 {"ms": 250}`, arn("one") + ` web-1 {"ms": 250}`, arn("two") + ` db-1 {"ms": 250}`, arn("two") + ` web-1 {"ms": 250}`}},
		{narrow, []string{arn("one") + ` web-1 {"ms": 3}`, arn("one") + ` web-1 {"ms": 250}`}},
	} {
		var got []string
		for len(got) < len(test.want) { // an update comes every second, with what there is
			update, ok := (<-test.stream.Events()).(*types.StartLiveTailResponseStreamMemberSessionUpdate)
			if !ok {
				t.Fatalf("the stream ends: %v", test.stream.Err())
			}
			for _, e := range update.Value.SessionResults {
				got = append(got, *e.LogGroupIdentifier+" "+*e.LogStreamName+" "+*e.Message)
				if *e.Timestamp != *now || *e.IngestionTime == 0 {
					t.Errorf("times of %+v", e)
				}
			}
			if update.Value.SessionMetadata.Sampled {
				t.Error("a few log events are sampled")
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if err := test.stream.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := c.StartLiveTail(ctx, &logs.StartLiveTailInput{LogGroupIdentifiers: []string{arn("none")}})
	if _, ok := errors.AsType[*types.ResourceNotFoundException](err); !ok {
		t.Error(err)
	}
	_, err = c.StartLiveTail(ctx, &logs.StartLiveTailInput{LogGroupIdentifiers: []string{arn("one")}, LogEventFilterPattern: aws.String("{ $.ms > }")})
	if _, ok := errors.AsType[*types.InvalidParameterException](err); !ok {
		t.Error(err)
	}
}

// tailed is a live tail session whose frames are read from a pipe, so that the
// endpoint stands still until the test reads on.
type tailed struct {
	*io.PipeWriter
	frames *io.PipeReader
	header http.Header
	status chan int
	end    context.CancelFunc
	ended  chan struct{}
}

func (s *tailed) Header() http.Header    { return s.header }
func (s *tailed) WriteHeader(status int) { s.status <- status }
func (s *tailed) Flush()                 {}

func openTail(t *testing.T, x http.Handler, body string) *tailed {
	read, write := io.Pipe()
	ctx, end := context.WithCancel(t.Context())
	s := &tailed{write, read, http.Header{}, make(chan int, 1), end, make(chan struct{})}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:4587/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328.StartLiveTail")
	go func() {
		defer close(s.ended)
		x.ServeHTTP(s, r)
		_ = write.Close()
	}()
	return s
}

// next reads a frame: its kind and its payload.
func (s *tailed) next(t *testing.T) (kind, payload string) {
	t.Helper()
	m, err := eventstream.NewDecoder().Decode(s.frames, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{eventstream.EventTypeHeader, eventstream.ExceptionTypeHeader} {
		if v := m.Headers.Get(name); v != nil {
			kind = v.String()
		}
	}
	return kind, string(m.Payload)
}

// TestLiveTailBounds fills an endpoint with sessions, lets one have more than
// an update holds, and ends them: by the client, and with the endpoint.
func TestLiveTailBounds(t *testing.T) {
	x := newTester(t, nil)
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`)
	const all = `{"logGroupIdentifiers": ["app"]}`
	var sessions []*tailed
	for range 15 {
		s := openTail(t, x, all)
		if status := <-s.status; status != 200 || s.header.Get("Content-Type") != "application/vnd.amazon.eventstream" {
			t.Fatalf("answered %d %v", status, s.header)
		}
		for _, want := range []string{"initial-response", "sessionStart"} {
			if kind, payload := s.next(t); kind != want {
				t.Errorf("%s %s, want %s", kind, payload, want)
			}
		}
		sessions = append(sessions, s)
	}
	expect(t, x, 400, "LimitExceededException", "StartLiveTail", all)

	// 501 log events, and two of 1 MiB together with one more.
	expect(t, x, 200, "nextSequenceToken", "PutLogEvents", batch(501, 1))
	first := sessions[0]
	kind, payload := first.next(t)
	for strings.Contains(payload, `"sessionResults":[]`) {
		kind, payload = first.next(t)
	}
	if n := strings.Count(payload, `"message"`); kind != "sessionUpdate" || n != 500 || !strings.Contains(payload, `"sampled":true`) {
		t.Errorf("%s with %d log events: %.100s", kind, n, payload)
	}
	// The session goes on; one that nobody reads takes no more than it may.
	for range 3 {
		expect(t, x, 200, "nextSequenceToken", "PutLogEvents", batch(16, 65536-26))
	}
	for kind, payload = first.next(t); strings.Contains(payload, `"sessionResults":[]`); kind, payload = first.next(t) {
	}
	if kind != "sessionUpdate" || len(payload) > 3<<20 {
		t.Errorf("%s of %d bytes", kind, len(payload))
	}

	// A client that is gone makes room.
	first.end()
	_ = first.frames.Close()
	<-first.ended
	again := openTail(t, x, all)
	if status := <-again.status; status != 200 {
		t.Errorf("answered %d", status)
	}
	for _, s := range append(sessions[1:], again) {
		s.end()
		_ = s.frames.Close()
		<-s.ended // or the test does not end
	}
	if status := operationStatus(x, all); status != 200 {
		t.Errorf("after all have ended: answered %d", status)
	}
}

// operationStatus starts a live tail for a client that is gone already.
func operationStatus(x http.Handler, body string) int {
	ctx, end := context.WithCancel(context.Background())
	end()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:4587/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328.StartLiveTail")
	w := httptest.NewRecorder()
	x.ServeHTTP(w, r)
	return w.Code
}

// TestLiveTailEndsWithTheEndpoint stops an endpoint that has a session: the
// stream ends in order, and is not torn.
func TestLiveTailEndsWithTheEndpoint(t *testing.T) {
	x := newTester(t, nil)
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- x.Serve(ctx, listener) }()
	r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String(), strings.NewReader(`{"logGroupIdentifiers": ["app"]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328.StartLiveTail")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	stop()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}
