package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/suggest"
)

func (s *nearSearch) json() {
	if s.trace.Shape != engine.JSONObject {
		s.shape()
		return
	}
	d := json.NewDecoder(bytes.NewReader(s.message))
	d.UseNumber()
	if d.Decode(&s.event) != nil {
		return
	}
	for i, n := range s.trace.Conditions() {
		test, isTest := n.Node.(*grammar.Test)
		switch {
		case isTest && test.Kind == grammar.NotExists && n.Verdict == engine.True && n.Wildcard == nil:
			s.misspelled(i+1, test.Selector, true)
		case n.Verdict == engine.True || s.trace.Matched:
		case missing(n):
			s.missing(i+1, n)
		case isTest:
			s.test(i+1, n.Operand, test)
		default:
			s.comparison(i+1, n)
		}
	}
}

func missing(n *engine.TraceNode) bool {
	if n.Wildcard != nil {
		return n.Wildcard.Parent.Kind == engine.MissingValue
	}
	return n.Operand.Kind == engine.MissingValue
}

// shape helps with a message that is no JSON object but holds one.
func (s *nearSearch) shape() {
	var object []byte
	m := NearMiss{Suggestion: "Log the JSON object alone, one per log event; for AWS Lambda choose the JSON log format."}
	switch at := s.trace.ShapeAt; s.trace.Shape {
	case engine.TextBefore:
		object = s.message[at:]
		m.Code = "text-before-json"
		m.Message = fmt.Sprintf("a JSON object begins after %s of text", bytesOf(at))
		m.Suggestion += " Reports differ on whether the service skips text before the object (J2); logsieve treats it as no match."
	case engine.TextAfter:
		object = s.message[:at]
		m.Code = "text-behind-json"
		m.Message = fmt.Sprintf("a JSON object ends before %s of text", bytesOf(len(s.message)-at))
	case engine.TopLevelJSON:
		var elements []json.RawMessage
		if json.Unmarshal(s.message, &elements) == nil && slices.ContainsFunc(elements, func(e json.RawMessage) bool { return s.filter.Match(e) }) {
			s.add(NearMiss{Code: "top-level-array", Message: "an element of the array alone would match",
				Suggestion: "Log each element as a separate event."})
		}
		return
	case engine.BrokenJSON:
		switch {
		case at >= 0 && at < len(s.message) && s.message[at] == '\'':
			s.add(NearMiss{Code: "single-quotes", Message: "names and texts are in single quotes, as Python prints them; JSON uses double quotes",
				Suggestion: "Log with a JSON encoder, such as json.dumps."})
		case at == len(s.message):
			s.add(NearMiss{Code: "cut-json", Message: "the JSON object is not closed: the log event may have been cut",
				Suggestion: "Keep log events below the size at which the agent or the driver cuts them."})
		}
		return
	default:
		return
	}
	if s.filter.Match(object) {
		m.Message += ", which alone would match"
	} else {
		m.Message += ", which alone would not match either"
	}
	s.add(m)
}

// missing helps with a selector that selects nothing.
func (s *nearSearch) missing(number int, n *engine.TraceNode) {
	selector := selectorOf(n.Node)
	if s.misspelled(number, selector, false) || n.Wildcard != nil ||
		s.dotted(number, selector) || s.exported(number, selector) || s.otherName(number, selector, n.Node) || s.insideText(number, selector) {
		return
	}
	at := n.Node.Span()
	written := s.text[at.Start:at.End]
	switch e := n.Node.(type) {
	case *grammar.Comparison:
		if e.Op == grammar.NotEqual {
			s.alternative(NearMiss{Code: "missing-is-not-unequal", Condition: number,
				Message:    selector.String() + " is missing, and a missing value satisfies neither = nor !=",
				Suggestion: "Test for the missing name as well if such log events should match.",
			}, at, "("+written+" || "+selector.String()+" NOT EXISTS)")
		}
	case *grammar.Test:
		if e.Kind == grammar.IsNull {
			s.suggest(NearMiss{Code: "missing-is-not-null", Condition: number,
				Message:    selector.String() + " is missing, which is not null",
				Suggestion: "Test for a missing name with NOT EXISTS.",
			}, e.KindAt, "NOT EXISTS")
		}
	}
}

// alternative suggests to put another condition behind a condition.
func (s *nearSearch) alternative(m NearMiss, at grammar.Span, with string) {
	m.FilterPattern = replaced(s.text, at, with)
	if s.try(m.FilterPattern, m.Condition+1).holds {
		s.add(m)
	}
}

// misspelled looks along a selector for the step that leads nowhere, and in
// the object there for a similar name, or for the name elsewhere in the event.
func (s *nearSearch) misspelled(number int, selector *grammar.Selector, absent bool) bool {
	at := s.event
	for i, step := range selector.Steps {
		object, isObject := at.(map[string]any)
		switch {
		case step.Kind == grammar.NameStep && isObject:
			if next, ok := object[step.Name]; ok {
				at = next
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(object)) {
				if suggest.OneApart(step.Name, name) && s.rename(number, selector, step, name, absent) {
					return true
				}
			}
			return i == 0 && !absent && s.elsewhere(number, selector)
		case step.Kind == grammar.IndexStep:
			list, ok := at.([]any)
			if !ok || step.Index >= len(list) {
				return false
			}
			at = list[step.Index]
			continue
		}
		if text, ok := at.(string); ok && i > 0 && json.Valid([]byte(text)) && strings.HasPrefix(strings.TrimSpace(text), "{") {
			s.add(NearMiss{Code: "json-in-text", Condition: number,
				Message:    (&grammar.Selector{Steps: selector.Steps[:i]}).String() + " is a text that contains JSON, and selectors do not look inside texts",
				Suggestion: "Log the object itself, or compare the text with wildcards."})
			return true
		}
		if _, isList := at.([]any); isList && step.Kind == grammar.NameStep && !absent {
			parent := (&grammar.Selector{Steps: selector.Steps[:i]}).String()
			return s.suggest(NearMiss{Code: "array-without-index", Condition: number,
				Message:    parent + " is an array",
				Suggestion: "Select its elements with [*].",
			}, grammar.Span{Start: step.At.Start, End: step.At.Start}, "[*]")
		}
		return false
	}
	return false
}

// rename suggests another name for a step if that leads somewhere.
func (s *nearSearch) rename(number int, selector *grammar.Selector, step *grammar.Step, name string, absent bool) bool {
	m := NearMiss{Code: "similar-name", Condition: number,
		Message:    fmt.Sprintf("the log event has no %s, but %s", quote(step.Name), quote(name)),
		Suggestion: "Names are compared byte for byte.",
	}
	m.FilterPattern = replaced(s.text, step.At, stepText(name))
	t := s.try(m.FilterPattern, number)
	if !t.selects && !t.holds {
		return false
	}
	if absent {
		m.Message += ", so that " + selector.String() + " NOT EXISTS holds"
	} else if !t.holds {
		m.Message += "; the condition would be false there, too"
	}
	s.add(m)
	return true
}

func stepText(name string) string {
	step := &grammar.Step{Kind: grammar.NameStep, Name: name}
	plain := (&grammar.Selector{Steps: []*grammar.Step{step}}).String()
	if parsed, err := grammar.ParseSelector(plain); err == nil && len(parsed.Steps) == 1 && parsed.Steps[0].Name == name {
		return plain[1:]
	}
	return ".['" + name + "']"
}

// elsewhere looks for the selector's names below other names of the event, as
// in $.detail.errorCode for $.errorCode.
func (s *nearSearch) elsewhere(number int, selector *grammar.Selector) bool {
	budget := 10_000
	var search func(at any, prefix string, depth int) string
	search = func(at any, prefix string, depth int) string {
		object, ok := at.(map[string]any)
		if !ok || depth == 0 {
			return ""
		}
		names := slices.Sorted(maps.Keys(object))
		for _, name := range names {
			if budget--; budget < 0 {
				return ""
			}
			if prefix != "" && name == selector.Steps[0].Name {
				return prefix
			}
		}
		for _, name := range names {
			if found := search(object[name], prefix+stepText(name), depth-1); found != "" {
				return found
			}
		}
		return ""
	}
	prefix := search(s.event, "", 5)
	if prefix == "" {
		return false
	}
	m := NearMiss{Code: "name-elsewhere", Condition: number,
		Message:    fmt.Sprintf("the log event has no %s at its top level, but $%s%s", quote(selector.Steps[0].Name), prefix, stepText(selector.Steps[0].Name)),
		Suggestion: "A selector starts at the top level of the log event.",
	}
	start := selector.Steps[0].At.Start
	m.FilterPattern = replaced(s.text, grammar.Span{Start: start, End: start}, prefix)
	t := s.try(m.FilterPattern, number)
	if !t.selects && !t.holds {
		return false
	}
	if !t.holds {
		m.Message += "; the condition would be false there, too"
	}
	s.add(m)
	return true
}

func (s *nearSearch) test(number int, o engine.Operand, t *grammar.Test) {
	m := NearMiss{Condition: number}
	value := t.Selector.String()
	lower := strings.ToLower(string(o.Text))
	switch {
	case t.Kind == grammar.NotExists && o.Kind == engine.NullValue:
		m.Code, m.Message = "null-is-not-missing", value+" is null, which is not missing"
		m.Suggestion = "Test for null with IS NULL."
		s.suggest(m, t.KindAt, "IS NULL")
	case t.Kind == grammar.IsNull && o.Kind == engine.TextValue && (lower == "null" || lower == ""),
		(t.Kind == grammar.IsTrue || t.Kind == grammar.IsFalse) && o.Kind == engine.TextValue && lower == strings.ToLower(strings.TrimPrefix(t.Kind.String(), "IS ")):
		m.Code, m.Message = "value-as-text", fmt.Sprintf("%s is the text %s, not %s itself", value, quote(string(o.Text)), strings.ToLower(strings.TrimPrefix(t.Kind.String(), "IS ")))
		m.Suggestion = "Compare with the text."
		s.suggest(m, t.KindAt, "= "+quoted(string(o.Text)))
	}
}
