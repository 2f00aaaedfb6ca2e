package endpoint_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/internal/endpoint"
)

// wire is a conformance target that speaks AWS JSON to a handler.
type wire struct{ http.Handler }

func (w wire) Do(_ context.Context, call conformance.Call) (conformance.Answer, error) {
	if call.Operation.Service != conformance.DefaultService {
		return conformance.Answer{}, conformance.ErrUnsupported
	}
	res := operation(w, call.Operation.Name, string(call.Request))
	text := res.Body.Bytes()
	switch {
	case res.Code == http.StatusOK:
		return conformance.Answer{Response: text}, nil
	case res.Code >= 500:
		// A valid request that needs state: nothing is known against it.
		return conformance.Answer{Response: json.RawMessage("{}")}, nil
	}
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(text, &body); err != nil || body.Type == "" {
		return conformance.Answer{}, errors.Join(err, fmt.Errorf("the error says %s", text))
	}
	return conformance.Answer{Error: &conformance.ServiceError{Code: body.Type, Message: body.Message}}, nil
}

// TestConformance runs the embedded suite over the wire protocol.
func TestConformance(t *testing.T) {
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	const window = "the endpoint has a clock: log events outside its window do not count towards the span"
	runner := conformance.Runner{
		Target: wire{endpoint.New(endpoint.Options{Now: newClock().Now})},
		Skip:   conformance.SkipList{"request/PutLogEvents/recorded-span": window, "request/PutLogEvents/l15-broken-p": window},
	}
	report, err := runner.Run(t.Context(), conformance.Period{}.Select(suites))
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range report.Results {
		if res.Status == conformance.Failed {
			t.Errorf("%s (%s): %s", res.Case.ID, res.Case.Evidence, res.Detail)
		}
	}
	totals := report.Totals()
	t.Logf("%+v", totals)
	if totals.Passed < 400 {
		t.Errorf("only %d cases passed", totals.Passed)
	}
}
