package finding

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Kind is what findings of one rule have in common.
type Kind struct {
	Code, Name string
	Severity   Severity
}

// At is a finding of the kind.
func (k Kind) At(file string, at source.Span) Finding {
	return Finding{Code: k.Code, Rule: k.Name, Severity: k.Severity, File: file, Span: at}
}

// The kinds of findings about the files themselves, whoever judges them.

// Unreadable is about what could not be read.
func Unreadable() Kind { return Kind{"LS001", "unreadable", request.Error} }

// UnusedIgnore is about an ignore that silences nothing.
func UnusedIgnore() Kind { return Kind{"LS002", "unused-ignore", request.Warning} }

// NoReason is about an ignore without rules or without a reason.
func NoReason() Kind { return Kind{"LS003", "ignore-without-reason", request.Warning} }

// UnknownIgnore is about an ignore of a rule that does not exist.
func UnknownIgnore() Kind { return Kind{"LS004", "unknown-ignore", request.Warning} }

// PolicyPrefix starts the codes of findings that rules of a policy make. An
// ignore of such a code is no business of lint, and the other way round.
const PolicyPrefix = "PL-"

// IsPolicy reports whether a code is of a rule of a policy.
func IsPolicy(code string) bool { return strings.HasPrefix(code, PolicyPrefix) }
