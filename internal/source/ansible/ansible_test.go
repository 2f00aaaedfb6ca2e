package ansible

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func read(f *source.Reader, root *document.Node) { Read(f, root) }

func TestTasks(t *testing.T) {
	const filter = "cloudwatchlogs_log_group_metric_filter"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a play", `
- hosts: all
  vars: {group: /shop}
  tasks:
    - amazon.aws.` + filter + `:
        log_group_name: "{{ group }}/api"
        filter_name: errors
        filter_pattern: '{ $.a = "{{ stage }}" }'
        metric_transformation: {metric_name: n, metric_namespace: s, metric_value: "1", default_value: "0"}
`, []string{`PutMetricFilter [0].tasks[0] :5 logGroupName="<{{ group }}>/api" filterName="errors" filterPattern="{ $.a = \"<{{ stage }}>\" }" metricTransformations=[{metricName:"n" metricNamespace:"s" metricValue:"1" defaultValue:0}]`}},
		{"variables and loops", `
- hosts: all
  vars:
    list: [{n: a, p: "[x]"}, {n: b, p: "{{ other }}"}]
  tasks:
    - ` + filter + `: {filter_name: "{{ item.n }}", filter_pattern: "{{ item.p }}", state: present}
      loop: "{{ list }}"
    - ` + filter + `: {filter_name: "{{ item }}"}
      loop: "{{ unknown }}"
`, []string{`PutMetricFilter [0].tasks[0][0] :6 filterName="a" filterPattern="[x]"`, `PutMetricFilter [0].tasks[0][1] :6 filterName="b" filterPattern=?`, `PutMetricFilter [0].tasks[1] :8 filterName=?`}},
		{"defaults of modules", `
- hosts: all
  module_defaults: {community.aws.` + filter + `: {log_group_name: /outer, filter_name: outer}}
  tasks:
    - module_defaults: {` + filter + `: {log_group_name: /inner}, group/aws: {region: x}}
      block:
        - ` + filter + `: {filter_pattern: a}
        - ` + filter + `: {filter_pattern: b, log_group_name: own}
    - module_defaults: {` + filter + `: {state: absent}}
      ` + filter + `: {filter_name: c}
`, []string{`PutMetricFilter [0].tasks[0].block[0] :7 filterPattern="a" logGroupName="/inner" filterName="outer"`, `PutMetricFilter [0].tasks[0].block[1] :8 filterPattern="b" logGroupName="own" filterName="outer"`}},
		// What runs the tasks may give their modules defaults.
		{"tasks by themselves", `
- cloudwatchlogs_log_group: {retention: 7}
- ` + filter + `: {filter_name: a}
  when: b
`, []string{`CreateLogGroup [0] :2 logGroupName=?`, `PutRetentionPolicy [0] :2 retentionInDays=7 logGroupName=?`, `PutMetricFilter [1] :3 filterName="a" logGroupName=? filterPattern=? metricTransformations=?`}},
		{"nothing of ours", `
- ` + filter + `: {filter_name: a, state: absent}
- ` + filter + `: text
- debug: {filter_pattern: "("}
- hosts: all
  tasks: none
- [a]
`, nil},
		{"secrets are not shown", `
- hosts: all
  vars: {db_password: hunter2}
  tasks: [{` + filter + `: {filter_pattern: "{{ db_password }}"}}]
`, []string{`PutMetricFilter [0].tasks[0] :4 filterPattern=?`}},
		{"a variable of itself", `
- hosts: all
  vars: {a: "{{ a }}"}
  tasks: [{` + filter + `: {filter_pattern: "{{ a }}"}}]
`, []string{`PutMetricFilter [0].tasks[0] :4 filterPattern=?`}},
		{"broken YAML", "- hosts: all\n  tasks:\n    - " + filter + ": {filter_pattern: a}\n    - x: [}\n", []string{`PutMetricFilter [0].tasks[0] :3 filterPattern="a"`}},
	} {
		if diff := cmp.Diff(c.want, sourcetest.Brief(t, c.text, read)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestGrowth reads n and 2n tasks, blocks in blocks, and variables of variables.
func TestGrowth(t *testing.T) {
	for _, text := range []func(n int) string{
		func(n int) string {
			return "- hosts: all\n  tasks:\n" + strings.Repeat("    - cloudwatchlogs_log_group: {log_group_name: a}\n", n)
		},
		func(n int) string { return strings.Repeat("- {block: ", n) + "x" + strings.Repeat("}", n) },
		func(n int) string {
			return "- hosts: all\n  vars: {l: [" + strings.Repeat("a, ", n) + "b]}\n  tasks: [{cloudwatchlogs_log_group: {log_group_name: '{{ item }}'}, loop: '{{ l }}'}]\n"
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
