package filterfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/document"
)

func parseFilters(file string, data []byte) ([]*metric.PutMetricFilterRequest, error) {
	var requests []*metric.PutMetricFilterRequest
	dec := json.NewDecoder(bytes.NewReader(data))
	for {
		var raw json.RawMessage
		from := int(dec.InputOffset())
		err := dec.Decode(&raw)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, document.JSONError(file, data, from, err)
		}
		more, err := parseFilterValue(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		requests = append(requests, more...)
	}
	if len(requests) == 0 {
		return nil, fmt.Errorf("%s: no metric filter in it", file)
	}
	return requests, nil
}

func parseFilterValue(raw json.RawMessage) ([]*metric.PutMetricFilterRequest, error) {
	var list []json.RawMessage
	if raw[0] != '[' && raw[0] != '{' {
		return nil, errors.New("a metric filter is a JSON object, as PutMetricFilter takes it")
	}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
	} else {
		var described struct {
			MetricFilters *[]json.RawMessage `json:"metricFilters"`
		}
		if err := json.Unmarshal(raw, &described); err != nil {
			return nil, metric.SerializationError(err)
		}
		list = []json.RawMessage{raw}
		if described.MetricFilters != nil {
			list = *described.MetricFilters
		}
	}
	requests := make([]*metric.PutMetricFilterRequest, len(list))
	for i, raw := range list {
		requests[i] = &metric.PutMetricFilterRequest{}
		if err := json.Unmarshal(raw, requests[i]); err != nil {
			return nil, metric.SerializationError(err)
		}
	}
	return requests, nil
}
