package request

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestModel(t *testing.T) {
	filter := ModelOf(Operation{Service: Logs, Name: "PutMetricFilter"})
	if diff := cmp.Diff([]string{"logGroupName", "filterName", "filterPattern", "metricTransformations"}, filter.Required()); diff != "" {
		t.Error(diff)
	}
	transformations := filter.Member("metricTransformations")
	if diff := cmp.Diff([]string{"metricName", "metricNamespace", "metricValue"}, transformations.Required()); diff != "" {
		t.Error(diff)
	}
	nothing := ModelOf(Operation{Service: "cloudwatch", Name: "PutMetricAlarm"})
	for name, c := range map[string]struct {
		model Model
		want  string
	}{
		"metricTransformations":  {transformations, "list of objects"},
		"defaultValue":           {transformations.Member("defaultValue"), "number"},
		"dimensions":             {transformations.Member("dimensions"), "map"},
		"metricValue":            {transformations.Member("metricValue"), ""},
		"applyOnTransformedLogs": {filter.Member("applyOnTransformedLogs"), "flag"},
		"startTime":              {ModelOf(Operation{Service: Logs, Name: "FilterLogEvents"}).Member("startTime"), "number"},
		"logStreamNames":         {ModelOf(Operation{Service: Logs, Name: "FilterLogEvents"}).Member("logStreamNames"), "list"},
		"of no operation":        {nothing, ""},
		"of nothing":             {nothing.Member("alarmName"), ""},
		"not there":              {filter.Member("alarmName").Member("a"), ""},
	} {
		got := ""
		switch {
		case c.model.HoldsObjects():
			got = "list of objects"
		case c.model.IsList():
			got = "list"
		case c.model.IsMap():
			got = "map"
		case c.model.IsFlag():
			got = "flag"
		case c.model.IsNumber():
			got = "number"
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := nothing.Required(); got != nil {
		t.Errorf("an operation without a model requires %q", got)
	}
}

func BenchmarkModel(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if readModel(Operation{Service: Logs, Name: "PutMetricFilter"}) == nil {
			b.Fatal("no model")
		}
	}
}
