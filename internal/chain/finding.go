package chain

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/finding"
)

// The codes of findings.
const (
	BrokenCode    = "AL001"
	UndecidedCode = "AL002"
)

const wholeChain = "logsieve alarms shows the whole chain."

// Findings are what is wrong with chains, at the link that is: an error for one
// that is broken, a warning for one that is undecided.
func Findings(list []*Alarm) []finding.Finding {
	var found []finding.Finding
	for _, a := range list {
		if a.Whole == Proven {
			continue
		}
		l := a.Cause
		f := finding.Finding{File: a.File, Span: a.At, Severity: request.Error, Code: BrokenCode, Rule: "alarm-broken", Resource: a.Located.Resource.Address,
			Help: "Mend the link. " + wholeChain}
		if a.Whole == Undecided {
			f.Severity, f.Code, f.Rule, f.Help = request.Warning, UndecidedCode, "alarm-undecided", "Write the value where it can be read, or judge what is deployed."
		}
		if l.Help != "" {
			f.Help = l.Help + " " + wholeChain
		}
		if l.Located != nil {
			f.File, f.Span = l.File, l.At
		}
		f.Message = fmt.Sprintf("The alarm %s is %s: %s.", a.Name, a.Whole, reasonOf(l))
		found = append(found, f)
	}
	return found
}

func reasonOf(l *Link) string {
	if l.Kind == "alarm" || l.Kind == "action" {
		return l.Reason
	}
	return fmt.Sprintf("%s %s: %s", l.Kind, l.Name, l.Reason)
}
