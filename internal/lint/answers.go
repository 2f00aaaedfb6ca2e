package lint

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func missingPages() *Rule {
	return &Rule{
		Code: "FS130", Name: "missing-pages", Severity: request.Warning, Since: firstVersion,
		Summary: "The answers of an account must be complete.",
		Why: "An answer that names a next page is only part of what the account has, and so is one for some log groups only. What is not " +
			"in the files may still exist: alarms on a metric that no filter publishes are undecided and not reported.",
		Language: RequestExample,
		groups:   checkPages,
	}
}

func checkPages(p *groupsPass) {
	for _, f := range p.estate.Files {
		r := &reporter{p.checker, p.rule, f, nil}
		for _, l := range f.Listings {
			if l.Missing {
				r.reportAt(l.Token, fmt.Sprintf("Pages are missing: %s go on after this one, and no file has the next page.", l.Member),
					"Let the AWS CLI follow the pages: leave out --no-paginate, --max-items and --starting-token.")
			}
		}
	}
	for _, g := range p.groups {
		if g.Defined == nil || p.estate.Listed(estate.PutMetricFilter, *g.Defined) != estate.Cut {
			continue
		}
		if n := p.estate.Uncounted(g.Group); n > 0 && !p.cut(*g.Defined) {
			p.at(*g.Defined).reportAt(g.Defined.Resource.At, fmt.Sprintf("The account counts %d more metric filters of the log group than are in the files.", n),
				"Describe the metric filters of the whole account: leave out --log-group-name and --filter-name-prefix.")
		}
	}
}

func mixedRegions() *Rule {
	return &Rule{
		Code: "FS132", Name: "mixed-regions", Severity: request.Warning, Since: firstVersion,
		Summary: "The Region of an account's answer must be known.",
		Why: "Metric filters have no ARN: their Region is taken from the file's path, the ARNs beside them, or the only log " +
			"group with that name. If the files have several Regions or accounts and none of these tells, no alarm is assumed to " +
			"see what the filters publish, because an alarm sees no metric of another Region.",
		Language: RequestExample,
		groups: func(p *groupsPass) {
			for _, f := range p.estate.Files {
				r := &reporter{p.checker, p.rule, f, nil}
				for _, l := range f.Listings {
					if l.Mixed {
						r.reportAt(l.At, fmt.Sprintf("The Region or account of these %s is not known, and the files have several.", l.Member),
							"Keep the answers of each Region in a folder named after it, such as eu-west-1.")
					}
				}
			}
		},
	}
}

// cut reports whether pages of metric filters are known to be missing where a
// resource is: that tells already why there are too few.
func (p *groupsPass) cut(l estate.Located) bool {
	for _, f := range p.estate.Files {
		if slices.ContainsFunc(f.Listings, func(page *source.Listing) bool {
			return page.Missing && page.Lists == estate.PutMetricFilter && source.SamePlace(page.Account, page.Region, l.Resource.Account, l.Resource.Region)
		}) {
			return true
		}
	}
	return false
}
