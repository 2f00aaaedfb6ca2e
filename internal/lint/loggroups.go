package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/internal/source"
)

func checkNoRetention(p *groupsPass) {
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
}

func checkUndefinedLogGroup(p *groupsPass) {
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
}
