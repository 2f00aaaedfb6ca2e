package oracle_test

import (
	"encoding/json"
	"io/fs"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/oracle"
)

// TestCorpus holds the oracle to what the service was seen to answer.
func TestCorpus(t *testing.T) {
	var cases int
	for _, glob := range []string{"*.json", "captured/*.json"} {
		files, err := fs.Glob(corpus.FS(), glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			cases += testFile(t, file)
		}
	}
	if cases < 500 {
		t.Errorf("%d cases with an answer: where is the corpus?", cases)
	}
}

func testFile(t *testing.T, file string) (cases int) {
	t.Helper()
	text, err := fs.ReadFile(corpus.FS(), file)
	if err != nil {
		t.Fatal(err)
	}
	type match struct {
		EventNumber     int
		ExtractedValues map[string]string
	}
	var suite struct {
		Cases []struct {
			ID      string
			Request struct {
				FilterPattern    string
				LogEventMessages []string
			}
			Response *struct{ Matches []match }
			Matched  []int
			Error    *struct{}
		}
	}
	if err := json.Unmarshal(text, &suite); err != nil {
		t.Fatal(err)
	}
	for _, c := range suite.Cases {
		if c.Error != nil {
			continue
		}
		cases++
		p, err := grammar.Parse(c.Request.FilterPattern)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		var got []match
		var numbers []int
		for i, m := range c.Request.LogEventMessages {
			if values, ok := oracle.Extract(p, m); ok {
				got = append(got, match{i + 1, values})
				numbers = append(numbers, i+1)
			}
		}
		if c.Response == nil {
			if diff := cmp.Diff(c.Matched, numbers, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", c.ID, c.Request.FilterPattern, diff)
			}
			continue
		}
		if diff := cmp.Diff(c.Response.Matches, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", c.ID, c.Request.FilterPattern, diff)
		}
	}
	return cases
}

// The texts are those of the Java documentation and of Double.MIN_VALUE and
// its neighbours.
func TestJavaDouble(t *testing.T) {
	for want, f := range map[string]float64{
		"0.0": 0, "-0.0": math.Copysign(0, -1), "1.0": 1, "100.0": 100, "12.34": 12.34, "-12.5": -12.5, "0.001": 0.001,
		"9.999E-4": 0.0009999, "1.0E-7": 1e-7, "9999999.0": 9999999, "1.0E7": 1e7, "1.2345678E7": 12345678, "1.0E21": 1e21,
		"2.0E23": 2e23, "4.9E-324": math.SmallestNonzeroFloat64, "9.9E-324": 2 * math.SmallestNonzeroFloat64,
		"1.7976931348623157E308": math.MaxFloat64, "2.2250738585072014E-308": 0x1p-1022, "Infinity": math.Inf(1), "-Infinity": math.Inf(-1),
		"0.30000000000000004": 0.30000000000000004, "5.684341886080802E-14": 0x1p-44,
	} {
		if got := oracle.JavaDouble(f); got != want {
			t.Errorf("%g is %s, want %s", f, got, want)
		}
	}
}
