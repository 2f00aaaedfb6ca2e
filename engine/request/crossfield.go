package request

import (
	"slices"
	"time"

	"github.com/logsieve/logsieve/grammar"
)

// rule is one rule that the API models do not state: a relation between
// members, a limit in prose, a format inside a string.
type rule struct {
	ID         string    // stable id: "L14" of logs, "C01" of cloudfront, "A02" of appfabric
	Name       string    // kebab name of the code
	Operations []string  // operation names; nil means every operation of the service
	Paginators bool      // also applies to the paginators of Operations
	Profiles   []Profile // nil means all
	Response   bool      // applies to responses instead of requests
	Severity   Severity  // of its findings, unless a finding is raised to more
	Doc        string    // what the rule says and why, one or two sentences
	Source     string    // page, recorded text or case

	// Check returns the rule's findings. Code, Name, Rule, Severity, Source and
	// Span are filled in when left zero, so that a check states only Path,
	// Reason, Remedy and, where recorded, Service and Exception. Types have
	// been checked before; limits may be broken, members may be missing.
	Check func(d *document) []Finding
}

// document is what a rule sees: one decoded document and what is known about
// it.
type document struct {
	Operation Operation
	Direction Direction
	Profile   Profile
	Style     Style
	Root      *Value                                  // the request or response itself, an object
	Raw       []byte                                  // the text that spans count in
	Now       time.Time                               // zero when rules about time must be left out
	Retention func(logGroupName string) time.Duration // as in Options
	AsOf      time.Time                               // as in Options

	shape    *shape // of Root
	parse    func(string) (grammar.Pattern, error)
	compiled *compiledFilter // nil until a rule asks for it
	check    func(*run)      // for a rule that holds a document against another operation
}

// Get is a member of the document.
func (d *document) Get(name string) *Value { return d.Root.Get(name) }

// textsAsOf is the time whose texts answer. Nothing newer than February 2026 is
// recorded for services other than CloudWatch Logs.
func (d *document) textsAsOf() time.Time {
	if d.Operation.Service != Logs || d.Profile == Profile2018 {
		return time.Date(2018, time.November, 1, 0, 0, 0, 0, time.UTC)
	}
	return d.AsOf
}

// Has reports whether a member is there and not null.
func (d *document) Has(name string) bool { return d.Root.Has(name) }

// crossFieldRules are all rules, in the order in which the service is taken
// to check them: the first finding with a text gives the message. Not here:
// L39, the syntax of filter patterns (pattern.go), and L20, the generic text
// for long names (validate.go). A rule that the schemas state too (the
// overlay names it: retention days, sampling rate, ...) may be here for its
// better remedy; its finding then replaces the schema's.
func crossFieldRules() []rule {
	return slices.Concat(lookupRules(), eventRules(), filterRules(), groupRules(), documentRules(), cloudFrontRules(), appFabricRules(), meantRules())
}

// code is the stable code of its findings: L01 is RQ101, C01 RQ201, A01 RQ301.
func (r *rule) code() string {
	return map[byte]string{'L': "RQ1", 'C': "RQ2", 'A': "RQ3"}[r.ID[0]] + r.ID[1:]
}

func (r *rule) service() string {
	switch r.ID[0] {
	case 'C':
		return CloudFront
	case 'A':
		return AppFabric
	}
	return Logs
}

// appliesTo reports whether the rule concerns the document.
func (r *rule) appliesTo(d *document) bool {
	return r.service() == d.Operation.Service &&
		r.Response == (d.Direction == Response) &&
		(!d.Operation.Paginator || r.Paginators) &&
		(r.Operations == nil || slices.Contains(r.Operations, d.Operation.Name)) &&
		(r.Profiles == nil || slices.Contains(r.Profiles, d.Profile))
}

// run checks the document and fills in what the rule's author left out. A
// zero Severity is filled in too: a rule that informs only is declared Info.
func (r *rule) run(d *document) []Finding {
	if !r.appliesTo(d) {
		return nil
	}
	found := r.Check(d)
	for i := range found {
		f := &found[i]
		if f.Rule == "" {
			f.Rule = r.ID
		}
		if f.Code == "" {
			f.Code, f.Name = r.code(), r.Name
		}
		if f.Severity == Info {
			f.Severity = r.Severity
		}
		if f.Source == "" {
			f.Source = r.Source
		}
	}
	return found
}
