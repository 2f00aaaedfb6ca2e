package request

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/schemagen"
)

// TestSchemasAreGenerated fails when go generate would change a schema.
func TestSchemasAreGenerated(t *testing.T) {
	want, err := schemagen.Generate(os.DirFS("models"))
	if err != nil {
		t.Fatal(err)
	}
	checkedIn := 0
	err = fs.WalkDir(schemaFiles, "schemas", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		checkedIn++
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return err
		}
		generated, ok := want[strings.TrimPrefix(name, "schemas/")]
		if !ok {
			t.Errorf("%s is not generated any more; run go generate", name)
		} else if !bytes.Equal(generated, text) {
			t.Errorf("%s differs; run go generate\n%s", name, cmp.Diff(string(text), string(generated)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checkedIn != len(want) {
		t.Errorf("%d schemas are checked in, %d are generated; run go generate", checkedIn, len(want))
	}
}

// allContracts calls f for every schema.
func allContracts(t *testing.T, f func(t *testing.T, op Operation, dir Direction, profile Profile, c *contract)) {
	t.Helper()
	for _, profile := range []Profile{Latest, Profile2018} {
		for _, op := range Operations(profile) {
			if profile == Profile2018 && op.Service != Logs {
				continue // one schema serves both profiles
			}
			for _, dir := range []Direction{Request, Response} {
				name := path.Join(op.Service, string(profile), op.String(), dir.String())
				c, err := loadContract(schemaPath(op, dir, profile))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				t.Run(name, func(t *testing.T) { f(t, op, dir, profile, c) })
			}
		}
	}
}

func TestOperations(t *testing.T) {
	count := func(profile Profile, service string, paginators bool) (n int) {
		for _, op := range Operations(profile) {
			if op.Service == service && op.Paginator == paginators {
				n++
			}
		}
		return n
	}
	got := []int{
		count(Latest, Logs, false), count(Latest, CloudFront, false), count(Latest, AppFabric, false), count(Latest, Logs, true),
		count(Profile2018, Logs, false), count(Profile2018, Logs, true),
	}
	if diff := cmp.Diff([]int{118, 5, 5, 20, 33, 6}, got); diff != "" {
		t.Errorf("operations (-want +got)\n%s", diff)
	}
}

func TestLookupOperation(t *testing.T) {
	for _, test := range []struct{ service, name, want, suggestion string }{
		{"", "PutMetricFilter", "logs PutMetricFilter", ""},
		{"", "CreateRealtimeLogConfig", "cloudfront CreateRealtimeLogConfig", ""},
		{"appfabric", "ListIngestionDestinations", "appfabric ListIngestionDestinations", ""},
		{"", "Paginator.DescribeLogGroups", "logs Paginator.DescribeLogGroups", ""},
		{"", "CloudWatchLogs.Paginator.FilterLogEvents", "logs Paginator.FilterLogEvents", ""},
		{"", "DescribeLogStreams.paginate", "logs Paginator.DescribeLogStreams", ""},
		{"", "PutMetricFiler", "", "PutMetricFilter"},
		{"", "putmetricfilter", "", "PutMetricFilter"},
		{"", "put_metric_filter", "", "PutMetricFilter"},
		{"", "put-metric-filter", "", "PutMetricFilter"},
		{"", "Paginator.DescribeLogGroup", "", "Paginator.DescribeLogGroups"},
		{"cloudfront", "PutMetricFilter", "", ""},
		{"", "../2018/PutMetricFilter", "", ""},
		{"", "", "", ""},
	} {
		op, err := LookupOperation(test.service, test.name, Latest)
		if test.want == "" {
			unknown, ok := err.(*UnknownOperationError)
			if !ok {
				t.Errorf("%q: no UnknownOperationError but %v", test.name, err)
			} else if unknown.Suggestion != test.suggestion {
				t.Errorf("%q: suggestion %q, want %q", test.name, unknown.Suggestion, test.suggestion)
			}
			continue
		}
		if got := op.Service + " " + op.String(); err != nil || got != test.want {
			t.Errorf("%q: %s, %v, want %s", test.name, got, err, test.want)
		}
	}
	if _, err := LookupOperation("", "StartLiveTail", Profile2018); err == nil || !strings.Contains(err.Error(), "not in profile 2018") {
		t.Errorf("StartLiveTail in profile 2018: %v", err)
	}
}

// TestPatternsAreAnchored: the service matches the whole string, JSON Schema
// searches.
func TestPatternsAreAnchored(t *testing.T) {
	pattern := regexp.MustCompile(`"pattern": "(.*)"`)
	found := 0
	err := fs.WalkDir(schemaFiles, "schemas", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return err
		}
		doc, err := Decode(text)
		if err != nil {
			return err
		}
		for _, def := range doc.Get("$defs").Members() {
			p := def.Value.Get("pattern").Str()
			if p == "" {
				continue
			}
			found++
			if def.Name == "MetricNamespace" && p == `^(?:[^*$]*)$` {
				continue // it takes the colon that the printed pattern forbids
			}
			if def.Name == "LogGroupNameRegexPattern" && !strings.Contains(p, "24") {
				continue // nor does the service keep to the 24 characters that it prints
			}
			if want := "^(?:" + def.Value.Get("x-aws").Get("pattern").Str() + ")$"; p != want {
				t.Errorf("%s: %s has pattern %s, want %s", name, def.Name, p, want)
			}
		}
		if !pattern.Match(text) && strings.Contains(string(text), "LogGroupName") {
			t.Errorf("%s: LogGroupName without a pattern", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Error("no pattern found")
	}
}

// TestOverlayRulesNamed: every keyword that is not the model's names its rule,
// so that no text of the service is made up for it.
func TestOverlayRulesNamed(t *testing.T) {
	var rules []string
	allContracts(t, func(t *testing.T, op Operation, dir Direction, profile Profile, c *contract) {
		seen := map[*shape]bool{}
		var visit func(s *shape)
		visit = func(s *shape) {
			if s == nil || seen[s] {
				return
			}
			seen[s] = true
			for _, rule := range s.rules {
				rules = append(rules, rule)
			}
			visit(s.elem)
			visit(s.key)
			for _, m := range s.members {
				visit(m.shape)
			}
		}
		visit(c.root)
	})
	slices.Sort(rules)
	want := []string{"C01", "C02", "C03", "C05", "L18", "L30", "L33", "L47", "L51"}
	if diff := cmp.Diff(want, slices.Compact(rules)); diff != "" {
		t.Errorf("rules of the overlay (-want +got)\n%s", diff)
	}
}
