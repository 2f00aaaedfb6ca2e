package estate

import (
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// Composite is a composite alarm with actions that looks at an alarm, or may: its
// rule names the alarm, or is not known. ok is false when there is none.
func (e *Estate) Composite(a *Alarm) (by Located, ok bool) {
	name, named := a.Resource.Input.Get("AlarmName").Str()
	for _, c := range e.Composites {
		if c.Elsewhere(a.Located) || without(c.Resource.Input) {
			continue
		}
		rule := c.Resource.Input.Get("AlarmRule")
		if rule == nil || rule.Kind != source.String {
			if c.Folder() == a.Folder() {
				return c.Located, true
			}
			continue
		}
		for _, h := range rule.Text.Holes {
			if h.Ref == "" && c.Folder() == a.Folder() || h.Ref != "" && c.addressKey(h.Ref) == a.addressKey(a.Resource.Address) {
				return c.Located, true
			}
		}
		if named && ruleNames(rule.Text.Decoded, name) || !named && c.Folder() == a.Folder() {
			return c.Located, true
		}
	}
	return Located{}, false
}

// without reports whether an alarm surely tells nobody.
func without(in *source.Value) bool {
	actions, enabled := in.Get("AlarmActions"), in.Get("ActionsEnabled")
	if enabled != nil {
		if on, known := enabled.AsBool(); known && !on {
			return true
		}
	}
	return in.Kind == source.Map && (actions == nil || actions.Empty())
}

// ruleNames reports whether the rule of a composite alarm names an alarm, by its
// name or its ARN: ALARM("errors"), ALARM(errors).
func ruleNames(rule, name string) bool {
	for rest := rule; name != ""; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		before, after := rest[:i], rest[i+len(name):]
		before, after = strings.TrimRight(before, " \t\n"), strings.TrimLeft(after, " \t\n")
		if (before == "" || strings.ContainsAny(before[len(before)-1:], `("':`)) && (after == "" || strings.ContainsAny(after[:1], `)"'`)) {
			return true
		}
		rest = rest[i+len(name):]
	}
	return false
}
