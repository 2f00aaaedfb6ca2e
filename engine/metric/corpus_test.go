package metric_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
)

// The cases of the corpus, without the conformance package: that one is built
// on this.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("../../corpus/metrics/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	total := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var suite struct {
			Cases []struct {
				ID       string
				Request  json.RawMessage
				Response *metric.Result
				Error    *struct{ Code, Message string }
			}
		}
		if err := json.Unmarshal(data, &suite); err != nil {
			t.Fatal(file, err)
		}
		for _, c := range suite.Cases {
			total++
			t.Run(c.ID, func(t *testing.T) {
				got, err := evaluate(c.Request)
				if c.Error != nil {
					var api *engine.APIError
					if !errors.As(err, &api) {
						t.Fatalf("got %v, %v", got, err)
					}
					if d := cmp.Diff(*c.Error, struct{ Code, Message string }{api.Code, api.Message}); d != "" {
						t.Error(d)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(c.Response, got); d != "" {
					t.Error(d)
				}
			})
		}
	}
	if total < 60 {
		t.Errorf("%d cases", total)
	}
}

func evaluate(request json.RawMessage) (*metric.Result, error) {
	var req metric.EvaluateMetricFilterRequest
	if err := json.Unmarshal(request, &req); err != nil {
		return nil, metric.SerializationError(err)
	}
	return metric.EvaluateMetricFilter(&req)
}
