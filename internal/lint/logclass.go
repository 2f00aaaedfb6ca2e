package lint

import (
	"github.com/logsieve/logsieve/engine/request"
)

// standardOnly is what the service answers, as a ValidationException, to
// operations on a log group of another class than STANDARD.
const standardOnly = "This operation is only supported on the Standard log class."

func logGroupClass() *Rule {
	return &Rule{
		Code: "FS113", Name: "log-group-class", Severity: request.Error, Since: firstVersion,
		Summary: "Filters stand on log groups of the class STANDARD.",
		Why: "Metric filters and subscription filters of a log group of the class INFREQUENT_ACCESS are refused: \"" + standardOnly + "\" " +
			"The class of a log group cannot be changed.",
		Language: RequestExample,
		Before: `{"operation": "CreateLogGroup", "input": {"logGroupName": "app", "logGroupClass": "INFREQUENT_ACCESS"}}` + "\n" +
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": 30}}` + "\n" +
			metricExample(`ERROR`, `"metricValue": "1"`),
		After: `{"operation": "CreateLogGroup", "input": {"logGroupName": "app", "logGroupClass": "STANDARD"}}` + "\n" +
			`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": 30}}` + "\n" +
			metricExample(`ERROR`, `"metricValue": "1"`),
		groups: func(p *groupsPass) {
			for _, g := range p.groups {
				if g.Defined == nil {
					continue
				}
				if class, ok := g.Defined.Resource.Input.Get("logGroupClass").Str(); !ok || class != "INFREQUENT_ACCESS" {
					continue
				}
				for _, f := range g.filters {
					if f.absent {
						continue // perhaps for another class
					}
					r := p.at(f.Located)
					r.reportAt(f.Resource.At, "The log group is of the class INFREQUENT_ACCESS, which takes no filters.", "Use a log group of the class STANDARD.")
					r.found[len(r.found)-1].Service = standardOnly
				}
			}
		},
	}
}
