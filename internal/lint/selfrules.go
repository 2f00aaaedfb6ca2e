package lint

import "github.com/logsieve/logsieve/internal/finding"

// selfRules are about lint itself: what it could not read, and what it was
// told to ignore. The runner reports them, as they need all other findings.
func selfRules() []*Rule {
	var rules []*Rule
	for _, k := range []finding.Kind{finding.Unreadable(), finding.UnusedIgnore(), finding.NoReason(), finding.UnknownIgnore()} {
		rules = append(rules, &Rule{Code: k.Code, Name: k.Name, Severity: k.Severity, Language: PatternExample})
	}
	return rules
}
