package endpoint_test

import (
	"context"
	"io/fs"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// keySink keeps the partition keys of deliveries.
type keySink struct{ keys []string }

func (s *keySink) Deliver(_ context.Context, _ string, d store.Delivery) error {
	s.keys = append(s.keys, d.FilterName+" "+d.PartitionKey)
	return nil
}

// TestPartitionKeys: the same for a log stream over filters and puts, or one
// that is random; none where no Kinesis stream is. Recorded: stackd,
// kinesis-subscriptions.json (the key of control messages; for others that
// they are the same).
func TestPartitionKeys(t *testing.T) {
	sink := &keySink{}
	x := newTester(t, func(o *endpoint.Options) { o.Sink = sink })
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "app"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "a"}`)
	expect(t, x, 200, "", "CreateLogStream", `{"logGroupName": "app", "logStreamName": "b"}`)
	const kinesis = `"destinationArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "roleArn": "arn:aws:iam::123456789012:role/r"`
	for name, rest := range map[string]string{
		"by-stream": kinesis, "again": kinesis, "random": kinesis + `, "distribution": "Random"`,
		"lambda": `"destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:f"`,
	} {
		expect(t, x, 200, "", "PutSubscriptionFilter", `{"logGroupName": "app", "filterName": "`+name+`", "filterPattern": "", `+rest+`}`)
	}
	if err := x.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(sink.keys) != 3 {
		t.Errorf("control messages: %q", sink.keys)
	}
	for _, key := range sink.keys {
		if !regexp.MustCompile(` 3e21f5e8240cbb048271af4fdb892a1c$`).MatchString(key) {
			t.Errorf("control message %q", key)
		}
	}
	sink.keys = nil
	for _, stream := range []string{"a", "a", "b"} {
		expect(t, x, 200, "", "PutLogEvents", `{"logGroupName": "app", "logStreamName": "`+stream+`", "logEvents": [{"timestamp": 1767323045000, "message": "m"}]}`)
	}
	if err := x.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	// MD5 of 123456789012:app:a and of 123456789012:app:b.
	const a, b = "846a32aff5ed0daaedf0304c519e97a5", "8209f0e08c3a92483f9bd32ab09a6b47"
	want := []string{
		"again " + a, "by-stream " + a, "lambda ", "random 00000000-0000-4000-8000-000000000001",
		"again " + a, "by-stream " + a, "lambda ", "random 00000000-0000-4000-8000-000000000002",
		"again " + b, "by-stream " + b, "lambda ", "random 00000000-0000-4000-8000-000000000003",
	}
	if d := cmp.Diff(want, sink.keys); d != "" {
		t.Error(d)
	}
}

// TestControlMessageFiles: the control message of a filter lies with its
// messages, that of a destination below the destination's name.
func TestControlMessageFiles(t *testing.T) {
	dir := t.TempDir()
	sink, err := endpoint.NewDirSink(dir)
	if err != nil {
		t.Fatal(err)
	}
	x := newTester(t, func(o *endpoint.Options) { o.Sink = sink })
	expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "/app"}`)
	expect(t, x, 200, "", "PutSubscriptionFilter", `{"logGroupName": "/app", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "roleArn": "arn:aws:iam::123456789012:role/r"}`)
	expect(t, x, 200, "", "PutDestination", `{"destinationName": "d", "targetArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "roleArn": "arn:aws:iam::123456789012:role/r"}`)
	if err := x.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(os.DirFS(dir), "*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := fs.Glob(os.DirFS(dir), "*/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"d/00000000000000000002.json", "%2Fapp/f/00000000000000000001.json"}
	if d := cmp.Diff(want, append(files, deeper...)); d != "" {
		t.Error(d)
	}
}
