package endpoint_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/conformance/awstarget"
	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/internal/endpoint"
)

// TestConformanceOverHTTP runs the embedded suite through the target that asks
// endpoints, as clients ask: over loopback, in three protocols, signed.
func TestConformanceOverHTTP(t *testing.T) {
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(endpoint.New(endpoint.Options{
		Now: time.Now, Credentials: &endpoint.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET"},
	}))
	defer server.Close()
	address, err := awstarget.ParseAddress(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	target, err := awstarget.New(address, awstarget.Options{
		Region: "us-east-1", Credentials: awstarget.Static(awstarget.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET"}), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := (&conformance.Runner{Target: target}).Run(t.Context(), conformance.Period{}.Select(suites))
	if err != nil {
		t.Fatal(err)
	}
	// These would be refused. Every other case that is skipped is a valid
	// request, for which the endpoint needs state.
	window := []string{"request/PutLogEvents/recorded-span", "request/PutLogEvents/l15-broken-p"} // log events of long ago do not count towards the span
	pathless := []string{"appfabric/GetIngestionDestination/without-bundle", "appfabric/DeleteIngestionDestination/without-bundle", "appfabric/ListIngestionDestinations/without-bundle"}
	untyped := []string{"cloudfront/CreateRealtimeLogConfig/edge-rate-as-text", "cloudfront/CreateRealtimeLogConfig/edge-member-of-cloudformation"}
	for _, res := range report.Results {
		switch {
		case res.Status == conformance.Failed:
			t.Errorf("%s (%s): %s", res.Case.ID, res.Case.Evidence, res.Detail)
		case res.Status == conformance.Skipped && !res.Case.Valid && !slices.Contains(slices.Concat(window, pathless, untyped), res.Case.ID):
			t.Errorf("%s is skipped: %s", res.Case.ID, res.Detail)
		}
	}
	totals := report.Totals()
	t.Logf("%+v", totals)
	if totals.Passed < 1600 {
		t.Errorf("only %d cases passed", totals.Passed)
	}
}
