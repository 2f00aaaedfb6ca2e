package kubernetes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func TestManifests(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"Crossplane", `
apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1
kind: MetricFilter
metadata: {name: errors}
spec:
  forProvider:
    region: eu-west-1
    pattern: '{ $.a = "{{ .Values.a }}" }'
    logGroupNameRef: {name: shop}
    metricTransformation: [{name: n, namespace: s, value: "1", dimensions: {userId: $.u}}]
`, []string{`PutMetricFilter MetricFilter errors :4 filterPattern="{ $.a = \"<{{ .Values.a }}>\" }" metricTransformations=[{metricName:"n" metricNamespace:"s" metricValue:"1" dimensions:{userId:"$.u"}}] logGroupName=? filterName=?`}},
		{"named by the manifest", `
apiVersion: cloudwatchlogs.aws.m.upbound.io/v1beta1
kind: SubscriptionFilter
metadata: {name: ship}
spec: {forProvider: {filterPattern: "[x", destinationArnSelector: {matchLabels: {a: b}}, logGroupName: g}}
`, []string{`PutSubscriptionFilter SubscriptionFilter ship :4 filterPattern="[x" logGroupName="g" destinationArn=? filterName=?`}},
		{"a composition", `
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
spec:
  resources:
    - base: &b
        apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1
        kind: Group
        spec: {forProvider: {retentionInDays: 8}}
      patches: [{fromFieldPath: spec.days, toFieldPath: spec.forProvider.retentionInDays}]
    - base: *b
      patches: [{fromFieldPath: spec.name, toFieldPath: metadata.name}]
  pipeline:
    - input: {resources: [{base: {apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1, kind: Stream, spec: {forProvider: {name: s}}}}]}
`, []string{`CreateLogGroup spec.resources[0].base.Group :8 logGroupName=?`, `PutRetentionPolicy spec.resources[0].base.Group :8 retentionInDays=? logGroupName=?`, `CreateLogGroup spec.resources[1].base.Group :8 logGroupName=?`, `PutRetentionPolicy spec.resources[1].base.Group :8 retentionInDays=8 logGroupName=?`, `CreateLogStream spec.pipeline[0].input.resources[0].base.Stream :14 logStreamName="s"`}},
		{"ACK", `
apiVersion: v1
kind: List
items:
  - apiVersion: cloudwatchlogs.services.k8s.aws/v1alpha1
    kind: LogGroup
    metadata: {name: shop}
    spec:
      name: /shop
      retentionDays: 7
      subscriptionFilters: [{filterName: ship, filterPattern: "(", destinationRef: {from: {name: d}}, roleARN: r}, text]
`, []string{`CreateLogGroup items[0].LogGroup shop :7 logGroupName="/shop"`, `PutRetentionPolicy items[0].LogGroup shop :7 logGroupName="/shop" retentionInDays=7`, `PutSubscriptionFilter items[0].spec.subscriptionFilters[0] LogGroup shop :7 filterName="ship" filterPattern="(" roleArn="r" logGroupName="/shop" destinationArn=?`}},
		{"nothing of ours", `
apiVersion: v1
kind: List
items: [text, {apiVersion: apps/v1, kind: MetricFilter, spec: {forProvider: {pattern: "("}}}, {kind: x}]
---
apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1
kind: MetricFilter
spec: {forProvider: text}
---
apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1
kind: QueryDefinition
spec: {forProvider: {name: x}}
---
apiVersion: cloudwatchlogs.services.k8s.aws/v1alpha1
kind: LogGroup
spec: [a]
`, nil},
		{"broken YAML", "apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1\nkind: Stream\nspec: {forProvider: {name: s}}\nx: [}\n", []string{`CreateLogStream Stream :2 logStreamName="s"`}},
	} {
		got := sourcetest.Brief(t, c.text, Read)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestGrowth reads n and 2n manifests, and lists in lists.
func TestGrowth(t *testing.T) {
	const group = "{apiVersion: cloudwatchlogs.services.k8s.aws/v1alpha1, kind: LogGroup, spec: {name: a, subscriptionFilters: [{filterName: b}]}}"
	for _, text := range []func(n int) string{
		func(n int) string {
			return "apiVersion: v1\nkind: List\nitems:\n" + strings.Repeat("  - "+group+"\n", n)
		},
		func(n int) string {
			return strings.Repeat("{apiVersion: v1, kind: List, items: [", n) + strings.Repeat("]}", n)
		},
		func(n int) string {
			return "apiVersion: a/v1\nkind: Composition\nspec: {resources: [{base: " + group + ", patches: [" + strings.Repeat("{toFieldPath: spec.forProvider.name}, ", n) + "]}]}\n"
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
