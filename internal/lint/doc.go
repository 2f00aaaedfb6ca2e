// Package lint judges the requests that configuration files stand for: what
// the service would refuse, and what it would accept but nobody can have
// meant.
package lint

import "github.com/logsieve/logsieve/internal/finding"

// What rules report.
type (
	Severity = finding.Severity
	Finding  = finding.Finding
	Fix      = finding.Fix
)
