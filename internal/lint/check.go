package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/workers"
)

// Check judges files. The findings are in the order of the files' names, then
// of place, then of code. Check changes nothing, looks at several files at
// once, and may be called concurrently.
func Check(files []*source.File, opts Options) []Finding {
	c := newChecker(opts)
	c.estate = estate.New(files)
	each := make([]*checker, len(files))
	sites := make([][][]*site, len(files))
	judge := func(i int) {
		f := files[i]
		for k, r := range f.Resources {
			each[i].resource(f, r, sites[i][k])
		}
		if opts.Judged != nil {
			opts.Judged(Judged{f, slices.Clone(each[i].found)})
		}
	}
	shares := c.shares(len(files))
	workers.Do(len(files), opts.Workers, func() func(int) {
		return func(i int) {
			for _, r := range files[i].Resources {
				sites[i] = append(sites[i], c.patternSites(files[i], r))
			}
			each[i] = c.again(shares.file())
			judge(i)
		}
	})
	// What one file leaves another may need. Which is which must not depend on
	// the workers.
	for i, one := range each {
		if s := shares.more(one.analyzer); s != nil {
			each[i] = c.again(s)
			judge(i)
			shares.taken(s)
		}
	}
	c.analyzer = shares.groups()
	for _, one := range each {
		c.found = append(c.found, one.found...)
	}
	c.groups(slices.Concat(slices.Concat(sites...)...))
	return inOrder(c.found)
}

// inOrder sorts findings by file, place and code, and says each once.
func inOrder(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(a.Message, b.Message))
	})
	// Instances of one resource share its text: what is said of it is said once.
	return slices.CompactFunc(found, func(a, b Finding) bool {
		return a.File == b.File && a.Span == b.Span && a.Code == b.Code && a.Message == b.Message
	})
}

// checker is one run of the rules.
type checker struct {
	opts     Options
	analyzer Analyzer
	patterns *patternMemo
	rules    []*Rule // those that report
	byCode   map[string]*Rule
	found    []Finding
	estate   *estate.Estate // what all files declare together; nobody changes it
}

func newChecker(opts Options) *checker {
	c := &checker{opts: opts, analyzer: opts.Analyzer, patterns: newPatternMemo(), byCode: map[string]*Rule{}}
	for _, r := range Rules() {
		if opts.on(r) {
			c.rules = append(c.rules, r)
			c.byCode[r.Code] = r
		}
	}
	return c
}

// again is a checker with the same rules that has found nothing yet and asks
// another analyzer.
func (c *checker) again(a Analyzer) *checker {
	other := *c
	other.analyzer, other.found = a, nil
	return &other
}

// resource runs the rules that look at one request and at its patterns.
func (c *checker) resource(f *source.File, r *source.Resource, sites []*site) {
	for _, s := range sites {
		c.syntax(s)
		if s.pattern == nil {
			c.holed(f, r, s)
			continue
		}
		pass := &patternPass{site: s, reporter: reporter{c, nil, f, r}, analyzer: c.analyzer}
		for _, pass.rule = range c.rules {
			if pass.rule.pattern != nil {
				pass.rule.pattern(pass)
			}
		}
	}
	if skeleton(f, r) == nil {
		c.request(f, r, sites)
	}
	pass := &resourcePass{reporter: reporter{c, nil, f, r}, sites: sites}
	for _, pass.rule = range c.rules {
		// What is only shown is linked to nothing.
		if pass.rule.resource != nil && !(r.Shown && strings.HasPrefix(pass.rule.Code, "FS1")) {
			pass.rule.resource(pass)
		}
	}
}

func (c *checker) groups(sites []*site) {
	groups := takeCensus(c.estate, sites)
	for _, rule := range c.rules {
		if rule.groups != nil {
			rule.groups(&groupsPass{checker: c, rule: rule, groups: groups})
		}
	}
}

// reporter reports findings of one rule about one resource.
type reporter struct {
	*checker
	rule     *Rule
	file     *source.File
	resource *source.Resource
}

// reportAt reports a finding at a place of the file.
func (r *reporter) reportAt(at source.Span, message, help string, fixes ...Fix) {
	r.reportAs(r.rule.Severity, at, message, help, fixes...)
}

func (r *reporter) reportAs(severity Severity, at source.Span, message, help string, fixes ...Fix) {
	if severity == request.Error && r.file.FormatOf(r.resource).Deployed {
		severity = request.Warning // the service has taken it, or did so once
	}
	f := Finding{
		File: r.file.Name, Span: at, Severity: r.opts.severity(r.rule, severity),
		Code: r.rule.Code, Rule: r.rule.Name, Message: message, Help: help, Fixes: fixes,
	}
	if r.resource != nil {
		f.Resource = r.resource.Address
	}
	r.found = append(r.found, f)
}

// resourcePass is what a rule about a request sees.
type resourcePass struct {
	reporter
	sites []*site // its patterns
}

// located is the request's resource in the estate.
func (p *resourcePass) located() estate.Located {
	return estate.Located{File: p.file, Resource: p.resource}
}

// input is the request's member under the names, nil when it is absent.
func (p *resourcePass) input(names ...string) *source.Value {
	v := p.resource.Input
	for _, name := range names {
		v = v.Get(name)
	}
	return v
}
