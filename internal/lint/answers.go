package lint

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func checkPages(p *groupsPass) {
	p.listings(func(r *reporter, l *source.Listing) {
		if l.Missing {
			r.reportAt(l.Token, fmt.Sprintf("Pages are missing: %s go on after this one, and no file has the next page.", l.Member),
				"Let the AWS CLI follow the pages: remove --no-paginate, --max-items and --starting-token.")
		}
	})
	for _, g := range p.groups {
		if g.Defined == nil || p.estate.Listed(estate.PutMetricFilter, *g.Defined) != estate.Cut {
			continue
		}
		if n := p.estate.Uncounted(g.Group); n > 0 && !p.cut(*g.Defined) {
			p.at(*g.Defined).reportAt(g.Defined.Resource.At, fmt.Sprintf("The account counts %d more metric filters of the log group than are in the files.", n),
				"Describe the metric filters of the whole account: remove --log-group-name and --filter-name-prefix.")
		}
	}
}

func checkMixedRegions(p *groupsPass) {
	p.listings(func(r *reporter, l *source.Listing) {
		if l.Mixed {
			r.reportAt(l.At, fmt.Sprintf("The Region or account of these %s is not known, and the files have several.", l.Member),
				"Keep the answers of each Region in a folder named after it, such as eu-west-1.")
		}
	})
}

// listings visits the answers in the files.
func (p *groupsPass) listings(visit func(*reporter, *source.Listing)) {
	for _, f := range p.estate.Files {
		for _, l := range f.Listings {
			visit(&reporter{p.checker, p.rule, f, nil}, l)
		}
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
