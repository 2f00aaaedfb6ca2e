package accelerator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func read(f *source.Reader, root *document.Node) {
	if IsConfig(root) {
		Read(f, root)
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"filters and alarms", `
cloudWatch:
  metricSets:
    - metrics:
        - filterName: root
          logGroupName: trail
          filterPattern: '{ $.a = {{ Name }} }'
          metricNamespace: Lza
          metricName: Root
          metricValue: "1"
          treatMissingData: ignore
  alarmSets:
    - alarms: [{alarmName: a, metricName: Root, namespace: Lza, threshold: 1, snsTopicName: x}]
  logGroups:
    - {logGroupName: own, logRetentionInDays: 8}
`, []string{
			`PutMetricFilter cloudWatch.metricSets[0].metrics[0] :5 filterName="root" logGroupName="trail" filterPattern="{ $.a = <{{ Name }}> }" metricTransformations=[{metricNamespace:"Lza" metricName:"Root" metricValue:"1"}]`,
			`PutMetricAlarm cloudWatch.alarmSets[0].alarms[0] :13 AlarmName="a" MetricName="Root" Namespace="Lza" Threshold=1`,
			`CreateLogGroup cloudWatch.logGroups[0] :15 logGroupName="own"`,
			`PutRetentionPolicy cloudWatch.logGroups[0] :15 logGroupName="own" retentionInDays=8`,
		}},
		{"a list where the members belong", `
cloudWatch:
  metricSets:
    - metrics:
        - filterName: a
          metricTransformations: [{metricName: n, metricNamespace: s, metricValue: "1"}]
        - {filterName: b, metricTransformations: [x]}
        - {filterName: c, metricTransformations: []}
`, []string{
			`PutMetricFilter cloudWatch.metricSets[0].metrics[0] :5 misnamed:metricName filterName="a" metricTransformations=[{metricName:"n" metricNamespace:"s" metricValue:"1"}]`,
			`PutMetricFilter cloudWatch.metricSets[0].metrics[1] :7 filterName="b" metricTransformations=[{}]`,
			`PutMetricFilter cloudWatch.metricSets[0].metrics[2] :8 filterName="c" metricTransformations=[{}]`,
		}},
		{"anchors and nothing", `
x: &m [{filterName: a}, text, {}, null]
cloudWatch: {metricSets: [{metrics: *m}, {metrics: {a: b}}, {}, text], alarmSets: text, logGroups:}
`, []string{`PutMetricFilter cloudWatch.metricSets[0].metrics[0] :2 filterName="a" metricTransformations=[{}]`}},
		{"another configuration", "cloudWatch: {logGroups: [{logGroupName: a}]}\nmetricSets: []\n", nil},
		{"broken YAML", "cloudWatch:\n  metricSets:\n    - metrics: [{filterName: a}]\n  x: [}\n", []string{`PutMetricFilter cloudWatch.metricSets[0].metrics[0] :3 filterName="a" metricTransformations=[{}]`}},
	} {
		if diff := cmp.Diff(c.want, sourcetest.Brief(t, c.text, read)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestGrowth reads n and 2n filters, and sets.
func TestGrowth(t *testing.T) {
	for _, text := range []func(n int) string{
		func(n int) string {
			return "cloudWatch:\n  metricSets:\n    - metrics:\n" + strings.Repeat("        - {filterName: a, filterPattern: b}\n", n)
		},
		func(n int) string {
			return "cloudWatch:\n  alarmSets:\n" + strings.Repeat("    - alarms: [{alarmName: a}]\n", n)
		},
	} {
		documenttest.Linear(t, 200, func(n int) {
			f := source.NewReader(source.Input{Name: "a.yaml", Data: []byte(text(n))})
			for _, root := range f.Documents("a.yaml") {
				Read(f, root)
			}
		})
	}
}
