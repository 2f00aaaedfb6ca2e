package conformance_test

import (
	"io/fs"
	"testing"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/corpus"
)

// The engine answers every embedded case as the case says.
func TestEngineConforms(t *testing.T) {
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	runner := conformance.Runner{Target: conformance.Engine()}
	report, err := runner.Run(t.Context(), conformance.Period{}.Select(suites))
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range report.Results {
		if res.Status == conformance.Failed {
			t.Errorf("%s (%s): %s", res.Case.ID, res.Case.Evidence, res.Detail)
		}
	}
	if report.ByEvidence()[conformance.Recorded].Passed == 0 {
		t.Error("no recorded case was run")
	}
}

func TestEmbeddedSuitesFollowTheSchema(t *testing.T) {
	s := compileSchema(t)
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, suite := range suites {
		data, err := fs.ReadFile(corpus.FS(), suite.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, data); err != nil {
			t.Errorf("%s: %v", suite.Path, err)
		}
	}
}

func BenchmarkRunner(b *testing.B) {
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		b.Fatal(err)
	}
	runner := conformance.Runner{Target: conformance.Engine()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := runner.Run(b.Context(), conformance.Period{}.Select(suites)); err != nil {
			b.Fatal(err)
		}
	}
}
