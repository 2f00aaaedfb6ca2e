package explain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// dotted looks for a name with dots in it, such as log.level, where the selector
// goes through objects.
func (s *nearSearch) dotted(number int, selector *grammar.Selector) bool {
	at := s.event
	for i := range selector.Steps {
		object, ok := at.(map[string]any)
		if !ok {
			return false
		}
		name := ""
		for j := i; j < len(selector.Steps) && selector.Steps[j].Kind == grammar.NameStep; j++ {
			if name != "" {
				name += "."
			}
			name += selector.Steps[j].Name
			if _, there := object[name]; !there || j == i || strings.Contains(name, "'") {
				continue
			}
			m := NearMiss{Code: "dotted-name", Condition: number,
				Message:    fmt.Sprintf("the log event has a single name %s that contains the dot", quote(name)),
				Suggestion: "Put such a name in brackets and single quotes."}
			m.FilterPattern = replaced(s.text, grammar.Span{Start: selector.Steps[i].At.Start, End: selector.Steps[j].At.End}, ".['"+name+"']")
			t := s.try(m.FilterPattern, number)
			if !t.selects && !t.holds {
				continue
			}
			if !t.holds {
				m.Message += "; the condition would be false there, too"
			}
			s.add(m)
			return true
		}
		if selector.Steps[i].Kind != grammar.NameStep {
			return false
		}
		at = object[selector.Steps[i].Name]
	}
	return false
}

// exported tells of members that exports have beside the message: no selector
// sees them.
func (s *nearSearch) exported(number int, selector *grammar.Selector) bool {
	first := selector.Steps[0]
	if first.Kind != grammar.NameStep {
		return false
	}
	switch first.Name {
	case "eventId", "ingestionTime", "logStreamName", "logGroup", "logGroupName", "logStream", "owner", "@timestamp", "@message", "@logStream", "@log", "@ingestionTime", "@ptr":
	default:
		return false
	}
	m := NearMiss{Code: "not-in-message", Condition: number,
		Message:    fmt.Sprintf("%s belongs to the log event around the message, as exports and queries show it", first.Name),
		Suggestion: "A filter pattern sees only the message: choose the log group or stream with the options of the command or the filter."}
	s.add(m)
	return true
}

// otherName looks for the very value that is asked for under a name that holds
// the one that was written: level in log_level, levelname or severity.
func (s *nearSearch) otherName(number int, selector *grammar.Selector, node grammar.Node) bool {
	object, ok := s.event.(map[string]any)
	for _, step := range selector.Steps[:len(selector.Steps)-1] {
		if !ok || step.Kind != grammar.NameStep {
			return false
		}
		object, ok = object[step.Name].(map[string]any)
	}
	last := selector.Steps[len(selector.Steps)-1]
	if c, isComparison := node.(*grammar.Comparison); !ok || last.Kind != grammar.NameStep || !isComparison || c.Op == grammar.NotEqual {
		return false
	}
	names := slices.Sorted(maps.Keys(object))
	slices.SortStableFunc(names, func(a, b string) int { return related(last.Name, b) - related(last.Name, a) })
	for _, name := range names[:min(len(names), 200)] {
		if strings.Contains(name, "'") {
			continue
		}
		if related(last.Name, name) == 0 && !tellingValue(node) {
			continue
		}
		pattern := replaced(s.text, last.At, stepText(name))
		if !s.try(pattern, number).holds {
			continue
		}
		s.add(NearMiss{Code: "other-name", Condition: number,
			Message:       fmt.Sprintf("the log event has no %s, but %s, which satisfies the condition", quote(last.Name), quote(name)),
			Suggestion:    "Use the name that the log event has.",
			FilterPattern: pattern})
		return true
	}
	return false
}

// related grades how near two names are: 2 when one holds the other, 1 for two
// names of one thing.
func related(a, b string) int {
	a, b = strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(a)), strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(b))
	if len(a) > 2 && len(b) > 2 && (strings.Contains(a, b) || strings.Contains(b, a)) {
		return 2
	}
	for _, same := range [][]string{
		{"level", "severity", "lvl", "loglevel", "levelname", "priority", "logger"}, {"message", "msg", "text", "body", "log"},
		{"status", "statuscode", "code", "httpstatus", "responsecode"}, {"duration", "latency", "elapsed", "took", "responsetime", "ms"},
		{"error", "err", "exception", "errormessage", "errorcode"}, {"requestid", "traceid", "correlationid", "reqid"}, {"time", "timestamp", "ts", "date"},
		{"user", "username", "userid"}, {"host", "hostname", "instance"}, {"service", "app", "application", "component", "logger"},
	} {
		if slices.Contains(same, a) && slices.Contains(same, b) {
			return 1
		}
	}
	return 0
}

// tellingValue reports whether a condition asks for a text that is no accident
// under another name: a whole text of four letters or more.
func tellingValue(node grammar.Node) bool {
	c, ok := node.(*grammar.Comparison)
	if !ok {
		return false
	}
	text, ok := c.Value.(*grammar.Text)
	return ok && c.Op == grammar.Equal && !text.HasWildcard() && len(text.Decoded) >= 4 && strings.ContainsFunc(text.Decoded, isLetter)
}

// insideText looks for the selector in JSON that is written inside a text of the
// log event, as in {"message": "{\"level\": …}"}.
func (s *nearSearch) insideText(number int, selector *grammar.Selector) bool {
	object, ok := s.event.(map[string]any)
	if !ok {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		text, ok := object[name].(string)
		if start := strings.IndexByte(text, '{'); !ok || start < 0 {
			continue
		} else {
			text = text[start:]
		}
		var inner any
		if json.Unmarshal([]byte(text), &inner) != nil || !leads(inner, selector) {
			continue
		}
		s.add(NearMiss{Code: "json-in-text", Condition: number,
			Message:    fmt.Sprintf("%s is inside $%s, which is a text that contains JSON: selectors do not look inside texts", selector, stepText(name)),
			Suggestion: "Log the object itself, or compare the text with wildcards."})
		return true
	}
	return false
}

// leads reports whether a selector selects something.
func leads(at any, selector *grammar.Selector) bool {
	for _, step := range selector.Steps {
		switch step.Kind {
		case grammar.NameStep:
			object, ok := at.(map[string]any)
			if !ok {
				return false
			}
			if at, ok = object[step.Name]; !ok {
				return false
			}
		case grammar.IndexStep:
			list, ok := at.([]any)
			if !ok || step.Index >= len(list) {
				return false
			}
			at = list[step.Index]
		default:
			return true
		}
	}
	return true
}
