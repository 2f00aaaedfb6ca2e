package chain

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/finding"
)

// The codes of findings: of alarms, and of subscription filters.
const (
	BrokenCode                = "AL001"
	UndecidedCode             = "AL002"
	BrokenSubscriptionCode    = "AL003"
	UndecidedSubscriptionCode = "AL004"
)

const wholeChain = "logsieve alarms shows the whole chain."

// Findings are what is wrong with chains, at the link that is: an error for one
// that is broken, a warning for one that is undecided.
func Findings(alarms []*Alarm, subscriptions []*Subscription) []finding.Finding {
	var found []finding.Finding
	for _, a := range alarms {
		if a.Whole != Proven {
			found = append(found, a.finding(BrokenCode, UndecidedCode, "alarm"))
		}
	}
	for _, s := range subscriptions {
		if s.Whole != Proven {
			found = append(found, s.finding(BrokenSubscriptionCode, UndecidedSubscriptionCode, "subscription"))
		}
	}
	return found
}

func (c *Chain) finding(broken, undecided, rule string) finding.Finding {
	l := c.Cause
	f := finding.Finding{File: c.File, Span: c.At, Severity: request.Error, Code: broken, Rule: rule + "-broken", Resource: c.Located.Resource.Address,
		Help: "Mend the link. " + wholeChain}
	if c.Whole == Undecided {
		f.Severity, f.Code, f.Rule, f.Help = request.Warning, undecided, rule+"-undecided", "Write the value where it can be read, or judge what is deployed."
	}
	if l.Help != "" {
		f.Help = l.Help + " " + wholeChain
	}
	if l.Located != nil {
		f.File, f.Span = l.File, l.At
	}
	f.Message = fmt.Sprintf("The %s %s is %s: %s.", c.Kind, c.Name, c.Whole, c.Because())
	return f
}

// Because is why a chain is not proven, "" when it is: the link, and what is
// wrong with it.
func (c *Chain) Because() string {
	switch l := c.Cause; {
	case l == nil:
		return ""
	case l.Kind == "alarm" || l.Kind == "action" || l.Kind == "subscription filter" || l.Kind == "account policy" || l.Name == "":
		return l.Reason
	default:
		return fmt.Sprintf("%s %s: %s", l.Kind, l.Name, l.Reason)
	}
}
