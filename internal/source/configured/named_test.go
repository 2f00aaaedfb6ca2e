package configured

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

func TestNamed(t *testing.T) {
	const unknown = " logEventMessages=?"
	for text, want := range map[string][]string{
		"a: [{logGroupName: g, filterPattern: '[x'}]\n":                   {`TestMetricFilter a.filterPattern :1 filterPattern="[x"` + unknown},
		"cloudwatchlogs:\n  log_group_name: g\n  filter_pattern: 'a b'\n": {`TestMetricFilter cloudwatchlogs.filter_pattern :3 filterPattern="a b"` + unknown},
		"{LogGroupName: !Ref G, FilterPattern: 'a {{ b }}'}\n":            {`TestMetricFilter FilterPattern :1 filterPattern="a <{{ b }}>"` + unknown},
		"{logGroupName: g, filterPattern: 5}\n":                           {`TestMetricFilter filterPattern :1 filterPattern="5"` + unknown},
		"{filterPattern: a}\n":                                            nil,
		"{logGroupName: g, filterPattern: '${P}'}\n":                      nil,
		"{logGroupName: g, filterPattern: {type: string}}\n":              nil,
		"{logGroupName: {type: string}, filterPattern: a}\n":              nil,
		"{logGroupName: g, filterPattern: null}\n":                        nil,
		"a: {logGroupName: g}\nb: {filterPattern: a}\n":                   nil,
	} {
		if diff := cmp.Diff(want, sourcetest.Brief(t, text, ReadNamed)); diff != "" {
			t.Errorf("%s(-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []func(n int) string{
		func(n int) string { return "[" + strings.Repeat("{logGroupName: g, filterPattern: a}, ", n) + "]" },
		func(n int) string { return strings.Repeat("{a: ", n) + strings.Repeat("}", n) },
	} {
		documenttest.Linear(t, 200, func(n int) {
			f := source.NewReader(source.Input{Name: "a.yaml", Data: []byte(text(n))})
			for _, root := range f.Documents("a.yaml") {
				ReadNamed(f, root)
			}
		})
	}
}
