// Package backtest is what a backtest of filters has found, and how it is written:
// datapoints, states of alarms, and what each filter matched. It also reads the
// periods and times that people give it.
package backtest

import (
	"io"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// WriteNDJSON writes one datapoint per line.
func WriteNDJSON(w io.Writer, metrics []metric.Metric) error {
	for _, m := range metrics {
		for _, d := range m.Datapoints {
			line := struct {
				MetricNamespace string            `json:"metricNamespace"`
				MetricName      string            `json:"metricName"`
				Unit            string            `json:"unit"`
				Dimensions      map[string]string `json:"dimensions"`
				metric.Datapoint
			}{m.MetricNamespace, m.MetricName, m.Unit, m.Dimensions, d}
			if err := jsontext.Write(w, line, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// WritePutMetricData writes one request per line.
func WritePutMetricData(w io.Writer, metrics []metric.Metric) error {
	for req := range metric.PutMetricDataRequests(metrics) {
		if err := jsontext.Write(w, req, ""); err != nil {
			return err
		}
	}
	return nil
}
