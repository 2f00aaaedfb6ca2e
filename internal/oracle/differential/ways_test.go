package differential

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/cli"
	"github.com/logsieve/logsieve/internal/explain"
)

// way decides every filter on every log event of a round of a kind; raw ways
// take all kinds. tried is false when the round is not one for it.
type way struct {
	name   string
	kind   kind
	decide func(t *testing.T, r *round) (got [][]bool, tried bool)
}

// always is a way that takes every round.
func always(decide func(t *testing.T, r *round) [][]bool) func(*testing.T, *round) ([][]bool, bool) {
	return func(t *testing.T, r *round) ([][]bool, bool) { return decide(t, r), true }
}

// ofText is a way that takes every round without a NUL, which makes a file one
// that is no log.
func ofText(decide func(t *testing.T, r *round) [][]bool) func(*testing.T, *round) ([][]bool, bool) {
	return func(t *testing.T, r *round) ([][]bool, bool) {
		if strings.Contains(strings.Join(r.events, ""), "\x00") {
			return nil, false
		}
		return decide(t, r), true
	}
}

var ways = []way{
	{"Match", raw, always(func(_ *testing.T, r *round) [][]bool { return r.each((*engine.Filter).Match) })},
	{"Extract", raw, always(byExtract)},
	{"Trace", raw, always(func(_ *testing.T, r *round) [][]bool {
		return r.each(func(f *engine.Filter, event []byte) bool { return f.Trace(event).Matched })
	})},
	{"why", raw, always(byWhy)},
	{"the canonical form", raw, always(byCanonicalForm)},
	{"a set", raw, always(bySet)},
	{"TestMetricFilter", texts, always(byTestMetricFilter)},
	{"the metric evaluator", texts, always(byEvaluator)},
	{"TestMetricFilter of serve", texts, always(byServedTestMetricFilter)},
	{"FilterLogEvents of serve", texts, always(byFilterLogEvents)},
	{"the datapoints of serve", texts, byServedDatapoints},
	{"a stream of a reader", lines, always(streamed(1, func(_ *testing.T, log []byte) func() io.Reader {
		return func() io.Reader { return iotest.HalfReader(bytes.NewReader(log)) }
	}))},
	{"a stream of a file", lines, always(streamed(1, logFile))},
	{"a stream of a file, 3 workers", lines, always(streamed(3, logFile))},
	{"a stream of gzip", lines, ofText(streamed(2, func(t *testing.T, log []byte) func() io.Reader {
		return decompressed(t, log, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	}))},
	{"a stream of zstd", lines, ofText(streamed(1, func(t *testing.T, log []byte) func() io.Reader {
		return decompressed(t, log, func(w io.Writer) (io.WriteCloser, error) {
			return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		})
	}))},
	{"a set's stream", lines, always(bySetStream)},
	{"logsieve match", lines, byCommand},
}

func byExtract(t *testing.T, r *round) [][]bool {
	out := r.empty()
	for i, f := range r.filters {
		for j, e := range r.events {
			values, ok := f.Extract([]byte(e))
			if out[i][j] = ok; ok && r.matches[i][j] && !maps.Equal(values, r.values[i][j]) {
				t.Errorf("round %d: %q on %q: extracts %q, the oracle %q", r.number, r.texts[i], e, values, r.values[i][j])
			}
		}
	}
	return out
}

// byWhy asks about some log events only: it compiles patterns that nearly
// match, again for each.
func byWhy(_ *testing.T, r *round) [][]bool {
	out := r.empty()
	for i, f := range r.filters {
		for j, e := range r.events {
			if out[i][j] = r.matches[i][j]; j%8 != i {
				continue
			}
			out[i][j] = explain.NewWhy(f, r.texts[i], []byte(e)).Verdict == "match"
		}
	}
	return out
}

// byCanonicalForm also holds that the form's own form is itself.
func byCanonicalForm(t *testing.T, r *round) [][]bool {
	formatted := map[*engine.Filter]*engine.Filter{}
	for i, f := range r.filters {
		text := grammar.Format(f.Pattern())
		formatted[f] = f
		if utf8.RuneCountInString(text) > grammar.MaxPatternLength {
			continue
		}
		g, err := engine.ParseAndCompile(text)
		if err != nil {
			t.Errorf("round %d: the form of %q, %q, is refused: %v", r.number, r.texts[i], text, err)
			continue
		}
		if again := grammar.Format(g.Pattern()); again != text {
			t.Errorf("round %d: the form of %q, %q, has the form %q", r.number, r.texts[i], text, again)
		}
		formatted[f] = g
	}
	return r.each(func(f *engine.Filter, event []byte) bool { return formatted[f].Match(event) })
}

func (r *round) set(t *testing.T) *engine.Set {
	t.Helper()
	s, err := engine.CompileSet(r.filters)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func bySet(t *testing.T, r *round) [][]bool {
	s, out := r.set(t), r.empty()
	for j, e := range r.events {
		for _, i := range s.Match(nil, []byte(e)) {
			out[i][j] = true
		}
	}
	return out
}

func byTestMetricFilter(t *testing.T, r *round) [][]bool {
	out := r.empty()
	for i, text := range r.texts {
		resp, err := engine.TestMetricFilter(&engine.TestMetricFilterRequest{FilterPattern: &text, LogEventMessages: r.events}, engine.ServiceLimits())
		if err != nil {
			t.Errorf("round %d: %q: %v", r.number, text, err)
			continue
		}
		r.matched(t, i, resp, out)
	}
	return out
}

// matched puts a response into a table.
func (r *round) matched(t *testing.T, i int, resp *engine.TestMetricFilterResponse, out [][]bool) {
	t.Helper()
	for _, m := range resp.Matches {
		j := int(m.EventNumber) - 1
		out[i][j] = true
		if m.EventMessage != r.events[j] || r.matches[i][j] && !maps.Equal(m.ExtractedValues, r.values[i][j]) {
			t.Errorf("round %d: %q on %q: TestMetricFilter answers %+v, the oracle %q", r.number, r.texts[i], r.events[j], m, r.values[i][j])
		}
	}
}

// metricFilter publishes one for each match, under the number of a filter.
func (r *round) metricFilter(i int) metric.PutMetricFilterRequest {
	return metric.PutMetricFilterRequest{
		FilterPattern:         &r.texts[i],
		MetricTransformations: []metric.MetricTransformation{{MetricName: fmt.Sprint(i), MetricNamespace: fmt.Sprint("round", r.number), MetricValue: "1"}},
	}
}

// byEvaluator gives each log event a minute of its own, so that the datapoint
// says which it is.
func byEvaluator(t *testing.T, r *round) [][]bool {
	req := metric.EvaluateMetricFilterRequest{}
	for i := range r.filters {
		req.MetricFilters = append(req.MetricFilters, r.metricFilter(i))
	}
	for j, e := range r.events {
		req.LogEvents = append(req.LogEvents, metric.InputLogEvent{Timestamp: int64(j) * time.Minute.Milliseconds(), Message: e})
	}
	result, err := metric.EvaluateMetricFilter(&req)
	if err != nil {
		t.Fatalf("round %d: %v", r.number, err)
	}
	out := r.empty()
	fromDatapoints(t, result.Metrics, 0, out)
	return out
}

// fromDatapoints reads a table out of metrics whose names are numbers of
// filters, with a minute for each log event from start on.
func fromDatapoints(t *testing.T, metrics []metric.Metric, start int64, out [][]bool) {
	t.Helper()
	for _, m := range metrics {
		var i int
		if _, err := fmt.Sscan(m.MetricName, &i); err != nil {
			t.Fatal(err)
		}
		for _, d := range m.Datapoints {
			if d.SampleCount != 1 || d.Sum != 1 {
				t.Errorf("%s: %+v for one log event", m.MetricName, d)
			}
			out[i][(d.Timestamp-start)/time.Minute.Milliseconds()] = true
		}
	}
}

// log is the log events as lines, at times so often that they fill blocks.
func (r *round) log() (text []byte, times int) {
	times = 1
	if r.number%60 == 2 {
		size := 0
		for _, e := range r.events {
			size += len(e) + 1
		}
		times = 1 + (5<<19)/size
	}
	end := r.One("\n", "\r\n")
	return []byte(strings.Repeat(strings.Join(r.events, end)+end, times)), times
}

// tally counts the lines that were selected, by filter and log event.
type tally struct {
	r     *round
	times int
	got   [][]int
}

func (r *round) newTally(times int) *tally {
	y := &tally{r, times, make([][]int, len(r.filters))}
	for i := range y.got {
		y.got[i] = make([]int, len(r.events))
	}
	return y
}

func (y *tally) add(t *testing.T, i int, number int64, line []byte) {
	t.Helper()
	j := int(number-1) % len(y.r.events)
	y.got[i][j]++
	if want := strings.TrimSuffix(y.r.events[j], "\r"); string(line) != want {
		t.Errorf("round %d: %q: line %d is %q, want %q", y.r.number, y.r.texts[i], number, line, want)
	}
}

// table is true where all repetitions were selected.
func (y *tally) table(t *testing.T) [][]bool {
	t.Helper()
	out := y.r.empty()
	for i := range out {
		for j, n := range y.got[i] {
			if out[i][j] = n == y.times; n != 0 && n != y.times {
				t.Errorf("round %d: %q on %q: selected %d times of %d", y.r.number, y.r.texts[i], y.r.events[j], n, y.times)
			}
		}
	}
	return out
}

func logFile(t *testing.T, log []byte) func() io.Reader {
	t.Helper()
	name := written(t, log)
	return func() io.Reader {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
}

func written(t *testing.T, log []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "app.log")
	if err := os.WriteFile(name, log, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func decompressed(t *testing.T, log []byte, compress func(io.Writer) (io.WriteCloser, error)) func() io.Reader {
	t.Helper()
	var b bytes.Buffer
	w, err := compress(&b)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(log)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return func() io.Reader {
		f, err := logfile.Open(bytes.NewReader(b.Bytes()), logfile.Options{Format: logfile.Lines})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f.Text()
	}
}

// streamed reads the log anew for each filter, from what open has made of it.
func streamed(workers int, open func(t *testing.T, log []byte) func() io.Reader) func(*testing.T, *round) [][]bool {
	return func(t *testing.T, r *round) [][]bool {
		log, times := r.log()
		reader, y := open(t, log), r.newTally(times)
		for i, f := range r.filters {
			err := f.Stream(context.Background(), reader(), engine.StreamOptions{Workers: workers, Numbers: true}, func(b *engine.Block) error {
				for _, l := range b.Lines {
					y.add(t, i, l.Number, b.Data[l.Start:l.End])
				}
				return nil
			})
			if err != nil {
				t.Errorf("round %d: %q: %v", r.number, r.texts[i], err)
			}
		}
		return y.table(t)
	}
}

func bySetStream(t *testing.T, r *round) [][]bool {
	log, times := r.log()
	y := r.newTally(times)
	err := r.set(t).Stream(context.Background(), bytes.NewReader(log), engine.StreamOptions{Workers: 2, Numbers: true}, func(b *engine.SetBlock) error {
		for n, l := range b.Lines {
			for _, i := range b.Filters(n) {
				y.add(t, i, l.Number, b.Data[l.Start:l.End])
			}
		}
		return nil
	})
	if err != nil {
		t.Errorf("round %d: %v", r.number, err)
	}
	return y.table(t)
}

// byCommand takes no round with a NUL, which makes a file one that is no log,
// and none whose first line is a document of log events.
func byCommand(t *testing.T, r *round) ([][]bool, bool) {
	log, times := r.log()
	if bytes.IndexByte(log, 0) >= 0 || times > 1 {
		return nil, false
	}
	name := written(t, append([]byte("a line that is no document\n"), log...))
	y := r.newTally(times)
	for i, text := range r.texts {
		var out, errs bytes.Buffer
		code := cli.Main(context.Background(), []string{"match", "-n", "-j", fmt.Sprint(1 + r.number%3), "-e", text, name}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		if code > 1 {
			t.Errorf("round %d: %q: exit code %d: %s", r.number, text, code, errs.String())
			continue
		}
		for line := range strings.Lines(out.String()) {
			number, event, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
			var n int64
			if _, err := fmt.Sscan(number, &n); err != nil {
				t.Fatalf("round %d: %q: %v in %q", r.number, text, err, line)
			}
			if n > 1 {
				y.add(t, i, n-1, []byte(event))
			}
		}
	}
	return y.table(t), true
}
