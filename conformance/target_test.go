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

// An error about resources says that the request itself was fine.
func TestValidRequestMeetsState(t *testing.T) {
	c := &conformance.Case{ID: "s/c", Service: "logs", Operation: "DeleteLogGroup", Valid: true}
	for code, want := range map[string]bool{
		"ResourceNotFoundException": true, "RealtimeLogConfigAlreadyExists": true, "ConflictException": true,
		"InvalidParameterException": false, "ValidationException": false, "AccessDeniedException": false, "InternalFailure": false,
	} {
		answer := conformance.Answer{Error: &conformance.ServiceError{Code: code}}
		if got := conformance.Compare(c, answer) == ""; got != want {
			t.Errorf("%s: passed validation is %v", code, got)
		}
		refused := &conformance.Case{ID: "s/r", Matched: []int64{}}
		if conformance.Compare(refused, answer) == "" {
			t.Errorf("%s: no response is one", code)
		}
	}
}
