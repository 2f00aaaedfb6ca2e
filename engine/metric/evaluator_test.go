package metric_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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

func TestSingle(t *testing.T) {
	plain := compile(t, "a", "2", nil)
	withDefault := compile(t, "a", "2", func(r *metric.PutMetricFilterRequest) { r.MetricTransformations[0].DefaultValue = new(7.0) })
	elsewhere := compile(t, "a", "1", func(r *metric.PutMetricFilterRequest) { r.FieldSelectionCriteria = `@aws.region = "x"` })
	for _, tt := range []struct {
		filter *metric.Filter
		misses bool
		sum    float64
	}{{plain, false, 2}, {withDefault, true, 9}} {
		e := metric.NewEvaluator([]*metric.Filter{tt.filter}, 0, metric.Source{})
		f, misses, ok := e.Single()
		if !ok || misses != tt.misses || !f.Match([]byte("a")) {
			t.Fatal(misses, ok)
		}
		for _, m := range []string{"a", "b"} {
			if publishes := e.EvaluateSingle([]byte(m), m == "a"); publishes != (m == "a" || tt.misses) {
				t.Errorf("%s publishes: %v", m, publishes)
			}
			e.Publish(0)
		}
		e.Skip(3)
		if r := e.Result(); r.Events != 5 || r.Matched != 1 || r.Metrics[0].Datapoints[0].Sum != tt.sum {
			t.Errorf("%+v", r)
		}
	}
	for _, filters := range [][]*metric.Filter{{plain, plain}, {elsewhere}} {
		if _, _, ok := metric.NewEvaluator(filters, 0, metric.Source{}).Single(); ok {
			t.Error("one match does not decide here")
		}
	}
}

// Filters that are matched together publish what each publishes alone.
func TestSet(t *testing.T) {
	elsewhere := func(r *metric.PutMetricFilterRequest) { r.FieldSelectionCriteria = `@aws.region = "x"` }
	withDefault := func(r *metric.PutMetricFilterRequest) { r.MetricTransformations[0].DefaultValue = new(7.0) }
	named := func(name string, also func(*metric.PutMetricFilterRequest)) func(*metric.PutMetricFilterRequest) {
		return func(r *metric.PutMetricFilterRequest) {
			r.MetricTransformations[0].MetricName = name
			if also != nil {
				also(r)
			}
		}
	}
	messages := []string{"a 1", "b", `{"a":2,"k":"v"}`, "a b 3", `{"a":2,"k":"w"}`, "c", ""}
	for _, misses := range []bool{false, true} {
		filters := []*metric.Filter{
			compile(t, "a -b", "1", named("A", nil)),
			compile(t, "a", "1", named("B", elsewhere)),
			compile(t, "[x=a, ..., n>1]", "$n", named("C", nil)),
			compile(t, "{ $.a = 2 }", "$.a", named("D", func(r *metric.PutMetricFilterRequest) {
				r.MetricTransformations[0].Dimensions = map[string]string{"K": "$.k"}
			})),
		}
		if misses {
			filters = append(filters, compile(t, "?b ?c", "2", named("E", withDefault)))
		}
		var alone []metric.Metric
		var matched []int64
		for _, f := range filters {
			e := metric.NewEvaluator([]*metric.Filter{f}, 0, metric.Source{})
			for i, m := range messages {
				e.Evaluate([]byte(m))
				e.Publish(int64(i) * 40_000)
			}
			alone = append(alone, e.Result().Metrics...)
			matched = append(matched, e.Matched()...)
		}
		together := metric.NewEvaluator(filters, 0, metric.Source{})
		bySet := metric.NewEvaluator(filters, 0, metric.Source{})
		set, gotMisses, ok := bySet.Set()
		if !ok || gotMisses != misses {
			t.Fatalf("misses %v, ok %v", gotMisses, ok)
		}
		for i, m := range messages {
			together.Evaluate([]byte(m))
			together.Publish(int64(i) * 40_000)
			if filters := set.Match(nil, []byte(m)); len(filters) > 0 || misses {
				bySet.EvaluateMatches([]byte(m), filters)
				bySet.Publish(int64(i) * 40_000)
			} else {
				bySet.Skip(1)
			}
		}
		for _, e := range []*metric.Evaluator{together, bySet} {
			r := e.Result()
			if d := cmp.Diff(alone, r.Metrics); d != "" || r.Events != int64(len(messages)) {
				t.Errorf("%d events (-alone +together):\n%s", r.Events, d)
			}
			if d := cmp.Diff(matched, e.Matched()); d != "" {
				t.Error(d)
			}
		}
	}
	if _, _, ok := metric.NewEvaluator([]*metric.Filter{compile(t, "a", "1", nil)}, 0, metric.Source{}).Set(); ok {
		t.Error("a set of one filter")
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
