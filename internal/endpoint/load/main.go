//go:build devtools

// Command load measures a fresh endpoint on loopback: requests per second,
// latencies and the memory of its process, for TestMetricFilter and for
// PutLogEvents.
//
//	go run -tags devtools ./internal/endpoint/load -duration 10s -clients 8 -state memory
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() (err error) {
	duration := flag.Duration("duration", 10*time.Second, "how long each operation is measured")
	clients := flag.Int("clients", 8, "how many requests are under way at once")
	state := flag.String("state", "memory", "memory, or disk for a temporary directory")
	events := flag.Int("events", 10, "log events in a PutLogEvents request")
	keep := flag.Int("keep", 0, "delete the log group again after so many requests; 0 keeps everything")
	flag.Parse()
	dir, err := os.MkdirTemp("", "logsieve-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "logsieve")
	if out, err := exec.Command("go", "build", "-o", binary, "github.com/logsieve/logsieve/cmd/logsieve").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	if *state != "memory" {
		*state = filepath.Join(dir, "state")
	}
	cmd := exec.Command(binary, "serve", "--listen", "127.0.0.1:0", "--state", *state)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return err
	}
	l := loader{url: strings.TrimSpace(strings.TrimPrefix(line, "listening on ")), pid: cmd.Process.Pid, clients: *clients, duration: *duration,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *clients}}}
	if err := l.setup(); err != nil {
		return err
	}
	fmt.Printf("%d clients, %v each, state %s\n", *clients, *duration, *state)
	fmt.Printf("%-28s %10s %9s %9s %9s %9s %9s\n", "operation", "requests/s", "p50", "p99", "max", "RSS first", "RSS last")
	test := `{"filterPattern": "{ $.level = ERROR && $.ms > 100 }", "logEventMessages": [` + strings.Repeat(`"{\"level\": \"ERROR\", \"ms\": 250, \"path\": \"/index.html\"}",`, 9) + `"all is well"]}`
	if err := l.measure("TestMetricFilter, 10 messages", "TestMetricFilter", func(int) string { return test }, 0); err != nil {
		return err
	}
	return l.measure(fmt.Sprintf("PutLogEvents, %d log events", *events), "PutLogEvents", func(client int) string {
		return put(client, *events)
	}, *keep)
}

func put(client, events int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"logGroupName": "load", "logStreamName": "s%d", "logEvents": [`, client)
	now := time.Now().UnixMilli()
	for i := range events {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"timestamp": %d, "message": "{\"level\": \"INFO\", \"ms\": %d, \"path\": \"/index.html\", \"user\": \"u-1234567890\"}"}`, now, i)
	}
	b.WriteString("]}")
	return b.String()
}

type loader struct {
	url      string
	pid      int
	clients  int
	duration time.Duration
	client   *http.Client
}

func (l *loader) setup() error {
	if err := l.call(context.Background(), "CreateLogGroup", `{"logGroupName": "load"}`); err != nil {
		return err
	}
	for i := range l.clients {
		if err := l.call(context.Background(), "CreateLogStream", fmt.Sprintf(`{"logGroupName": "load", "logStreamName": "s%d"}`, i)); err != nil {
			return err
		}
	}
	return l.call(context.Background(), "PutMetricFilter", `{"logGroupName": "load", "filterName": "slow", "filterPattern": "{ $.ms > 5 }", "metricTransformations": [{"metricName": "Slow", "metricNamespace": "Load", "metricValue": "$.ms"}]}`)
}

func (l *loader) call(ctx context.Context, operation, body string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328."+operation)
	res, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", operation, res.Status, text)
	}
	return err
}

// measure keeps all clients busy with one operation. With keep, the first
// client starts the log streams anew after so many of its requests, so that
// the state does not grow.
func (l *loader) measure(name, operation string, body func(client int) string, keep int) error {
	end := time.Now().Add(l.duration)
	took := make([][]time.Duration, l.clients)
	failed := make(chan error, l.clients)
	var all sync.WaitGroup
	for i := range l.clients {
		all.Go(func() {
			for n := 1; time.Now().Before(end); n++ {
				text := body(i)
				start := time.Now()
				if err := l.call(context.Background(), operation, text); err != nil {
					failed <- err
					return
				}
				took[i] = append(took[i], time.Since(start))
				if keep > 0 && n%keep == 0 {
					stream := fmt.Sprintf(`{"logGroupName": "load", "logStreamName": "s%d"}`, i)
					for _, again := range []string{"DeleteLogStream", "CreateLogStream"} {
						if err := l.call(context.Background(), again, stream); err != nil {
							failed <- err
							return
						}
					}
				}
			}
		})
	}
	// The first figure is taken after a tenth of the time: what is made once
	// is there by then.
	time.Sleep(l.duration / 10)
	first := l.rss()
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	times := slices.Concat(took...)
	slices.Sort(times)
	if len(times) == 0 {
		return fmt.Errorf("%s: no request was answered", operation)
	}
	fmt.Printf("%-28s %10.0f %9v %9v %9v %9s %9s\n", name, float64(len(times))/l.duration.Seconds(),
		times[len(times)/2].Round(10*time.Microsecond), times[len(times)*99/100].Round(10*time.Microsecond), times[len(times)-1].Round(10*time.Microsecond), first, l.rss())
	return nil
}

// rss is the memory of the endpoint's process, where /proc tells it.
func (l *loader) rss() string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.pid))
	if err != nil {
		return "-"
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			if n, err := strconv.Atoi(strings.Fields(value)[0]); err == nil {
				return fmt.Sprintf("%d MiB", n>>10)
			}
		}
	}
	return "-"
}
