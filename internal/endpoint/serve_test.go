package endpoint_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// slowSink holds a delivery until it is let go.
type slowSink struct{ arrived, release chan struct{} }

func (s *slowSink) Deliver(ctx context.Context, _ string, _ store.Delivery) error {
	s.arrived <- struct{}{}
	select {
	case <-s.release:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestStop ends an endpoint while a request and a delivery are under way: the
// request is answered, and the delivery arrives.
func TestStop(t *testing.T) {
	sink := &slowSink{make(chan struct{}), make(chan struct{})}
	x := newTester(t, func(o *endpoint.Options) { o.Sink = sink })
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`)
	expect(t, x, 200, "", "PutSubscriptionFilter", `{"logGroupName": "app", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}`)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- x.Serve(ctx, listener) }()

	body, write := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String(), body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328.TestMetricFilter")
	// The body is asked for when the request has reached the endpoint.
	r.Header.Set("Expect", "100-continue")
	client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	answered := make(chan int, 1)
	go func() {
		res, err := client.Do(r)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		defer res.Body.Close()
		answered <- res.StatusCode
	}()
	if _, err := write.Write([]byte(signedBody[:10])); err != nil { // the request is under way
		t.Fatal(err)
	}
	expect(t, x, 200, "", "PutLogEvents", `{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323040001, "message": "x"}]}`)
	<-sink.arrived // and so is the delivery
	stop()
	if _, err := write.Write([]byte(signedBody[10:])); err != nil {
		t.Fatal(err)
	}
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	if code := <-answered; code != http.StatusOK {
		t.Errorf("answered %d", code)
	}
	// The end either waits for the delivery or tries it again.
	go func() {
		for range sink.arrived {
		}
	}()
	close(sink.release)
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the endpoint still listens")
	}
}

func TestSinks(t *testing.T) {
	var mu sync.Mutex
	var posted []string
	status := http.StatusServiceUnavailable
	sinkServer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/elsewhere" {
			return // 200: who follows the redirect takes the log events away
		}
		w.Header().Set("Location", "/elsewhere")
		posted = append(posted, r.Header.Get("X-Logsieve-Destination-Arn")+r.Header.Get("X-Logsieve-Region")+" "+string(data[:25]))
		w.WriteHeader(status)
	}))
	defer sinkServer.Close()
	d := store.Delivery{LogGroup: "/a/b", FilterName: "..", DestinationARN: "arn:x", Message: []byte(`{"messageType":"DATA_MESSAGE"}`)}

	post, err := endpoint.NewHTTPSink(sinkServer.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := post.Deliver(t.Context(), "1", d); err == nil {
		t.Error("503 counts as delivered")
	}
	status = http.StatusTemporaryRedirect
	if err := post.Deliver(t.Context(), "1", d); err == nil {
		t.Error("a redirect counts as delivered")
	}
	status = http.StatusNoContent
	if err := post.Deliver(t.Context(), "1", d); err != nil {
		t.Error(err)
	}
	away := d
	away.Region = "eu-west-1"
	if err := post.Deliver(t.Context(), "2", away); err != nil {
		t.Error(err)
	}
	if len(posted) != 4 || posted[2] != `arn:x {"awslogs":{"data":"H4sIA` || posted[3] != `arn:xeu-west-1 {"awslogs":{"data":"H4sIA` {
		t.Errorf("posted %q", posted)
	}
	for _, target := range []string{"http://example.com/", "https://127.0.0.1/", "http://10.0.0.1/", "http://localhost.example.com", "://"} {
		if _, err := endpoint.NewHTTPSink(target); err == nil {
			t.Errorf("%s is taken for this machine", target)
		}
	}

	dir := t.TempDir()
	files, err := endpoint.NewDirSink(filepath.Join(dir, "sink"))
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Deliver(t.Context(), "00000000000000000001", d); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "sink", "%2Fa%2Fb", "%2E%2E", "00000000000000000001.json"))
	if err != nil || !strings.HasPrefix(string(data), `{"awslogs":{"data":"`) {
		t.Errorf("%s, %v", data, err)
	}
	if err := files.Deliver(t.Context(), "00000000000000000002", away); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "sink", "eu-west-1", "%2Fa%2Fb", "%2E%2E", "00000000000000000002.json")); err != nil {
		t.Error(err)
	}
	var lines bytes.Buffer
	if err := endpoint.NewWriterSink(&lines).Deliver(t.Context(), "1", d); err != nil || lines.String() != string(data)+"\n" {
		t.Errorf("%q, %v", lines.String(), err)
	}
}

// TestRegionOfDeliveries has the same filter in two regions.
func TestRegionOfDeliveries(t *testing.T) {
	x := newTester(t, nil)
	var session strings.Builder
	for _, region := range []string{"us-east-1", "eu-west-1"} {
		session.WriteString("! region " + region + `
CreateLogGroup {"logGroupName": "app"}
CreateLogStream {"logGroupName": "app", "logStreamName": "s"}
PutSubscriptionFilter {"logGroupName": "app", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:lambda:` + region + `:123456789012:function:f"}
PutLogEvents {"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": 1767323040000, "message": "one"}]}
`)
	}
	if text := replay(t, x, session.String()); strings.Contains(text, "= 4") {
		t.Fatal(text)
	}
	if err := x.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"", "eu-west-1"}; !slices.Equal(x.sink.regions, want) {
		t.Errorf("delivered from %q, want %q", x.sink.regions, want)
	}
}
