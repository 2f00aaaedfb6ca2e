package filterfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/jsontext"
)

var errNoPattern = errors.New("no filterPattern")

func patternFilter(pattern, place string) Filter {
	return Filter{&metric.PutMetricFilterRequest{FilterPattern: &pattern}, place}
}

// filterRequest is what counts of a request that holds a filter pattern.
type filterRequest struct {
	FilterName    string  `json:"filterName"`
	FilterPattern *string `json:"filterPattern"`
}

// list reads the filters of a file. It is one JSON document: a request,
// an array of requests and patterns, or what DescribeMetricFilters and
// DescribeSubscriptionFilters answer; or it holds requests and patterns line
// by line. A JSON pattern is never valid JSON, so that the forms stay apart;
// a line that starts with # is a comment, because no pattern does.
func list(name string, data []byte) ([]Filter, error) {
	if text := bytes.TrimSpace(data); len(text) > 0 && (text[0] == '[' || text[0] == '{') && json.Valid(text) {
		if list, ok := filterDocument(text); ok {
			return listElements(name, list)
		}
		l, err := requestFilter(text, name)
		return []Filter{l}, err
	}
	var out []Filter
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		l := patternFilter(line, fmt.Sprintf("%s:%d", name, i+1))
		if line[0] == '{' && json.Valid([]byte(line)) {
			var err error
			if l, err = requestFilter([]byte(line), l.Place); err != nil {
				return nil, err
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// filterDocument returns the list that a JSON document holds or is. The
// pattern [] is none: it is the list without elements, which is refused later.
func filterDocument(text []byte) (list []json.RawMessage, ok bool) {
	if text[0] == '[' {
		return list, json.Unmarshal(text, &list) == nil
	}
	var described struct {
		MetricFilters       []json.RawMessage `json:"metricFilters"`
		SubscriptionFilters []json.RawMessage `json:"subscriptionFilters"`
	}
	if json.Unmarshal(text, &described) != nil {
		return nil, false
	}
	list = append(described.MetricFilters, described.SubscriptionFilters...)
	return list, list != nil
}

func listElements(name string, list []json.RawMessage) ([]Filter, error) {
	var out []Filter
	for i, raw := range list {
		place := fmt.Sprintf("%s[%d]", name, i)
		var pattern string
		l := Filter{}
		if json.Unmarshal(raw, &pattern) == nil {
			l = patternFilter(pattern, place)
		} else {
			var err error
			if l, err = requestFilter(raw, place); err != nil {
				return nil, err
			}
		}
		out = append(out, l)
	}
	return out, nil
}

func requestFilter(text []byte, place string) (Filter, error) {
	var r filterRequest
	if err := json.Unmarshal(text, &r); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return Filter{}, fmt.Errorf("%s: %s must be a string, not %s", place, wrong.Field, jsontext.Kind(wrong.Value))
		}
		return Filter{}, fmt.Errorf("%s: neither a pattern nor a request with filterPattern", place)
	}
	if r.FilterPattern == nil {
		return Filter{}, fmt.Errorf("%s: %w", place, errNoPattern)
	}
	return Filter{&metric.PutMetricFilterRequest{FilterName: r.FilterName, FilterPattern: r.FilterPattern}, place}, nil
}
