package metric

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// number draws values whose sums round: of all magnitudes, near each other, and
// such as cancel out.
func drawNumber(t *rapid.T) float64 {
	v := rapid.OneOf(
		rapid.Float64Range(-maxMagnitude, maxMagnitude),
		rapid.Map(rapid.IntRange(-1000, 1000), func(i int) float64 { return float64(i) / 10 }),
		rapid.Map(rapid.IntRange(-1074, 359), func(e int) float64 { return math.Ldexp(1, e) }),
		rapid.Map(rapid.IntRange(-60, 60), func(e int) float64 { return -math.Ldexp(1, e) }),
		rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1e16, -1e16, 1, 0x1p53, 0x1p-53, maxMagnitude, -maxMagnitude}),
	).Draw(t, "value")
	return v
}

// TestSumIsExact holds sums to those of package big, rounded once.
func TestSumIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s, left, right statistics
		exact := new(big.Float).SetPrec(3000)
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			v := drawNumber(t)
			s.add(v)
			if rapid.Bool().Draw(t, "left") {
				left.add(v)
			} else {
				right.add(v)
			}
			exact.Add(exact, new(big.Float).SetPrec(3000).SetFloat64(v))
		}
		want, _ := exact.Float64()
		if got := s.total(); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
		if len(s.rest) > 30 {
			t.Fatalf("%d parts", len(s.rest))
		}
		right.merge(&left)
		if got, want := right.datapoint(0), s.datapoint(0); got != want {
			t.Fatalf("merged %+v, want %+v", got, want)
		}
	})
}

// TestMerge: however log events are split, and in whatever order they and their
// evaluators come, the results have the same bytes.
func TestMerge(t *testing.T) {
	filters := mergeFilters(t)
	rapid.Check(t, func(t *rapid.T) {
		type event struct {
			message string
			at      int64
		}
		var events []event
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			value := rapid.OneOf(
				rapid.Map(rapid.Float64Range(-1e9, 1e9), func(f float64) string { b, _ := json.Marshal(f); return string(b) }),
				rapid.SampledFrom([]string{`null`, `"x"`, `true`, `1e16`, `-1e16`, `0.1`, `"7"`}),
			).Draw(t, "ms")
			message := fmt.Sprintf(`{"level":%q,"host":%q,"ms":%s}`, rapid.SampledFrom([]string{"ERROR", "INFO"}).Draw(t, "level"), rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "host"), value)
			events = append(events, event{message, int64(rapid.IntRange(-3, 3).Draw(t, "minute")) * 60_000})
		}
		whole := NewEvaluator(filters, time.Minute, Source{Region: "eu-west-1"})
		feed := func(e *Evaluator, ev event) {
			if _, publishes := e.Evaluate([]byte(ev.message)); publishes {
				e.Publish(ev.at)
			}
		}
		for _, ev := range events {
			feed(whole, ev)
		}
		parts := make([]*Evaluator, rapid.IntRange(1, 4).Draw(t, "parts"))
		for i := range parts {
			parts[i] = whole.Fork()
		}
		for _, ev := range rapid.Permutation(events).Draw(t, "order") {
			feed(parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")], ev)
		}
		merged, sent := whole.Fork(), whole.Fork()
		for _, p := range rapid.Permutation(parts).Draw(t, "merging") {
			if err := merged.Merge(p); err != nil {
				t.Fatal(err)
			}
			if err := sent.MergeBinary(binaryState(t, p)); err != nil {
				t.Fatal(err)
			}
		}
		if want := binaryState(t, whole); string(binaryState(t, merged)) != string(want) || string(binaryState(t, sent)) != string(want) {
			t.Fatalf("got  %q\nand  %q\nwant %q", binaryState(t, merged), binaryState(t, sent), want)
		}
		state := func(e *Evaluator) string {
			text, err := json.Marshal([]any{e.Result(), e.Events(), e.Matched(), e.Unpublished(), e.Warnings()})
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		for _, e := range []*Evaluator{merged, sent} {
			if got, want := state(e), state(whole); got != want {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
		}
	})
	e := NewEvaluator(filters, time.Minute, Source{})
	for _, other := range []*Evaluator{e, NewEvaluator(filters[:1], time.Minute, Source{}), NewEvaluator(filters, time.Hour, Source{}), NewEvaluator(filters, time.Minute, Source{Account: "1"})} {
		if err := e.Merge(other); !errors.Is(err, ErrMergeOthers) {
			t.Errorf("got %v", err)
		}
		if err := e.MergeBinary(binaryState(t, other)); e != other && !errors.Is(err, ErrMergeOthers) {
			t.Errorf("from bytes: %v", err)
		}
	}
}

func binaryState(t interface{ Fatal(...any) }, e *Evaluator) []byte {
	b, err := e.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzMergeBinary: a state of another's making is refused or merged, and what is
// refused changes nothing.
func FuzzMergeBinary(f *testing.F) {
	filters := mergeFilters(f)
	e := NewEvaluator(filters, time.Minute, Source{})
	f.Add(binaryState(f, e))
	for _, message := range []string{`{"level":"ERROR","host":"a","ms":1e16}`, `{"level":"ERROR","host":"a","ms":0.1}`, `{"level":"INFO","ms":null}`} {
		e.Evaluate([]byte(message))
		e.Publish(60_000)
		f.Add(binaryState(f, e))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		e := NewEvaluator(filters, time.Minute, Source{})
		before := binaryState(t, e)
		if err := e.MergeBinary(data); err != nil && string(binaryState(t, e)) != string(before) {
			t.Fatalf("%v, and the evaluator has changed", err)
		}
		e.Result()
		again := e.Fork()
		if err := again.MergeBinary(binaryState(t, e)); err != nil {
			t.Fatal(err)
		}
	})
}

func mergeFilters(t testing.TB) []*Filter {
	t.Helper()
	var filters []*Filter
	for _, text := range []string{
		`{"filterName":"sum","filterPattern":"{ $.level = ERROR }","metricTransformations":[{"metricName":"A","metricNamespace":"N","metricValue":"$.ms"}]}`,
		`{"filterName":"hosts","filterPattern":"{ $.ms = * }","metricTransformations":[{"metricName":"B","metricNamespace":"N","metricValue":"$.ms","dimensions":{"Host":"$.host"}}]}`,
		`{"filterName":"default","filterPattern":"INFO","metricTransformations":[{"metricName":"C","metricNamespace":"N","metricValue":"1","defaultValue":0.1}]}`,
	} {
		var req PutMetricFilterRequest
		if err := json.Unmarshal([]byte(text), &req); err != nil {
			t.Fatal(err)
		}
		f, err := Compile(&req)
		if err != nil {
			t.Fatal(err)
		}
		filters = append(filters, f)
	}
	return filters
}
