package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

func noRetention() *Rule {
	return &Rule{
		Code: "FS107", Name: "no-retention", Severity: request.Info, Since: firstVersion,
		Summary:  "A log group should say how long its log events are kept.",
		Why:      "Without a retention period, log events are kept and paid for forever.",
		Language: RequestExample,
		Before:   `{"operation": "CreateLogGroup", "input": {"logGroupName": "app"}}`,
		After: `{"operation": "CreateLogGroup", "input": {"logGroupName": "app"}}` + "\n" +
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": 30}}`,
		groups: func(p *groupsPass) {
			for _, g := range p.groups {
				if g.Defined == nil || g.Kept || g.Defined.Resource.Called {
					continue // or told where the module stands
				}
				if len(g.Defined.File.Problems) > 0 {
					continue // the retention may stand in what cannot be read
				}
				if class, ok := g.Defined.Resource.Input.Get("logGroupClass").Str(); ok && class == "DELIVERY" {
					continue // kept for one day
				}
				p.at(*g.Defined).reportAt(g.Defined.Resource.At, "The log group keeps its log events forever.", "Set a retention period.")
			}
		},
	}
}

func undefinedLogGroup() *Rule {
	return &Rule{
		Code: "FS108", Name: "undefined-log-group", Severity: request.Info, Off: true, Since: firstVersion,
		Summary: "A filter's log group should be defined in one of the files.",
		Why: "A filter on a log group that does not exist is refused. The group may come from elsewhere: functions and " +
			"services create their own.",
		Language: RequestExample,
		Before:   metricExample(`ERROR`, `"metricValue": "1"`),
		After: `{"operation": "CreateLogGroup", "input": {"logGroupName": "app"}}` + "\n" +
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": 30}}` + "\n" +
			metricExample(`ERROR`, `"metricValue": "1"`),
		groups: func(p *groupsPass) {
			for _, g := range p.groups {
				if g.Defined != nil || g.Name == "" {
					continue
				}
				for _, f := range g.filters {
					at := f.Resource.At // of a call, too: it names the log group
					if v := f.Resource.Input.Get("logGroupName"); v != nil && v.Span != (source.Span{}) {
						at = v.Span
					}
					p.at(f.Located).reportAt(at, fmt.Sprintf("No file defines %s.", g.title()), "Define the log group, or check its name.")
				}
			}
		},
	}
}
