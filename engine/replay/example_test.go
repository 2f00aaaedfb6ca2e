package replay_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
)

// Log files in, datapoints out.
func Example() {
	pattern := `{ $.level = "ERROR" }`
	filter, err := metric.Compile(&metric.PutMetricFilterRequest{
		FilterPattern: &pattern,
		MetricTransformations: []metric.MetricTransformation{
			{MetricNamespace: "App", MetricName: "ErrorMs", MetricValue: "$.ms", Unit: "Milliseconds"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	clock, err := replay.NewClock(replay.ClockOptions{Field: "$.at"})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := &replay.Replay{
		Evaluator: metric.NewEvaluator([]*metric.Filter{filter}, time.Minute, metric.Source{}),
		Clock:     clock,
	}
	const log = `{"at":"2026-03-01T10:00:05Z","level":"ERROR","ms":20}
{"at":"2026-03-01T10:00:40Z","level":"ERROR","ms":40}
{"at":"2026-03-01T10:01:00Z","level":"INFO","ms":5}
{"level":"ERROR","ms":1}
`
	f, err := logfile.Open(strings.NewReader(log), logfile.Options{MessageTime: clock.InMessage()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	if err := r.Read(context.Background(), "app.log", f); err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range r.Evaluator.Result().Metrics {
		for _, d := range m.Datapoints {
			fmt.Println(m.MetricName, time.UnixMilli(d.Timestamp).UTC().Format(time.TimeOnly), d.Sum, d.SampleCount)
		}
	}
	fmt.Println(r.Untimed, "without a time, the first in", r.FirstUntimed)
	// Output:
	// ErrorMs 10:00:00 60 2
	// 1 without a time, the first in app.log
}
