package grammar

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
)

// document is about a JSON document in place of conditions on it.
func (s *source) document(text string, _ Errors) *SyntaxError {
	if text[0] != '{' || len(strings.Trim(text, "{}"+blanks)) == 0 || !json.Valid([]byte(text)) {
		return nil
	}
	meant := ""
	if conditions, ok := documentConditions(json.RawMessage(text), "$"); ok {
		meant = "{ " + strings.Join(conditions, " && ") + " }"
	}
	return s.whole(CodeJSONDocument, meant, "a JSON document is not a filter pattern",
		`Write conditions on its members: { $.level = "ERROR" && $.status = 500 }.`)
}

// documentConditions are the conditions that a document meets; ok is false when
// one of its values cannot be asked for.
func documentConditions(value json.RawMessage, selector string) (conditions []string, ok bool) {
	switch text := strings.Trim(string(value), blanks); text[0] {
	case '{':
		d := json.NewDecoder(strings.NewReader(text))
		if _, err := d.Token(); err != nil {
			return nil, false
		}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, false
			}
			var member json.RawMessage
			if d.Decode(&member) != nil {
				return nil, false
			}
			step := memberStep(name.(string))
			if step == "" {
				return nil, false
			}
			below, ok := documentConditions(member, selector+step)
			if !ok {
				return nil, false
			}
			conditions = append(conditions, below...)
		}
		return conditions, len(conditions) > 0
	case '[':
		return nil, false
	case 't', 'f', 'n':
		return []string{selector + " IS " + strings.ToUpper(text)}, true
	case '"':
		var decoded string
		if json.Unmarshal([]byte(text), &decoded) != nil || strings.Contains(decoded, "*") {
			return nil, false
		}
		return []string{selector + " = " + quote(decoded)}, true
	default:
		return []string{selector + " = " + text}, true
	}
}

// memberStep selects a member; "" when no selector can.
func memberStep(name string) string {
	switch {
	case name == "" || strings.Contains(name, "'"):
		return ""
	case nameEnd(name, 0, len(name)) == len(name):
		return "." + name
	}
	return ".['" + name + "']"
}

// inList is the error of IN with a list of values, which is written after the
// operand; nil when there is no such list.
func (s *source) inList(operand, word token) *SyntaxError {
	m := listTest().FindStringSubmatchIndex(s.text[word.span().Start:])
	if m == nil {
		return nil
	}
	e := &SyntaxError{
		Code: CodeUnknownOperator, Span: word.span(), Service: InvalidMetricFilterPattern,
		Reason: "filter patterns have no IN operator",
		Remedy: "Repeat the comparison for each value and join them with ||.",
	}
	op, join := " = ", " || "
	if m[2] >= 0 {
		op, join = " != ", " && "
		e.Remedy = "Repeat the comparison for each value and join them with &&."
	}
	start := word.span().Start
	var conditions []string
	for _, v := range strings.Split(s.text[start+m[4]:start+m[5]], ",") {
		if v = strings.Trim(v, blanks); len(v) > 1 && v[0] == '\'' && v[len(v)-1] == '\'' {
			v = quote(v[1 : len(v)-1])
		}
		conditions = append(conditions, operand.Value+op+v)
	}
	with := strings.Join(conditions, join)
	list := Span{operand.span().Start, start + m[1]}
	if len(conditions) > 1 && operand.Type == tokenSelector && !s.alone(list) {
		with = "(" + with + ")"
	}
	e.Edit, e.Safe = &Edit{list, with}, true
	return e
}

// alone reports whether a place is all that braces or parentheses hold.
func (s *source) alone(at Span) bool {
	before, after := strings.TrimRight(s.text[:at.Start], blanks), strings.TrimLeft(s.text[at.End:], blanks)
	return before != "" && after != "" && (before[len(before)-1] == '{' && after[0] == '}' || before[len(before)-1] == '(' && after[0] == ')')
}

// listTest is what follows an operand.
var listTest = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(NOT\s+)?IN\s*[(\[{]([^()\[\]{}]*)[)\]}]`)
})
