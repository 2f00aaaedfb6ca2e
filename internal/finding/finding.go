// Package finding is what is said about a place in a file, whoever says it:
// the rules of lint, those of a policy, and the ignores in the file itself.
package finding

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Severity grades a finding: request.Error, request.Warning or request.Info.
type Severity = request.Severity

// Finding is one thing said about a place in a file.
type Finding struct {
	File     string
	Span     source.Span // byte offsets in the file
	Severity Severity
	Code     string // stable, e.g. FP001, FS003, RQ102; never reused
	Rule     string // kebab name of the code
	Message  string // what is wrong, one sentence
	Help     string // what to do, one sentence; may be empty
	Service  string // the service's own text where it would refuse; "" when none is known
	Resource string // the address of the resource; "" for the file itself
	Fixes    []Fix
}

// Fix is a way to repair a finding.
type Fix struct {
	Message string
	Edits   []source.Edit // of the finding's file, by place, not overlapping
	// Safe fixes keep what the author must have meant, and are made by --fix.
	Safe bool
}
