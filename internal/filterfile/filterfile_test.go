package filterfile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// TestReader holds what each kind of file gives to both ways of reading it.
func TestReader(t *testing.T) {
	const template = `Resources:
  A:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterName: a
      LogGroupName: g
      FilterPattern: ERROR
      MetricTransformations: [{MetricName: M, MetricNamespace: N, MetricValue: "1"}]
  S:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: g, FilterPattern: WARN, DestinationArn: "arn:aws:lambda:eu-west-1:111122223333:function:f"}
`
	const request = `{"filterName":"a","filterPattern":"ERROR","logGroupName":"g","metricTransformations":[{"metricName":"M","metricNamespace":"N","metricValue":"1"}]}`
	dir := t.TempDir()
	for _, tt := range []struct {
		file, text, address string
		metric, patterns    []string // patterns at places; nil for an error
	}{
		{"t.yaml", template, "", []string{"ERROR t.yaml#Resources.A"}, []string{"ERROR t.yaml#Resources.A", "WARN t.yaml#Resources.S"}},
		{"t.yaml", template, "#Resources.A", []string{"ERROR t.yaml#Resources.A"}, []string{"ERROR t.yaml#Resources.A"}},
		{"t.yaml", template, "#Resources.S", nil, []string{"WARN t.yaml#Resources.S"}},
		{"t.yaml", template, "#Resources.X", nil, nil},
		{"t.json", `{"Resources":{"A":{"Type":"AWS::Logs::MetricFilter","Properties":{"LogGroupName":"g","FilterPattern":"ERROR","MetricTransformations":[{"MetricName":"M","MetricNamespace":"N","MetricValue":"1"}]}}}}`, "",
			[]string{"ERROR t.json#Resources.A"}, []string{"ERROR t.json#Resources.A"}},
		{"r.json", request, "", []string{"ERROR r.json: a"}, []string{"ERROR r.json"}},
		{"r.json", "[" + request + "," + request + "]", "", []string{"ERROR r.json: a", "ERROR r.json: a"}, []string{"ERROR r.json[0]", "ERROR r.json[1]"}},
		{"d.json", `{"metricFilters":[` + request + `]}`, "", []string{"ERROR d.json: a"}, []string{"ERROR d.json[0]"}},
		{"p.txt", "# two\nERROR\n\n{ $.a = 1 }\n", "", nil, []string{"ERROR p.txt:2", "{ $.a = 1 } p.txt:4"}},
		{"empty.txt", "\n", "", nil, nil},
		{"none.yaml", "Resources: {}\n", "", nil, nil},
	} {
		t.Chdir(dir)
		if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(tt.text), 0o666); err != nil {
			t.Fatal(err)
		}
		for way, want := range map[string][]string{"metric": tt.metric, "patterns": tt.patterns} {
			r := &Reader{ReadFile: os.ReadFile}
			read := r.Patterns
			if way == "metric" {
				read = r.Metric
			}
			filters, untold, err := read(tt.file + tt.address)
			var got []string
			for _, f := range filters {
				got = append(got, *f.Request.FilterPattern+" "+f.Place)
			}
			if err != nil {
				got = nil
			}
			if d := cmp.Diff(want, got); d != "" || (err == nil) != (want != nil) || len(untold) > 0 {
				t.Errorf("%s%s as %s: %v %v %s", tt.file, tt.address, way, err, untold, d)
			}
		}
	}
}

// FuzzRead: whatever is in a file, each filter has a pattern and a place, or there is
// an error.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"ERROR\n# x\n{ $.a = 1 }", `["a",{"filterPattern":"b"}]`, `{"metricFilters":[{"filterPattern":"b"}]}`, `{"filterPattern":7}`, "[]", "\xef\xbb\xbfx"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		filters, err := list("f", []byte(text))
		if err == nil {
			for _, one := range filters {
				if one.Request.FilterPattern == nil || one.Place == "" {
					t.Fatalf("%+v", one)
				}
			}
		}
		requests, err := parseFilters("f", []byte(text))
		if err == nil && len(requests) == 0 {
			t.Fatal("neither filters nor an error")
		}
	})
}
