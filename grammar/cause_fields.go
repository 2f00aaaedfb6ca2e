package grammar

import "strings"

// fields is about fields of a space-delimited pattern that are joined with &&,
// which joins conditions of one field.
func (s *source) fields(text string, found Errors) *SyntaxError {
	mixed := false
	for _, e := range found {
		switch e.Code {
		case CodeMixedFields, CodeMissingOperator:
			mixed = true
		case CodeInvalidCharacter: // quotes of another kind
		default:
			return nil
		}
	}
	if text[0] != '[' || text[len(text)-1] != ']' || !strings.Contains(text, "&&") {
		return nil
	}
	if !mixed {
		if _, _, ok := mend(text, found); ok {
			return nil
		}
	}
	meant := repaired(withCommas(text))
	if meant == "" {
		return nil
	}
	const reason, remedy = "fields are separated by commas, not by &&", "Write a comma between the fields; the conditions of all fields must be true anyway."
	if len(found) > 1 || found[0].Code != CodeMixedFields {
		return s.whole(CodeMixedFields, meant, reason, remedy)
	}
	e := *found[0]
	e.Edit = difference(s.text, meant)
	return &e
}

// withCommas writes a comma for each && that is followed by another field than
// the one before it.
func withCommas(text string) string {
	var b strings.Builder
	field, quoted, depth, from := "", byte(0), 0, 1
	b.WriteByte('[')
	flush := func(end int) string { // the part is written; its field
		part := text[from:end]
		b.WriteString(part)
		return leadingWord(strings.TrimLeft(part, blanks+"("))
	}
	for i := 1; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted != 0:
			if c == '\\' {
				i++
			} else if c == quoted {
				quoted = 0
			}
		case c == '"', c == '%':
			quoted = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			flush(i)
			b.WriteByte(',')
			field, from = "", i+1
		case c == '&' && depth == 0 && i+1 < len(text) && text[i+1] == '&':
			name := flush(i)
			if field == "" {
				field = name
			}
			next := leadingWord(strings.TrimLeft(text[i+2:], blanks+"("))
			from = i + 2
			if next != "" && next != field {
				written := strings.TrimRight(b.String(), blanks)
				b.Reset()
				b.WriteString(written + ",")
				field = ""
			} else {
				b.WriteString("&&")
			}
			i++
		}
	}
	b.WriteString(text[from:])
	return b.String()
}

// leadingWord is the name that a text starts with.
func leadingWord(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && r != '$' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if end < 0 {
		return text
	}
	return text[:end]
}
