package endpoint_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// stateVariable makes the test binary an endpoint on a directory.
const stateVariable = "LOGSIEVE_TEST_STATE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(stateVariable); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child serves on a free port, which it prints, until it is killed.
func child(dir string) error {
	st, err := store.Open(dir, endpoint.DefaultRegion)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return endpoint.New(endpoint.Options{Store: st, Now: time.Now}).Serve(context.Background(), listener)
}

// killed is an endpoint in another process.
type killed struct {
	cmd *exec.Cmd
	url string
}

func startKilled(t *testing.T, dir string) *killed {
	t.Helper()
	return startChild(t, dir, exec.Command(os.Args[0]))
}

func startChild(t *testing.T, dir string, cmd *exec.Cmd) *killed {
	t.Helper()
	cmd.Env = append(os.Environ(), stateVariable+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &killed{cmd, "http://" + strings.TrimSpace(line)}
}

// kill is kill -9.
func (k *killed) kill(t *testing.T) {
	t.Helper()
	if err := k.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = k.cmd.Wait() // it reports the kill
}

// call reports the answer, or that there was none.
func (k *killed) call(name, body string) (text string, ok bool) {
	r, err := http.NewRequest(http.MethodPost, k.url, strings.NewReader(body))
	if err != nil {
		return "", false
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328."+name)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", false
	}
	defer res.Body.Close()
	var b strings.Builder
	_, err = bufio.NewReader(res.Body).WriteTo(&b)
	return b.String(), err == nil && res.StatusCode == http.StatusOK
}

const (
	killRepetitions = 20
	killWriters     = 4
)

// TestKill kills an endpoint in the middle of writes, again and again on the
// same state: what it has acknowledged is there afterwards, once, and the
// datapoints agree with the log events.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts 21 processes")
	}
	dir := t.TempDir()
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	sent := map[string]bool{}
	for repetition := range killRepetitions {
		k := startKilled(t, dir)
		if repetition == 0 {
			for _, setup := range [][2]string{
				{"CreateLogGroup", `{"logGroupName": "app"}`},
				{"CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`},
				{"PutMetricFilter", `{"logGroupName": "app", "filterName": "all", "filterPattern": "", "metricTransformations": [{"metricName": "Events", "metricNamespace": "App", "metricValue": "1"}]}`},
			} {
				if text, ok := k.call(setup[0], setup[1]); !ok {
					t.Fatal(text)
				}
			}
		}
		// The kill comes when so many writes have been acknowledged, with the
		// others under way.
		enough := make(chan struct{})
		var once sync.Once
		var writers sync.WaitGroup
		count := 0
		for writer := range killWriters {
			writers.Go(func() {
				for n := 0; ; n++ {
					message := fmt.Sprintf("%d-%d-%d", repetition, writer, n)
					mu.Lock()
					sent[message] = true
					mu.Unlock()
					body := fmt.Sprintf(`{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": %d, "message": %q}]}`, time.Now().UnixMilli(), message)
					if _, ok := k.call("PutLogEvents", body); !ok {
						return
					}
					mu.Lock()
					acknowledged[message] = true
					if count++; count > 5+3*repetition {
						once.Do(func() { close(enough) })
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		k.kill(t)
		writers.Wait()
	}

	k := startKilled(t, dir)
	defer k.kill(t)
	found := k.found(t)
	for message := range acknowledged {
		if found[message] == 0 {
			t.Errorf("log event %s was acknowledged and is lost", message)
		}
	}
	for message, n := range found {
		if n != 1 || !sent[message] {
			t.Errorf("log event %s is there %d times", message, n)
		}
	}
	if got, want := samples(t, k.url), int64(len(found)); got != want {
		t.Errorf("%d samples for %d log events", got, want)
	}
	t.Logf("%d kills, %d writes acknowledged, %d found", killRepetitions, len(acknowledged), len(found))
}

// found counts the log events of the group app by their messages.
func (k *killed) found(t *testing.T) map[string]int {
	t.Helper()
	found := map[string]int{}
	for token := ""; ; {
		text, ok := k.call("FilterLogEvents", `{"logGroupName": "app", "limit": 1000`+token+`}`)
		if !ok {
			t.Fatal(text)
		}
		var page struct{ Events []struct{ Message string } }
		if err := json.Unmarshal([]byte(text), &page); err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			found[e.Message]++
		}
		next := member(t, text, "nextToken")
		if next == "" {
			break
		}
		token = fmt.Sprintf(`, "nextToken": %q`, next)
	}
	return found
}

// TestFullDisk fills the disk of an endpoint, here a limit on the size of a
// file: what does not fit is refused, the endpoint stays, and what it has
// acknowledged is there when there is room again.
func TestFullDisk(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("there are no limits of a shell")
	}
	dir := t.TempDir()
	const (
		size  = 500_000 // of a log event
		units = 34_000  // of 512 bytes: the state grows by 16 MiB at a time
	)
	k := startChild(t, dir, exec.Command(shell, "-c", fmt.Sprintf(`ulimit -f %d && exec "$0"`, units), os.Args[0]))
	for _, setup := range [][2]string{
		{"CreateLogGroup", `{"logGroupName": "app"}`}, {"CreateLogStream", `{"logGroupName": "app", "logStreamName": "s"}`},
	} {
		if text, ok := k.call(setup[0], setup[1]); !ok {
			t.Fatal(text)
		}
	}
	var acknowledged []string
	refused := 0
	for n := 0; refused < 3; n++ {
		message := fmt.Sprintf("%d %s", n, strings.Repeat("x", size))
		text, ok := k.call("PutLogEvents", fmt.Sprintf(`{"logGroupName": "app", "logStreamName": "s", "logEvents": [{"timestamp": %d, "message": %q}]}`, time.Now().UnixMilli(), message))
		switch {
		case ok:
			acknowledged = append(acknowledged, message)
		case text == "":
			t.Fatal("the endpoint does not answer")
		default:
			refused++
		}
		if n > units*512/size {
			t.Fatalf("%d log events fit", n)
		}
	}
	if text, ok := k.call("DescribeLogGroups", `{}`); !ok {
		t.Errorf("nothing can be read: %s", text)
	}
	k.kill(t)
	if len(acknowledged) == 0 {
		t.Error("no log event fits")
	}

	k = startKilled(t, dir)
	defer k.kill(t)
	found := k.found(t)
	for _, message := range acknowledged {
		if found[message] != 1 {
			t.Errorf("log event %.10s was acknowledged and is there %d times", message, found[message])
		}
	}
	if len(found) != len(acknowledged) {
		t.Errorf("%d log events, of which %d were acknowledged", len(found), len(acknowledged))
	}
}

// TestKillResources kills an endpoint when resources have been acknowledged:
// each is there afterwards.
func TestKillResources(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two processes")
	}
	const (
		iam     = `{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"123456789012\"}, \"Action\": \"logs:PutSubscriptionFilter\", \"Resource\": \"*\"}]}`
		indexes = `{\"Fields\": [\"requestId\"]}`
		protect = `{\"Name\": \"p\", \"Version\": \"2021-06-01\", \"Statement\": [{\"Sid\": \"audit\", \"DataIdentifier\": [\"arn:aws:dataprotection::aws:data-identifier/EmailAddress\"], \"Operation\": {\"Audit\": {\"FindingsDestination\": {}}}}, {\"Sid\": \"redact\", \"DataIdentifier\": [\"arn:aws:dataprotection::aws:data-identifier/EmailAddress\"], \"Operation\": {\"Deidentify\": {\"MaskConfig\": {}}}}]}`
		group   = "arn:aws:logs:us-east-1:123456789012:log-group:app"
	)
	resources := []struct{ put, with, get, by, found string }{
		{"CreateLogGroup", `{"logGroupName": "app"}`, "DescribeLogGroups", `{}`, `"logGroupName":"app"`},
		{"PutBearerTokenAuthentication", `{"logGroupIdentifier": "app", "bearerTokenAuthenticationEnabled": true}`, "DescribeLogGroups", `{}`, `"bearerTokenAuthenticationEnabled":true`},
		{"PutAccountPolicy", `{"policyName": "p", "policyType": "FIELD_INDEX_POLICY", "policyDocument": "` + indexes + `"}`, "DescribeAccountPolicies", `{"policyType": "FIELD_INDEX_POLICY"}`, `"policyName":"p"`},
		{"PutQueryDefinition", `{"name": "q", "queryString": "fields @message"}`, "DescribeQueryDefinitions", `{}`, `"name":"q"`},
		{"PutDataProtectionPolicy", `{"logGroupIdentifier": "app", "policyDocument": "` + protect + `"}`, "GetDataProtectionPolicy", `{"logGroupIdentifier": "app"}`, `Deidentify`},
		{"PutIndexPolicy", `{"logGroupIdentifier": "app", "policyDocument": "` + indexes + `"}`, "DescribeIndexPolicies", `{"logGroupIdentifiers": ["app"]}`, `requestId`},
		{"PutTransformer", `{"logGroupIdentifier": "app", "transformerConfig": [{"parseJSON": {}}]}`, "GetTransformer", `{"logGroupIdentifier": "app"}`, `parseJSON`},
		{"CreateLogAnomalyDetector", `{"logGroupArnList": ["` + group + `"], "detectorName": "d"}`, "ListLogAnomalyDetectors", `{}`, `"detectorName":"d"`},
		{"PutDestination", `{"destinationName": "d", "targetArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "roleArn": "arn:aws:iam::123456789012:role/r"}`, "DescribeDestinations", `{}`, `"destinationName":"d"`},
		{"PutDestinationPolicy", `{"destinationName": "d", "accessPolicy": "` + iam + `"}`, "DescribeDestinations", `{}`, `"accessPolicy"`},
		{"PutDeliverySource", `{"name": "ds", "resourceArn": "arn:aws:cloudfront::123456789012:distribution/E1", "logType": "ACCESS_LOGS", "tags": {"a": "b"}}`, "GetDeliverySource", `{"name": "ds"}`, `"tags":{"a":"b"}`},
		{"PutDeliveryDestination", `{"name": "dd", "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::b"}}`, "GetDeliveryDestination", `{"name": "dd"}`, `"name":"dd"`},
		{"CreateDelivery", `{"deliverySourceName": "ds", "deliveryDestinationArn": "arn:aws:logs:us-east-1:123456789012:delivery-destination:dd"}`, "DescribeDeliveries", `{}`, `"deliverySourceName":"ds"`},
	}
	dir := t.TempDir()
	k := startKilled(t, dir)
	for _, r := range resources {
		if text, ok := k.call(r.put, r.with); !ok {
			t.Fatal(r.put, text)
		}
	}
	k.kill(t)
	k = startKilled(t, dir)
	defer k.kill(t)
	for _, r := range resources {
		if text, ok := k.call(r.get, r.by); !ok || !strings.Contains(text, r.found) {
			t.Errorf("after %s, %s answers %s", r.put, r.get, text)
		}
	}
}

func samples(t *testing.T, url string) (n int64) {
	t.Helper()
	res, err := http.Get(url + "/_logsieve/metrics?format=json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct {
		Metrics []struct {
			Datapoints []struct{ SampleCount int64 }
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	for _, m := range out.Metrics {
		for _, d := range m.Datapoints {
			n += d.SampleCount
		}
	}
	return n
}
