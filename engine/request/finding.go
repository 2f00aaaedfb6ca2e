// Package request says what the service says about a request or a response:
// valid, or the service's own error text, and beside it a position and a
// remedy.
//
// Constraints come from JSON Schemas generated from the service's own API
// models (schemas/); rules across members are small functions
// (crossfield_*.go).
package request

import "fmt"

// Severity grades a finding.
type Severity uint8

// An Error makes the document invalid: the service, or with StyleBoto3 the
// client, rejects it. A Warning is legal but ignored, deprecated or almost
// surely not meant. An Info cannot be decided from one document.
const (
	Info Severity = iota
	Warning
	Error
)

// String is "info", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "info"
}

// MarshalText lets a Severity be written as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// maxOfAKind bounds the findings of one document that have the same code and
// severity. More are not listed, and a last one says so: a request of 200 KB can
// hold 50,000 wrong elements, and nobody reads on.
const maxOfAKind = 100

// counts are the findings of each kind.
type counts map[findingKind]int

type findingKind struct {
	code     string
	severity Severity
}

// full counts a finding, and reports whether there are enough of its kind: one
// more than are listed.
func (c *counts) full(code string, severity Severity) bool {
	if *c == nil {
		*c = counts{}
	}
	kind := findingKind{code, severity}
	(*c)[kind]++
	return (*c)[kind] > maxOfAKind+1
}

// listed are the findings that are told, in their order. The last one of too
// many of a kind says so.
func listed(all []Finding) []Finding {
	seen := map[findingKind]int{}
	out := all[:0]
	for _, f := range all {
		kind := findingKind{f.Code, f.Severity}
		if seen[kind]++; seen[kind] > maxOfAKind+1 {
			continue
		}
		if seen[kind] > maxOfAKind {
			f.Service, f.Replacement = "", ""
			f.Reason = fmt.Sprintf("There are more findings of this kind than the %d that are listed.", maxOfAKind)
			f.Remedy = "Fix those first."
		}
		out = append(out, f)
	}
	return out
}

// Finding is one thing said about a document.
type Finding struct {
	Code     string   // stable, e.g. "RQ003"; never reused
	Name     string   // kebab name of the code, e.g. "length-above-maximum"
	Rule     string   // rule id such as "L14"; "" for a constraint of the API model
	Severity Severity // Error makes the document invalid
	Path     Path     // to the value; nil is the document itself
	Span     Span     // byte offsets in the document; filled from Path when zero
	// Inner is the place in the decoded text that holds it: that of a JSON
	// document when Path leads into one. It is zero when the place is no part of
	// a text.
	Inner Span

	// Exception is the error code the service answers with, e.g.
	// "ValidationException"; "" means the service's usual one,
	// InvalidParameterException for CloudWatch Logs.
	Exception string
	// Service is the service's own text for this finding, "" when none is
	// recorded. Texts are never made up here: Reason says it in our words.
	Service string

	Reason      string // what is wrong, one sentence
	Remedy      string // what to do, one sentence
	Replacement string // did-you-mean text for the value; "" when there is none
	Source      string // where the rule is documented or was recorded
}
