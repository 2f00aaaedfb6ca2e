package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
)

// Whatever way a file is read, the datapoints are the same.
func TestReadersAgree(t *testing.T) {
	var log bytes.Buffer
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 5000 {
		at := time.Date(2026, 3, 1, 10, 0, i/20, 0, time.UTC).Add(-time.Duration(random.IntN(90)) * time.Second)
		fmt.Fprintf(&log, "{\"time\":%q,\"level\":%q,\"ms\":%d}\n", at.Format(time.RFC3339), []string{"ERROR", "INFO"}[random.IntN(2)], random.IntN(1000))
		if random.IntN(10) == 0 {
			log.WriteString("\r\n")
		}
	}
	result := func(c metricsCmd) *metric.Result {
		t.Helper()
		c.Name, c.Namespace, c.Period, c.TimeZone, c.Stat, c.TreatMissing, c.Input, c.MaxLine = "M", "N", "60", "UTC", "Sum", "missing", "lines", 1000
		if c.Filter == nil {
			c.Pattern, c.Value = textFlag{text: `{ $.level = "ERROR" }`, given: true}, textFlag{text: "$.ms", given: true}
		}
		r, err := c.prepare(&env{Streams: Streams{In: bytes.NewReader(log.Bytes()), Err: io.Discard}, ctx: t.Context()})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.readAll([]string{"-"}, func(string) *replay.Replay { return r.replay }); err != nil {
			t.Fatal(err)
		}
		return r.replay.Evaluator.Result()
	}
	same := func(a, b *metric.Result) {
		t.Helper()
		if x, y := fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b); x != y {
			t.Errorf("got %s\nand %s", x, y)
		}
	}
	other := otherFilter(t)
	matches := result(metricsCmd{})
	if matches.Events != 5000 || len(matches.Metrics[0].Datapoints) < 4 {
		t.Fatalf("%+v", matches)
	}
	same(matches, result(metricsCmd{Compare: other}))
	same(result(metricsCmd{Default: textFlag{text: "3", given: true}}), result(metricsCmd{Default: textFlag{text: "3", given: true}, Compare: other}))
	same(result(metricsCmd{logFlags: logFlags{Rate: "3/s", Start: "2026-01-01T00:00:00Z"}}), result(metricsCmd{logFlags: logFlags{Rate: "3/s", Start: "2026-01-01T00:00:00Z"}, Compare: other}))

	// Several filters, without and with one that publishes for what it does
	// not match.
	several := []string{
		`{"filterPattern": "{ $.level = ERROR }", "metricTransformations": [{"metricName": "A", "metricNamespace": "N", "metricValue": "$.ms"}]}`,
		`{"filterPattern": "{ $.ms > 900 }", "metricTransformations": [{"metricName": "B", "metricNamespace": "N", "metricValue": "1"}]}`,
		`{"filterPattern": "INFO -9", "metricTransformations": [{"metricName": "C", "metricNamespace": "N", "metricValue": "1", "defaultValue": 2}]}`,
	}
	for n := 2; n <= 3; n++ {
		file := t.TempDir() + "/several.json"
		if err := os.WriteFile(file, []byte(strings.Join(several[:n], "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
		set := result(metricsCmd{Filter: []string{file}})
		if len(set.Metrics) != n {
			t.Fatalf("%+v", set)
		}
		same(set, result(metricsCmd{Filter: []string{file}, Compare: other}))
		same(result(metricsCmd{Filter: []string{file}, logFlags: logFlags{Rate: "3/s", Start: "2026-01-01T00:00:00Z"}}),
			result(metricsCmd{Filter: []string{file}, logFlags: logFlags{Rate: "3/s", Start: "2026-01-01T00:00:00Z"}, Compare: other}))
	}
}

// interrupting gives one log event and then has the run interrupted while it
// waits for more.
type interrupting struct {
	text   string
	cancel context.CancelFunc
	ctx    context.Context
}

func (r *interrupting) Read(p []byte) (int, error) {
	if r.text == "" {
		r.cancel()
		<-r.ctx.Done()
		select {} // as a terminal does
	}
	n := copy(p, r.text)
	r.text = r.text[n:]
	return n, nil
}

func TestInterruptedRunShowsWhatItHas(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, errs bytes.Buffer
	// Two blocks, so that the first has been evaluated for sure.
	lines := strings.Repeat("2026-03-01T10:00:00Z x\n", 200_000)
	code := Main(ctx, []string{"metrics", "--pattern", "x", "--default", "0", "--compare", otherFilter(t), "-o", "csv"},
		Streams{In: &interrupting{lines, cancel, ctx}, Out: &out, Err: &errs})
	if code != ExitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(out.String(), ",2026-03-01T10:00:00Z,") || !strings.Contains(errs.String(), "interrupted after") {
		t.Errorf("got %s%s", out.String(), errs.String())
	}
}

func otherFilter(t *testing.T) string {
	t.Helper()
	file := t.TempDir() + "/other.json"
	req := `{"filterPattern": "x", "metricTransformations": [{"metricName": "O", "metricNamespace": "N", "metricValue": "1"}]}`
	if err := os.WriteFile(file, []byte(req), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestProgressWaitsASecond(t *testing.T) {
	var w bytes.Buffer
	p := &progress{w: &w, total: 100, start: time.Now()}
	r := p.reader(strings.NewReader(strings.Repeat("x", 100)))
	if _, err := r.Read(make([]byte, 10)); err != nil || w.Len() > 0 {
		t.Fatalf("%v %q", err, w.String())
	}
	p.start = time.Now().Add(-2 * time.Second)
	if _, err := r.Read(make([]byte, 90)); err != nil || !strings.Contains(w.String(), "100%  100 B of 100 B") {
		t.Errorf("%v %q", err, w.String())
	}
	if p.done(); !strings.HasSuffix(w.String(), "\r\x1b[K") {
		t.Error("the line stays")
	}
	p.total, p.read = 2_500_000_000, 500_000_000
	if got := p.line(2 * time.Second); got != " 20%  500 MB of 2.5 GB, 250 MB/s, 8s left" {
		t.Error(got)
	}
	if p.total = -1; p.line(2*time.Second) != "500 MB read, 250 MB/s" {
		t.Error(p.line(2 * time.Second))
	}
	if q := newProgress(&w); q.reader(r) != r {
		t.Error("progress is for terminals")
	}
}

func TestWideDimensionsAreWarnedAbout(t *testing.T) {
	var log strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&log, "id%d x\n", i)
	}
	var out, errs bytes.Buffer
	code := Main(t.Context(), []string{"metrics", "--pattern", "[id, kind]", "--dimension", "Id=$id", "--rate", "1", "-o", "json"},
		Streams{In: strings.NewReader(log.String()), Out: &out, Err: &errs})
	if code != ExitOK || !strings.Contains(errs.String(), "warning: dimension Id has 1001 different values") {
		t.Errorf("%d: %s", code, errs.String())
	}
}
