package lint

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
)

func checkLogGroupClass(p *groupsPass) {
	for _, g := range p.groups {
		if g.Defined == nil {
			continue
		}
		if class, ok := g.Defined.Resource.Input.Get("logGroupClass").Str(); !ok || class != "INFREQUENT_ACCESS" {
			continue
		}
		refuse := func(l estate.Located, what string) {
			r := p.at(l)
			r.reportAt(l.Resource.At, "The log group is of the class INFREQUENT_ACCESS, which does not support "+what+".", "Use a log group of the class STANDARD.")
			r.found[len(r.found)-1].Service = request.StandardOnly
		}
		for _, f := range g.filters {
			if !f.absent { // else perhaps for another class
				refuse(f.Located, "filters")
			}
		}
		for _, l := range g.Attached {
			switch {
			case l.MayBeAbsent():
			case l.Resource.Operation == estate.PutTransformer:
				refuse(l, "transformers")
			default:
				refuse(l, "anomaly detectors")
			}
		}
	}
}
