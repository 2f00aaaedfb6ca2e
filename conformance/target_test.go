package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/engine"
)

// TestValidatorsAgree holds the engine's own checks of a TestMetricFilter
// request against the request validators, which answer the target's calls.
func TestValidatorsAgree(t *testing.T) {
	many := `["` + strings.Repeat(`m","`, 50) + `m"]`
	for _, doc := range []string{
		`{}`, `{"filterPattern":"x"}`, `{"filterPattern":"x","logEventMessages":[]}`, `{"filterPattern":"x","logEventMessages":` + many + `}`,
		`{"filterPattern":"` + strings.Repeat("é", 1025) + `","logEventMessages":["x"]}`, `{"filterPattern":"a:b","logEventMessages":["x"]}`,
		`{"filterPattern":"` + strings.Repeat("x", 1025) + `","logEventMessages":[]}`, `{"filterPattern":"{ $.a == 1 }","logEventMessages":["x"]}`,
		`{"logEventMessages":["x"]}`, `{"filterPattern":null,"logEventMessages":null}`,
	} {
		answer, err := conformance.Engine().Do(context.Background(), conformance.Call{
			Operation: conformance.Operation{Service: conformance.DefaultService, Name: conformance.DefaultOperation}, Request: json.RawMessage(doc),
		})
		if err != nil {
			t.Fatal(err)
		}
		var req engine.TestMetricFilterRequest
		if err := json.Unmarshal([]byte(doc), &req); err != nil {
			t.Fatal(err)
		}
		_, err = engine.TestMetricFilter(&req, engine.ServiceLimits())
		var api *engine.APIError
		if !errors.As(err, &api) || answer.Error == nil {
			t.Errorf("%.80s: engine says %v, validators say %+v", doc, err, answer.Error)
			continue
		}
		if diff := cmp.Diff(&conformance.ServiceError{Code: api.Code, Message: api.Message}, answer.Error); diff != "" {
			t.Errorf("%.80s (-engine +validators):\n%s", doc, diff)
		}
	}
}
