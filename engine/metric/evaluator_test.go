package metric_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func compile(t testing.TB, pattern, value string, change func(*metric.PutMetricFilterRequest)) *metric.Filter {
	t.Helper()
	req := &metric.PutMetricFilterRequest{FilterPattern: &pattern, MetricTransformations: []metric.MetricTransformation{
		{MetricName: "M", MetricNamespace: "N", MetricValue: value},
	}}
	if change != nil {
		change(req)
	}
	f, err := metric.Compile(req)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestWarnings(t *testing.T) {
	f := compile(t, `[id, kind, ...]`, "1", func(r *metric.PutMetricFilterRequest) {
		r.FilterName = "wide"
		r.MetricTransformations[0].Dimensions = map[string]string{"Kind": "$kind", "Id": "$id"}
	})
	e := metric.NewEvaluator([]*metric.Filter{f}, time.Minute, metric.Source{})
	add := func(i int) {
		if _, publishes := e.Evaluate(fmt.Appendf(nil, "id%d kind%d x", i, i%2)); !publishes {
			t.Fatal("nothing published")
		}
		e.Publish(0)
	}
	for i := range 997 {
		add(i)
		add(i)
	}
	if w := e.Warnings(); w != nil {
		t.Errorf("999 pairs: %v", w)
	}
	add(997)
	want := []metric.Warning{{FilterName: "wide", Pairs: 1000, Dimensions: []metric.Cardinality{{Name: "Id", Values: 998}, {Name: "Kind", Values: 2}}}}
	if d := cmp.Diff(want, e.Warnings()); d != "" {
		t.Error(d)
	}
	text := e.Warnings()[0].String()
	for _, part := range []string{"Id has 998 different values", "Kind has 2", "1000 dimension pairs", "wide"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q lacks %q", text, part)
		}
	}
}

func TestMatchedByFilter(t *testing.T) {
	e := metric.NewEvaluator([]*metric.Filter{compile(t, "a", "1", nil), compile(t, "b", "1", nil)}, 0, metric.Source{})
	for _, m := range []string{"a", "ab", "c"} {
		matched, publishes := e.Evaluate([]byte(m))
		if matched != (m != "c") || publishes != matched {
			t.Errorf("%s: %v %v", m, matched, publishes)
		}
		e.Publish(1)
	}
	if d := cmp.Diff([]int64{2, 1}, e.Matched()); d != "" {
		t.Error(d)
	}
	if r := e.Result(); r.Events != 3 || r.Matched != 2 || r.Metrics[0].Datapoints[0].SampleCount != 3 {
		t.Errorf("%+v", r)
	}
}

// A stream publishes what its log events publish one by one, and several
// filters together what each publishes alone.
func TestStream(t *testing.T) {
	named := func(name string, also func(*metric.PutMetricFilterRequest)) func(*metric.PutMetricFilterRequest) {
		return func(r *metric.PutMetricFilterRequest) {
			r.MetricTransformations[0].MetricName = name
			if also != nil {
				also(r)
			}
		}
	}
	plain := compile(t, "a -b", "1", named("A", nil))
	elsewhere := compile(t, "a", "1", named("B", func(r *metric.PutMetricFilterRequest) { r.FieldSelectionCriteria = `@aws.region = "x"` }))
	fields := compile(t, "[x=a, ..., n>1]", "$n", named("C", nil))
	members := compile(t, "{ $.a = 2 }", "$.a", named("D", func(r *metric.PutMetricFilterRequest) {
		r.MetricTransformations[0].Dimensions = map[string]string{"K": "$.k"}
	}))
	withDefault := compile(t, "?b ?c", "2", named("E", func(r *metric.PutMetricFilterRequest) { r.MetricTransformations[0].DefaultValue = new(7.0) }))

	messages := []string{"a 1", "b", `{"a":2,"k":"v"}`, "a b 3", `{"a":2,"k":"w"}`, "c", "untimed a"}
	timeOf := func(message []byte, number int64) (int64, bool) {
		i := int64(slices.Index(messages, string(message)))
		if number >= 0 {
			i = number
		}
		return i * 40_000, !strings.HasPrefix(string(message), "untimed")
	}
	text := strings.Join(messages[:3], "\n") + "\n\r\n\n" + strings.Join(messages[3:], "\r\n") + "\n" + strings.Repeat("long", 10)
	for name, filters := range map[string][]*metric.Filter{
		"one": {plain}, "one that publishes for misses": {withDefault}, "one that looks elsewhere": {elsewhere}, "none": {},
		"several": {plain, elsewhere, fields, members}, "several and a default": {plain, elsewhere, fields, members, withDefault},
	} {
		var alone []metric.Metric
		var matched []int64
		for _, f := range filters {
			e := metric.NewEvaluator([]*metric.Filter{f}, 0, metric.Source{})
			for _, m := range messages {
				e.Evaluate([]byte(m))
				if ms, ok := timeOf([]byte(m), -1); ok {
					e.Publish(ms)
				}
			}
			alone = append(alone, e.Result().Metrics...)
			matched = append(matched, e.Matched()...)
		}
		for _, byNumber := range []bool{false, true} {
			e := metric.NewEvaluator(filters, 0, metric.Source{})
			long := 0
			err := e.Stream(t.Context(), strings.NewReader(text), metric.StreamOptions{
				MaxLine: 30, ByNumber: byNumber, TooLong: func(int64) { long++ },
				Time: func(message []byte, number int64) (int64, bool) {
					if !byNumber {
						number = -1
					}
					return timeOf(message, number)
				},
			})
			if err != nil || long != 1 {
				t.Errorf("%s: %v, %d lines too long", name, err, long)
			}
			r := e.Result()
			if d := cmp.Diff(alone, r.Metrics, cmpopts.EquateEmpty()); d != "" || r.Events != int64(len(messages)) {
				t.Errorf("%s, by number %v: %d events (-alone +stream):\n%s", name, byNumber, r.Events, d)
			}
			if d := cmp.Diff(matched, e.Matched(), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s, by number %v: %s", name, byNumber, d)
			}
		}
	}
}

func TestSystemFields(t *testing.T) {
	f := compile(t, "a", "1", func(r *metric.PutMetricFilterRequest) {
		r.FieldSelectionCriteria = `@aws.region = "r" OR @aws.region = "s"`
		r.EmitSystemFieldDimensions = []string{"@source.log"}
	})
	if d := cmp.Diff([]string{"@aws.region", "@source.log"}, f.SystemFields()); d != "" {
		t.Error(d)
	}
}

func TestCompileKeepsSyntaxErrors(t *testing.T) {
	for _, req := range []*metric.PutMetricFilterRequest{
		{FilterPattern: new("{ $.a = }")},
		{FilterPattern: new("a"), FieldSelectionCriteria: "@aws.region = 1"},
	} {
		req.MetricTransformations = []metric.MetricTransformation{{MetricName: "M", MetricNamespace: "N", MetricValue: "1"}}
		_, err := metric.Compile(req)
		var api *engine.APIError
		var syntax grammar.Errors
		if !errors.As(err, &api) || api.Status != 400 || !errors.As(err, &syntax) {
			t.Errorf("got %v", err)
		}
	}
}

// Nothing may be allocated for a log event whose period and dimensions are
// known: memory must not depend on the number of events.
func TestEventsCostNoMemory(t *testing.T) {
	if raceEnabled {
		t.Skip("under the race detector pools forget at random")
	}
	e := metric.NewEvaluator([]*metric.Filter{
		compile(t, `{ $.v = * }`, "$.v", func(r *metric.PutMetricFilterRequest) {
			r.MetricTransformations[0].Dimensions = map[string]string{"D": "$.d", "E": "$.e"}
		}),
		compile(t, `{ $.v = 1 }`, "1", func(r *metric.PutMetricFilterRequest) { r.MetricTransformations[0].DefaultValue = new(0.0) }),
	}, 0, metric.Source{})
	message := []byte(`{"v":2,"d":"x","e":"é\n"}`)
	add := func() {
		e.Evaluate(message)
		e.Publish(5)
	}
	add()
	if n := testing.AllocsPerRun(100, add); n > 1 { // strconv takes a string
		t.Errorf("%v allocations an event", n)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	message := []byte(`{"time":"2026-01-01T00:00:00Z","requestId":"0123456789","latency":42,"requestType":"GET","bytes":100}`)
	for name, f := range map[string]*metric.Filter{
		"count":   compile(b, `{ $.latency = * }`, "1", nil),
		"miss":    compile(b, `{ $.latency = 1 }`, "1", nil),
		"latency": compile(b, `{ $.latency = * }`, "$.latency", nil),
		"dimension": compile(b, `{ $.latency = * }`, "$.latency", func(r *metric.PutMetricFilterRequest) {
			r.MetricTransformations[0].Dimensions = map[string]string{"D": "$.requestType"}
		}),
	} {
		b.Run(name, func(b *testing.B) {
			e := metric.NewEvaluator([]*metric.Filter{f}, 0, metric.Source{})
			b.ReportAllocs()
			b.SetBytes(int64(len(message)))
			for b.Loop() {
				e.Evaluate(message)
				e.Publish(5)
			}
		})
	}
}

func FuzzEvaluate(f *testing.F) {
	f.Add(`{ $.v = * }`, "$.v", "$.d", `{"v":"1e3","d":"x"}`, int64(-5))
	f.Add(`[a, ..., b]`, "$b", "$2", `1 "2" 3`, int64(5))
	f.Add(``, "1", "", "x", int64(0))
	f.Fuzz(func(t *testing.T, pattern, value, dimension, message string, at int64) {
		fuzzbound.Watch(t, pattern, value, dimension, message, at)
		req := &metric.PutMetricFilterRequest{FilterPattern: &pattern, MetricTransformations: []metric.MetricTransformation{
			{MetricName: "M", MetricNamespace: "N", MetricValue: value},
		}}
		if dimension != "" {
			req.MetricTransformations[0].Dimensions = map[string]string{"D": dimension}
		}
		filter, err := metric.Compile(req)
		if err != nil {
			return
		}
		e := metric.NewEvaluator([]*metric.Filter{filter}, time.Minute, metric.Source{})
		matched, publishes := e.Evaluate([]byte(message))
		if publishes && !matched {
			t.Fatal("published without a match or a default")
		}
		e.Publish(at % (1 << 52))
		if n := len(e.Result().Metrics); n > 1 || publishes != (n == 1) {
			t.Fatalf("%d metrics", n)
		}
	})
}
